from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from matching.calendar import Stretch, free_calendar, free_stretches
from matching.capacity import Busy, Claim, free_units
from matching.intervals import Period
from matching.opening import ALWAYS, Opening, Window
from matching.rules import UNLIMITED, Rules
from matching.supply import Supply
from matching.wall import MINUTE
from tests.matching.moments import at, hours, span, taken

DAY = "2026-05-04"
NOW = at("2026-05-01T00:00")
MORNING = Opening("UTC", (Window(0, 540, 720),))


def test_the_calendar_is_cut_where_something_changes() -> None:
    supply = Supply(MORNING, UNLIMITED, (1, 2), taken(*hours(DAY, "10:00-11:00"), unit=2))

    assert free_calendar(span(f"{DAY}T08:00", f"{DAY}T13:00"), supply, now=NOW) == [
        Stretch(period, free, is_open)
        for period, free, is_open in zip(
            hours(DAY, "08:00-09:00", "09:00-10:00", "10:00-11:00", "11:00-12:00", "12:00-13:00"),
            (2, 2, 1, 2, 2),
            (False, True, True, True, False),
            strict=True,
        )
    ]


def test_buffers_count_as_taken_and_a_late_return_until_the_end() -> None:
    rules = Rules(buffer_before_minutes=30, buffer_after_minutes=15)
    late = Busy(2, at("2026-04-01T00:00"), at("2026-04-02T00:00"), out=True)
    supply = Supply(ALWAYS, rules, (1, 2), (*taken(*hours(DAY, "10:00-11:00")), late))

    found = free_calendar(span(f"{DAY}T09:00", f"{DAY}T12:00"), supply, now=NOW)

    assert [(one.period, one.free) for one in found] == list(
        zip(hours(DAY, "09:00-09:45", "09:45-11:30", "11:30-12:00"), (1, 0, 1), strict=True)
    )


bookings = st.lists(
    st.builds(
        lambda unit, start, length: Busy(
            unit, NOW + start * MINUTE, NOW + (start + length) * MINUTE, 3, 5, out=start % 7 == 0
        ),
        st.integers(1, 3),
        st.integers(-20, 60),
        st.integers(1, 30),
    ),
    max_size=6,
).map(tuple)


@given(bookings)
def test_every_stretch_has_the_free_units_of_its_period(busy: tuple[Busy, ...]) -> None:
    supply = Supply(ALWAYS, UNLIMITED, (1, 2, 3), busy)
    window = Period(NOW, NOW + 100 * MINUTE)

    found = free_calendar(window, supply, now=NOW)

    assert [one.free for one in found] == [
        free_units(supply.units, busy, supply.claim(one.period, NOW)) for one in found
    ]
    assert found[0].period.start == window.start
    assert found[-1].period.end == window.end
    assert all(one.period.end == later.period.start for one, later in pairwise(found))


@given(bookings, st.integers(0, 80), st.integers(1, 20))
def test_a_unit_is_left_exactly_within_one_free_stretch(busy: tuple[Busy, ...], start: int, length: int) -> None:
    supply = Supply(ALWAYS, UNLIMITED, (1, 2), busy)
    asked = Period(NOW + start * MINUTE, NOW + (start + length) * MINUTE)

    found = free_stretches(Period(NOW, NOW + 100 * MINUTE), supply, now=NOW)

    is_free = free_units(supply.units, busy, Claim(asked, NOW)) > 0
    assert any(stretch.contains(asked) for stretch in found) == is_free
