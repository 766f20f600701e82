from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from matching.availability import Asked, Busy, Rules, Verdict, check
from matching.invalid import InvalidValue
from matching.opening import Opening, Window, always
from matching.reasons import Refusal
from matching.rules import UNLIMITED
from tests.matching.moments import at, hours, span, taken

NOW = at("2026-05-04T08:00")  # a Monday
OFFICE = Opening("UTC", tuple(Window(weekday, 540, 1020) for weekday in range(5)))
LONDON = always("Europe/London")


def asked(start: str, end: str, **options: Any) -> Asked:
    return Asked(**{"start": at(start), "end": at(end), "now": NOW} | options)


def codes(verdict: Verdict) -> list[str]:
    return [str(reason.code) for reason in verdict.reasons]


def test_a_free_thing_gets_a_unit_and_no_reasons() -> None:
    wish = asked("2026-05-05T10:00", "2026-05-05T12:00")

    assert check(wish, OFFICE, UNLIMITED, (4, 7), ()) == Verdict(free=True, unit=4, reasons=(), alternatives=())


@pytest.mark.parametrize(
    ("start", "end", "rules", "expected"),
    [
        ("2026-05-05T10:00", "2026-05-05T12:00", {}, []),
        ("2026-05-05T10:00", "2026-05-05T12:00", {"min_minutes": 120, "max_minutes": 120}, []),
        ("2026-05-05T10:00", "2026-05-05T12:00", {"min_minutes": 121}, ["too_short"]),
        ("2026-05-05T10:00", "2026-05-05T12:00", {"max_minutes": 119}, ["too_long"]),
        ("2026-05-05T10:00", "2026-05-05T12:00", {"granularity": 60}, []),
        ("2026-05-05T10:00", "2026-05-05T12:30", {"granularity": 60}, ["off_grid"]),
        ("2026-05-05T10:05", "2026-05-05T12:00", {"granularity": 15}, ["off_grid"]),
        ("2026-05-05T10:00", "2026-05-05T12:00", {"granularity": "day"}, ["off_grid"]),
        ("2026-05-05T00:00", "2026-05-06T00:00", {"granularity": "day"}, []),
        ("2026-05-04T10:00", "2026-05-04T12:00", {"lead_minutes": 120}, []),
        ("2026-05-04T10:00", "2026-05-04T12:00", {"lead_minutes": 121}, ["too_soon"]),
        ("2026-05-04T07:59", "2026-05-04T12:00", {"handover_open": False}, ["in_the_past"]),
        ("2026-05-04T08:00", "2026-05-04T12:00", {"handover_open": False}, []),
        ("2026-05-11T10:00", "2026-05-11T17:00", {"horizon_days": 7}, []),
        ("2026-05-12T10:00", "2026-05-12T17:00", {"horizon_days": 7}, ["beyond_horizon"]),
        ("2026-05-05T08:59", "2026-05-05T12:00", {}, ["closed"]),
        ("2026-05-05T09:00", "2026-05-05T17:00", {}, []),
        ("2026-05-05T17:00", "2026-05-06T09:00", {}, ["closed"]),
        ("2026-05-05T16:59", "2026-05-06T09:00", {}, []),
        ("2026-05-05T16:59", "2026-05-06T09:00", {"cross_closed": False}, ["closed"]),
        ("2026-05-05T10:00", "2026-05-05T12:00", {"cross_closed": False}, []),
        ("2026-05-05T20:00", "2026-05-05T22:00", {}, ["closed", "closed"]),
        ("2026-05-05T20:00", "2026-05-05T22:00", {"handover_open": False}, []),
        ("2026-05-05T20:00", "2026-05-05T22:00", {"handover_open": False, "cross_closed": False}, ["closed"]),
        ("2026-05-08T00:00", "2026-05-12T00:00", {"granularity": "day"}, []),
        ("2026-05-08T00:00", "2026-05-12T00:00", {"granularity": "day", "cross_closed": False}, ["closed"]),
        ("2026-05-09T00:00", "2026-05-12T00:00", {"granularity": "day"}, ["closed"]),
        ("2026-05-08T00:00", "2026-05-10T00:00", {"granularity": "day"}, ["closed"]),
        (
            "2026-05-03T07:00",
            "2029-05-09T18:01",
            {"granularity": 60, "max_minutes": 600, "cross_closed": False},
            ["in_the_past", "beyond_horizon", "too_long", "off_grid", "closed", "closed", "closed"],
        ),
    ],
)
def test_every_reason_is_told(start: str, end: str, rules: dict[str, Any], expected: list[str]) -> None:
    verdict = check(asked(start, end), OFFICE, Rules(**rules), (1,), ())

    assert codes(verdict) == expected
    assert verdict.free == (not expected)


