from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import opening as module
from matching import wall
from matching.intervals import Period
from matching.invalid import InvalidValue
from matching.opening import ALWAYS, Opening, Window, always, from_dict, hands_out, open_windows, takes_back, to_dict
from tests.matching.moments import at, span
from tests.matching.test_wall import CHANGES, near_changes

WEEK = range(7)

windows = st.tuples(st.integers(0, 6), st.integers(0, 1439), st.integers(1, 1440)).filter(lambda one: one[1] < one[2])


def daily(zone: str, start: int, end: int, weekdays: range = WEEK) -> Opening:
    return Opening(zone, tuple(Window(weekday, start, end) for weekday in weekdays))


def first_instants(zone: str, day: date) -> dict[int, datetime]:
    """Each wall minute of the date and the first UTC minute at which a clock shows it, by watching the clock."""
    shown: dict[int, datetime] = {}
    for number in range(-16 * 60, 40 * 60):
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + number * wall.MINUTE
        clock = wall.local(zone, moment)
        if clock.date() == day:
            shown.setdefault(clock.hour * 60 + clock.minute, moment)
    return shown


def slow_instant(shown: dict[int, datetime], minute: int) -> datetime:
    """The first time the clock shows that minute; one that it skips comes as long after the gap's start."""
    if minute in shown:
        return shown[minute]
    before = max((known for known in shown if known < minute), default=None)
    if before is None:
        return min(shown.values()) + minute * wall.MINUTE
    return shown[before] + (minute - before) * wall.MINUTE


def slow_open_minutes(opening: Opening, days: list[date]) -> set[datetime]:
    """Every UTC minute within an open window of those local days."""
    found: set[datetime] = set()
    for day in days:
        shown = first_instants(opening.zone, day)
        if not shown:
            continue
        midnight, following = min(shown.values()), wall.local_day(opening.zone, day)[1]
        for start, end in opening.hours(day):
            first = max(midnight, slow_instant(shown, start))
            last = min(following, slow_instant(shown, end) if end < 1440 else following)
            found |= {first + number * wall.MINUTE for number in range(int((last - first) / wall.MINUTE))}
    return found


@settings(max_examples=40, deadline=None)
@given(near_changes, st.lists(windows, max_size=5))
def test_open_windows_are_those_of_the_clock_on_the_wall(
    where: tuple[str, str], rows: list[tuple[int, int, int]]
) -> None:
    zone, text = where
    opening = Opening(zone, tuple(Window(*row) for row in rows))
    middle = date.fromisoformat(text)
    days = [middle + number * wall.DAY for number in range(-3, 4)]
    asked = Period(at(f"{middle - wall.DAY}T00:00"), at(f"{middle + 2 * wall.DAY}T00:00"))

    found = open_windows(opening, asked.start, asked.end)

    minutes = (asked.start + number * wall.MINUTE for number in range(int(asked.length / wall.MINUTE)))
    is_open = {one for one in minutes if any(window.start <= one < window.end for window in found)}
    assert is_open == {one for one in slow_open_minutes(opening, days) if asked.start <= one < asked.end}
    assert all(one.end < following.start for one, following in pairwise(found))


@given(near_changes, st.integers(0, 3 * 1440), st.lists(windows, max_size=4))
def test_a_moment_is_open_where_a_window_holds_it(
    where: tuple[str, str], offset: int, rows: list[tuple[int, int, int]]
) -> None:
    opening = Opening(where[0], tuple(Window(*row) for row in rows))
    moment = at(f"{where[1]}T00:00") - wall.DAY + offset * wall.MINUTE
    found = open_windows(opening, moment - 4 * wall.DAY, moment + 4 * wall.DAY)

    assert hands_out(opening, moment) == any(window.start <= moment < window.end for window in found)
    assert takes_back(opening, moment) == any(window.start <= moment <= window.end for window in found)


@pytest.mark.parametrize("day", ["2023-11-06", "2023-11-10", "2023-11-13", "2023-11-30"])
def test_new_york_office_hours_in_november(day: str) -> None:
    opening = daily("America/New_York", 9 * 60, 17 * 60, range(5))

    found = open_windows(opening, at(f"{day}T00:00"), at(f"{day}T23:59"))

    assert found == [span(f"{day}T14:00", f"{day}T22:00")]


