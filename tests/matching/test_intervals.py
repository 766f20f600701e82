from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.intervals import Period, between, greatest_sum, moment, union
from matching.invalid import InvalidValue
from tests.matching.moments import at, hours, span

DAY = "2026-05-04"
ORIGIN = at("2026-05-04T00:00")

minutes = st.integers(0, 60)
periods = st.lists(
    st.tuples(minutes, st.integers(1, 20)).map(
        lambda pair: Period(ORIGIN + timedelta(minutes=pair[0]), ORIGIN + timedelta(minutes=pair[0] + pair[1]))
    ),
    max_size=8,
)


def instants(found: list[Period]) -> set[datetime]:
    """Every minute that is in one of the periods, found by asking each."""
    every = (ORIGIN + timedelta(minutes=minute) for minute in range(90))
    return {one for one in every if any(period.start <= one < period.end for period in found)}


@pytest.mark.parametrize("end", ["2026-05-04T09:00", "2026-05-04T08:00"], ids=["zero", "negative"])
def test_a_length_that_is_not_positive_is_refused(end: str) -> None:
    with pytest.raises(InvalidValue, match="end_before_start") as caught:
        span("2026-05-04T09:00", end)

    assert caught.value.pointer == "/end"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no_time_zone"):
        moment(datetime(2026, 5, 4), "/start")  # noqa: DTZ001  # naive on purpose: this is what is refused


@pytest.mark.parametrize("year", [1, 1900, 9001, 9999])
def test_years_that_calendars_cannot_reckon_with_are_refused(year: int) -> None:
    with pytest.raises(InvalidValue, match="out_of_range"):
        moment(datetime(year, 5, 4, tzinfo=UTC), "/start")


def test_other_zones_become_utc() -> None:
    summer = timezone(timedelta(hours=1))

    assert moment(datetime(2026, 5, 4, 10, tzinfo=summer), "").tzinfo is UTC


def test_back_to_back_never_overlaps() -> None:
    first, second = hours(DAY, "09:00-10:00", "10:00-11:00")

    assert not first.overlaps(second)
    assert not second.overlaps(first)


def test_a_period_contains_itself_and_its_parts_only() -> None:
    whole, part, longer = hours(DAY, "09:00-11:00", "09:30-10:00", "09:30-11:30")

    assert [whole.contains(one) for one in (whole, part, longer)] == [True, True, False]


def test_between_equal_moments_lies_nothing() -> None:
    assert between(ORIGIN, ORIGIN) is None


def test_union_joins_what_touches() -> None:
    assert union(hours(DAY, "10:00-11:00", "09:00-10:00", "12:00-13:00")) == hours(DAY, "09:00-11:00", "12:00-13:00")


@given(periods)
def test_union_keeps_every_instant_and_separates_what_it_returns(given_periods: list[Period]) -> None:
    merged = union(given_periods)

    assert instants(merged) == instants(given_periods)
    assert all(one.end < following.start for one, following in pairwise(merged))


def test_claims_that_follow_each_other_share_nothing() -> None:
    early, late, whole = hours(DAY, "09:00-10:00", "10:00-11:00", "09:00-11:00")

    assert greatest_sum([(late, 2), (early, 3)]) == 3
    assert greatest_sum([(late, 2), (early, 3), (whole, 1)]) == 4
    assert greatest_sum([]) == 0


@given(st.lists(st.tuples(minutes, st.integers(1, 20), st.integers(1, 3)), max_size=8))
def test_the_greatest_sum_is_the_busiest_minute(rows: list[tuple[int, int, int]]) -> None:
    claims = [
        (Period(ORIGIN + timedelta(minutes=start), ORIGIN + timedelta(minutes=start + length)), units)
        for start, length, units in rows
    ]

    busiest = max(
        sum(units for start, length, units in rows if start <= minute < start + length) for minute in range(90)
    )
    assert greatest_sum(claims) == busiest