@pytest.mark.parametrize(
    ("start", "end", "closed_days", "expected"),
    [
        ("2026-05-08T00:00", "2026-05-12T00:00", "all", ["too_long"]),
        ("2026-05-08T00:00", "2026-05-12T00:00", "none", []),
        ("2026-05-08T00:00", "2026-05-12T00:00", 1, []),
        ("2026-05-08T00:00", "2026-05-12T00:00", 2, ["too_long"]),
        ("2026-05-08T00:00", "2026-05-13T00:00", "none", []),
        ("2026-05-08T00:00", "2026-05-14T00:00", "none", ["too_long"]),
    ],
    ids=["all count", "none counts", "the first counts", "both count", "Friday to Tuesday", "Friday to Wednesday"],
)
def test_three_days_at_most_and_friday_to_monday_works(
    start: str, end: str, closed_days: Any, expected: list[str]
) -> None:
    rules = Rules(max_minutes=3 * 1440, granularity="day", closed_days=closed_days)

    assert codes(check(asked(start, end), OFFICE, rules, (1,), ())) == expected


def test_closed_days_go_by_the_hour_as_well() -> None:
    rules = Rules(max_minutes=20 * 60, closed_days="none")

    verdict = check(asked("2026-05-08T16:00", "2026-05-11T10:00"), OFFICE, rules, (1,), ())

    assert verdict.free  # 66 hours, 48 of them at the weekend


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-03-28T10:00", "2026-03-29T09:00"), ("2026-10-24T09:00", "2026-10-25T10:00")],
    ids=["23 hours", "25 hours"],
)
def test_a_day_is_a_day_when_the_clocks_change(start: str, end: str) -> None:
    rules = Rules(min_minutes=1440, max_minutes=1440)
    wish = asked(start, end, now=at("2026-03-01T00:00"))

    assert check(wish, LONDON, rules, (1,), ()).free


def test_limits_in_hours_count_hours_when_the_clocks_change() -> None:
    rules = Rules(max_minutes=120)
    wish = asked("2026-10-25T00:00", "2026-10-25T03:00", now=at("2026-10-01T00:00"))

    assert codes(check(wish, LONDON, rules, (1,), ())) == ["too_long"]


def test_the_owner_needs_no_lead_time_but_a_future() -> None:
    rules = Rules(lead_minutes=1440, handover_open=False)

    soon = check(asked("2026-05-04T09:00", "2026-05-04T10:00", is_owner=True), OFFICE, rules, (1,), ())
    past = check(asked("2026-05-04T07:00", "2026-05-04T10:00", is_owner=True), OFFICE, rules, (1,), ())

    assert soon.free
    assert codes(past) == ["in_the_past"]


def test_today_can_be_had_by_the_day_until_it_closes() -> None:
    rules = Rules(granularity="day")
    today = {"start": "2026-05-04T00:00", "end": "2026-05-05T00:00"}

    assert check(asked(**today), OFFICE, rules, (1,), ()).free
    assert codes(check(asked(**today, now=at("2026-05-04T17:00")), OFFICE, rules, (1,), ())) == ["closed"]
    assert codes(check(asked(**today, now=at("2026-05-05T00:00")), OFFICE, rules, (1,), ())) == ["in_the_past"]


def test_the_horizon_is_the_end_of_a_local_day() -> None:
    rules = Rules(horizon_days=0)

    assert check(asked("2026-05-04T21:00", "2026-05-04T23:00"), LONDON, rules, (1,), ()).free
    verdict = check(asked("2026-05-04T21:00", "2026-05-04T23:01"), LONDON, rules, (1,), ())

    assert [(reason.code, reason.params) for reason in verdict.reasons] == [
        (Refusal.BEYOND_HORIZON, {"latest": at("2026-05-04T23:00"), "horizon_days": 0})
    ]


def test_a_late_return_is_told_apart_from_a_full_calendar() -> None:
    late = Busy(1, at("2026-05-01T10:00"), at("2026-05-03T10:00"), booking="late", out=True)
    wish = asked("2026-05-05T10:00", "2026-05-05T12:00")
    full = Busy(1, at("2026-05-05T09:00"), at("2026-05-05T17:00"), booking="other")

    assert [(one.code, one.params) for one in check(wish, OFFICE, UNLIMITED, (1,), (late,)).reasons] == [
        (Refusal.STILL_OUT, {"due": late.end})
    ]
    assert codes(check(wish, OFFICE, UNLIMITED, (1,), (late, full))) == ["no_unit_free"]
    assert check(wish, OFFICE, UNLIMITED, (1, 2), (late,)).unit == 2


