"""The search itself, for the compiler: outward in rings until nothing further away could be among the best."""

import math

import numpy as np

from matching.compiled import compiled
from matching.geo import EARTH_RADIUS_M
from matching.grid.best import offer, sort
from matching.grid.gathering import BUCKET_CELL, FIRST, are_few, gather
from matching.grid.judging import fit_of_words, is_visible, says_nothing, when
from matching.grid.layout import (
    ASK,
    BEST_MERIT,
    CELL,
    DURATION,
    FREE_END,
    FREE_START,
    HALF_M,
    METRES,
    NO,
    OVERLAP,
    RADIUS,
    SCORE,
    TEXT,
    W_DISTANCE,
    W_OVERLAP,
    W_TEXT,
    W_TOTAL,
    WHOLE,
    YES,
    Best,
    Floats,
    Fractions,
    Ints,
    Ranks,
    Rows,
    Search,
    Texts,
    Times,
    X,
    Y,
    Z,
)

FIRST_RING_M = 400.0
"""Just the asker's own cell of a home: the next one's centre is about 800 m away."""

ASKS = -1

Tables = tuple[Ranks, Rows, Times]
Run = tuple[Ints, int, int]


@compiled
def walk(tables: Tables, search: Search, texts: Texts, best: Best) -> int:
    """Put the best hits into `best`, best first by `best.heap`; how many, or ASKS where only the rules can tell."""
    ranks, rows, times = tables
    best.size[0] = texts.needed[0] = 0
    inner, last = -1.0, search.numbers[RADIUS] + 1.0
    outer = last if are_few(ranks, search, last) else FIRST_RING_M
    while inner < last and not _is_beaten(search.floats, best, inner):
        for where in gather(ranks, rows.rows, search, (inner, min(outer, last))):
            run, cell = _run_of(ranks, rows.rows, where)
            metres = metres_to(ranks.cells, cell, search.floats)
            if metres <= search.numbers[RADIUS] and not _is_beaten(search.floats, best, metres):
                best.values[len(best.heap), METRES] = metres
                if _judge_all(rows, times, search, (texts, best), run) == ASK:
                    return ASKS
        inner, outer = outer, 4 * outer
    sort(rows.keys, best)
    return int(best.size[0])


@compiled
def bound(floats: Fractions, metres: float, merit: float) -> float:
    """The score of a listing so far away whose time and words fit in full, as `score.score` reckons it."""
    near = floats[W_DISTANCE] * (floats[HALF_M] / (floats[HALF_M] + metres))
    return (near + floats[W_OVERLAP] + floats[W_TEXT] + merit) / floats[W_TOTAL]


@compiled
def metres_to(cells: Floats, cell: int, point: Fractions) -> float:
    """Whole metres, as `geo.distance_between_cells` has them."""
    u, v, w = cells[cell, 0], cells[cell, 1], cells[cell, 2]
    x, y, z = v * point[Z] - w * point[Y], w * point[X] - u * point[Z], u * point[Y] - v * point[X]
    dot = u * point[X] + v * point[Y] + w * point[Z]
    return float(np.rint(EARTH_RADIUS_M * math.atan2(math.sqrt(x * x + y * y + z * z), dot)))


@compiled
def _is_beaten(floats: Fractions, best: Best, metres: float) -> bool:
    """Whether nothing from that distance on can reach the worst of the best."""
    if best.size[0] < len(best.heap):
        return False
    return bool(bound(floats, max(0.0, math.floor(metres)), floats[BEST_MERIT]) < best.values[best.heap[0], SCORE])


@compiled
def _run_of(ranks: Ranks, rows: Ints, where: int) -> tuple[Run, int]:
    """The numbers of a bucket, or the one of a late entry: in which array, from and to where; and their cell."""
    if where < 0:
        return (ranks.late, -1 - where, -where), rows[ranks.late[-1 - where], CELL]
    return (ranks.order, ranks.buckets[where, FIRST], ranks.buckets[where + 1, FIRST]), ranks.buckets[
        where, BUCKET_CELL
    ]


@compiled
def _judge_all(rows: Rows, times: Times, search: Search, state: tuple[Texts, Best], run: Run) -> int:
    """Judge listings of one cell, best merit first, and keep those among the best; ASK where only rules can tell."""
    best = state[1]
    numbers, first, last = run
    for place in range(first, last):
        number = numbers[place]
        if is_visible(rows.rows, search.marks, search.numbers, number):
            if not _can_reach(rows, search.floats, best, number):
                break
            verdict = _judge(rows, times, search, state, number)
            if verdict == ASK:
                return ASK
    return YES


@compiled
def _can_reach(rows: Rows, floats: Fractions, best: Best, number: int) -> bool:
    """Whether the listing, and so any after it in its cell, can be among the best."""
    limit = len(best.heap)
    if best.size[0] < limit:
        return True
    highest, worst = bound(floats, best.values[limit, METRES], rows.merits[number]), best.heap[0]
    if highest != best.values[worst, SCORE]:
        return bool(highest > best.values[worst, SCORE])
    return bool(rows.keys[number] < rows.keys[best.numbers[worst]])


@compiled
def _judge(rows: Rows, times: Times, search: Search, state: tuple[Texts, Best], number: int) -> int:
    """Judge one listing, and keep it if it is among the best."""
    texts, best = state
    fit = fit_of_words(rows.rows, texts, number)
    if says_nothing(search.numbers, fit):
        return NO
    verdict, free = when(rows.rows, times, search.numbers, number)
    if verdict == YES:
        floats, limit = search.floats, len(best.heap)
        overlap = free[0] / floats[WHOLE] if search.numbers[DURATION] > 0 else 1.0
        near = floats[W_DISTANCE] * (floats[HALF_M] / (floats[HALF_M] + best.values[limit, METRES]))
        part = near + floats[W_OVERLAP] * overlap + floats[W_TEXT] * fit
        best.numbers[limit] = number
        best.values[limit, SCORE] = (part + rows.merits[number]) / floats[W_TOTAL]
        best.values[limit, OVERLAP], best.values[limit, TEXT] = overlap, fit
        best.values[limit, FREE_START], best.values[limit, FREE_END] = free[1], free[2]
        offer(rows.keys, best)
    return verdict
