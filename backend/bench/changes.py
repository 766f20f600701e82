"""New listings and new bookings, one at a time: what each costs, and whether the next query sees it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from backend.bench import terms
from backend.bench.country import DAYS, START, Country, key_of
from backend.bench.judging import Judge
from backend.bench.latencies import rate, seconds_of, timed
from matching.capacity import Busy
from matching.engine import Listing, Query
from matching.grid import GridEngine
from matching.intervals import Period

LATER = START + timedelta(days=DAYS + 10)  # nothing is booked by then
WARMING = 10  # changes before those that are measured
EVENING = Period(LATER, LATER + timedelta(hours=2))


def changes(grid: GridEngine, place: Country, count: int, judge: Judge) -> dict[str, Any]:
    """So many new listings, each then booked; every one is looked for after each of the two, and taken out at last."""
    putting, booking, asking, watching = [], [], [], []
    for fresh in _fresh(place, WARMING + count):
        query = _look_for(fresh)
        putting.append(seconds_of(lambda one=fresh: grid.put(one)))  # type: ignore[misc]  # bound at once
        seen = timed(grid.best_ids, [query])  # the first of its two answers is the one that counts
        judge.note("a listing put in is found at once", right=fresh.id in seen.answers[0])
        booked = Busy(1, EVENING.start, EVENING.end)
        booking.append(seconds_of(lambda one=fresh, busy=booked: grid.book(one.id, busy)))  # type: ignore[misc]
        gone = timed(grid.best_ids, [query])
        watching.append(seconds_of(lambda one=fresh, busy=booked: (one.id, busy)))  # type: ignore[misc]
        judge.note("a listing booked is not found any more", right=fresh.id not in gone.answers[0])
        asking += [*seen.seconds, *gone.seconds]
    for fresh in _fresh(place, WARMING + count):
        grid.remove(fresh.id)
    measured = {"put": putting, "book": booking, "watch": watching, "query_between_changes": asking[WARMING:]}
    return {name: rate(seconds[WARMING:]) for name, seconds in measured.items()}


def _fresh(place: Country, count: int) -> list[Listing]:
    """Listings that were not there yet, where others are."""
    dice = place.dice("changes")
    return [
        Listing(
            id=f"s{number:06}",  # behind all others, as an id that begins with its time is
            kind="tool",
            category=category,
            cell=dice.choice(place.cells),
            groups=frozenset({terms.EVERYBODY}),
            owner="",
            key=key_of(place.size + number),
        )
        for number, category in enumerate(place.categories(dice, count))
    ]


def _look_for(fresh: Listing) -> Query:
    """Everything of its category in its cell."""
    return Query(
        cell=fresh.cell,
        radius_m=0,
        now=START,
        groups=fresh.groups,
        categories=frozenset({fresh.category}),
        period=EVENING,
        limit=1_000,
    )
