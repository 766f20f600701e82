from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.capacity import Busy, Claim, blocked, choose_unit, free_units, is_overdue
from matching.intervals import FOREVER, Period
from matching.wall import MINUTE
from tests.matching.moments import at, hours, span, taken

DAY = "2020-09-17"
ORIGIN = at(f"{DAY}T00:00")
NOW = at("2020-09-01T00:00")


def claim(period: Period, before: int = 0, after: int = 0, exclude: str | None = None) -> Claim:
    return Claim(period, NOW, before, after, exclude)


def spread(*pairs: str) -> tuple[Busy, ...]:
    """Each period on a unit of its own, so that only their number at one time counts."""
    return tuple(Busy(unit, one.start, one.end) for unit, one in enumerate(hours(DAY, *pairs)))


@pytest.mark.parametrize(
    ("wanted", "units", "pairs", "is_free"),
    [
        ("09:00-12:00", 3, ["10:00-11:00", "11:00-12:00", "09:30-11:00"], True),
        ("09:00-09:30", 3, ["09:00-10:30", "09:00-09:30", "09:00-09:30"], False),
        ("09:00-12:00", 4, ["09:00-12:00", "09:00-12:00", "09:00-10:00", "11:00-12:00"], True),
    ],
)
def test_what_never_coexists_never_adds_up(wanted: str, units: int, pairs: list[str], is_free: bool) -> None:
    period = hours(DAY, wanted)[0]

    assert (free_units(tuple(range(units)), spread(*pairs), claim(period)) > 0) == is_free


def test_two_units_are_taken_where_a_long_booking_meets_two_short_ones() -> None:
    long, early, late, wanted = hours(DAY, "10:00-12:00", "10:00-11:00", "11:00-12:00", "09:00-12:00")
    busy = taken(long, unit=1) + taken(early, late, unit=2)

    assert free_units((1, 2), busy, claim(wanted)) == 0


def days(first: str, last: str) -> Period:
    """Whole days, both included."""
    return Period(at(f"{first}T00:00"), at(f"{last}T00:00") + timedelta(days=1))


SEVEN = (
    *(Busy(unit, days("2026-03-21", "2026-03-31").start, days("2026-03-21", "2026-03-31").end) for unit in (1, 2, 3)),
    *(Busy(unit, days("2026-03-10", "2026-03-24").start, days("2026-03-10", "2026-03-24").end) for unit in (4, 5)),
    *(Busy(unit, days("2026-03-23", "2026-04-05").start, days("2026-03-23", "2026-04-05").end) for unit in (6, 7)),
)
ONE_OF_THREE = taken(days("2026-01-17", "2026-02-27"))


@pytest.mark.parametrize(
    ("first", "last", "free"),
    [
        ("2026-03-07", "2026-03-09", 7),
        ("2026-03-10", "2026-03-20", 5),
        ("2026-03-21", "2026-03-22", 2),
        ("2026-03-23", "2026-03-24", 0),
        ("2026-03-25", "2026-03-31", 2),
        ("2026-04-01", "2026-04-05", 5),
        ("2026-04-06", "2026-04-30", 7),
        ("2026-03-07", "2026-03-22", 2),
        ("2026-03-07", "2026-04-06", 0),
    ],
)
def test_seven_units_over_time(first: str, last: str, free: int) -> None:
    assert free_units((1, 2, 3, 4, 5, 6, 7), SEVEN, claim(days(first, last))) == free


@pytest.mark.parametrize(
    ("period", "free"),
    [
        (days("2026-01-16", "2026-02-28"), 2),
        (days("2026-01-10", "2026-01-16"), 3),
        (days("2026-01-10", "2026-01-17"), 2),
        (days("2026-02-28", "2026-04-05"), 3),
    ],
)
def test_one_of_three_units_taken(period: Period, free: int) -> None:
    assert free_units((1, 2, 3), ONE_OF_THREE, claim(period)) == free


