"""More needs than things, as they would come in: drawn from a seed, in time and place."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from matching.intervals import Period
from matching.rounds import Choice, Request

FIRST_DAY = datetime(2026, 6, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
LENGTHS = (2, 3, 4, 8, 24, 24, 48)
SLACK = (0, 0, 2, 4, 12, 24)
REACH_M = 12_000
LONGEST_AHEAD_HOURS = 14 * 24


@dataclass(frozen=True, slots=True)
class Contention:
    """How much is asked of how much: needs over some days, units of some categories, over a square of land."""

    needs: int
    units: int
    categories: int
    days: int = 3


@dataclass(frozen=True, slots=True)
class Unit:
    name: str
    category: int
    x_m: float
    y_m: float


@dataclass(frozen=True, slots=True)
class Arrival:
    """A need and when it was stated; category: the pool to which all of its units belong."""

    request: Request
    at: datetime
    category: int


def arrivals(load: Contention, seed: int) -> list[Arrival]:
    """The needs in the order in which they are stated, each within reach of up to six units; some of none."""
    chance = random.Random(seed)  # noqa: S311 - a load that can be repeated
    side_m = 20_000 * math.sqrt(load.units / 300)
    popular = [(rank + 1) ** -0.7 for rank in range(load.categories)]
    units = [
        Unit(f"unit {number}", chance.choices(range(load.categories), popular)[0], *_somewhere(chance, side_m))
        for number in range(load.units)
    ]
    had = [chance.choice([0, 0, 0, 1, 1, 2, 3]) for _ in range(load.needs)]
    found = [_arrival(chance, load, units, had, number) for number in range(load.needs)]
    return sorted(found, key=lambda one: (one.at, one.request.id))


def _arrival(chance: random.Random, load: Contention, units: list[Unit], had: list[int], number: int) -> Arrival:
    side_m = 20_000 * math.sqrt(load.units / 300)
    category = chance.choices(range(load.categories), [(rank + 1) ** -0.9 for rank in range(load.categories)])[0]
    x_m, y_m = _somewhere(chance, side_m)
    near = sorted(
        (int(math.hypot(unit.x_m - x_m, unit.y_m - y_m)), unit.name) for unit in units if unit.category == category
    )
    reachable = [(distance, name) for distance, name in near if distance <= REACH_M][: chance.randint(2, 6)]
    length, slack = chance.choice(LENGTHS), chance.choice(SLACK)
    first = chance.randrange(max(1, load.days * 24 - length - slack))
    starts = range(first, first + slack + 1, max(1, slack // 4))
    choices = tuple(Choice(distance, _hours(start, length), name) for start in starts for distance, name in reachable)
    person = chance.randrange(int(load.needs * 0.8) or 1)
    stated = FIRST_DAY + (first - chance.uniform(1, LONGEST_AHEAD_HOURS)) * HOUR
    return Arrival(Request(f"need {number}", f"person {person}", choices, had[person]), stated, category)


def _somewhere(chance: random.Random, side_m: float) -> tuple[float, float]:
    return chance.uniform(0, side_m), chance.uniform(0, side_m)


def _hours(start: int, length: int) -> Period:
    return Period(FIRST_DAY + start * HOUR, FIRST_DAY + (start + length) * HOUR)


def in_turn(requests: Iterable[Request], *, nearest_first: bool) -> Iterator[tuple[str, Choice]]:
    """What each gets who takes the first choice that is still free: the nearest, or else the earliest."""
    taken: dict[str, list[Period]] = {}
    for request in requests:
        ordered = sorted(request.choices, key=None if nearest_first else lambda one: (one.period, one.distance_m))
        for choice in ordered:
            if not any(one.overlaps(choice.period) for one in taken.get(choice.unit, ())):
                taken.setdefault(choice.unit, []).append(choice.period)
                yield request.id, choice
                break
