from datetime import date, datetime

import pytest

from matching import wall
from matching.capacity import Busy
from matching.intervals import Period
from matching.opening import ALWAYS, Opening, Window, always
from matching.rules import UNLIMITED, Rules
from matching.slots import first_start, slots
from matching.supply import Supply
from tests.matching.moments import at, hours, span, taken

DAY = "2026-05-04"
WHOLE_DAY = span(f"{DAY}T00:00", "2026-05-05T00:00")
YESTERDAY = at("2026-05-03T00:00")


def open_on_the_day(*pairs: tuple[int, int]) -> Opening:
    return Opening("UTC", tuple(Window(0, start, end) for start, end in pairs))


def starts(found: list[Period]) -> list[str]:
    return [f"{one.start:%H:%M}" for one in found]


@pytest.mark.parametrize(
    ("opening", "now", "minutes", "count"),
    [
        (ALWAYS, YESTERDAY, 60, 24),
        (ALWAYS, at(f"{DAY}T11:59:59"), 60, 12),
        (ALWAYS, YESTERDAY, 20, 72),
        (open_on_the_day((660, 720), (840, 900)), YESTERDAY, 20, 6),
        (open_on_the_day((660, 720), (680, 760)), YESTERDAY, 20, 5),
    ],
    ids=["hourly", "from noon", "every 20 minutes", "two windows", "overlapping windows"],
)
def test_a_day_has_so_many_slots(opening: Opening, now: datetime, minutes: int, count: int) -> None:
    found = list(slots(WHOLE_DAY, Supply(opening, UNLIMITED, (1,)), now=now, minutes=minutes, step=minutes))

    assert len(found) == count


def test_a_shift_with_two_bookings_leaves_its_other_half_hours() -> None:
    supply = Supply(open_on_the_day((540, 1020)), UNLIMITED, (1,), taken(*hours(DAY, "11:00-12:00", "14:00-15:00")))
    window = span(f"{DAY}T10:00", f"{DAY}T23:59")

    found = list(slots(window, supply, now=YESTERDAY, minutes=30, step=30))

    assert starts(found) == (["10:00", "10:30", "12:00", "12:30", "13:00", "13:30", "15:00", "15:30", "16:00", "16:30"])


@pytest.mark.parametrize(("day", "hours_of_day"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)])
def test_a_local_day_has_as_many_hourly_slots_as_hours(day: str, hours_of_day: int) -> None:
    whole = Period(*wall.local_day("Europe/London", date.fromisoformat(day)))
    supply = Supply(always("Europe/London"), UNLIMITED, (1,))

    found = list(slots(whole, supply, now=at("2026-01-01T00:00"), minutes=60, step=60))

    assert len(found) == hours_of_day


TEN_TO_TWENTY = open_on_the_day((600, 1200))


@pytest.mark.parametrize(
    ("before", "after", "minutes", "expected"),
    [(30, 30, 30, "12:00"), (60, 60, 30, "16:30"), (0, 60, 30, "16:00"), (30, 30, 60, "16:00")],
    ids=["30/30", "60/60", "0/60", "an hour would end where the next begins, with no gap"],
)
def test_the_first_start_keeps_the_larger_buffer(before: int, after: int, minutes: int, expected: str) -> None:
    booked = tuple(Busy(1, one.start, one.end, 30, 30) for one in hours(DAY, "10:00-11:30", "13:00-15:30"))
    rules = Rules(buffer_before_minutes=before, buffer_after_minutes=after, granularity=30)

    found = first_start(WHOLE_DAY, Supply(TEN_TO_TWENTY, rules, (1,), booked), now=YESTERDAY, minutes=minutes)

    assert found == at(f"{DAY}T{expected}")


@pytest.mark.parametrize(("before", "after", "expected"), [(30, 30, "12:00"), (60, 60, "16:30"), (0, 60, "16:00")])
def test_the_first_start_of_an_hour_between_half_past_eleven_and_half_past_one(
    before: int, after: int, expected: str
) -> None:
    booked = tuple(Busy(1, one.start, one.end, 30, 30) for one in hours(DAY, "10:00-11:30", "13:30-15:30"))
    rules = Rules(buffer_before_minutes=before, buffer_after_minutes=after)

    found = first_start(WHOLE_DAY, Supply(TEN_TO_TWENTY, rules, (1,), booked), now=YESTERDAY, minutes=60)

    assert found == at(f"{DAY}T{expected}")


def test_buffers_may_lie_in_closed_time() -> None:
    rules = Rules(buffer_before_minutes=60, buffer_after_minutes=60)
    supply = Supply(open_on_the_day((600, 720)), rules, (1,))

    assert first_start(WHOLE_DAY, supply, now=YESTERDAY, minutes=120) == at(f"{DAY}T10:00")


def test_a_full_day_has_no_first_start() -> None:
    supply = Supply(ALWAYS, UNLIMITED, (1,), taken(WHOLE_DAY))

    assert first_start(WHOLE_DAY, supply, now=YESTERDAY, minutes=15) is None


def test_by_the_day_slots_are_local_days() -> None:
    supply = Supply(always("Europe/London"), Rules(granularity="day"), (1,))

    found = list(slots(span("2026-03-28T00:00", "2026-03-30T12:00"), supply, now=at("2026-03-01T00:00"), minutes=600))

    assert found == [span("2026-03-28T00:00", "2026-03-29T00:00"), span("2026-03-29T00:00", "2026-03-29T23:00")]
