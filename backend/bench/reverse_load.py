"""Standing searches of the bench's country, and the listings that turn up there: the load of the reverse index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from backend.bench import country, wishes
from backend.bench.country import DAYS, START, Country
from matching.engine import Listing, Query
from matching.standing import Standing

PEOPLE_SHARE = 3  # standing searches for each person


@dataclass(frozen=True, slots=True)
class Load:
    """What waits, and what turns up in this order."""

    standings: Sequence[Standing]
    listings: Sequence[Listing]


def plain(place: Country, calls: int) -> Load:
    """One category, one of three radii and a fixed time each: what the peers can be asked as well."""
    each = -(-place.size // len(wishes.RADII_M))
    queries = [query for radius_m in wishes.RADII_M for query in wishes.plain_queries(place, radius_m, each)]
    return Load(_standings(place, queries[: place.size]), country.plain(replace(place, size=calls)))


def full(place: Country, calls: int) -> Load:
    """All filters at once, among them flexible times and words, and listings on all terms."""
    return Load(_standings(place, wishes.full_queries(place, place.size)), country.full(replace(place, size=calls)))


def id_of(number: int) -> str:
    """An id that sorts as its number does."""
    return f"w{number:08}"


def _standings(place: Country, queries: Iterable[Query]) -> list[Standing]:
    dice = place.dice("standing")
    with country.resting_collector():
        return [
            Standing(
                id=id_of(number),
                person=f"person {number // PEOPLE_SHARE}",
                until=START + timedelta(days=dice.randrange(2, DAYS)),
                cell=one.cell,
                radius_m=one.radius_m,
                groups=one.groups,
                categories=one.categories,
                kinds=one.kinds,
                hidden_owners=one.hidden_owners,
                certificates=one.certificates,
                text=one.text,
                period=one.period,
                duration_minutes=one.duration_minutes,
            )
            for number, one in enumerate(queries)
        ]
