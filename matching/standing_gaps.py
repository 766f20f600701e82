"""Where a duration fits, for many flexible wishes at once: `windows.free_windows` in whole numbers, for the compiler.

For what is lent by the minute; days and grids of wall-clock time are left to the rules themselves.
"""

import numpy as np

from matching.compiled import compiled
from matching.standing_layout import (
    CROSSES,
    FAR,
    FIRST,
    HANDED,
    LATEST,
    LEAST,
    LOSS,
    MOST,
    STEP,
    Ints,
    Longs,
    Numbers,
)

MINUTE = 60_000_000

START, END, TOTAL, BEST, BEST_END = range(5)
SEEN = 5
"""What was seen: the window that may yet grow, the length of those before it, and the longest of them."""


@compiled
def windows(periods: Longs, minutes: Ints, opens: Longs, full: Longs, numbers: Numbers) -> Longs:
    """(n, 3): for each of the (n, 2) periods how long all its free windows are, then start and end of the best one.

    opens, full: (m, 2) open time and time without a free unit, each in order and apart. Times in microseconds.
    """
    found = np.zeros((len(periods), 3), np.int64)
    seen = np.empty(SEEN, np.int64)
    for one in range(len(periods)):
        seek((periods[one, 0], periods[one, 1], minutes[one]), opens, full, numbers, seen)
        found[one] = seen[TOTAL:]
    return found


@compiled
def seek(asked: tuple[int, int, int], opens: Longs, full: Longs, numbers: Numbers, seen: Longs) -> None:
    """Write down in `seen` all free windows of what is asked: start, end and minutes."""
    seen[:] = 0
    seen[START] = seen[END] = -FAR
    start, end, minutes = asked
    start, end = max(start, numbers[FIRST]), min(end, numbers[LATEST])
    _go_through((start, end, fitting(minutes, numbers)), opens, full, numbers, seen)
    _close(seen)


@compiled
def fitting(minutes: int, numbers: Numbers) -> int:
    """As `windows.fitting_minutes`, in microseconds; less what a day may lose to a change of clocks."""
    step = numbers[STEP]
    fitting = (max(int(minutes), numbers[LEAST]) + step - 1) // step * step
    return fitting * MINUTE - numbers[LOSS] if fitting <= numbers[MOST] else FAR


@compiled
def _go_through(asked: tuple[int, int, int], opens: Longs, full: Longs, numbers: Numbers, seen: Longs) -> None:
    """Each stretch of the time in which a unit is left."""
    start, end, length = asked
    for one in range(len(full) + 1):
        until = min(full[one, 0], end) if one < len(full) else end
        if until - start >= length:
            _rooms((start, until), length, opens, numbers, seen)
        if one < len(full):
            start = max(start, full[one, 1])


@compiled
def _rooms(stretch: tuple[int, int], length: int, opens: Longs, numbers: Numbers, seen: Longs) -> None:
    """The stretch, or each of its open parts where the inside of a booking may not be closed."""
    if numbers[CROSSES]:
        _room(stretch, length, opens, numbers[HANDED], seen)
        return
    for one in range(ending_after(opens, stretch[0]), len(opens)):
        if opens[one, 0] >= stretch[1]:
            break
        start, end = max(stretch[0], opens[one, 0]), min(stretch[1], opens[one, 1])
        if end - start >= length:
            _room((start, end), length, opens, numbers[HANDED], seen)


@compiled
def _room(room: tuple[int, int], length: int, opens: Longs, handed: int, seen: Longs) -> None:
    """The runs of starts at which it can be handed out, and a length later taken back."""
    if not handed:
        _place(room[0], room[1] - length, length, seen)
        return
    for out in range(ending_after(opens, room[0]), len(opens)):
        if opens[out, 0] >= room[1]:
            break
        for back in range(out, len(opens)):
            if opens[back, 0] >= min(room[1], opens[out, 1] + length):
                break
            first = max(room[0], opens[out, 0], opens[back, 0] - length)
            last = min(room[1] - length, opens[out, 1] - 1, opens[back, 1] - length)
            _place(first, last, length, seen)


@compiled
def _place(first: int, last: int, length: int, seen: Longs) -> None:
    """The time from the first whole minute of the run to the end of the last; runs come in order."""
    start, end = -(-first // MINUTE) * MINUTE, last // MINUTE * MINUTE + length
    if end - start < length:
        return
    if start <= seen[END]:
        seen[END] = max(seen[END], end)
        return
    _close(seen)
    seen[START], seen[END] = start, end


@compiled
def _close(seen: Longs) -> None:
    length = seen[END] - seen[START]
    seen[TOTAL] += length
    if length > seen[BEST_END] - seen[BEST]:
        seen[BEST], seen[BEST_END] = seen[START], seen[END]


@compiled
def ending_after(opens: Longs, moment: int) -> int:
    """The first window that ends after the moment."""
    low, high = 0, len(opens)
    while low < high:
        middle = (low + high) // 2
        if opens[middle, 1] <= moment:
            low = middle + 1
        else:
            high = middle
    return low
