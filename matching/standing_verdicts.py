"""Whether a wanted time suits the owner, and the score then: told in whole numbers where that is sure.

What the rules of `limits` say of a period within lead time and horizon, for what is not lent by days or on a grid.
"""

import math
from typing import TypeAlias

from matching import standing_layout as of
from matching.compiled import compiled
from matching.geo import EARTH_RADIUS_M
from matching.standing_gaps import BEST, BEST_END, TOTAL, ending_after, fitting, seek
from matching.standing_layout import ASK, LOOK, NO, YES, Ask, Floats, Index, Longs, Numbers, Parts, X, Y, Z

Judged: TypeAlias = tuple[int, float, int, int]

SLACK, SLACK_M = 1e-12, 2.0
"""What is said to be too far away is further than it must be: the last digits of a score don't matter."""


@compiled
def has_time(index: Index, row: int, ask: Ask) -> bool:
    """Whether it still stands, and its time is free throughout or has a gap that is long enough."""
    start, end, numbers = index.times[row, of.START], index.times[row, of.END], ask.numbers
    if index.times[row, of.UNTIL] <= numbers[of.NOW]:
        return False
    if start >= end:
        return bool(numbers[of.IS_FREED] == 0)
    if start >= numbers[of.FREED_END] or end <= numbers[of.FREED_START]:
        return False
    minutes = index.rows[row, of.MINUTES]
    if minutes == 0:
        is_within = bool(start >= numbers[of.FIRST] and end <= numbers[of.LATEST])
        return is_within and _longest_gap(start, end, ask.full) == end - start
    gap = _longest_gap(max(start, numbers[of.FIRST]), min(end, numbers[of.LATEST]), ask.full)
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


@compiled
def judge(index: Index, row: int, ask: Ask, seen: Longs) -> tuple[int, Judged]:
    """Whether it is met, with whole metres, the share of its time that is free, and from when to when."""
    start, end, minutes = index.times[row, of.START], index.times[row, of.END], index.rows[row, of.MINUTES]
    metres, doubt = _rounded(_metres(index.places, row, ask.parts))
    verdict, share = YES, 1.0
    if metres > index.rows[row, of.RADIUS]:
        verdict = NO
    elif start < end and end > ask.numbers[of.KNOWN_UNTIL]:
        verdict = ASK
    elif start < end and minutes == 0:
        verdict = _fixed(start, end, ask.opens, ask.numbers)
    elif start < end:
        seek((start, end, minutes), ask.opens, ask.full, ask.numbers, seen)
        verdict, share = YES if seen[TOTAL] > 0 else NO, seen[TOTAL] / (end - start)
        start, end = seen[BEST], seen[BEST_END]
    return _told(verdict, doubt, index.rows[row, of.HIDES], ask.numbers), (metres, share, start, end)


@compiled
def _told(verdict: int, doubt: int, hides: int, numbers: Numbers) -> int:
    """The verdict, with what else must be looked at."""
    if verdict != YES:
        return verdict
    if doubt != YES:
        return doubt
    return LOOK if hides & numbers[of.OWNER] == numbers[of.OWNER] else YES


@compiled
def _metres(places: Floats, row: int, point: Parts) -> float:
    """As `geo.distance_m`, but perhaps for the last digit."""
    u, v, w = places[row, X], places[row, Y], places[row, Z]
    x, y, z = v * point[Z] - w * point[Y], w * point[X] - u * point[Z], u * point[Y] - v * point[X]
    dot = u * point[X] + v * point[Y] + w * point[Z]
    return EARTH_RADIUS_M * math.atan2(math.sqrt(x * x + y * y + z * z), dot)


@compiled
def _rounded(metres: float) -> tuple[int, int]:
    """Whole metres; and ASK where they may be one more, otherwise YES."""
    whole = math.floor(metres + 0.5)
    if abs(metres - whole) > 0.5 - of.DOUBTFUL_M:
        return math.floor(metres), ASK
    return whole, YES


@compiled
def score(judged: Judged, parts: Parts) -> float:
    """As `score.score`, where the words fit wholly: the same operations in the same order."""
    metres, share, _, _ = judged
    near = parts[of.DISTANCE] * (parts[of.HALF_M] / (parts[of.HALF_M] + metres))
    fit = near + parts[of.OVERLAP] * share + parts[of.TEXT]
    return float((fit + parts[of.MERIT]) / parts[of.WHOLE])


@compiled
def reach_of(reached: float, parts: Parts) -> float:
    """The square of a chord beyond which no score is that high; the inverse of `score`, less exact but never less."""
    near = (reached - SLACK) * parts[of.WHOLE] - parts[of.OVERLAP] - parts[of.TEXT] - parts[of.MERIT]
    if near <= 0:
        return math.inf
    angle = (parts[of.DISTANCE] * parts[of.HALF_M] / near - parts[of.HALF_M] + SLACK_M) / EARTH_RADIUS_M
    return angle * angle


@compiled
def _fixed(start: int, end: int, opens: Longs, numbers: Numbers) -> int:
    """What the rules say of a period."""
    span = end - start
    if span < numbers[of.TOO_SHORT] or span > numbers[of.TOO_LONG]:
        return NO
    if not _is_open(start, end, opens, (numbers[of.CROSSES], numbers[of.HANDED])):
        return NO
    return YES if numbers[of.SHORT] <= span <= numbers[of.LONG] else ASK


@compiled
def _is_open(start: int, end: int, opens: Longs, rules: tuple[int, int]) -> bool:
    """Whether it is handed over in open time, and open in between where that matters."""
    may_cross, is_handed = rules
    if may_cross and not is_handed:
        return True
    out = ending_after(opens, start)
    if out == len(opens) or opens[out, 0] > start:
        return False
    if not may_cross:
        return bool(opens[out, 1] >= end)
    back = ending_after(opens, end - 1)
    return bool(back < len(opens) and opens[back, 0] <= end)
