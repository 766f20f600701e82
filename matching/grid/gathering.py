"""What lies in a ring round the asker: buckets of the order, and single listings that came after it was made."""

from matching.addresses import fetch
from matching.compiled import compiled
from matching.grid.layout import CELL, COLUMNS, FIRST, Floats, Fractions, Ints, Near, Ranks, Search, X, Y, Z
from matching.grid.squares import Around, around, chord

Limits = tuple[Around, float, float]


@compiled
def gather(ranks: Ranks, rows: Ints, search: Search, ring: tuple[float, float], near: Near) -> int:
    """Put what is over `ring[0]` and up to `ring[1]` metres away into the heap; how many that are."""
    inside = around(search.floats, ring[1])
    limits = inside, chord(ring[0]), chord(ring[1])
    count = 0
    for place in range(len(search.categories)):
        category = search.categories[place]
        for row in range(inside[0], inside[1] + 1):
            count = _add_row(ranks, (category, row), limits, search.floats, (near, count))
        count = _add_late(ranks, rows, category, (limits, search.floats), (near, count))
    return count


@compiled
def without_nearest(near: Near, count: int) -> int:
    """Move the first of so many behind the others; how many are left."""
    last, where, away = count - 1, near.places[0], near.far[0]
    place, below = 0, 1
    while below < last:
        if below + 1 < last and near.far[below + 1] < near.far[below]:
            below += 1
        if near.far[last] <= near.far[below]:
            break
        near.far[place], near.places[place] = near.far[below], near.places[below]
        place, below = below, 2 * below + 1
    near.far[place], near.places[place] = near.far[last], near.places[last]
    near.far[last], near.places[last] = away, where
    return last


@compiled
def _add_row(ranks: Ranks, line: tuple[int, int], limits: Limits, point: Fractions, out: tuple[Near, int]) -> int:
    """Add the buckets of one row of the grid."""
    (inside, least, most), (near, count) = limits, out
    first, across = line[1] * COLUMNS, _is_across(inside)
    bucket, end = ranks.lines[line[0], line[1]], ranks.lines[line[0], line[1] + 1]
    if bucket < end and not across:
        bucket = _from_square(ranks.squares, bucket, end, first + inside[2])
    while bucket < end:
        column = ranks.squares[bucket] - first
        if column > inside[3] and not across:
            break
        away = _chord_to(ranks.buckets, bucket, point)
        if least < away <= most:
            _put(near, count, bucket, away)
            fetch(ranks.order.ctypes.data + ranks.order.itemsize * int(ranks.buckets[bucket, FIRST]))
            count += 1
        bucket += 1
    return count


@compiled
def _is_across(inside: Around) -> bool:
    """Whether it reaches over the antimeridian, where a row of the grid has two stretches: then all of it is tried."""
    return inside[2] < 0 or inside[3] >= COLUMNS


@compiled
def _from_square(squares: Ints, low: int, high: int, square: int) -> int:
    """The first bucket of a row that does not lie west of the square, by halving."""
    while low < high:
        middle = (low + high) // 2
        if squares[middle] < square:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _add_late(
    ranks: Ranks, rows: Ints, category: int, around_point: tuple[Limits, Fractions], out: tuple[Near, int]
) -> int:
    (((_, least, most), point), (near, count)) = around_point, out
    late = ranks.heads[category]
    while late >= 0:
        if ranks.late[late] >= 0:
            away = _chord_to(ranks.cells, rows[ranks.late[late], CELL], point)
            if least < away <= most:
                _put(near, count, -1 - late, away)
                count += 1
        late = ranks.following[late]
    return count


@compiled
def _put(near: Near, count: int, where: int, away: float) -> None:
    """Put one more into the heap of so many."""
    place = count
    while place > 0 and away < near.far[(place - 1) // 2]:
        above = (place - 1) // 2
        near.far[place], near.places[place] = near.far[above], near.places[above]
        place = above
    near.far[place], near.places[place] = away, where


@compiled
def _chord_to(centres: Floats, place: int, point: Fractions) -> float:
    x, y, z = centres[place, 0] - point[X], centres[place, 1] - point[Y], centres[place, 2] - point[Z]
    return float(x * x + y * y + z * z)
