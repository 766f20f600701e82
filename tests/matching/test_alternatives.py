from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.availability import Asked, Busy, Rules, check
from matching.intervals import Period
from matching.opening import ALWAYS, Opening
from matching.wall import MINUTE
from tests.matching.moments import at, hours, span, taken
from tests.matching.test_availability import LONDON, NOW, OFFICE, asked, codes


def test_a_taken_thing_is_refused_with_the_nearest_other_times() -> None:
    busy = taken(*hours("2026-05-05", "11:00-13:00"))

    verdict = check(asked("2026-05-05T10:00", "2026-05-05T12:00"), OFFICE, Rules(granularity=30), (1,), busy)

    assert codes(verdict) == ["no_unit_free"]
    assert verdict.alternatives == (*hours("2026-05-05", "09:00-11:00", "13:00-15:00", "15:00-17:00"),)


def test_alternatives_of_a_wish_in_the_past_begin_now() -> None:
    verdict = check(asked("2026-04-01T10:00", "2026-04-01T12:00"), OFFICE, Rules(granularity=60), (1,), ())

    assert verdict.alternatives == tuple(hours("2026-05-04", "09:00-11:00", "11:00-13:00", "13:00-15:00"))


def test_alternatives_beyond_the_horizon_come_back_from_it() -> None:
    rules = Rules(granularity="day", horizon_days=4)

    verdict = check(asked("2026-06-01T00:00", "2026-06-02T00:00"), OFFICE, rules, (1,), ())

    assert verdict.alternatives == (
        span("2026-05-08T00:00", "2026-05-09T00:00"),
        span("2026-05-07T00:00", "2026-05-08T00:00"),
        span("2026-05-06T00:00", "2026-05-07T00:00"),
    )


def test_whole_days_stay_whole_in_alternatives_across_a_clock_change() -> None:
    busy = taken(span("2026-10-23T00:00", "2026-10-24T12:00"))
    wish = asked("2026-10-23T09:00", "2026-10-24T09:00", now=at("2026-10-22T10:00"))

    verdict = check(wish, LONDON, Rules(granularity=60), (1,), busy)

    assert verdict.alternatives[0] == span("2026-10-24T12:00", "2026-10-25T13:00")


@pytest.mark.parametrize(
    "rules", [Rules(min_minutes=300), Rules(max_minutes=60)], ids=["always too short", "always too long"]
)
def test_a_length_that_can_never_be_had_has_no_alternatives(rules: Rules) -> None:
    assert check(asked("2026-05-05T10:00", "2026-05-05T12:00"), OFFICE, rules, (1,), ()).alternatives == ()


def test_a_length_that_is_too_long_here_may_do_over_a_weekend() -> None:
    rules = Rules(granularity="day", max_minutes=2 * 1440, closed_days="none")

    verdict = check(asked("2026-05-05T00:00", "2026-05-09T00:00"), OFFICE, rules, (1,), ())

    assert codes(verdict) == ["too_long"]
    assert verdict.alternatives[0] == span("2026-05-08T00:00", "2026-05-12T00:00")


wishes = st.builds(
    lambda start, length: Asked(start=NOW + start * 15 * MINUTE, end=NOW + (start + length) * 15 * MINUTE, now=NOW),
    st.integers(-50, 700),
    st.integers(1, 300),
)
terms = st.builds(
    Rules,
    min_minutes=st.sampled_from([None, 30]),
    max_minutes=st.sampled_from([None, 1440, 4320]),
    granularity=st.sampled_from([None, 15, 60, "day"]),
    lead_minutes=st.sampled_from([0, 90]),
    horizon_days=st.integers(0, 20),
    buffer_before_minutes=st.sampled_from([0, 30]),
    buffer_after_minutes=st.sampled_from([0, 45]),
    cross_closed=st.booleans(),
    handover_open=st.booleans(),
    closed_days=st.sampled_from(["all", "none", 1]),
)
bookings = st.lists(
    st.builds(
        lambda unit, start, length, out: Busy(
            unit, NOW + start * MINUTE, NOW + (start + length) * MINUTE, 15, 15, out=out
        ),
        st.integers(1, 2),
        st.integers(-3_000, 10_000),
        st.integers(1, 2_000),
        st.booleans(),
    ),
    max_size=6,
).map(tuple)


@settings(max_examples=150, deadline=None)
@given(wishes, terms, bookings, st.sampled_from([OFFICE, LONDON]))
def test_alternatives_are_themselves_free(wish: Asked, rules: Rules, busy: tuple[Busy, ...], opening: Opening) -> None:
    verdict = check(wish, opening, rules, (1, 2), busy)

    for other in verdict.alternatives:
        assert check(replace(wish, start=other.start, end=other.end), opening, rules, (1, 2), busy).free
        assert other.start != wish.start
    assert len(verdict.alternatives) <= 3
    assert not any(
        one.overlaps(other) for one in verdict.alternatives for other in verdict.alternatives if one != other
    )


@settings(max_examples=100, deadline=None)
@given(wishes, terms, bookings)
def test_alternatives_come_closest_first_then_earlier(wish: Asked, rules: Rules, busy: tuple[Busy, ...]) -> None:
    found = check(wish, OFFICE, rules, (1, 2), busy).alternatives

    assert list(found) == sorted(found, key=lambda one: (abs(one.start - wish.start), one.start))


@settings(max_examples=100, deadline=None)
@given(wishes, terms, bookings, st.integers(-3, 50))
def test_the_same_in_another_week_is_the_same(wish: Asked, rules: Rules, busy: tuple[Busy, ...], weeks: int) -> None:
    shift = timedelta(weeks=weeks)
    moved = replace(wish, start=wish.start + shift, end=wish.end + shift, now=wish.now + shift)
    later = tuple(replace(one, start=one.start + shift, end=one.end + shift) for one in busy)

    here, there = check(wish, OFFICE, rules, (1, 2), busy), check(moved, OFFICE, rules, (1, 2), later)

    assert (here.free, here.unit, codes(here)) == (there.free, there.unit, codes(there))
    assert [Period(one.start + shift, one.end + shift) for one in here.alternatives] == list(there.alternatives)


@settings(max_examples=60, deadline=None)
@given(wishes, terms)
def test_an_empty_calendar_of_an_open_thing_refuses_by_terms_alone(wish: Asked, rules: Rules) -> None:
    verdict = check(wish, ALWAYS, rules, (1,), ())

    assert not {"no_unit_free", "still_out", "closed"} & set(codes(verdict))
