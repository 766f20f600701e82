"""Pools of like things: confirmed at once, swapped until the lock."""

from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import pools_exact
from matching.intervals import Period
from matching.invalid import InvalidValue
from matching.pools import Assignment, Confirmed, Held, Pool, Wish, fits, planned, to_lock
from tests.matching.enumerated import clock

UNITS = ("A", "B", "C")


def wish(*pairs: tuple[int, int], allowed: str = "", name: str = "new") -> Wish:
    return Wish(name, tuple(clock(*pair) for pair in pairs), frozenset(allowed) or None)


def held(name: str, start: int, end: int, unit: str | None = None, *, allowed: str = "") -> Held:
    return Held(name, clock(start, end), frozenset(allowed) or None, unit)


def locked(name: str, start: int, end: int, unit: str) -> Held:
    return replace(held(name, start, end, unit), locked=True)


def test_a_free_unit_is_taken_and_nobody_is_moved() -> None:
    pool = Pool(UNITS, (held("one", 9, 12, "A"), held("two", 12, 15, "B")))

    found = fits(pool, wish((10, 13)))

    assert found == Confirmed(clock(10, 13), {"new": "C", "one": "A", "two": "B"}, swapped=())


def test_a_swap_makes_room_where_first_fit_finds_none() -> None:
    early, late = held("early", 9, 11, "A"), held("late", 13, 15, "B")

    found = fits(Pool(("A", "B"), (early, late)), wish((10, 14), name="long"))
    second = fits(Pool(("A", "B"), (early, late, held("long", 10, 14, "B"))), wish((11, 13)))

    assert found is not None
    assert len(found.swapped) == 1
    assert found.assignment["early"] == found.assignment["late"] != found.assignment["long"]
    assert second is not None


def test_a_chain_of_swaps_goes_through_what_each_accepts() -> None:
    chain = (held("one", 9, 12, "A", allowed="AB"), held("two", 9, 12, "B", allowed="BC"))

    found = fits(Pool(UNITS, chain), wish((9, 12), allowed="A"))

    assert found == Confirmed(clock(9, 12), {"new": "A", "one": "B", "two": "C"}, swapped=("one", "two"))


def test_what_cannot_fit_is_refused() -> None:
    pool = Pool(("A", "B"), (held("one", 9, 12, "A"), held("two", 9, 12, "B")))

    assert fits(pool, wish((11, 13))) is None
    assert fits(Pool(()), wish((11, 13))) is None
    assert fits(Pool(UNITS), wish((11, 13), allowed="Z")) is None


def test_a_locked_booking_never_moves() -> None:
    early, late = locked("early", 9, 11, "A"), locked("late", 13, 15, "B")

    assert fits(Pool(("A", "B"), (early, late)), wish((10, 14))) is None


def test_maintenance_is_worked_around() -> None:
    pool = Pool(("A", "B"), (held("one", 9, 12, "B"),), blocked={"A": (clock(13, 14),)})

    found = fits(pool, wish((11, 14)))

    assert found == Confirmed(clock(11, 14), {"new": "B", "one": "A"}, swapped=("one",))


def test_a_flexible_wish_gets_the_time_at_which_least_of_what_it_accepts_is_taken() -> None:
    pool = Pool(UNITS, (held("one", 9, 12, "A"), held("two", 14, 15, "B"), held("three", 12, 14, "C")))

    assert given_period(pool, wish((9, 11), (12, 14), (14, 16))) == clock(14, 16)
    assert given_period(pool, wish((9, 11), (12, 14), (14, 16), allowed="AB")) == clock(12, 14)


def test_what_cannot_be_had_counts_as_taken() -> None:
    pool = Pool(("A", "B"), (locked("told", 9, 11, "A"),), blocked={"B": (clock(12, 13),)})

    assert given_period(pool, wish((9, 11), (12, 14))) == clock(12, 14)