@pytest.mark.parametrize(("asked_on", "expected"), [("2026-05-04T12:00", []), ("2026-05-06T12:00", ["still_out"])])
def test_due_on_the_fifth_and_asked_for_the_eighth(asked_on: str, expected: list[str]) -> None:
    out = (Busy(1, at("2026-05-01T10:00"), at("2026-05-05T10:00"), booking="out", out=True),)
    wish = asked("2026-05-08T10:00", "2026-05-08T12:00", now=at(asked_on))

    assert codes(check(wish, OFFICE, UNLIMITED, (1,), out)) == expected


@pytest.mark.parametrize(("end", "expected"), [("17:00", ["no_unit_free"]), ("14:00", []), ("14:01", ["no_unit_free"])])
def test_an_extension_reaches_to_the_next_booking(end: str, expected: list[str]) -> None:
    mine, following = hours("2026-05-04", "12:00-13:00", "14:00-15:00")
    busy = (
        Busy(1, mine.start, mine.end, booking="mine", out=True),
        Busy(1, following.start, following.end, booking="next"),
    )
    wish = asked("2026-05-04T12:00", f"2026-05-04T{end}", now=at("2026-05-04T12:30"), exclude="mine")

    assert codes(check(wish, OFFICE, Rules(lead_minutes=60), (1,), busy)) == expected


def test_a_change_that_keeps_its_start_is_held_to_no_lead_time_and_no_grid_there() -> None:
    mine = Busy(1, at("2026-05-04T08:10"), at("2026-05-04T12:00"), booking="mine")
    rules = Rules(lead_minutes=600, granularity=60)
    kept = asked("2026-05-04T08:10", "2026-05-04T14:00", now=at("2026-05-04T08:30"), exclude="mine")

    assert check(kept, OFFICE, rules, (1,), (mine,)).free
    assert codes(check(replace(kept, start=at("2026-05-04T09:10")), OFFICE, rules, (1,), (mine,))) == [
        "too_soon",
        "off_grid",
    ]
    assert codes(check(replace(kept, now=at("2026-05-04T15:00")), OFFICE, rules, (1,), (mine,))) == ["in_the_past"]


def test_a_start_still_to_come_is_held_against_the_hours_at_approval() -> None:
    mine = Busy(1, at("2026-05-04T18:00"), at("2026-05-05T12:00"), booking="mine")
    wish = asked("2026-05-04T18:00", "2026-05-05T12:00", exclude="mine")

    assert codes(check(wish, OFFICE, UNLIMITED, (1,), (mine,))) == ["closed"]


def test_holidays_may_be_crossed_and_a_repair_may_not() -> None:
    closed = Opening("UTC", OFFICE.weekly, {date(2026, 5, 6): ()})
    wish = asked("2026-05-05T10:00", "2026-05-07T12:00")
    repair = taken(span("2026-05-06T00:00", "2026-05-07T00:00"))

    assert check(wish, closed, UNLIMITED, (1,), ()).free
    assert codes(check(wish, closed, UNLIMITED, (1,), repair)) == ["no_unit_free"]


def test_a_thing_without_units_is_never_free() -> None:
    verdict = check(asked("2026-05-05T10:00", "2026-05-05T12:00"), OFFICE, UNLIMITED, (), ())

    assert (codes(verdict), verdict.alternatives) == (["no_unit_free"], ())


@pytest.mark.parametrize(
    ("start", "end"),
    [("0001-01-01T00:00", "2026-05-05T00:00"), ("2026-05-05T00:00", "9999-12-31T23:59"), ("2026-05-05", "2026-05-04")],
)
def test_times_out_of_all_bounds_are_refused_as_input(start: str, end: str) -> None:
    with pytest.raises(InvalidValue):
        asked(start, end)


@pytest.mark.parametrize("granularity", [None, "day"])
def test_a_wish_of_seven_thousand_years_is_refused_like_any_other(granularity: Any) -> None:
    rules = Rules(granularity=granularity, cross_closed=False, max_minutes=60, closed_days="none")

    found = codes(check(asked("1950-01-01T00:00", "8999-01-01T00:00"), OFFICE, rules, (1,), ()))
    later = codes(check(asked("2950-01-01T00:00", "8999-01-01T00:00"), OFFICE, rules, (1,), ()))

    assert {"in_the_past", "beyond_horizon", "too_long"} <= set(found)
    assert {"beyond_horizon", "too_long"} <= set(later)
