"""Changes of the grid, and the order that is made behind them."""

from datetime import timedelta

import pytest

from matching.capacity import Busy
from matching.geo import cell_of
from matching.grid import calendars, engine, queue
from tests.matching.grid.things import DAY, NOW, both, listing, query
from tests.matching.moments import at, span


def test_a_booking_is_seen_by_the_next_search_and_by_whoever_asks_for_the_listing() -> None:
    grid, oracle = both(listing("drill"), listing("saw", units=(1, 2)))
    wish = query(period=span(f"{DAY}T10:00", f"{DAY}T12:00"))

    for unit, is_exact in ((1, True), (1, False), (2, True), (9, True)):
        start = at(f"{DAY}T10:30") if is_exact else at(f"{DAY}T11:00") + timedelta(seconds=1)
        for name in ("drill", "saw"):
            grid.book(name, Busy(unit, start, start + timedelta(hours=1)))
            oracle.book(name, Busy(unit, start, start + timedelta(hours=1)))
        assert grid.search(wish) == oracle.search(wish)

    assert grid.get("saw") == oracle.get("saw")
    with pytest.raises(KeyError):
        grid.book("never there", Busy(1, NOW, at(f"{DAY}T10:00")))


def test_calendars_that_grow_again_and_again_are_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendars, "IDLE", 8)
    grid, oracle = both(listing("drill"), listing("saw"))
    grid.settle()
    for number in range(40):
        for name in ("drill", "saw"):
            start = at(f"{DAY}T00:00") + timedelta(hours=number)
            grid.book(name, Busy(1, start, start + timedelta(minutes=30)))
            oracle.book(name, Busy(1, start, start + timedelta(minutes=30)))
    before = grid.nbytes
    grid.settle()
    wish = query(period=span(f"{DAY}T00:00", "2026-05-11T00:00"), duration_minutes=30)

    assert grid.nbytes < before
    assert grid.search(wish) == oracle.search(wish)


def test_a_change_of_place_moves_and_a_removed_number_is_used_again() -> None:
    grid, oracle = both(listing("a"), listing("b"))
    moved = listing("a", cell=cell_of(50.6, -3.6), category="saws")
    for one in (grid, oracle):
        one.put(moved)
        one.remove("b")
        one.put(listing("c"))
        one.put(listing("d"))

    assert grid.search(query()) == oracle.search(query())
    assert grid.search(query(categories=frozenset({"saws"}))) == oracle.search(query(categories=frozenset({"saws"})))


@pytest.mark.parametrize("is_settled", [True, False], ids=["settled", "loaded"])
def test_a_category_that_was_never_there_is_found_however_many_came_before(*, is_settled: bool) -> None:
    grid, oracle = both(listing("a"))
    if is_settled:
        grid.settle()
    for number, category in enumerate(["drills", *(f"new {count}" for count in range(40))]):
        for one in (grid, oracle):
            one.put(listing(f"b{number}", category=category))
        for grid.compiled in (True, False):
            wish = query(categories=frozenset({category}))
            assert grid.search(wish) == oracle.search(wish)


@pytest.mark.parametrize("is_early", [True, False], ids=["read before", "read after"])
def test_what_changes_while_an_order_is_made_is_neither_lost_nor_found_twice(is_early: bool) -> None:
    grid, oracle = both(listing("a"), listing("b"), listing("c"))
    chore = grid.chore(at_once=True)
    assert chore is not None
    order = chore.work() if is_early else None
    for one in (grid, oracle):
        one.put(listing("b", cell=cell_of(50.6, -3.6)))
        one.put(listing("d", cell=cell_of(50.7, -3.6)))
        one.put(listing("c", title="the same place"))
        one.remove("a")
    chore.finish(order or chore.work())

    assert grid.search(query(radius_m=100_000)) == oracle.search(query(radius_m=100_000))


def test_an_order_that_was_overtaken_is_not_taken() -> None:
    grid, oracle = both(listing("a"))
    old = grid.chore(at_once=True)
    assert old is not None
    order = old.work()
    for one in (grid, oracle):
        one.put(listing("b"))
    grid.settle()
    old.finish(order)

    assert grid.search(query()) == oracle.search(query())


def test_an_order_is_due_after_many_changes_and_made_by_the_change_itself_if_nobody_else_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queue, "LATE_AT_LEAST", 2)
    monkeypatch.setattr(engine, "ENDLESS", 2)
    grid, _ = both()
    due = []
    for number in range(8):
        grid.put(listing(str(number)))
        due.append(grid.chore() is not None)

    assert due == [False, False, True, True, False, False, False, True]