def test_of_equally_calm_times_and_units_the_one_with_least_idle_time_beside_it_is_taken() -> None:
    pool = Pool(("A", "B"), (held("one", 9, 12, "A"), held("two", 17, 18, "B")))

    found = fits(pool, wish((13, 14), (14, 15), (15, 16)))

    assert found == Confirmed(clock(13, 14), {"new": "A", "one": "A", "two": "B"}, swapped=())
    assert given_period(pool, wish((14, 15), (16, 17))) == clock(16, 17)


def test_a_calm_time_counts_for_more_than_a_snug_place() -> None:
    pool = Pool(("A", "B"), (held("one", 9, 12, "A"), held("two", 12, 13, "B")))

    assert given_period(pool, wish((12, 13), (15, 16))) == clock(15, 16)


def test_of_times_that_are_alike_the_first_is_given() -> None:
    assert given_period(Pool(UNITS), wish((14, 16), (9, 11))) == clock(14, 16)


def test_nobody_is_moved_for_a_calm_time_while_another_is_free() -> None:
    early, late = held("early", 9, 11, "A"), held("late", 13, 15, "B")
    pool = Pool(("A", "B"), (early, late, held("busy", 15, 18, "A")))

    found = fits(pool, wish((10, 14), (15, 18)))

    assert found is not None
    assert (found.period, found.swapped) == (clock(15, 18), ())


@pytest.mark.parametrize("steps", [0, 200])
def test_room_is_made_at_the_calmest_time_first(steps: int) -> None:
    morning = held("one", 9, 11, "A"), held("two", 13, 15, "B")
    evening = held("three", 18, 20, "A"), held("four", 20, 21, "B")

    assert given_period(Pool(("A", "B"), morning + evening, steps=steps), wish((18, 21), (10, 14))) == clock(10, 14)


def given_period(pool: Pool, wished: Wish) -> Period | None:
    found = fits(pool, wished)
    return None if found is None else found.period


def test_a_booking_that_is_changed_does_not_count_against_itself() -> None:
    pool = Pool(("A",), (held("mine", 9, 12, "A"), held("next", 13, 15, "A")))

    assert fits(pool, wish((9, 13), name="mine")) is not None
    assert fits(pool, wish((9, 14), name="mine")) is None


def test_nothing_new_is_promised_while_a_promise_cannot_be_kept() -> None:
    broken = Pool(("A", "B"), (held("one", 9, 12, "A", allowed="A"),), blocked={"A": (clock(9, 10),)})

    assert fits(broken, wish((15, 16))) is None
    assert planned(broken) == {}


def test_those_whose_unit_fell_out_get_another() -> None:
    pool = Pool(("B", "C"), (held("one", 9, 12, "A"), held("two", 9, 12, "B"), locked("old", 8, 9, "A")))

    assert planned(pool) == {"old": "A", "one": "C", "two": "B"}


def test_a_plan_without_notes_is_made_from_nothing() -> None:
    bookings = (held("one", 9, 12, allowed="AB"), held("two", 9, 12, allowed="A"), held("three", 9, 12))

    assert planned(Pool(UNITS, bookings)) == {"one": "B", "two": "A", "three": "C"}


def test_at_the_lock_the_unit_is_settled_once() -> None:
    soon, later, told = held("soon", 9, 12, "A"), held("later", 10, 12, "B"), locked("told", 8, 9, "A")
    nowhere = held("nowhere", 8, 9, allowed="A")

    found = to_lock(Pool(("A", "B"), (soon, later, told, nowhere)), clock(9, 10).start)

    assert found == (replace(soon, locked=True),)


def test_only_what_makes_sense_can_be_asked() -> None:
    with pytest.raises(InvalidValue, match="/held: not_unique"):
        Pool(UNITS, (held("one", 9, 10), held("one", 11, 12)))
    with pytest.raises(InvalidValue, match="/unit: missing"):
        Held("one", clock(9, 10), locked=True)
    with pytest.raises(InvalidValue, match="/periods: missing"):
        Wish("new", ())


def test_without_steps_nobody_is_swapped_by_chains_and_the_exact_search_still_finds_room() -> None:
    chain = (held("one", 9, 12, "A", allowed="AB"), held("two", 9, 12, "B", allowed="BC"))

    found = fits(Pool(UNITS, chain, steps=0), wish((9, 12), allowed="A"))

    assert found == Confirmed(clock(9, 12), {"new": "A", "one": "B", "two": "C"}, swapped=("one", "two"))


