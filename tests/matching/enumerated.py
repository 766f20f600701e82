"""Every allocation of a small round, and the order among them, told as plainly as can be."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import combinations, product
from typing import TypeAlias

from hypothesis import strategies as st

from matching.draw import draw_rank
from matching.intervals import Period
from matching.rounds import Choice, Request, Round
from tests.matching.moments import at

Given: TypeAlias = Mapping[str, Choice]
MIDNIGHT = at("2026-06-01T00:00")


def clock(start: int, end: int) -> Period:
    """From one full hour to another of the first of June."""
    return Period(MIDNIGHT + timedelta(hours=start), MIDNIGHT + timedelta(hours=end))


def all_allocations(asked: Round) -> Iterator[Given]:
    for picked in product(*((None, *request.choices) for request in asked.requests)):
        given = {request.id: one for request, one in zip(asked.requests, picked, strict=True) if one is not None}
        if can_be(given):
            yield given


def can_be(given: Given) -> bool:
    """Whether no unit is given twice at one time."""
    return not any(
        one.unit == other.unit and one.period.overlaps(other.period) for one, other in combinations(given.values(), 2)
    )


def worth(asked: Round, given: Given) -> tuple[object, ...]:
    """What the order of allocations goes by, greater is better: served, leximin, distance."""
    now_has = Counter[str]()
    for request in asked.requests:
        now_has[request.person] = max(now_has[request.person], request.had)
    now_has.update(request.person for request in asked.requests if request.id in given)
    return (
        len(given),
        sorted(min(count, 4) for count in now_has.values()),
        -sum(choice.distance_m for choice in given.values()),
    )


def best_worth(asked: Round) -> tuple[object, ...]:
    return max(worth(asked, one) for one in all_allocations(asked))


def luckier(asked: Round, given: Given) -> list[Given]:
    """Every allocation of the same worth in which another with a lower rank stands in for one who is served."""
    ranks = {request.id: draw_rank(asked.seed, request.id) for request in asked.requests}
    stand_ins = (
        {**{other: its for other, its in given.items() if other != out}, request.id: choice}
        for out, left in given.items()
        for request in asked.requests
        for choice in request.choices
        if request.id not in given and ranks[request.id] < ranks[out] and choice.unit == left.unit
    )
    return [one for one in stand_ins if can_be(one) and worth(asked, one) == worth(asked, given)]


def contended(seed: int, *, requests: int = 40, units: int = 5) -> Round:
    """Too many requests on a day of a few units, of varied lengths and within some hours."""
    chance = random.Random(seed)
    asked = []
    for number in range(requests):
        start, length, reach = chance.randrange(12), chance.choice([2, 3, 4, 8]), chance.choice([0, 0, 2, 4])
        near = chance.sample(range(units), 4)
        choices = tuple(
            Choice(chance.randrange(5_000), clock(start + later, start + later + length), f"unit {unit}")
            for unit in near
            for later in range(0, reach + 1, 2)
        )
        asked.append(Request(f"need {number}", f"person {number % 30}", choices, number % 5))
    return Round(tuple(asked), "seed")


@st.composite
def choices(draw: st.DrawFn) -> Choice:
    start = draw(st.integers(0, 5))
    distance = draw(st.sampled_from([0, 100, 100, 250, 4_000]))
    return Choice(distance, clock(start, start + draw(st.integers(1, 4))), draw(st.sampled_from("UVW")))


@st.composite
def rounds(draw: st.DrawFn) -> Round:
    """Up to five requests of up to four persons, all contended and with many ties."""
    persons = draw(st.lists(st.sampled_from("pqrs"), min_size=1, max_size=5))
    had = {person: draw(st.integers(0, 5)) for person in sorted(set(persons))}
    return Round(
        tuple(
            Request(f"need-{number}", person, tuple(draw(st.lists(choices(), max_size=4))), had[person])
            for number, person in enumerate(persons)
        ),
        seed=draw(st.sampled_from(["", "spring", "autumn"])),
    )
