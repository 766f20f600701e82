"""Flexible demand: where a duration fits into a window ("two hours, some time this weekend")."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime, timedelta

from matching import wall
from matching.calendar import free_stretches
from matching.intervals import Period, between, union
from matching.limits import earliest_start, latest_end
from matching.opening import open_windows
from matching.refusals import term_reasons
from matching.rules import Rules
from matching.supply import Asked, Supply
from matching.wall import DAY_MINUTES, MINUTE


def fitting_minutes(rules: Rules, minutes: int) -> int | None:
    """The shortest booking that gives `minutes` of use under the rules, or None.

    Two hours of a thing that is lent by the day are a day.
    """
    step = DAY_MINUTES if rules.granularity == "day" else rules.granularity or 1
    fitting = -(-max(minutes, rules.min_minutes or 1) // step) * step
    return None if rules.max_minutes and fitting > rules.max_minutes else fitting


def free_windows(window: Period, supply: Supply, *, now: datetime, minutes: int) -> list[Period]:
    """All time within the window that some booking of that duration could cover, in order.

    Every result begins with a booking that fits. A unit counts as free by the greatest simultaneous sum.
    """
    fitting = fitting_minutes(supply.rules, minutes)
    first = max(window.start, earliest_start(supply.rules, supply.zone, now + supply.rules.lead_minutes * MINUTE))
    reach = between(first, min(window.end, latest_end(supply.rules, supply.zone, now)))
    if fitting is None or reach is None:
        return []
    stretches = free_stretches(reach, supply, now=now)
    if supply.rules.granularity == "day":
        return union(_whole_days(stretches, supply, now, fitting))
    return union(_placements(stretches, supply, fitting * MINUTE))


def best_window(windows: list[Period]) -> Period:
    """The longest, and of equals the earliest."""
    return min(windows, key=lambda window: (-window.length, window.start))


def share(windows: list[Period], whole: Period) -> float:
    """How much of the whole the windows cover, from 0 to 1."""
    return sum((window.length for window in windows), timedelta()) / whole.length


def _whole_days(stretches: list[Period], supply: Supply, now: datetime, minutes: int) -> Iterator[Period]:
    for stretch in stretches:
        for start in wall.midnights(supply.zone, stretch):
            asked = Asked(start=start, end=wall.later(supply.zone, start, minutes * MINUTE), now=now)
            if stretch.contains(asked.period) and not any(term_reasons(asked, supply)):
                yield asked.period


def _placements(stretches: list[Period], supply: Supply, length: timedelta) -> Iterator[Period]:
    """For each run of starts that are all possible, the time from the first to the end of the last."""
    step = supply.rules.granularity if isinstance(supply.rules.granularity, int) else 1
    for first, last in _runs(stretches, supply, length):
        start = wall.next_on_grid(supply.zone, first, step)
        final = wall.last_on_grid(supply.zone, last, step)
        if start <= final:
            yield Period(start, final + length)


def _runs(stretches: list[Period], supply: Supply, length: timedelta) -> Iterator[tuple[datetime, datetime]]:
    """First and last start of each run, whatever the grid."""
    for stretch in stretches:
        opened = open_windows(supply.opening, stretch.start, stretch.end)
        for room in [stretch] if supply.rules.cross_closed else opened:
            if room.length >= length:
                yield from _handed_over(room, opened, supply, length)


def _handed_over(
    room: Period, opened: list[Period], supply: Supply, length: timedelta
) -> Iterator[tuple[datetime, datetime]]:
    """The runs of starts in the room at which it can be handed out, and a length later taken back."""
    if not supply.rules.handover_open:
        yield room.start, room.end - length
        return
    for out in opened:
        for back in opened[bisect_left(opened, out.start + length, key=lambda one: one.end) :]:
            if back.start - length >= out.end:
                break
            first = max(room.start, out.start, back.start - length)
            last = min(room.end - length, out.end - timedelta.resolution, back.end - length)
            if first <= last:
                yield first, last
