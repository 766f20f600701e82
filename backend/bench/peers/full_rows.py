"""Listings with their terms as rows of two tables: what the full load's peer is loaded with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from backend.bench.peers.columns import minute
from backend.bench.peers.postgres import APART, on_map
from matching.capacity import is_overdue
from matching.engine import Listing
from matching.geo import centre
from matching.rules import Rules
from matching.wall import DAY_MINUTES

COLUMNS = "id, units, groups, owner, certificate, kind, words, before, after, lead, shortest, longest, until"
MAKE = """
DROP TABLE IF EXISTS offered, taken;
CREATE TABLE offered (
  place point NOT NULL, anywhere point NOT NULL, id int NOT NULL, units int NOT NULL, groups int[] NOT NULL,
  owner int NOT NULL, certificate int NOT NULL, kind int NOT NULL, words int NOT NULL, before int NOT NULL,
  after int NOT NULL, lead int NOT NULL, shortest int NOT NULL, longest int NOT NULL, until int NOT NULL
);
CREATE TABLE taken (listing int NOT NULL, unit int NOT NULL, starts int NOT NULL, ends int NOT NULL);
"""
INDEX = f"""
CREATE INDEX ON offered USING gist (place) INCLUDE ({COLUMNS});
CREATE INDEX ON offered USING gist (anywhere) INCLUDE ({COLUMNS});
CREATE INDEX ON taken (listing, starts, ends, unit);
"""
CLOCK_CHANGE = 180  # minutes: more than any clock is put on or back
UNBOUND = 2**30

Row = tuple[object, ...]


class Codes:
    """The number of each name, from 1; each sort of names has numbers of its own."""

    def __init__(self) -> None:
        self._codes: defaultdict[str, dict[str, int]] = defaultdict(dict)

    def of(self, sort: str, name: str) -> int:
        """The number of this name, a new one for a new name."""
        codes = self._codes[sort]
        return codes.setdefault(name, len(codes) + 1)

    def known(self, sort: str, names: Iterable[str]) -> list[int]:
        """The numbers of those names that have one."""
        return [code for name in names if (code := self._codes[sort].get(name))]

    def all(self, sort: str) -> Iterable[tuple[str, int]]:
        return self._codes[sort].items()


def rows(listings: Sequence[Listing], codes: Codes) -> Iterator[Row]:
    """One for each listing, numbered in their order."""
    for number, one in enumerate(listings):
        lon, lat = on_map(centre(one.cell), 0)
        yield (
            (lon + codes.of("category", one.category) * APART, lat),
            (lon, lat),
            number,
            len(one.units),
            [codes.of("group", name) for name in one.groups],
            codes.of("owner", one.owner),
            codes.of("certificate", one.certificate) if one.certificate else 0,
            codes.of("kind", one.kind),
            codes.of("words", one.words),
            *buffers(one),
            *_limits(one.rules),
        )


def bookings(listings: Sequence[Listing], now: datetime) -> Iterator[Row]:
    """What is taken, in minutes, as it stands now: nobody knows when a thing comes back that should be by now."""
    for number, listing in enumerate(listings):
        for one in listing.busy:
            start = min(one.start, now) if one.out else one.start
            yield number, one.unit, minute(start), UNBOUND if is_overdue(one, now) else minute(one.end)


def buffers(listing: Listing) -> tuple[int, int]:
    """Before and after: between two bookings the larger one counts, and all of a listing have the same of their own."""
    own = listing.busy[0] if listing.busy else None
    before, after = (own.before_minutes, own.after_minutes) if own else (0, 0)
    return max(listing.rules.buffer_before_minutes, after), max(listing.rules.buffer_after_minutes, before)


def _limits(rules: Rules) -> Row:
    """Limits in minutes that whatever keeps the rules keeps: what is local in them is checked later."""
    by_the_day = rules.granularity == "day"
    shortest, longest = rules.min_minutes or 0, rules.max_minutes or UNBOUND
    if by_the_day or rules.closed_days != "all":
        longest = UNBOUND
    return (
        0 if by_the_day else rules.lead_minutes,
        shortest - _slack(shortest),
        longest + _slack(longest),
        (rules.horizon_days + 1) * DAY_MINUTES + CLOCK_CHANGE,
    )


def _slack(minutes: int) -> int:
    """Whole days are reckoned by the wall clock."""
    return 0 if minutes % DAY_MINUTES else CLOCK_CHANGE
