"""A seeded country full of listings: the load under which the engine and its peers are measured.

500 towns by Zipf's law, each as broad as the root of its size, and 8 % of everything in the country between them;
40 leaves of the shipped tree by Zipf's law with exponent 1.1; 5 % with two to five units; 0 to 6 bookings a unit
over 90 days. Whatever many listings share is made once and drawn from a pool, so that a million take seconds.
"""

from __future__ import annotations

import gc
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random

from backend.bench import terms
from matching import categories
from matching.capacity import Busy
from matching.engine import Listing
from matching.geo import Point, cell_of

START = datetime(2026, 6, 1, tzinfo=UTC)  # a Monday
DAYS = 90
TOWNS, KINDS_OF_THING = 500, 40
RURAL, SEVERAL_UNITS = 0.08, 0.05
SOUTH, NORTH, WEST, EAST = 46.0, 56.0, -4.0, 14.0
BROADEST_M, NARROWEST_M = 15_000, 700  # the standard deviation of the largest town and of the smallest
METRES_A_DEGREE = 111_195
POOL_OF_CELLS, POOL_OF_CALENDARS = 200_000, 20_000
HOURS = (2, 4, 8, 24, 72)
SCRAMBLE = 0x9E3779B97F4A7C15  # odd, so that times it no two numbers below 2 ** 64 become one


@dataclass(frozen=True, slots=True)
class Country:
    """Where people live, what they own and how often that is booked; `size` is how many listings it has."""

    size: int
    seed: int
    cells: Sequence[str]
    leaves: Sequence[str]
    demand: Sequence[float]
    single: Sequence[tuple[Busy, ...]]
    several: Sequence[tuple[tuple[int, ...], tuple[Busy, ...]]]

    def dice(self, what: str) -> Random:
        """Dice of its own for each purpose, so that one more throw here changes nothing there."""
        return Random(f"{self.seed} {what}")  # noqa: S311  # seeded, to get the same load again

    def categories(self, dice: Random, count: int) -> list[str]:
        """So many leaves, as often as each is owned and asked for."""
        return dice.choices(self.leaves, cum_weights=self.demand, k=count)


def country(size: int, seed: int) -> Country:
    """The same country for the same size and seed."""
    dice = Random(f"{seed} country")  # noqa: S311  # seeded, to get the same load again
    leaves = dice.sample(categories.load().leaves, KINDS_OF_THING)
    return Country(
        size=size,
        seed=seed,
        cells=_cells(dice, min(size, POOL_OF_CELLS)),
        leaves=leaves,
        demand=list(accumulate(rank**-1.1 for rank in range(1, KINDS_OF_THING + 1))),
        single=[_calendar(dice, (1,)) for _ in range(min(size, POOL_OF_CALENDARS))],
        several=[_crowded(dice) for _ in range(min(size, POOL_OF_CALENDARS) // 4 + 1)],
    )


def plain(place: Country) -> list[Listing]:
    """Listings that everybody sees and that are always open: what the peers can be asked as well."""
    groups, dice = frozenset({terms.EVERYBODY}), place.dice("listings")
    with resting_collector():
        drawn = zip(*_columns(place, dice), strict=True)
        return [
            Listing(
                id=f"r{number}",
                kind="tool",
                category=category,
                cell=cell,
                groups=groups,
                owner="",
                key=key_of(number),
                units=units,
                busy=busy,
            )
            for number, (category, cell, (units, busy)) in enumerate(drawn)
        ]


def full(place: Country) -> list[Listing]:
    """The same listings with hours, rules, groups, certificates, words and their owners' records."""
    dice, known = place.dice("terms"), terms.drawn(place.leaves, place.dice("words"))
    owners = place.size // 4 + 1
    with resting_collector():
        return [_on_terms(one, known, dice, dice.randrange(owners)) for one in plain(place)]


def key_of(number: int) -> bytes:
    """Eight bytes that look like any and are no other number's."""
    return ((number + 1) * SCRAMBLE % 2**64).to_bytes(8, "big")


def booking(dice: Random, unit: int, after: datetime = START) -> Busy:
    """Some hours or days within 90."""
    start = after + timedelta(hours=dice.randrange(DAYS * 24))
    return Busy(unit, start, start + timedelta(hours=dice.choice(HOURS)))


@contextmanager
def resting_collector() -> Iterator[None]:
    """Python's search for cycles is off while millions of objects are made, and leaves them alone afterwards."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _on_terms(one: Listing, known: terms.Terms, dice: Random, owner: int) -> Listing:
    throw: Callable[[], float] = dice.random
    return Listing(
        id=one.id,
        kind=known.kinds[one.category],
        category=one.category,
        cell=one.cell,
        groups=known.groups[int(throw() * len(known.groups))],
        owner=known.owner(owner),
        key=one.key,
        words=known.words[one.category][int(throw() * terms.WORDINGS)],
        units=one.units,
        opening=known.openings[int(throw() * len(known.openings))],
        rules=known.rules[int(throw() * len(known.rules))],
        busy=one.busy,
        certificate=terms.CERTIFICATES[owner % len(terms.CERTIFICATES)] if throw() < terms.CERTIFIED else None,
        record=known.records[owner % len(known.records)],
    )


def _columns(
    place: Country, dice: Random
) -> tuple[list[str], list[str], list[tuple[tuple[int, ...], tuple[Busy, ...]]]]:
    """Category, cell, and units with their bookings of each listing."""
    count = place.size
    alone = [((1,), calendar) for calendar in place.single]
    pool, weights = [*alone, *place.several], [(1 - SEVERAL_UNITS) / len(alone)] * len(alone)
    weights += [SEVERAL_UNITS / len(place.several)] * len(place.several)
    return (
        place.categories(dice, count),
        dice.choices(place.cells, k=count),
        dice.choices(pool, cum_weights=list(accumulate(weights)), k=count),
    )


def _cells(dice: Random, count: int) -> list[str]:
    towns = [(dice.uniform(SOUTH, NORTH), dice.uniform(WEST, EAST)) for _ in range(TOWNS)]
    sizes = list(accumulate(1 / rank for rank in range(1, TOWNS + 1)))
    found = []
    for rank in dice.choices(range(TOWNS), cum_weights=sizes, k=count):
        if dice.random() < RURAL:
            found.append(cell_of(dice.uniform(SOUTH, NORTH), dice.uniform(WEST, EAST)))
        else:
            found.append(cell_of(*_near(dice, towns[rank], max(NARROWEST_M, BROADEST_M / math.sqrt(rank + 1)))))
    return found


def _near(dice: Random, middle: Point, spread_m: float) -> Point:
    lat, lon = middle
    north, east = dice.gauss(0, spread_m), dice.gauss(0, spread_m)
    return lat + north / METRES_A_DEGREE, lon + east / METRES_A_DEGREE / math.cos(math.radians(lat))


def _crowded(dice: Random) -> tuple[tuple[int, ...], tuple[Busy, ...]]:
    units = tuple(range(1, dice.randint(2, 5) + 1))
    return units, _calendar(dice, units)


def _calendar(dice: Random, units: Sequence[int]) -> tuple[Busy, ...]:
    """Up to six bookings a unit, none of which overlaps another of its unit."""
    found: list[Busy] = []
    for unit in units:
        wanted = sorted((booking(dice, unit) for _ in range(dice.randint(0, 6))), key=lambda one: one.start)
        for one in wanted:
            if not found or found[-1].unit != unit or found[-1].end <= one.start:
                found.append(one)
    return tuple(found)