@pytest.mark.parametrize(
    ("before", "after", "wanted", "is_free"),
    [
        (0, 0, "10:30-11:30", True),
        (0, 0, "10:29-11:30", False),
        (0, 0, "10:30-11:31", False),
        (45, 0, "10:30-11:30", False),
        (45, 0, "10:45-11:30", True),
        (0, 45, "10:30-11:30", False),
        (0, 45, "10:30-11:15", True),
    ],
)
def test_the_gap_is_the_larger_of_the_two_buffers(before: int, after: int, wanted: str, is_free: bool) -> None:
    first, second = hours(DAY, "09:00-10:00", "12:00-13:00")
    busy = (Busy(1, first.start, first.end, 30, 30), Busy(1, second.start, second.end, 30, 30))

    assert (free_units((1,), busy, claim(hours(DAY, wanted)[0], before, after)) == 1) == is_free


def test_buffers_of_one_unit_that_meet_count_it_once() -> None:
    first, second, wanted = hours(DAY, "09:00-10:00", "11:00-12:00", "10:00-11:00")
    busy = tuple(Busy(1, one.start, one.end, 45, 45) for one in (first, second))

    assert free_units((1, 2), busy, claim(wanted)) == 1


def test_a_booking_being_changed_does_not_count_against_itself() -> None:
    mine, following = hours(DAY, "09:00-10:00", "11:00-12:00")
    busy = (Busy(1, mine.start, mine.end, booking="mine"), Busy(1, following.start, following.end, booking="next"))

    to_the_next, beyond = hours(DAY, "09:00-11:00", "09:00-14:00")
    assert choose_unit((1,), busy, claim(to_the_next, exclude="mine")) == 1
    assert choose_unit((1,), busy, claim(beyond, exclude="mine")) is None


def test_units_that_are_gone_take_nothing() -> None:
    wanted = hours(DAY, "09:00-10:00")[0]

    assert free_units((1,), taken(wanted, unit=9), claim(wanted)) == 1
    assert free_units((), (), claim(wanted)) == 0


@pytest.mark.parametrize(
    ("asked_on", "free"),
    [("2026-05-04T12:00", 1), ("2026-05-06T12:00", 0), ("2026-05-05T00:00", 0), ("2026-05-04T23:59", 1)],
)
def test_what_is_out_and_late_is_not_free_whatever_its_due_date(asked_on: str, free: int) -> None:
    busy = (Busy(1, at("2026-05-01T00:00"), at("2026-05-05T00:00"), booking="late", out=True),)
    wanted = days("2026-05-08", "2026-05-08")

    assert free_units((1,), busy, Claim(wanted, at(asked_on))) == free
    assert is_overdue(busy[0], at(asked_on)) == (free == 0)


def test_what_was_handed_over_early_is_out_from_now() -> None:
    busy = Busy(1, at("2026-05-08T00:00"), at("2026-05-09T00:00"), out=True)

    found = blocked(busy, Claim(days("2026-05-05", "2026-05-05"), at("2026-05-05T10:00")))

    assert found == Period(at("2026-05-05T10:00"), busy.end)


def test_an_overdue_thing_blocks_for_ever() -> None:
    busy = Busy(1, at("2026-05-01T00:00"), at("2026-05-02T00:00"), 5, 5, out=True)

    found = blocked(busy, Claim(days("2026-06-01", "2026-06-01"), at("2026-05-05T10:00")))

    assert found == Period(busy.start - 5 * MINUTE, FOREVER)


def test_the_tightest_gap_is_chosen() -> None:
    early, late, evening = hours(DAY, "08:00-09:00", "12:00-13:00", "18:00-19:00")
    busy = taken(early, evening, unit=1) + taken(early, late, unit=2)

    assert choose_unit((1, 2, 3), busy, claim(hours(DAY, "10:00-11:00")[0])) == 2


def test_beside_a_booking_is_tighter_than_on_an_empty_unit() -> None:
    busy = taken(hours(DAY, "08:00-09:00")[0], unit=3)

    assert choose_unit((1, 3), busy, claim(hours(DAY, "10:00-11:00")[0])) == 3


