"""Who looks for something at a place, nearest first, written for the compiler."""

import numpy as np

from matching import standing_layout as of
from matching.compiled import compiled
from matching.geo import EARTH_RADIUS_M
from matching.standing_cubes import ANY, AXIS, CATEGORY, LEVEL, LEVELS, SIDES_M
from matching.standing_layout import Ask, Floats, Index, Longs, Numbers, Parts, X, Y, Z


@compiled
def near_by(index: Index, ask: Ask) -> tuple[Longs, Floats]:
    """The rows within whose radius the listing lies, as a heap by how far it is away: the square of the chord."""
    spans, late = _spans(index, ask), _late(index, ask.numbers)
    room = (spans[:, 1] - spans[:, 0]).sum() + len(late)
    rows, apart, count = np.empty(room, np.int64), np.empty(room), 0
    for span in range(len(spans)):
        for row in range(spans[span, 0], spans[span, 1]):
            apart[count], rows[count] = _apart(index.places, row, ask.parts), row
            count += apart[count] <= index.places[row, of.CHORD]
    for row in late:
        apart[count], rows[count] = _apart(index.places, row, ask.parts), row
        count += apart[count] <= index.places[row, of.CHORD]
    for place in range(count // 2 - 1, -1, -1):
        _sift(rows, apart, place, count)
    return rows[:count], apart[:count]


@compiled
def take_nearest(rows: Longs, apart: Floats, rest: int) -> int:
    """The first of the `rest` rows of the heap, which is one less from then on."""
    row = rows[0]
    rows[0], apart[0] = rows[rest - 1], apart[rest - 1]
    _sift(rows, apart, 0, rest - 1)
    return int(row)


@compiled
def _sift(rows: Longs, apart: Floats, place: int, count: int) -> None:
    """Move what stands at that place down to where it belongs among the first `count`."""
    row, away, child = rows[place], apart[place], 2 * place + 1
    while child < count:
        if child + 1 < count and apart[child + 1] < apart[child]:
            child += 1
        if apart[child] >= away:
            break
        rows[place], apart[place] = rows[child], apart[child]
        place, child = child, 2 * child + 1
    rows[place], apart[place] = row, away


@compiled
def _spans(index: Index, ask: Ask) -> Longs:
    """(n, 2): from and to which row the neighbouring cubes go: nine times three in a row for each level."""
    spans, count = np.zeros((2 * len(SIDES_M) * 9, 2), np.int64), 0
    for one in range(1 + (ask.numbers[of.CATEGORY] != ANY)):
        for level in range(len(SIDES_M)):
            prefix = ask.numbers[of.CATEGORY] * one * LEVELS + level
            if prefix + 1 < len(index.starts) and index.starts[prefix] < index.starts[prefix + 1]:
                stretch = index.starts[prefix], index.starts[prefix + 1]
                _look_up(index.codes, stretch, _cube(prefix, level, ask.parts), spans[count : count + 9])
                count += 9
    return spans[:count]


@compiled
def _cube(prefix: int, level: int, point: Parts) -> int:
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
def _late(index: Index, numbers: Numbers) -> Longs:
    """The rows of the category that came after the others were sorted."""
    late, count = np.empty(numbers[of.TOTAL] - numbers[of.SORTED], np.int64), 0
    for row in range(numbers[of.SORTED], numbers[of.TOTAL]):
        category = index.codes[row] >> CATEGORY
        if category == ANY or category == numbers[of.CATEGORY]:
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
def _apart(places: Floats, row: int, point: Parts) -> float:
    x, y, z = places[row, X] - point[X], places[row, Y] - point[Y], places[row, Z] - point[Z]
    return float(x * x + y * y + z * z)
