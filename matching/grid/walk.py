"""The search itself, for the compiler: outward in rings until nothing further away could be among the best."""

import math

import numpy as np

from matching.compiled import compiled
from matching.geo import EARTH_RADIUS_M
from matching.grid.best import begin, is_full, offer, tell
from matching.grid.fetching import take_nearest
from matching.grid.frames import (
    Asked,
    Frames,
    Spots,
    best_of,
    near_of,
    opened,
    ranks_of,
    rows_of,
    search_of,
    texts_of,
    times_of,
)
from matching.grid.gathering import gather
from matching.grid.judging import fit_of_words, forget, is_visible, says_nothing, when
from matching.grid.layout import (
    ASK,
    BEST_MERIT,
    CELL,
    DURATION,
    FIRST,
    FREE_END,
    FREE_START,
    HALF_M,
    MERIT,
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
    Near,
    Ranks,
    Rows,
    Search,
    Texts,
    Times,
    X,
    Y,
    Z,
)

FIRST_RING_M, WIDER = 2_500.0, 3
"""Each next ring reaches so many times as far. Some cells round the asker's own have enough in most towns: with a first
ring of 400 m, or one of 1,600 m and four times as far, searches among a million took 11 and 3 % longer.
"""

NEAR = 2.5e-4
"""The square of the chord under 100 km: as far as the beginning of a series tells the arc."""

DOUBTFUL_M = 1e-3
"""So near to a half metre what is reckoned from the chord, which differs in its last bits, is not trusted to round."""

ASKS = DOUBTFUL = -1

Tables = tuple[Ranks, Rows, Times]
Run = tuple[Ints, int, int]


@compiled
def walk(frames: Frames, asked: Asked, words: Spots) -> int:
    """Put the best hits into the asker's `Best`; how many, or ASKS where only the rules can tell.

    words: where the `layout.Texts` of the request are.
    """
    table, own, zones = opened(frames)
    tables = ranks_of(table), rows_of(table), times_of(table, own, zones)
    search = search_of(own, asked)
    best, texts = best_of(own), texts_of(words)
    begin(best)
    forget(tables[2])
    texts.needed[0] = 0
    verdict = _outward(tables, search, (texts, best), near_of(own))
    return ASKS if verdict == ASK else tell(best)


@compiled
def _outward(tables: Tables, search: Search, state: tuple[Texts, Best], near: Near) -> int:
    """Ring by ring; ASK where only the rules can tell."""
    inner, outer, last = -1.0, FIRST_RING_M, search.numbers[RADIUS] + 1.0
    verdict = YES
    while inner < last and verdict != ASK and not is_beaten(search.floats, state[1], inner):
        count = gather(tables[0], tables[1].rows, search, (inner, min(outer, last)), near)
        verdict = _judge_ring(tables, search, state, (near, count))
        inner, outer = outer, WIDER * outer
    return verdict


@compiled
def bound(floats: Fractions, metres: float, merit: float) -> float:
    """The score of a listing so far away whose time and words fit in full, as `score.score` reckons it."""
    near = floats[W_DISTANCE] * (floats[HALF_M] / (floats[HALF_M] + metres))
    return (near + floats[W_OVERLAP] + floats[W_TEXT] + merit) / floats[W_TOTAL]


@compiled
def metres_to(centres: Floats, place: int, point: Fractions) -> float:
    """Whole metres, as `geo.distance_between_cells` has them."""
    u, v, w = centres[place, 0], centres[place, 1], centres[place, 2]
    x, y, z = v * point[Z] - w * point[Y], w * point[X] - u * point[Z], u * point[Y] - v * point[X]
    dot = u * point[X] + v * point[Y] + w * point[Z]
    return float(np.rint(EARTH_RADIUS_M * math.atan2(math.sqrt(x * x + y * y + z * z), dot)))


@compiled
def metres_by_chord(far: float) -> float:
    """The same of the square of the chord, by the series of the arcsine; DOUBTFUL where it cannot tell."""
    if far > NEAR:
        return DOUBTFUL
    exact = EARTH_RADIUS_M * math.sqrt(far) * (1 + far / 24)  # 2 arcsin(c / 2), within 0.03 mm up to NEAR
    metres = float(np.rint(exact))
    return metres if abs(exact - metres) < 0.5 - DOUBTFUL_M else DOUBTFUL


