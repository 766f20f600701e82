"""Every allocation of a small round, and the order among them, told as plainly as can be."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import combinations, product
from typing import TypeAlias

from hypothesis import strategies as st

from matching.draw import lot
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
    """What the order of allocations goes by, greater is better: served, leximin, distance, lots, lots of choices."""
    now_has = Counter[str]()
    for request in asked.requests:
        now_has[request.person] = max(now_has[request.person], request.had)
    now_has.update(request.person for request in asked.requests if request.id in given)
    return (
        len(given),
        sorted(min(count, 4) for count in now_has.values()),
        -sum(choice.distance_m for choice in given.values()),
        -sum(lot(asked.seed, request_id) for request_id in given),
        -sum(lot(asked.seed, one, its.unit, its.period.start.isoformat()) for one, its in given.items()),
    )


def best_worth(asked: Round, given: Given) -> tuple[object, ...]:
    """The greatest worth; where several sets of requests have the same lots, that of the set which was served."""
    found = [(worth(asked, one), one) for one in all_allocations(asked)]
    first_four = max(value[:4] for value, _ in found)
    return max(value for value, one in found if value[:4] == first_four and one.keys() == given.keys())


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