@pytest.mark.parametrize("day", ["2023-11-11", "2023-11-12"])
def test_a_weekday_without_a_window_is_closed(day: str) -> None:
    assert open_windows(daily("America/New_York", 540, 1020, range(5)), at(f"{day}T06:00"), at(f"{day}T23:59")) == []


@pytest.mark.parametrize(
    ("zone", "pair", "day", "expected"),
    [
        ("America/New_York", (13, 18), "2026-03-06", ("18:00", "23:00")),
        ("America/New_York", (13, 18), "2026-03-08", ("17:00", "22:00")),
        ("America/New_York", (13, 18), "2026-03-20", ("17:00", "22:00")),
        ("Europe/Berlin", (8, 17), "2026-01-14", ("07:00", "16:00")),
        ("Asia/Kolkata", (8, 17), "2026-01-14", ("02:30", "11:30")),
        ("Europe/London", (9, 17), "2026-03-28", ("09:00", "17:00")),
        ("Europe/London", (9, 17), "2026-03-29", ("08:00", "16:00")),
    ],
)
def test_opening_keeps_to_the_wall_clock(zone: str, pair: tuple[int, int], day: str, expected: tuple[str, str]) -> None:
    opening = daily(zone, pair[0] * 60, pair[1] * 60)

    found = open_windows(opening, at(f"{day}T00:00"), at(f"{day}T23:59"))

    assert found == [span(f"{day}T{expected[0]}", f"{day}T{expected[1]}")]


def test_a_night_is_two_windows_and_one_period() -> None:
    night = Opening("UTC", (Window(4, 22 * 60, 1440), Window(5, 0, 2 * 60)))

    found = open_windows(night, at("2026-05-08T00:00"), at("2026-05-10T00:00"))

    assert found == [span("2026-05-08T22:00", "2026-05-09T02:00")]


def test_always_is_one_period_across_clock_changes() -> None:
    asked = span("2026-01-01T00:00", "2026-12-31T12:34")

    assert open_windows(always("Europe/London"), asked.start, asked.end) == [asked]
    assert open_windows(ALWAYS, asked.start, asked.end) == [asked]


def test_an_exception_replaces_the_hours_of_its_date() -> None:
    opening = Opening(
        "Europe/London",
        daily("Europe/London", 540, 1020).weekly,
        {date(2026, 12, 24): ((540, 720),), date(2026, 12, 25): ()},
    )

    found = open_windows(opening, at("2026-12-23T00:00"), at("2026-12-27T00:00"))

    assert found == [
        span("2026-12-23T09:00", "2026-12-23T17:00"),
        span("2026-12-24T09:00", "2026-12-24T12:00"),
        span("2026-12-26T09:00", "2026-12-26T17:00"),
    ]


def test_hours_within_the_hour_that_the_clock_skips_move_forward() -> None:
    opening = Opening("Europe/London", (Window(6, 60, 90),))

    assert open_windows(opening, at("2026-03-29T00:00"), at("2026-03-30T00:00")) == [
        span("2026-03-29T01:00", "2026-03-29T01:30")
    ]


def test_hours_of_a_date_that_the_zone_skipped_open_no_other_day() -> None:
    opening = Opening("Pacific/Apia", (Window(4, 540, 1020),))

    assert date(2011, 12, 30).weekday() == 4
    assert open_windows(opening, at("2011-12-29T00:00"), at("2012-01-02T00:00")) == []


def test_equal_openings_are_one_key_and_exceptions_tell_them_apart() -> None:
    plain, same, other = ALWAYS, always(), Opening("UTC", ALWAYS.weekly, {date(2026, 1, 1): ()})

    assert (plain, hash(plain)) == (same, hash(same))
    assert plain != other


FULL: dict[str, Any] = {
    "zone": "Europe/London",
    "weekly": [{"weekday": 0, "start": "09:00", "end": "17:30"}, {"weekday": 5, "start": "22:00", "end": "24:00"}],
    "exceptions": {"2026-12-24": [["09:00", "12:00"], ["13:00", "14:00"]], "2026-12-25": []},
}


