"""The walk of `standing_walk` with whole arrays at a time: the same answers, without a compiler."""

import numpy as np

from matching import standing_layout as of
from matching.geo import EARTH_RADIUS_M
from matching.standing_cubes import ANY, CATEGORY, LEVELS, probes
from matching.standing_gaps import MINUTE, windows
from matching.standing_layout import ASK, LOOK, NO, YES, Ask, Floats, Found, Index, Ints, Longs, Mask, Numbers, Parts


def walk(index: Index, ask: Ask, limit: int | None) -> Found:
    """Those that are met, or may be; with a limit only those that may be among the best, and all that are as good."""
    positions = np.concatenate((*_sorted(index, ask), _late(index, ask)))
    positions = positions[_are_near(index.places[positions], ask.parts)]
    positions = positions[_are_wanted(index, positions, ask)]
    timed = np.flatnonzero(index.times[positions, of.START] < index.times[positions, of.END])
    kept = np.ones(len(positions), np.bool_)
    kept[timed] = _have_room(index.rows[positions[timed], of.MINUTES], index.times[positions[timed]], ask)
    positions = positions[kept]
    metres = _metres(index.places[positions], ask.parts)
    return _best(_settled(index.rows[positions], index.times[positions], metres, ask), limit)


def _best(found: Found, limit: int | None) -> Found:
    """Those that are not below the last of the best that are sure."""
    sure = found.parts[found.whole[:, of.VERDICT] == YES, of.AGAINST]
    if limit is None or len(sure) <= limit:
        return found
    kept = found.parts[:, of.AGAINST] <= np.partition(sure, limit - 1)[limit - 1]
    return Found(found.whole[kept], found.parts[kept])


def _sorted(index: Index, ask: Ask) -> list[Longs]:
    """The rows of the neighbouring cubes."""
    found = []
    for category in {ANY, ask.numbers[of.CATEGORY]}:
        for level, around in enumerate(probes(np.array(ask.parts[: of.DISTANCE]))):
            first, end = _stretch(index.starts, category * LEVELS + level)
            codes, wanted = index.codes[first:end], around + (category << CATEGORY)
            firsts, lasts = np.searchsorted(codes, wanted) + first, np.searchsorted(codes, wanted + 3) + first
            found += [np.arange(*pair) for pair in zip(firsts, lasts, strict=True) if pair[0] < pair[1]]
    return found


def _stretch(starts: Longs, prefix: int) -> tuple[int, int]:
    return (int(starts[prefix]), int(starts[prefix + 1])) if prefix + 1 < len(starts) else (0, 0)


def _late(index: Index, ask: Ask) -> Longs:
    """Those of the category that came after the rows were sorted."""
    first, end = ask.numbers[of.SORTED], ask.numbers[of.TOTAL]
    categories = index.codes[first:end] >> CATEGORY
    late: Longs = np.flatnonzero((categories == ANY) | (categories == ask.numbers[of.CATEGORY])) + first
    return late


def _are_near(places: Floats, parts: Parts) -> Mask:
    apart = places[:, : of.CHORD] - parts[: of.DISTANCE]
    near: Mask = (apart * apart).sum(axis=1) <= places[:, of.CHORD]
    return near


def _are_wanted(index: Index, positions: Longs, ask: Ask) -> Mask:
    """All but whether there is room in the calendar."""
    rows, times, numbers = index.rows[positions], index.times[positions], ask.numbers
    met: Mask = (times[:, of.UNTIL] > numbers[of.NOW]) & (index.alive[rows[:, of.NUMBER]] > 0)
    for column, marks in zip(of.SETS, (ask.categories, ask.kinds, ask.groups, ask.certificates), strict=True):
        met &= marks[rows[:, column]] > 0
    timed = times[:, of.START] < times[:, of.END]
    touched = (times[:, of.START] < numbers[of.FREED_END]) & (times[:, of.END] > numbers[of.FREED_START])
    return met & np.where(timed, touched, not numbers[of.IS_FREED])


def _have_room(minutes: Ints, times: Longs, ask: Ask) -> Mask:
    """Whether the time is free throughout, or has a gap that is long enough, within lead time and horizon."""
    start = np.maximum(times[:, of.START], ask.numbers[of.FIRST])
    end = np.minimum(times[:, of.END], ask.numbers[of.LATEST])
    gap = _longest_gap(start, end, ask.full)
    whole = (start == times[:, of.START]) & (end == times[:, of.END]) & (gap == end - start)
    room: Mask = np.where(minutes == 0, whole, gap >= _fitting(minutes, ask.numbers))
    return room


