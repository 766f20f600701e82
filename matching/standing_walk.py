"""Which standing searches a listing may meet, written for the compiler: no objects, no allocation within the loop."""

import numpy as np

from matching import standing_layout as of
from matching.compiled import compiled
from matching.geo import EARTH_RADIUS_M
from matching.standing_cubes import AXIS, CATEGORY, LEVEL, LEVELS, SIDES_M
from matching.standing_gaps import fitting
from matching.standing_layout import Ask, Bytes, Floats, Found, Index, Ints, Longs, X, Y, Z
from matching.standing_verdicts import settled


def walk(index: Index, ask: Ask) -> Found:
    """Those that meet everything but who is hidden and the words."""
    return Found(*_walk(index, ask))


@compiled
def _walk(index: Index, ask: Ask) -> tuple[Longs, Floats]:
    spans = _spans(index, ask)
    rows, count = np.empty((spans[:, 1] - spans[:, 0]).sum(), np.int64), 0
    for span in range(len(spans)):
        for row in range(spans[span, 0], spans[span, 1]):
            is_near = _is_near(index.places, row, ask.point) and _is_wanted(index.rows, row, ask.marks, ask.offsets)
            if is_near and _has_time(index.times, row, index.rows[row, of.MINUTES], ask.full, ask.numbers):
                rows[count] = row
                count += 1
    return settled(index, rows[:count], ask)


@compiled
def _spans(index: Index, ask: Ask) -> Longs:
    """(n, 2): from and to which row the neighbouring cubes go, each late row on its own behind them."""
    late = _late(index, ask)
    spans = np.zeros((len(ask.own) * len(SIDES_M) * 9 + len(late), 2), np.int64)
    spans[len(spans) - len(late) :, 0], spans[len(spans) - len(late) :, 1] = late, late + 1
    count = 0
    for category in ask.own:
        for level in range(len(SIDES_M)):
            prefix = category * LEVELS + level
            if prefix + 1 < len(index.starts) and index.starts[prefix] < index.starts[prefix + 1]:
                first, end = index.starts[prefix], index.starts[prefix + 1]
                _look_up(index.codes, (first, end), _cube(prefix, level, ask.point), spans[count : count + 9])
                count += 9
    return spans


@compiled
def _cube(prefix: int, level: int, point: Floats) -> int:
    """As `standing_cubes.code`: where the point's own cube would be."""
    x = int((point[X] + 1) * EARTH_RADIUS_M / SIDES_M[level]) + 1
    y = int((point[Y] + 1) * EARTH_RADIUS_M / SIDES_M[level]) + 1
    z = int((point[Z] + 1) * EARTH_RADIUS_M / SIDES_M[level]) + 1
    return (prefix << LEVEL) + (x << 2 * AXIS) + (y << AXIS) + z


@compiled
def _look_up(codes: Longs, stretch: tuple[int, int], cube: int, spans: Longs) -> None:
    """Write down where in the sorted codes the cubes that touch this one stand: nine times three, which rise."""
    low, end = stretch
    for one in range(9):
        target = cube + ((one // 3 - 1) << 2 * AXIS) + ((one % 3 - 1) << AXIS) - 1
        low = _lower_bound(codes, low, end, target)
        high = _lower_bound(codes, low, end, target + 3)
        spans[one, 0], spans[one, 1] = low, high
        low = high


@compiled
def _late(index: Index, ask: Ask) -> Longs:
    """The rows of the category that came after the others were sorted."""
    first, end = ask.numbers[of.SORTED], ask.numbers[of.TOTAL]
    late, count = np.empty(end - first, np.int64), 0
    for row in range(first, end):
        category = index.codes[row] >> CATEGORY
        if category == ask.own[0] or category == ask.own[-1]:
            late[count] = row
            count += 1
    return late[:count]


@compiled
def _lower_bound(codes: Longs, low: int, high: int, target: int) -> int:
    """The first place from `low` on, before `high`, whose code is not below the target."""
    while low < high:
        middle = (low + high) // 2
        if codes[middle] < target:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _is_near(places: Floats, row: int, point: Floats) -> bool:
    x, y, z = places[row, X] - point[X], places[row, Y] - point[Y], places[row, Z] - point[Z]
    return bool(x * x + y * y + z * z <= places[row, of.CHORD])


@compiled
def _is_wanted(rows: Ints, row: int, marks: Bytes, offsets: Longs) -> bool:
    """Whether each of its sets is met."""
    are_met = 1
    for number in range(len(offsets)):
        are_met &= marks[offsets[number] + rows[row, of.CATEGORIES + number]]
    return bool(are_met)


@compiled
def _has_time(times: Longs, row: int, minutes: int, full: Longs, numbers: Longs) -> bool:
    """Whether it still stands, and its time is free throughout or has a gap that is long enough."""
    start, end = times[row, of.START], times[row, of.END]
    if times[row, of.UNTIL] <= numbers[of.NOW]:
        return False
    if start >= end:
        return bool(numbers[of.IS_FREED] == 0)
    if start >= numbers[of.FREED_END] or end <= numbers[of.FREED_START]:
        return False
    if minutes == 0:
        is_within = bool(start >= numbers[of.FIRST] and end <= numbers[of.LATEST])
        return is_within and _longest_gap(start, end, full) == end - start
    gap = _longest_gap(max(start, numbers[of.FIRST]), min(end, numbers[of.LATEST]), full)
    return gap >= fitting(minutes, numbers)


@compiled
def _longest_gap(start: int, end: int, full: Longs) -> int:
    longest = 0
    for one in range(len(full)):
        if full[one, 0] >= end:
            break
        if full[one, 1] > start:
            longest = max(longest, full[one, 0] - start)
            start = full[one, 1]
    return max(longest, end - start)
