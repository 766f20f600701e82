"""When all units of a thing are taken, for the compiler: `matching.capacity` in whole minutes."""

from matching.compiled import compiled
from matching.grid.layout import LAST_MINUTE, Ints

SPAN_START, SPAN_END, SPAN_DUE, SPAN_UNIT = range(4)

Part = tuple[int, int, int]
"""Of the calendar: the places of one listing's spans, first and end, and how many units it has."""


@compiled
def end_of(calendar: Ints, place: int, now: int) -> int:
    """Where the span ends: nobody knows of what is out and overdue."""
    return LAST_MINUTE if calendar[place, SPAN_DUE] <= now else calendar[place, SPAN_END]


@compiled
def is_taken(calendar: Ints, part: Part, period: tuple[int, int], now: int) -> bool:
    """Whether all units are taken at one moment of the period: the most are where some span begins."""
    start, end = period
    if part[2] == 1:
        return _touches(calendar, part, period, now)
    if all_taken(calendar, part, start, now):
        return True
    for place in range(part[0], part[1]):
        begins = calendar[place, SPAN_START]
        if start < begins < end and all_taken(calendar, part, begins, now):
            return True
    return False


@compiled
def _touches(calendar: Ints, part: Part, period: tuple[int, int], now: int) -> bool:
    """Whether any span has a minute of the period."""
    for place in range(part[0], part[1]):
        if calendar[place, SPAN_START] < period[1] and end_of(calendar, place, now) > period[0]:
            return True
    return False


@compiled
def all_taken(calendar: Ints, part: Part, minute: int, now: int) -> bool:
    """Whether no unit is left at that minute."""
    left = part[2]
    for place in range(part[0], part[1]):
        if calendar[place, SPAN_START] <= minute < end_of(calendar, place, now):
            left -= not _is_counted(calendar, (part[0], place), minute, now)
    return left <= 0


@compiled
def next_edge(calendar: Ints, part: Part, minute: int, now: int) -> int:
    """The next minute at which some span begins or ends."""
    found = LAST_MINUTE
    for place in range(part[0], part[1]):
        begins, ends = calendar[place, SPAN_START], end_of(calendar, place, now)
        if minute < begins < found:
            found = begins
        if minute < ends < found:
            found = ends
    return found


@compiled
def next_stretch(calendar: Ints, part: Part, reach: tuple[int, int], now: int) -> tuple[int, int]:
    """The first stretch of the reach throughout which a unit is left, whichever; (end, end) where there is none."""
    start, end = reach
    while start < end and all_taken(calendar, part, start, now):
        start = next_edge(calendar, part, start, now)
    if start >= end:
        return end, end
    until = next_edge(calendar, part, start, now)
    while until < end and not all_taken(calendar, part, until, now):
        until = next_edge(calendar, part, until, now)
    return start, min(until, end)


@compiled
def _is_counted(calendar: Ints, earlier: tuple[int, int], minute: int, now: int) -> bool:
    """Whether an earlier span of the same unit covers the minute as well."""
    first, place = earlier
    for other in range(first, place):
        same = calendar[other, SPAN_UNIT] == calendar[place, SPAN_UNIT]
        if same and calendar[other, SPAN_START] <= minute < end_of(calendar, other, now):
            return True
    return False