def test_stored_opening_comes_back_as_it_was() -> None:
    read = from_dict(FULL)

    assert read.weekly == (Window(0, 540, 1050), Window(5, 1320, 1440))
    assert read.exceptions == {date(2026, 12, 24): ((540, 720), (780, 840)), date(2026, 12, 25): ()}
    assert to_dict(read) == FULL


def test_hours_may_be_left_out() -> None:
    assert from_dict({"zone": "UTC"}) == Opening("UTC", ())


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"zone": None}, "/zone", "not_a_string"),
        ({"zone": "Nowhere"}, "/zone", "unknown_zone"),
        ({"colour": "red"}, "/colour", "unknown_field"),
        ({"weekly": {}}, "/weekly", "not_a_list"),
        ({"weekly": [7]}, "/weekly/0", "not_an_object"),
        ({"weekly": [{"weekday": 7, "start": "09:00", "end": "10:00"}]}, "/weekly/0/weekday", "out_of_range"),
        ({"weekly": [{"weekday": True, "start": "09:00", "end": "10:00"}]}, "/weekly/0/weekday", "not_a_whole_number"),
        ({"weekly": [{"weekday": 1, "start": "9:00", "end": "10:00"}]}, "/weekly/0/start", "not_a_time"),
        ({"weekly": [{"weekday": 1, "start": "09:00", "end": "10:60"}]}, "/weekly/0/end", "not_a_time"),
        ({"weekly": [{"weekday": 1, "start": "0900", "end": "10:00"}]}, "/weekly/0/start", "not_a_time"),
        ({"weekly": [{"weekday": 1, "start": "٠٩:00", "end": "10:00"}]}, "/weekly/0/start", "not_a_time"),
        ({"weekly": [{"weekday": 1, "start": "09:00", "end": "24:01"}]}, "/weekly/0/end", "out_of_range"),
        ({"weekly": [{"weekday": 1, "start": "24:00", "end": "24:00"}]}, "/weekly/0/start", "out_of_range"),
        ({"weekly": [{"weekday": 1, "start": "10:00", "end": "10:00"}]}, "/weekly/0/end", "end_before_start"),
        ({"weekly": [{"weekday": 1, "start": "09:00"}]}, "/weekly/0/end", "not_a_string"),
        ({"weekly": [{"weekday": 1, "start": "09:00", "end": "10:00", "x": 1}]}, "/weekly/0/x", "unknown_field"),
        ({"exceptions": []}, "/exceptions", "not_an_object"),
        ({"exceptions": {"2026-02-29": []}}, "/exceptions/2026-02-29", "not_a_date"),
        ({"exceptions": {"2026-02-28": "closed"}}, "/exceptions/2026-02-28", "not_a_list"),
        ({"exceptions": {"2026-02-28": [["09:00"]]}}, "/exceptions/2026-02-28/0", "not_a_pair"),
        ({"exceptions": {"2026-02-28": [["09:00", 10]]}}, "/exceptions/2026-02-28/0/1", "not_a_string"),
        ({"exceptions": {"2026-02-28": [["11:00", "10:00"]]}}, "/exceptions/2026-02-28/0/end", "end_before_start"),
    ],
)
def test_a_faulty_field_is_pointed_at(change: dict[str, Any], pointer: str, code: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        from_dict(FULL | change)

    assert (caught.value.pointer, caught.value.code) == (pointer, code)


@pytest.mark.parametrize("hours", [(600, 600), (-1, 60), (0, 1441)])
def test_impossible_hours_are_refused_in_code_as_well(hours: tuple[int, int]) -> None:
    with pytest.raises(InvalidValue):
        Window(0, *hours)
    with pytest.raises(InvalidValue, match="/exceptions/2026-01-01/0"):
        Opening("UTC", (), {date(2026, 1, 1): (hours,)})


def test_the_zones_of_these_tests_change_their_clocks() -> None:
    changing = {zone for zone, days in CHANGES.items() for day in days if _hours(zone, day) != timedelta(hours=24)}

    assert changing == {"Europe/London", "America/New_York", "Australia/Lord_Howe"}
    assert module.ALWAYS.zone == "UTC"


def _hours(zone: str, day: str) -> timedelta:
    start, end = wall.local_day(zone, date.fromisoformat(day))
    return end - start
