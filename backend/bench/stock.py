"""The country of the matching bench as the rows of a database: what a program finds when it starts."""

from __future__ import annotations

import asyncio
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any, TypeAlias

import orjson
from pydantic import SecretStr

from backend.app import opened_database
from backend.bench.country import Country, country, full
from backend.bench.terms import GROUPS
from backend.config import Settings
from backend.config.settings import App, Database
from matching.engine import Listing
from matching.opening import Opening, always
from matching.opening import to_dict as opening_to
from matching.rules import Rules
from matching.rules import to_dict as rules_to
from models.engine.sql import connection

Rows: TypeAlias = Iterator[tuple[str, tuple[Any, ...]]]
"""The name of a table, and a row for it."""

AT_ONCE = 10_000  # listings
MADE, LATER = "2026-05-01T00:00:00.000000+00:00", "2027-05-01T00:00:00.000000+00:00"


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is counted over all listings."""

    units: Iterator[int] = field(default_factory=lambda: count(1))
    offers: Iterator[int] = field(default_factory=lambda: count(1))
    bookings: Iterator[int] = field(default_factory=lambda: count(1))


TABLES: Mapping[str, str] = {
    "persons": "id, name, language, time_zone, radius_m, quiet_hours, created_at, version",
    "places": "id, owner_id, cell, time_zone, kind, name, public, created_at, version",
    "resources": "id, owner_id, kind, category_id, title, rules, opening, place_id, description, condition, state,"
    " instant, lapses_at, created_at, version",
    "units": "id, resource_id, label",
    "offers": "id, resource_id, group_id, created_at",
    "bookings": "id, unit_id, resource_id, group_id, borrower_id, starts_at, ends_at, state, note, reason,"
    " created_at, version",
    "groups": "id, name, slug, about, centre_lat, centre_lon, reach_m, time_zone, language, cell_resolution,"
    " join_policy, rules, credit_unit, created_at, version",
}
"""What is written of each."""
PERSON, PLACE, RESOURCE, OFFER, BOOKING, GROUP = range(6)


def settings_of(folder: Path) -> Settings:
    """The settings of a program whose database lies in the folder."""
    return Settings(app=App(data_dir=folder), database=Database(url=SecretStr(f"sqlite://{folder / 'stock.db'}")))


async def stocked(folder: Path, place: Country) -> None:
    """Make the database, past the services and the models, which would take hours for a million."""
    listings, numbers = full(place), Numbers()
    async with opened_database(settings_of(folder), lambda _line: None):
        await _write(_groups())
        for first in range(0, len(listings), AT_ONCE):
            some = enumerate(listings[first : first + AT_ONCE], start=first)
            await _write(row for number, one in some for row in _rows(number, one, numbers))


async def _write(rows: Rows) -> None:
    written: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for name, row in rows:
        written[name].append(row)
    for name, some in written.items():
        places = ", ".join("?" * len(some[0]))
        sql = f"INSERT OR IGNORE INTO {name} ({TABLES[name]}) VALUES ({places})"  # noqa: S608  # our own names
        await connection().execute_many(sql, some)


def _groups() -> Rows:
    for number, name in enumerate(GROUPS):
        where = 51.0, 5.0, 50_000, "Europe/Berlin"
        yield "groups", (_id(GROUP, number), name, name, "", *where, "en", 8, "open", "{}", "", MADE, 1)


def _rows(number: int, listing: Listing, numbers: Numbers) -> Rows:
    """A listing, and its owner with their home, which are left out where they are there already."""
    owned, zone = int(listing.owner.removeprefix("owner ")), listing.opening.zone
    owner, home, resource = _id(PERSON, owned), _id(PLACE, owned), _id(RESOURCE, number)
    yield "persons", (owner, listing.owner, "en", zone, 5_000, 0, MADE, 1)
    yield "places", (home, owner, listing.cell, zone, "home", "At home", 0, MADE, 1)
    named = listing.kind, listing.category, listing.words, _rules(listing.rules), _opening(listing.opening)
    rest = "As good as new, with its case.", "good", "listed", 0, LATER, MADE, 1
    yield "resources", (resource, owner, *named, home, *rest)
    groups = [_id(GROUP, GROUPS.index(name)) for name in sorted(listing.groups)]
    for group in groups:
        yield "offers", (_id(OFFER, next(numbers.offers)), resource, group, MADE)
    yield from _calendar(listing, numbers, (resource, groups[0], owner))


def _calendar(listing: Listing, numbers: Numbers, whose: tuple[str, str, str]) -> Rows:
    """Its units and their bookings; the owner books their own, as it does not matter here who does."""
    own = {unit: next(numbers.units) for unit in listing.units}
    for unit, row in own.items():
        yield "units", (row, whose[0], str(unit))
    for one in listing.busy:
        span = _moment(one.start), _moment(one.end)
        booking = _id(BOOKING, next(numbers.bookings))
        yield "bookings", (booking, own[one.unit], *whose, *span, "confirmed", "", "", MADE, 1)


def _id(kind: int, number: int) -> str:
    """An id that rises with the number, as one that was made later does."""
    return f"{number:08x}-0000-7000-8000-{kind:012x}"


@lru_cache
def _rules(rules: Rules) -> str:
    return orjson.dumps(rules_to(rules), option=orjson.OPT_SORT_KEYS).decode()


@lru_cache
def _opening(opening: Opening) -> str | None:
    """Nothing where it is always open."""
    return (
        orjson.dumps(opening_to(opening), option=orjson.OPT_SORT_KEYS).decode()
        if opening != always(opening.zone)
        else None
    )


@lru_cache(maxsize=10_000)
def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


if __name__ == "__main__":
    asyncio.run(stocked(Path(sys.argv[1]), country(int(sys.argv[2]), int(sys.argv[3]))))
