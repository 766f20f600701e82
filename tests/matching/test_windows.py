from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import wall
from matching.capacity import Busy, free_units
from matching.intervals import Period, union
from matching.opening import Opening, Window, always
from matching.refusals import term_reasons
from matching.rules import UNLIMITED, Rules
from matching.supply import Asked, Supply
from matching.wall import MINUTE
from matching.windows import best_window, fitting_minutes, free_windows, share
from tests.matching.moments import at, hours, span, taken

NOW = at("2026-05-04T08:00")  # a Monday
SATURDAY = "2026-05-09"
WEEKEND = span(f"{SATURDAY}T00:00", "2026-05-11T00:00")
SHED = Opening("UTC", (Window(5, 600, 960), Window(6, 600, 720)))


def found(supply: Supply, minutes: int, window: Period = WEEKEND) -> list[Period]:
    return free_windows(window, supply, now=NOW, minutes=minutes)


@pytest.mark.parametrize(
    ("rules", "minutes", "expected"),
    [
        ({}, 120, 120),
        ({"min_minutes": 240}, 120, 240),
        ({"granularity": 90}, 120, 180),
        ({"granularity": "day"}, 120, 1440),
        ({"granularity": "day"}, 1441, 2880),
        ({"max_minutes": 60}, 120, None),
    ],
)
def test_a_wish_is_rounded_up_to_what_is_lent(rules: dict[str, Any], minutes: int, expected: int | None) -> None:
    assert fitting_minutes(Rules(**rules), minutes) == expected


def test_two_hours_some_time_this_weekend() -> None:
    supply = Supply(SHED, Rules(cross_closed=False), (1,), taken(*hours(SATURDAY, "11:00-13:00")))

    windows = found(supply, 120)

    assert windows == [*hours(SATURDAY, "13:00-16:00"), span("2026-05-10T10:00", "2026-05-10T12:00")]
    assert best_window(windows) == windows[0]
    assert share(windows, WEEKEND) == pytest.approx(5 / 48)


def test_a_loan_may_lie_over_the_night_where_the_owner_lets_it() -> None:
    supply = Supply(SHED, UNLIMITED, (1,))

    assert found(supply, 19 * 60) == [span(f"{SATURDAY}T15:00", "2026-05-10T10:59")]


def test_without_hand_over_the_hours_do_not_matter() -> None:
    supply = Supply(SHED, Rules(handover_open=False), (1,))

    assert found(supply, 120) == [WEEKEND]


def test_lead_time_and_horizon_cut_the_window() -> None:
    week = span("2026-05-04T00:00", "2026-05-11T00:00")
    rules = Rules(lead_minutes=120, horizon_days=1)

    assert found(Supply(always(), rules, (1,)), 60, week) == [span("2026-05-04T10:00", "2026-05-06T00:00")]


@pytest.mark.parametrize(
    ("rules", "minutes", "window"),
    [
        (Rules(max_minutes=60), 120, WEEKEND),
        (UNLIMITED, 120, span("2026-05-01T00:00", "2026-05-02T00:00")),
        (UNLIMITED, 7 * 60, WEEKEND),
        (Rules(granularity=60), 60, span(f"{SATURDAY}T10:15", f"{SATURDAY}T11:45")),
    ],
    ids=["too long", "past", "no window so long", "no start on the grid"],
)
def test_what_does_not_fit_has_no_window(rules: Rules, minutes: int, window: Period) -> None:
    assert found(Supply(SHED, rules, (1,)), minutes, window) == []


def test_by_the_day_windows_are_whole_days_with_hand_over_on_both_ends() -> None:
    supply = Supply(SHED, Rules(granularity="day"), (1,), taken(*hours("2026-05-10", "22:00-23:00")))

    assert found(supply, 60) == [span(f"{SATURDAY}T00:00", "2026-05-10T00:00")]
    assert found(supply, 2 * 1440) == []


windows = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 1439), st.integers(1, 1440)).filter(lambda one: one[1] < one[2]),
    max_size=6,
)
terms = st.builds(
    Rules,
    granularity=st.sampled_from([None, 15, 30, 45]),
    lead_minutes=st.sampled_from([0, 90]),
    horizon_days=st.integers(0, 8),
    buffer_before_minutes=st.sampled_from([0, 20]),
    buffer_after_minutes=st.sampled_from([0, 35]),
    cross_closed=st.booleans(),
    handover_open=st.booleans(),
)
bookings = st.lists(
    st.builds(
        lambda unit, start, length, out: Busy(
            unit, NOW + start * MINUTE, NOW + (start + length) * MINUTE, 15, 15, out=out
        ),
        st.integers(1, 2),
        st.integers(-1_000, 3_000),
        st.integers(1, 1_500),
        st.booleans(),
    ),
    max_size=5,
).map(tuple)


@settings(max_examples=80, deadline=None)
@given(windows, terms, bookings, st.integers(-200, 1_500), st.integers(1, 600))
def test_windows_are_all_the_time_that_some_fitting_booking_covers(
    rows: list[tuple[int, int, int]], rules: Rules, busy: tuple[Busy, ...], start: int, minutes: int
) -> None:
    supply = Supply(Opening("Europe/London", tuple(Window(*row) for row in rows)), rules, (1, 2), busy)
    window = Period(NOW + start * MINUTE, NOW + (start + 900) * MINUTE)
    length = fitting_minutes(rules, minutes) or 0

    placements = []
    for offset in range(900 - length + 1):
        wish = Asked(start=window.start + offset * MINUTE, end=window.start + (offset + length) * MINUTE, now=NOW)
        grid = rules.granularity if isinstance(rules.granularity, int) else 1
        if (
            wall.on_grid(supply.zone, wish.start, grid)
            and not [reason for reason in term_reasons(wish, supply) if reason.code != "off_grid"]
            and free_units(supply.units, busy, supply.claim(wish.period, NOW)) > 0
        ):
            placements.append(wish.period)

    assert found(supply, minutes, window) == union(placements)
