from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import wall
from matching.intervals import Period
from matching.invalid import InvalidValue
from tests.matching.moments import at, span

ZONES = ["Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe"]
CHANGES = {
    "Europe/London": ["2026-03-29", "2026-10-25"],
    "America/New_York": ["2026-03-08", "2026-11-01"],
    "Asia/Kolkata": ["2026-03-29"],
    "Pacific/Apia": ["2011-12-29", "2011-12-31"],
    "Australia/Lord_Howe": ["2026-04-05", "2026-10-04"],
}
near_changes = st.sampled_from([(zone, day) for zone, days in CHANGES.items() for day in days])


def minutes_of(period: Period) -> list[datetime]:
    return [period.start + number * wall.MINUTE for number in range(int(period.length / wall.MINUTE))]


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "Europe/London\x00", "Europe"])
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(InvalidValue, match="unknown_zone"):
        wall.zone(name)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/London", "2026-03-29", 23),
        ("Europe/London", "2026-10-25", 25),
        ("Europe/London", "2026-06-01", 24),
        ("Australia/Lord_Howe", "2026-10-04", 23.5),
        ("Pacific/Apia", "2011-12-30", 0),
        ("America/Sao_Paulo", "2018-11-04", 23),
        ("America/Havana", "2026-11-01", 25),
    ],
)
def test_a_local_day_runs_from_midnight_to_midnight(zone: str, day: str, hours: float) -> None:
    start, end = wall.local_day(zone, date.fromisoformat(day))

    assert end - start == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("zone", "day", "minute", "expected"),
    [
        ("Europe/London", "2026-03-29", 90, "2026-03-29T01:30"),
        ("Europe/London", "2026-10-25", 90, "2026-10-25T00:30"),
        ("Europe/London", "2026-07-01", 540, "2026-07-01T08:00"),
        ("Europe/London", "2026-01-01", 540, "2026-01-01T09:00"),
        ("Asia/Kolkata", "2026-01-01", 480, "2026-01-01T02:30"),
        ("America/Sao_Paulo", "2018-11-04", 0, "2018-11-04T03:00"),
    ],
    ids=["gap: forward", "fold: the first", "summer", "winter", "half-hour zone", "midnight in a gap"],
)
def test_wall_time_becomes_an_instant(zone: str, day: str, minute: int, expected: str) -> None:
    assert wall.instant(zone, date.fromisoformat(day), minute) == at(expected)


def test_a_skipped_date_is_no_local_day() -> None:
    days = wall.dates("Pacific/Apia", span("2011-12-29T00:00", "2012-01-01T00:00"))

    assert [day.isoformat() for day in days] == ["2011-12-28", "2011-12-29", "2011-12-31", "2012-01-01"]


@given(near_changes, st.integers(0, 2 * 1440), st.sampled_from([5, 15, 20, 45, 60, 420, 1440]))
def test_the_next_and_last_grid_points_are_those_found_minute_by_minute(
    where: tuple[str, str], offset: int, step: int
) -> None:
    zone, day = where
    start = at(f"{day}T00:00") - timedelta(days=1) + offset * wall.MINUTE
    later = (start + number * wall.MINUTE for number in range(3 * 1440))
    earlier = (start - number * wall.MINUTE for number in range(3 * 1440))

    assert wall.next_on_grid(zone, start, step) == next(one for one in later if wall.on_grid(zone, one, step))
    assert wall.last_on_grid(zone, start, step) == next(one for one in earlier if wall.on_grid(zone, one, step))


@given(near_changes, st.sampled_from([15, 20, 60]))
def test_the_grid_of_a_day_holds_every_minute_that_is_on_it(where: tuple[str, str], step: int) -> None:
    zone, day = where
    period = Period(at(f"{day}T03:10") - wall.DAY, at(f"{day}T07:00") + wall.DAY)

    assert list(wall.grid(zone, period, step)) == [one for one in minutes_of(period) if wall.on_grid(zone, one, step)]


def test_seconds_are_off_the_grid_and_rounded_up() -> None:
    assert not wall.on_grid("UTC", at("2026-05-04T10:00:30"), 15)
    assert wall.next_on_grid("UTC", at("2026-05-04T10:00:30"), 15) == at("2026-05-04T10:15")
    assert wall.next_on_grid("Europe/London", at("2026-03-29T00:50:30"), 15) == at("2026-03-29T01:00")


def test_the_last_grid_point_lies_before_a_gap_that_swallowed_the_next() -> None:
    quarter_to_three = at("2026-10-03T15:45")

    assert wall.last_on_grid("Australia/Lord_Howe", quarter_to_three, 60) == at("2026-10-03T14:30")


def test_midnights_are_local() -> None:
    found = wall.midnights("Europe/London", span("2026-03-28T12:00", "2026-03-30T12:00"))

    assert list(found) == [at("2026-03-29T00:00"), at("2026-03-29T23:00")]
    assert wall.is_midnight("Europe/London", at("2026-03-29T23:00"))
    assert not wall.is_midnight("Europe/London", at("2026-03-30T00:00"))


def test_three_days_stay_three_days_across_a_clock_change() -> None:
    friday = at("2026-10-23T09:00")

    monday = wall.later("Europe/London", friday, timedelta(days=3))

    assert monday - friday == timedelta(hours=73)
    assert wall.nominal_length("Europe/London", Period(friday, monday)) == timedelta(days=3)
