"""What lies in a ring round the asker: buckets of the order, and single listings that came after it was made."""

import numpy as np

from matching.compiled import compiled
from matching.grid.layout import CELL, COLUMNS, Floats, Fractions, Ints, Ranks, Search, X, Y, Z
from matching.grid.squares import Around, around, chord

SQUARE, BUCKET_CELL, FIRST = 0, 1, 2
FEW = 200

Limits = tuple[Around, tuple[float, float]]
Found = tuple[Ints, Floats]


@compiled
def gather(ranks: Ranks, rows: Ints, search: Search, ring: tuple[float, float]) -> Ints:
    """Buckets, and -1 - entry for each late listing, over `ring[0]` and up to `ring[1]` metres away; nearest first."""
    point, inside = search.floats, around(search.floats, ring[1])
    limits = inside, (chord(ring[0]), chord(ring[1]))
    room = _room(ranks, search.categories, inside)
    found = np.empty(room, np.int32), np.empty(room, np.float64)
    count = 0
    for category in search.categories:
        for row in range(inside[0], inside[1] + 1):
            first, last = ranks.lines[category, row], ranks.lines[category, row + 1]
            if first < last:
                count = _add_row(ranks, (first, last), limits, (found, count), point)
        count = _add_late(ranks, rows, category, (limits, point), (found, count))
    return found[0][:count][np.argsort(found[1][:count])]


@compiled
def are_few(ranks: Ranks, search: Search, outer: float) -> bool:
    """Whether so few buckets lie in the squares of the circle that going outward in rings would only cost."""
    bottom, top, west, east = around(search.floats, outer)
    if west < 0 or east >= COLUMNS:
        return False
    left = FEW
    for category in search.categories:
        for row in range(bottom, top + 1):
            line = ranks.lines[category, row], ranks.lines[category, row + 1]
            if line[0] < line[1]:
                left -= _from_column(ranks.buckets, line, east + 1) - _from_column(ranks.buckets, line, west)
        if left < 0:
            return False
    return True


@compiled
def _room(ranks: Ranks, categories: Ints, inside: Around) -> int:
    """How many there can be."""
    room = 0
    for category in categories:
        room += ranks.lines[category, inside[1] + 1] - ranks.lines[category, inside[0]]
        late = ranks.heads[category]
        while late >= 0:
            room += 1
            late = ranks.following[late]
    return room


@compiled
def _add_row(ranks: Ranks, line: tuple[int, int], limits: Limits, out: tuple[Found, int], point: Fractions) -> int:
    """Add the buckets of one row of the grid; across the antimeridian it has two stretches."""
    (_, _, west, east), (least, most) = limits
    (found, far), count = out
    bucket = _from_column(ranks.buckets, line, west) if west >= 0 and east < COLUMNS else line[0]
    for one in range(bucket, line[1]):
        column = ranks.buckets[one, SQUARE] % COLUMNS
        if column > east and west >= 0:
            break
        if west <= column <= east or column <= east - COLUMNS or column >= west + COLUMNS:
            away = _chord_to(ranks.cells, ranks.buckets[one, BUCKET_CELL], point)
            if least < away <= most:
                found[count], far[count] = one, away
                count += 1
    return count


@compiled
def _from_column(buckets: Ints, line: tuple[int, int], column: int) -> int:
    """The first bucket of the row that does not lie west of the column, by halving."""
    low, high = line
    while low < high:
        middle = (low + high) // 2
        if buckets[middle, SQUARE] % COLUMNS < column:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _add_late(
    ranks: Ranks, rows: Ints, category: int, around_point: tuple[Limits, Fractions], out: tuple[Found, int]
) -> int:
    ((_, (least, most)), point) = around_point
    (found, far), count = out
    late = ranks.heads[category]
    while late >= 0:
        if ranks.late[late] >= 0:
            away = _chord_to(ranks.cells, rows[ranks.late[late], CELL], point)
            if least < away <= most:
                found[count], far[count] = -1 - late, away
                count += 1
        late = ranks.following[late]
    return count


@compiled
def _chord_to(cells: Floats, cell: int, point: Fractions) -> float:
    x, y, z = cells[cell, 0] - point[X], cells[cell, 1] - point[Y], cells[cell, 2] - point[Z]
    return float(x * x + y * y + z * z)
