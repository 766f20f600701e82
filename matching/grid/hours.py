"""Opening hours in local minutes since 1970, for the compiler: `matching.opening` where no clock changes near by."""

from matching.compiled import compiled
from matching.grid.layout import DAY, Longs

EXCEPTIONS = 8
"""In an opening: places of the spans of seven weekdays and their end, then how many exceptions follow."""


@compiled
def spans_of(hours: Longs, opening: int, day: int) -> tuple[int, int]:
    """From and to which place the open spans of that local day stand, in pairs of minutes."""
    first = opening + EXCEPTIONS + 1
    for place in range(first, first + 3 * hours[opening + EXCEPTIONS], 3):
        if hours[place] == day:
            return hours[place + 1], hours[place + 2]
    weekday = (day + 3) % 7  # 1970 began on a Thursday
    return hours[opening + weekday], hours[opening + weekday + 1]


@compiled
def is_open(hours: Longs, opening: int, minute: int) -> bool:
    """Whether it can be handed out at that minute."""
    first, end = spans_of(hours, opening, minute // DAY)
    within = minute % DAY
    for place in range(first, end, 2):
        if hours[place] <= within < hours[place + 1]:
            return True
    return False


@compiled
def takes_back(hours: Longs, opening: int, minute: int) -> bool:
    """Whether it can be brought back at that minute, closing time included."""
    first, end = spans_of(hours, opening, minute // DAY)
    within = minute % DAY
    for place in range(first, end, 2):
        if hours[place] <= within <= hours[place + 1]:
            return True
    first, end = spans_of(hours, opening, minute // DAY - 1)
    return within == 0 and first < end and hours[end - 1] == DAY


@compiled
def is_open_throughout(hours: Longs, opening: int, start: int, end: int) -> bool:
    """Whether the place never closes between the two minutes."""
    minute = start
    while minute < end:
        first, last = spans_of(hours, opening, minute // DAY)
        midnight = minute - minute % DAY
        until = minute
        for place in range(first, last, 2):
            if hours[place] <= minute - midnight < hours[place + 1]:
                until = midnight + hours[place + 1]
        if until == minute:
            return False
        minute = until
    return True


@compiled
def are_open_days(hours: Longs, opening: int, start: int, end: int) -> bool:
    """Whether each local day of which some part lies between the minutes is open at some time."""
    for day in range(start // DAY, (end - 1) // DAY + 1):
        first, last = spans_of(hours, opening, day)
        if first == last:
            return False
    return True


@compiled
def is_open_later(hours: Longs, opening: int, day: int, minute: int) -> bool:
    """Whether the local day has open time after that minute."""
    first, last = spans_of(hours, opening, day)
    return first < last and day * DAY + hours[last - 1] > minute


@compiled
def next_window(hours: Longs, opening: int, minute: int, end: int) -> tuple[int, int]:
    """The first open window that does not end by `minute`, cut to [minute, end), merged across midnights.

    (end, end) where there is none.
    """
    day = minute // DAY
    while day * DAY < end:
        first, last = spans_of(hours, opening, day)
        for place in range(first, last, 2):
            if day * DAY + hours[place + 1] > minute:
                start = max(minute, day * DAY + hours[place])
                if start >= end:
                    return end, end
                return start, _end_of(hours, opening, day * DAY + hours[place + 1], end)
        day += 1
    return end, end


@compiled
def _end_of(hours: Longs, opening: int, until: int, end: int) -> int:
    """Where a window ends that is open up to `until`, which may be a midnight without meaning."""
    while until < end and until % DAY == 0:
        first, last = spans_of(hours, opening, until // DAY)
        if first == last or hours[first] != 0:
            break
        until += hours[first + 1]
    return min(until, end)