def test_the_exact_search_gives_the_first_time_too() -> None:
    chain = (held("one", 9, 12, "A", allowed="AB"), held("two", 9, 12, "B", allowed="BC"), held("three", 12, 15, "A"))

    found = fits(Pool(UNITS, chain, steps=0), wish((10, 13), (9, 13), allowed="A"))

    assert found is not None
    assert found.period == clock(10, 13)


def test_the_exact_search_looks_only_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    chain = (held("one", 9, 12, "A", allowed="AB"), held("two", 9, 12, "B", allowed="BC"))
    monkeypatch.setattr(pools_exact, "MOST_COLUMNS", 2)

    assert fits(Pool(UNITS, chain, steps=0), wish((9, 12), allowed="A")) is None


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(st.integers(0, 6))
    return clock(start, start + draw(st.integers(1, 4)))


@st.composite
def pools(draw: st.DrawFn) -> Pool:
    allowed = st.one_of(st.none(), st.frozensets(st.sampled_from(UNITS), min_size=1))
    unit = st.one_of(st.none(), st.sampled_from(UNITS))
    bookings = []
    for number in range(draw(st.integers(0, 6))):
        noted, locked = draw(unit), draw(st.integers(0, 4)) == 0
        bookings.append(Held(f"b{number}", draw(periods()), draw(allowed), noted, locked and noted is not None))
    blocked = draw(st.dictionaries(st.sampled_from(UNITS), st.tuples(periods()), max_size=2))
    return Pool(UNITS, tuple(bookings), blocked, steps=draw(st.sampled_from([0, 3, 200])))


def works(pool: Pool, movable: list[Held], units: tuple[str, ...]) -> bool:
    fixed = [(one.unit, one.period) for one in pool.held if one.locked]
    fixed += [(unit, period) for unit, periods in pool.blocked.items() for period in periods]
    placed = [(unit, one.period) for unit, one in zip(units, movable, strict=True)]
    return (
        all(one.allowed is None or unit in one.allowed for unit, one in zip(units, movable, strict=True))
        and not any(a == b and one.overlaps(other) for (a, one), (b, other) in product(placed, fixed))
        and not any(a == b and one.overlaps(other) for (a, one), (b, other) in combinations(placed, 2))
    )


def some_way(pool: Pool, movable: list[Held]) -> bool:
    """Whether any of all the ways to give them units works."""
    return any(works(pool, movable, units) for units in product(UNITS, repeat=len(movable)))


@settings(max_examples=400, deadline=None)
@given(pools(), st.lists(periods(), min_size=1, max_size=3), st.frozensets(st.sampled_from(UNITS), min_size=1))
def test_room_is_found_exactly_where_there_is_some(pool: Pool, wanted: list[Period], allowed: frozenset[str]) -> None:
    movable = [one for one in pool.held if not one.locked]

    found = fits(pool, Wish("new", tuple(wanted), allowed))

    assert (found is not None) == any(some_way(pool, [*movable, Held("new", one, allowed)]) for one in wanted)
    if found is not None:
        everybody = [*movable, Held("new", found.period, allowed)]
        assert works(pool, everybody, tuple(found.assignment[one.id] for one in everybody))
        assert {one.id: found.assignment[one.id] for one in pool.held if one.locked} == _locked(pool)
        assert found.assignment.keys() == {one.id for one in pool.held} | {"new"}


@settings(max_examples=100, deadline=None)
@given(pools())
def test_everything_gets_a_unit_if_there_is_a_way_and_else_as_much_as_works(pool: Pool) -> None:
    movable = [one for one in pool.held if not one.locked]

    found = planned(pool)

    placed = [one for one in movable if one.id in found]
    assert works(pool, placed, tuple(found[one.id] for one in placed))
    assert (placed == movable) == some_way(pool, movable)
    assert planned(replace(pool, held=pool.held[::-1])) == found


def _locked(pool: Pool) -> Assignment:
    return {one.id: one.unit for one in pool.held if one.locked and one.unit is not None}
