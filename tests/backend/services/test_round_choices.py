"""The ways in which a request can be served: by the rules of the things, few enough, and spread over all of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from backend.services.round_choices import MOST, Thing, Wanted, choices
from matching.capacity import Busy
from matching.geo import cell_of
from matching.intervals import Period
from matching.opening import always
from matching.rules import Rules
from matching.supply import Supply
from tests.backend.services.conftest import CENTRE, NOW

HERE = cell_of(*CENTRE)
START = NOW + timedelta(days=3)
HOUR = timedelta(hours=1)


def thing(number: int = 1, *, units: int = 1, busy: tuple[Busy, ...] = (), **rules: Any) -> Thing:
    named = tuple(range(number * 100, number * 100 + units))
    return Thing(UUID(int=number), HERE, Supply(always("Europe/London"), Rules(**rules), named, busy))


def wanted(hours: float, minutes: int) -> Wanted:
    return Wanted(HERE, Period(START, START + hours * HOUR), minutes)


def test_every_start_on_the_grid_and_every_unit_that_is_free_throughout() -> None:
    taken = Busy(100, START, START + HOUR)

    found = choices(wanted(2, 60), [thing(units=2, busy=(taken,), granularity=60)], now=NOW)

    assert [(one.unit, one.period.start) for one in found] == [
        ("101", START),
        ("100", START + HOUR),
        ("101", START + HOUR),
    ]


def test_two_hours_of_a_thing_that_is_lent_by_the_day_are_a_day() -> None:
    by_day = thing(granularity="day")

    found = choices(wanted(72, 120), [by_day], now=NOW)

    assert {one.period.length for one in found} == {timedelta(days=1)}


def test_longer_than_the_thing_is_lent_is_no_choice() -> None:
    assert choices(wanted(48, 300), [thing(max_minutes=240)], now=NOW) == ()


def test_the_gap_that_a_thing_needs_is_put_to_the_end_and_taken_off_for_the_booking() -> None:
    van = thing(granularity=60, buffer_before_minutes=15, buffer_after_minutes=30)

    (choice, *_rest) = choices(wanted(2, 60), [van], now=NOW)

    assert choice.period == Period(START, START + HOUR + timedelta(minutes=30))
    assert van.booked(choice) == Period(START, START + HOUR)


def test_there_are_never_too_many_and_all_things_have_some() -> None:
    things = [thing(number) for number in range(1, 11)]

    found = choices(wanted(24 * 14, 60), things, now=NOW)

    assert 0 < len(found) <= MOST
    assert {one.unit for one in found} == {str(number * 100) for number in range(1, 11)}
    assert max(one.period.start for one in found) - START > timedelta(days=7)


def test_a_grid_that_the_clocks_steps_never_meet_still_has_choices() -> None:
    odd = thing(granularity=7)

    found = choices(wanted(24 * 30, 7), [odd], now=NOW)

    assert found


def test_units_by_the_dozen_are_spread_as_well() -> None:
    found = choices(wanted(1, 60), [thing(units=90, granularity=60)], now=NOW)

    assert len(found) == MOST
    assert len({one.unit for one in found}) == MOST