def _fitting(minutes: Ints, numbers: Numbers) -> Longs:
    """As `windows.fitting_minutes`, in microseconds; less what a day may lose to a change of clocks."""
    step = numbers[of.STEP]
    fitting = -(-np.maximum(minutes.astype(np.int64), numbers[of.LEAST]) // step) * step
    return np.where(fitting <= numbers[of.MOST], fitting * MINUTE - numbers[of.LOSS], of.FAR)


def _longest_gap(start: Longs, end: Longs, full: Longs) -> Longs:
    longest = np.zeros(len(start), np.int64)
    for one in full:
        matters = (one[0] < end) & (one[1] > start)
        longest = np.where(matters, np.maximum(longest, one[0] - start), longest)
        start = np.where(matters, one[1], start)
    gap: Longs = np.maximum(longest, end - start)
    return gap


def _metres(places: Floats, parts: Parts) -> Floats:
    """As `geo.distance_m`, but for the last digits."""
    x, y, z = places[:, 0], places[:, 1], places[:, 2]
    u, v, w = parts[: of.DISTANCE]
    cross = np.sqrt((y * w - z * v) ** 2 + (z * u - x * w) ** 2 + (x * v - y * u) ** 2)
    metres: Floats = EARTH_RADIUS_M * np.arctan2(cross, x * u + y * v + z * w)
    return metres


def _settled(rows: Ints, times: Longs, metres: Floats, ask: Ask) -> Found:
    """How each is met, without those that are not."""
    whole, parts = np.zeros((len(rows), 5), np.int64), np.ones((len(rows), 2))
    whole[:, of.WANTED], whole[:, of.METRES] = rows[:, of.NUMBER], np.floor(metres + 0.5)
    whole[:, of.FREE_START], whole[:, of.FREE_END], whole[:, of.VERDICT] = times[:, 0], times[:, 1], YES
    timed = times[:, of.START] < times[:, of.END]
    known = timed & (times[:, of.END] <= ask.numbers[of.KNOWN_UNTIL])
    whole[timed & ~known, of.VERDICT] = ASK
    fixed, flexible = known & (rows[:, of.MINUTES] == 0), known & (rows[:, of.MINUTES] > 0)
    whole[fixed, of.VERDICT] = _fixed(times[fixed], ask.opens, ask.numbers)
    _find_windows(Found(whole, parts), np.flatnonzero(flexible), rows[flexible, of.MINUTES], ask)
    doubtful = np.abs(metres - whole[:, of.METRES]) > 0.5 - of.DOUBTFUL_M
    whole[doubtful, of.METRES] = np.floor(metres[doubtful])
    whole[doubtful, of.VERDICT] = np.minimum(whole[doubtful, of.VERDICT] * ASK, ASK)
    hides = rows[:, of.HIDES] & ask.numbers[of.OWNER] == ask.numbers[of.OWNER]
    whole[hides & (whole[:, of.VERDICT] == YES), of.VERDICT] = LOOK
    parts[:, of.AGAINST] = -_scores(whole[:, of.METRES], parts[:, of.SHARE], ask.parts)
    kept = (whole[:, of.VERDICT] != NO) & (whole[:, of.METRES] <= rows[:, of.RADIUS])
    return Found(whole[kept], parts[kept])


def _find_windows(found: Found, places: Longs, minutes: Ints, ask: Ask) -> None:
    """Write down when flexible wishes have room."""
    periods = found.whole[places][:, (of.FREE_START, of.FREE_END)]
    seen = windows(periods, minutes, ask.opens, ask.full, ask.numbers)
    found.whole[places, of.VERDICT] = np.where(seen[:, 0] > 0, YES, NO)
    found.whole[places, of.FREE_START], found.whole[places, of.FREE_END] = seen[:, 1], seen[:, 2]
    found.parts[places, of.SHARE] = seen[:, 0] / (periods[:, 1] - periods[:, 0])


def _scores(metres: Longs, shares: Floats, parts: Parts) -> Floats:
    """As `score.score`, where the words fit wholly: the same operations in the same order."""
    near = parts[of.DISTANCE] * (parts[of.HALF_M] / (parts[of.HALF_M] + metres))
    scores: Floats = (near + parts[of.OVERLAP] * shares + parts[of.TEXT] + parts[of.MERIT]) / parts[of.WHOLE]
    return scores


def _fixed(periods: Longs, opens: Longs, numbers: Numbers) -> Longs:
    spans = periods[:, of.END] - periods[:, of.START]
    refused = (spans < numbers[of.TOO_SHORT]) | (spans > numbers[of.TOO_LONG]) | ~_are_open(periods, opens, numbers)
    sure = (spans >= numbers[of.SHORT]) & (spans <= numbers[of.LONG])
    return np.where(refused, NO, np.where(sure, YES, ASK))


def _are_open(periods: Longs, opens: Longs, numbers: Numbers) -> Mask:
    """Handed over in open time, and open in between where that matters."""
    starts, ends = periods[:, of.START], periods[:, of.END]
    edged = np.concatenate((opens, [[of.FAR] * 2]))
    out = np.searchsorted(opens[:, 1], starts, side="right")
    back = np.searchsorted(opens[:, 1], ends, side="left")
    starts_open = edged[out, 0] <= starts
    found: Mask = starts_open & (edged[out, 1] >= ends)
    if numbers[of.CROSSES]:
        found = starts_open & (edged[back, 0] <= ends) | (numbers[of.HANDED] == 0)
    return found