def test_equal_gaps_go_to_the_unit_named_first() -> None:
    assert choose_unit((5, 2, 9), (), claim(hours(DAY, "10:00-11:00")[0])) == 5


def test_a_changed_booking_keeps_its_unit_while_it_can() -> None:
    mine, neighbour, wanted = hours(DAY, "10:00-11:00", "08:00-10:30", "10:30-11:30")
    busy = (Busy(2, mine.start, mine.end, booking="mine"), *taken(neighbour, unit=1))

    assert choose_unit((1, 2), busy, claim(wanted)) == 1
    assert choose_unit((1, 2), busy, claim(wanted, exclude="mine")) == 2


bookings = st.lists(
    st.builds(
        lambda unit, start, length, before, after: Busy(
            unit, ORIGIN + start * MINUTE, ORIGIN + (start + length) * MINUTE, before, after
        ),
        st.integers(1, 4),
        st.integers(0, 60),
        st.integers(1, 20),
        st.integers(0, 8),
        st.integers(0, 8),
    ),
    max_size=8,
)
wishes = st.builds(
    lambda start, length, before, after: Claim(
        Period(ORIGIN + start * MINUTE, ORIGIN + (start + length) * MINUTE), NOW, before, after
    ),
    st.integers(0, 60),
    st.integers(1, 30),
    st.integers(0, 8),
    st.integers(0, 8),
)


def is_in_the_way(one: Busy, wish: Claim) -> bool:
    """Whether two bookings of one unit stand closer than the larger buffer, in so many words."""
    if one.end <= wish.period.start:
        return wish.period.start - one.end < max(one.after_minutes, wish.before_minutes) * MINUTE
    if wish.period.end <= one.start:
        return one.start - wish.period.end < max(wish.after_minutes, one.before_minutes) * MINUTE
    return True


@given(bookings, wishes)
def test_free_units_agree_with_a_count_minute_by_minute(rows: list[Busy], wish: Claim) -> None:
    units = (1, 2, 3)
    minutes = range(int(wish.period.length / MINUTE))
    fewest = min(
        sum(
            not any(
                one.unit == unit and is_in_the_way(one, minute_of(wish, wish.period.start + number * MINUTE))
                for one in rows
            )
            for unit in units
        )
        for number in minutes
    )

    assert free_units(units, rows, wish) == fewest


def minute_of(wish: Claim, start: object) -> Claim:
    """The wish, but for one minute only."""
    moment = at(str(start))
    return Claim(Period(moment, moment + MINUTE), wish.now, wish.before_minutes, wish.after_minutes)


@given(bookings, wishes)
def test_the_chosen_unit_is_free_and_none_is_chosen_only_when_none_is(rows: list[Busy], wish: Claim) -> None:
    units = (1, 2, 3)
    free = [unit for unit in units if not any(one.unit == unit and is_in_the_way(one, wish) for one in rows)]

    chosen = choose_unit(units, rows, wish)

    assert chosen in free if free else chosen is None
    assert len(free) <= free_units(units, rows, wish)


@given(bookings, wishes, st.integers(-500_000, 500_000))
def test_moving_everything_alike_changes_nothing(rows: list[Busy], wish: Claim, minutes: int) -> None:
    shift = minutes * MINUTE
    moved = [Busy(one.unit, one.start + shift, one.end + shift, one.before_minutes, one.after_minutes) for one in rows]
    period = Period(wish.period.start + shift, wish.period.end + shift)
    later = Claim(period, wish.now + shift, wish.before_minutes, wish.after_minutes)

    assert free_units((1, 2, 3), moved, later) == free_units((1, 2, 3), rows, wish)
    assert choose_unit((1, 2, 3), moved, later) == choose_unit((1, 2, 3), rows, wish)


def test_a_period_of_a_busy_time_must_be_one() -> None:
    with pytest.raises(ValueError, match="end_before_start"):
        Busy(1, span(f"{DAY}T09:00", f"{DAY}T10:00").end, at(f"{DAY}T09:00"))
