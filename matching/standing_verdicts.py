"""Whether a wanted time suits the owner, and the score then: told in whole numbers where that is sure.

What the rules of `limits` say of a period within lead time and horizon, for what is not lent by days or on a grid.
Only small functions of few arrays: the compiler counts references to each array that it hands on.
"""

import math

import numpy as np

from matching import standing_layout as of
from matching.compiled import compiled
from matching.geo import EARTH_RADIUS_M
from matching.standing_gaps import BEST, BEST_END, TOTAL, ending_after, seek
from matching.standing_layout import ASK, NO, YES, Ask, Floats, Index, Longs, X, Y, Z

FLEXIBLE = 3


@compiled
def settled(index: Index, rows: Longs, ask: Ask) -> tuple[Longs, Floats]:
    """How each of the rows is met, without those that are not."""
    whole, parts, count = np.empty((len(rows), 5), np.int64), np.empty((len(rows), 2), np.float64), 0
    asked, seen = np.empty(3, np.int64), np.empty(5, np.int64)
    for row in rows:
        start, end, minutes = index.times[row, of.START], index.times[row, of.END], index.rows[row, of.MINUTES]
        metres, is_doubtful = _rounded(_metres(index.places, row, ask.point))
        verdict, share = _verdict(start, end, minutes, ask.opens, ask.numbers), 1.0
        if verdict == FLEXIBLE:
            asked[0], asked[1], asked[2] = start, end, minutes
            seek(asked, ask.opens, ask.full, ask.numbers, seen)
            verdict, share = YES if seen[TOTAL] > 0 else NO, seen[TOTAL] / (end - start)
            start, end = seen[BEST], seen[BEST_END]
        if verdict != NO and metres <= index.rows[row, of.RADIUS]:
            whole[count, of.WANTED], whole[count, of.METRES] = index.rows[row, of.NUMBER], metres
            whole[count, of.VERDICT] = ASK if is_doubtful else verdict
            whole[count, of.FREE_START], whole[count, of.FREE_END] = start, end
            parts[count, of.SHARE], parts[count, of.HIGHEST] = share, _score(metres, share, ask.weights)
            count += 1
    return whole[:count], parts[:count]


@compiled
def _metres(places: Floats, row: int, point: Floats) -> float:
    """As `geo.distance_m`, but perhaps for the last digit."""
    u, v, w = places[row, X], places[row, Y], places[row, Z]
    x, y, z = v * point[Z] - w * point[Y], w * point[X] - u * point[Z], u * point[Y] - v * point[X]
    dot = u * point[X] + v * point[Y] + w * point[Z]
    return EARTH_RADIUS_M * math.atan2(math.sqrt(x * x + y * y + z * z), dot)


@compiled
def _rounded(metres: float) -> tuple[int, bool]:
    """Whole metres, and whether they may be one more."""
    whole = math.floor(metres + 0.5)
    is_doubtful = abs(metres - whole) > 0.5 - of.DOUBTFUL_M
    return math.floor(metres) if is_doubtful else whole, is_doubtful


@compiled
def _score(metres: int, share: float, weights: Floats) -> float:
    """As `score.score`, where the words fit wholly: the same operations in the same order."""
    near = weights[of.DISTANCE] * (weights[of.HALF_M] / (weights[of.HALF_M] + metres))
    fit = near + weights[of.OVERLAP] * share + weights[of.TEXT]
    return float((fit + weights[of.MERIT]) / weights[of.WHOLE])


@compiled
def _verdict(start: int, end: int, minutes: int, opens: Longs, numbers: Longs) -> int:
    """FLEXIBLE where the windows must be looked for."""
    if start >= end:
        return YES
    if end > numbers[of.KNOWN_UNTIL]:
        return ASK
    if minutes > 0:
        return FLEXIBLE
    span = end - start
    if span < numbers[of.TOO_SHORT] or span > numbers[of.TOO_LONG] or not _is_open(start, end, opens, numbers):
        return NO
    return YES if numbers[of.SHORT] <= span <= numbers[of.LONG] else ASK


@compiled
def _is_open(start: int, end: int, opens: Longs, numbers: Longs) -> bool:
    """Whether it is handed over in open time, and open in between where that matters."""
    out = ending_after(opens, start)
    starts_open = out < len(opens) and opens[out, 0] <= start
    if not numbers[of.CROSSES]:
        return bool(starts_open and opens[out, 1] >= end)
    if not numbers[of.HANDED]:
        return True
    back = ending_after(opens, end - 1)
    return bool(starts_open and back < len(opens) and opens[back, 0] <= end)