@compiled
def is_beaten(floats: Fractions, best: Best, metres: float) -> bool:
    """Whether nothing from that distance on can reach the worst of the best."""
    if not is_full(best):
        return False
    worst = best.values[SCORE, best.places[best.size[0] - 1]]
    return bool(bound(floats, max(0.0, math.floor(metres)), floats[BEST_MERIT]) < worst)


@compiled
def _judge_ring(tables: Tables, search: Search, state: tuple[Texts, Best], ring: tuple[Near, int]) -> int:
    """Judge what lies in the ring, nearest first; ASK where only the rules can tell."""
    (ranks, rows, times), (near, count) = tables, ring
    while count > 0:
        end, count = count, take_nearest(ranks, rows.rows, times.calendar, (near, count))
        for place in range(end - 1, count - 1, -1):
            run, metres = _run_of(ranks, rows.rows, (near.places[place], near.far[place]), search.floats)
            if is_beaten(search.floats, state[1], metres - 1):  # what has the longer chord may round to a metre less
                return YES
            if metres <= search.numbers[RADIUS] and _judge_all(rows, times, search, state, (run, metres)) == ASK:
                return ASK
    return YES


@compiled
def _run_of(ranks: Ranks, rows: Ints, one: tuple[int, float], point: Fractions) -> tuple[Run, float]:
    """The numbers of a bucket, or the one of a late entry: in which array, from and to where; and how far they are."""
    where, far = one
    metres = metres_by_chord(far)
    if where < 0:
        if metres == DOUBTFUL:
            metres = metres_to(ranks.cells, rows[ranks.late[-1 - where], CELL], point)
        return (ranks.late, -1 - where, -where), metres
    run = ranks.order, int(ranks.buckets[where, FIRST]), int(ranks.buckets[where + 1, FIRST])
    if metres == DOUBTFUL:
        metres = metres_to(ranks.buckets, where, point)
    return run, metres


@compiled
def _judge_all(rows: Rows, times: Times, search: Search, state: tuple[Texts, Best], run_at: tuple[Run, float]) -> int:
    """Judge listings of one cell, best merit first, and keep those among the best; ASK where only rules can tell."""
    (numbers, first, last), metres = run_at
    for place in range(first, last):
        number = numbers[place]
        if is_visible(rows.rows, search.marks, search.numbers, number):
            if not _can_reach(rows, search.floats, state[1], (number, metres)):
                break
            if _judge(rows, times, search, state, (number, metres)) == ASK:
                return ASK
    return YES


@compiled
def _can_reach(rows: Rows, floats: Fractions, best: Best, one: tuple[int, float]) -> bool:
    """Whether the listing, and so any after it in its cell, can be among the best."""
    if not is_full(best):
        return True
    number, metres = one
    highest, worst = bound(floats, metres, rows.floats[number, MERIT]), best.places[best.size[0] - 1]
    if highest != best.values[SCORE, worst]:
        return bool(highest > best.values[SCORE, worst])
    return bool(rows.keys[number] < rows.keys[best.numbers[worst]])


@compiled
def _judge(rows: Rows, times: Times, search: Search, state: tuple[Texts, Best], one: tuple[int, float]) -> int:
    """Judge one listing, and keep it if it is among the best."""
    (texts, best), (number, metres) = state, one
    fit = fit_of_words(rows.rows, texts, number)
    if says_nothing(search.numbers, fit):
        return NO
    verdict, free = when(rows.rows, times, search.numbers, number)
    if verdict == YES:
        floats = search.floats
        overlap = free[0] / floats[WHOLE] if search.numbers[DURATION] > 0 else 1.0
        near = floats[W_DISTANCE] * (floats[HALF_M] / (floats[HALF_M] + metres))
        part = near + floats[W_OVERLAP] * overlap + floats[W_TEXT] * fit
        place = best.places[best.size[0]]
        best.numbers[place] = number
        best.values[SCORE, place] = (part + rows.floats[number, MERIT]) / floats[W_TOTAL]
        best.values[METRES, place], best.values[OVERLAP, place], best.values[TEXT, place] = metres, overlap, fit
        best.values[FREE_START, place], best.values[FREE_END, place] = free[1], free[2]
        offer(rows.keys, best)
    return verdict
