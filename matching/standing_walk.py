"""Which standing searches a listing meets best, written for the compiler: no objects, no allocation within the loop.

Nearest first. Once as many are met as are wanted, whoever is too far away to be among the best is not looked at
(the threshold stop of ranked search: Fagin, Lotem and Naor, "Optimal aggregation algorithms for middleware", 2003).
"""

from typing import Any

import numpy as np

from matching import standing_layout as of
from matching.compiled import compiled
from matching.standing_gaps import SEEN
from matching.standing_layout import Ask, Floats, Found, Index, Longs
from matching.standing_near import near_by, take_nearest
from matching.standing_verdicts import Judged, has_time, judge, reach_of, score


def walk(index: Index, ask: Ask, limit: int | None) -> Found:
    """Those that are met, or may be; with a limit only those that may be among the best, and all that are as good."""
    return Found(*_walk(tuple(index), tuple(ask), limit or 0))


@compiled
def _walk(arrays: tuple[Any, ...], asked: tuple[Any, ...], limit: int) -> tuple[Longs, Floats]:
    """The compiler takes plain tuples in half the time."""
    index, ask = Index(*arrays), Ask(*asked)
    rows, apart = near_by(index, ask)
    whole, parts, seen = np.empty((len(rows), 5), np.int64), np.empty((len(rows), 2)), np.empty(SEEN, np.int64)
    best, count, floor, reach = np.full(limit if limit < len(rows) else 0, -np.inf), 0, -np.inf, np.inf
    for rest in range(len(rows), 0, -1):
        if apart[0] > reach:
            break
        row = take_nearest(rows, apart, rest)
        if _is_wanted(index, row, ask) and has_time(index, row, ask):
            verdict, judged = judge(index, row, ask, seen)
            reached = score(judged, ask.parts)
            if verdict != of.NO and reached >= floor:
                _write_down((whole, parts), count, (index.rows[row, of.NUMBER], verdict, -reached), judged)
                count += 1
                if verdict == of.YES and len(best) > 0:
                    floor = _raised(best, reached)
                    reach = reach_of(floor, ask.parts)
    return _best(whole, parts, count, floor)


@compiled
def _write_down(found: tuple[Longs, Floats], count: int, told: tuple[int, int, float], judged: Judged) -> None:
    """In the row of that number, with the columns of the layout."""
    whole, parts = found
    whole[count, of.WANTED], whole[count, of.VERDICT], parts[count, of.AGAINST] = told
    whole[count, of.METRES], parts[count, of.SHARE] = judged[0], judged[1]
    whole[count, of.FREE_START], whole[count, of.FREE_END] = judged[2], judged[3]


@compiled
def _is_wanted(index: Index, row: int, ask: Ask) -> bool:
    """Whether each of its sets is met, and it is not gone."""
    are_met = (
        ask.categories[index.rows[row, of.CATEGORIES]]
        & ask.kinds[index.rows[row, of.KINDS]]
        & ask.groups[index.rows[row, of.GROUPS]]
        & ask.certificates[index.rows[row, of.CERTIFICATES]]
        & index.alive[index.rows[row, of.NUMBER]]
    )
    return bool(are_met)


@compiled
def _raised(best: Floats, reached: float) -> float:
    """The least of the best, a heap of which this takes the place of the least."""
    place, child = 0, 1
    while child < len(best):
        if child + 1 < len(best) and best[child + 1] < best[child]:
            child += 1
        if best[child] >= reached:
            break
        best[place] = best[child]
        place, child = child, 2 * child + 1
    best[place] = reached
    return float(best[0])


@compiled
def _best(whole: Longs, parts: Floats, count: int, floor: float) -> tuple[Longs, Floats]:
    """Without those that were written down before the floor rose above them."""
    kept = 0
    for one in range(count):
        if parts[one, of.AGAINST] <= -floor:
            whole[kept], parts[kept] = whole[one], parts[one]
            kept += 1
    return whole[:kept].copy(), parts[:kept].copy()
