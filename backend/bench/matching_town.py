"""Seeded towns full of listings, and what is asked in them: the load of the matching bench."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random

from matching.capacity import Busy
from matching.engine import Listing, Query
from matching.geo import Point, cell_of
from matching.intervals import Period
from matching.opening import ALWAYS, Opening, Window, always
from matching.rules import UNLIMITED, Rules

START = datetime(2026, 6, 1, tzinfo=UTC)
TOWNS, CATEGORIES, GROUPS = 500, 40, 5
RURAL, FORGETFUL = 0.08, 0.05
HOURS = (
    ALWAYS,
    ALWAYS,
    always("Europe/London"),
    Opening("Europe/London", tuple(Window(weekday, 540, 1080) for weekday in range(6))),
    Opening("Europe/Berlin", tuple(Window(weekday, 480, 1320) for weekday in range(7))),
)
RULES = (UNLIMITED, UNLIMITED, Rules(lead_minutes=60), Rules(max_minutes=7 * 24 * 60, buffer_after_minutes=30))


@dataclass(frozen=True, slots=True)
class Country:
    """Towns by size, and the dice that everything else is thrown with."""

    dice: Random
    towns: Sequence[Point]
    sizes: Sequence[float]
    demand: Sequence[float]

    def point(self) -> Point:
        """Near some town, nearer to its middle than not; sometimes anywhere."""
        if self.dice.random() < RURAL:
            return self.dice.uniform(46, 56), self.dice.uniform(-4, 14)
        lat, lon = self.dice.choices(self.towns, cum_weights=self.sizes)[0]
        return lat + self.dice.gauss(0, 0.03), lon + self.dice.gauss(0, 0.045)

    def category(self) -> str:
        return f"category {self.dice.choices(range(CATEGORIES), cum_weights=self.demand)[0]}"


def country(seed: int) -> Country:
    """The same country for the same seed."""
    dice = Random(seed)  # noqa: S311  # a seeded generator is wanted here
    towns = [(dice.uniform(46, 56), dice.uniform(-4, 14)) for _ in range(TOWNS)]
    sizes = list(accumulate(1 / rank for rank in range(1, TOWNS + 1)))
    return Country(dice, towns, sizes, list(accumulate(rank**-1.1 for rank in range(1, CATEGORIES + 1))))


def listings(place: Country, count: int) -> Iterator[Listing]:
    """So many listings, with 0 to 6 bookings a unit over 90 days, and more than one unit for one in twenty."""
    dice = place.dice
    for number in range(count):
        units = tuple(range(1, dice.randint(2, 5) + 1)) if dice.random() < FORGETFUL else (1,)
        yield Listing(
            id=str(number),
            kind="tool",
            category=place.category(),
            cell=cell_of(*place.point()),
            groups=frozenset({f"group {dice.randrange(GROUPS)}"}),
            owner=f"owner {dice.randrange(count // 4 + 1)}",
            key=dice.randbytes(16),
            words=place.category(),
            units=units,
            opening=dice.choice(HOURS),
            rules=dice.choice(RULES),
            busy=tuple(booking(place, unit) for unit in units for _ in range(dice.randint(0, 6))),
        )


def booking(place: Country, unit: int) -> Busy:
    """Some hours or days within 90 days."""
    start = START + timedelta(hours=place.dice.randrange(90 * 24))
    return Busy(unit, start, start + timedelta(hours=place.dice.choice((2, 4, 24, 72))))


def query(place: Country, radius_m: int) -> Query:
    """The 20 nearest of a category that are free for some hours on some day."""
    dice = place.dice
    start = START + timedelta(days=dice.randrange(1, 80), hours=dice.randrange(9, 15))
    return Query(
        cell=cell_of(*place.point()),
        radius_m=radius_m,
        now=START,
        groups=frozenset({f"group {number}" for number in range(GROUPS - 1)}),
        categories=frozenset({place.category()}),
        hidden_owners=frozenset({f"owner {dice.randrange(1_000)}"}),
        period=Period(start, start + timedelta(hours=dice.choice((1, 2, 4)))),
    )
