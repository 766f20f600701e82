"""The search of `walk` by whole arrays and the rules themselves: the same answers where there is no compiler.

It is also asked where the compiled search can't tell: near a change of clocks, or for a fraction of a minute.
"""

from collections.abc import Callable
from heapq import heappush, heapreplace
from math import floor

import numpy as np
from numpy.typing import NDArray

from matching.brute_force import free_when
from matching.engine import Listing, Query
from matching.grid.allowing import allows, term_of, zone_of
from matching.grid.layout import (
    ASK,
    BEST_MERIT,
    CALENDAR,
    CATEGORY,
    CELL,
    CERTIFICATE,
    COLUMNS,
    END,
    FLAGS,
    GROUPS,
    HALF_M,
    HIT_WIDTH,
    KIND,
    KINDS,
    NO,
    NOW,
    OWNER,
    RADIUS,
    SPANS,
    START,
    TERMS,
    TEXT_NEEDED,
    UNITS,
    UNSURE,
    W_DISTANCE,
    W_OVERLAP,
    W_TEXT,
    W_TOTAL,
    WORDS,
    YES,
    ZONE,
    Floats,
    Ints,
    Search,
    X,
)
from matching.grid.minutes import ceil_minute, floor_minute, keeps_minutes
from matching.grid.squares import around, chord
from matching.grid.taken import SPAN_DUE, SPAN_END, SPAN_START
from matching.grid.walk import FIRST_RING_M, Tables, bound, metres_to

AT_ONCE = 256
"""So many listings are held against their calendars together."""

Row = tuple[float, int, int, list[float]]
"""Score, key turned round, number; and the values of the hit, the score among them."""


class WithoutCompiler:
    """One search. listing_of: by number. fit_of: of a request by the number of the words of a listing."""

    def __init__(
        self,
        tables: Tables,
        search: Search,
        query: Query,
        listing_of: Callable[[int], Listing],
        fit_of: Callable[[int], float],
    ) -> None:
        self._ranks, self._rows, self._times = tables
        self._search = search
        self._query = query
        self._listing_of = listing_of
        self._fit_of = fit_of
        self._best: list[Row] = []
        self._allowed: dict[int, int] = {}
        self._is_simple = keeps_minutes(query.period) and query.duration_minutes is None

    def rows(self) -> tuple[Ints, Floats]:
        """The best in order: their numbers, and a row for each value of a hit, see `layout`."""
        inner, outer, last = -1.0, FIRST_RING_M, self._search.numbers[RADIUS] + 1.0
        while inner < last and not self._is_beaten(inner):
            numbers, cells = self._gather(inner, min(outer, last))
            self._judge_ring(numbers, cells)
            inner, outer = outer, 4 * outer
        best = sorted(self._best, reverse=True)
        values = np.array([one[3] for one in best]).reshape(-1, HIT_WIDTH).T
        return np.array([one[2] for one in best], np.int32), values

    def _is_beaten(self, metres: float) -> bool:
        """Whether nothing from that distance on can reach the worst of the best."""
        if len(self._best) < self._query.limit:
            return False
        floats = self._search.floats
        return bound(floats, max(0.0, floor(metres)), floats[BEST_MERIT]) < self._best[0][0]

    def _gather(self, inner: float, outer: float) -> tuple[Ints, Ints]:
        """The numbers of visible listings in the ring, and their cells."""
        ranks, rows = self._ranks, self._rows.rows
        buckets = self._buckets(outer)
        lengths = ranks.firsts[buckets + 1] - ranks.firsts[buckets]
        offsets = np.repeat(ranks.firsts[buckets] - (np.cumsum(lengths) - lengths), lengths)
        numbers = np.concatenate((ranks.order[np.arange(lengths.sum()) + offsets], self._late()))
        numbers = numbers[numbers >= 0]
        numbers = numbers[self._visible(rows[numbers])]
        cells = rows[numbers, CELL]
        away = ((ranks.cells[cells] - np.array(self._search.floats[X : X + 3])) ** 2).sum(axis=1)
        inside = (away > chord(inner)) & (away <= chord(outer))
        return numbers[inside], cells[inside]

    def _buckets(self, outer: float) -> NDArray[np.intp]:
        """Those in the squares round the asker."""
        bottom, top, west, east = around(self._search.floats, outer)
        lines = self._ranks.lines
        runs = [np.arange(lines[one, bottom], lines[one, top + 1]) for one in self._search.categories]
        buckets = np.concatenate(runs)
        columns = self._ranks.squares[buckets] % COLUMNS
        inside = (columns >= west) & (columns <= east) | (columns <= east - COLUMNS) | (columns >= west + COLUMNS)
        kept: NDArray[np.intp] = buckets[inside]
        return kept

    def _late(self) -> Ints:
        """The late listings of the wanted categories."""
        late = self._ranks.late[self._ranks.late >= 0]
        return late[np.isin(self._rows.rows[late, CATEGORY], self._search.categories)]

    def _visible(self, rows: Ints) -> NDArray[np.bool_]:
        marks = self._search.marks
        seen = (marks.groups[rows[:, GROUPS]] & marks.certificates[rows[:, CERTIFICATE]]).astype(bool)
        kinds = (self._search.numbers[KINDS] >> rows[:, KIND].astype(np.int64)) & 1
        visible: NDArray[np.bool_] = seen & (kinds != 0) & ~np.isin(rows[:, OWNER], marks.hidden)
        return visible

    def _judge_ring(self, numbers: Ints, cells: Ints) -> None:
        """Cell by cell outward, the best merit of each first."""
        different, at = np.unique(cells, return_inverse=True)
        metres = np.array([metres_to(self._ranks.cells, cell, self._search.floats) for cell in different])[at]
        order = np.lexsort((-self._rows.merits[numbers], metres))
        order = order[metres[order] <= self._search.numbers[RADIUS]]
        for first in range(0, len(order), AT_ONCE):
            some = order[first : first + AT_ONCE]
            verdicts = self._free(numbers[some])
            for number, far, verdict in zip(numbers[some].tolist(), metres[some].tolist(), verdicts, strict=True):
                if self._is_beaten(far):
                    return
                if verdict != NO and self._can_reach(number, far):
                    self._judge(number, far, verdict)

    def _free(self, numbers: Ints) -> list[int]:
        """YES, NO or ASK by the calendars alone, for a wish that keeps to whole minutes."""
        start, end = self._search.numbers[START], self._search.numbers[END]
        if not self._is_simple:
            return [YES if start == end else ASK] * len(numbers)
        rows = self._rows.rows[numbers]
        lengths, units = rows[:, SPANS], rows[:, UNITS]
        owners = np.repeat(np.arange(len(rows)), lengths)
        offsets = np.repeat(rows[:, CALENDAR] - (np.cumsum(lengths) - lengths), lengths)
        spans = self._times.calendar[np.arange(lengths.sum()) + offsets]
        late = spans[:, SPAN_DUE] <= self._search.numbers[NOW]
        touching = (spans[:, SPAN_START] < end) & ((spans[:, SPAN_END] > start) | late)
        taken = np.bincount(owners[touching], minlength=len(rows)) >= units
        is_sure = (units <= 1) & ((rows[:, FLAGS] & UNSURE) == 0)
        verdicts: list[int] = np.where(taken, np.where(is_sure, NO, ASK), YES).tolist()
        return verdicts

    def _can_reach(self, number: int, metres: float) -> bool:
        if len(self._best) < self._query.limit:
            return True
        highest = bound(self._search.floats, metres, self._rows.merits[number])
        return (highest, -int(self._rows.keys[number])) > self._best[0][:2]

    def _judge(self, number: int, metres: float, is_free: int) -> None:
        fit = self._fit_of(int(self._rows.rows[number, WORDS]))
        if fit <= 0 and self._search.numbers[TEXT_NEEDED]:
            return
        free = self._when(number, is_free)
        if free is not None:
            score = self._score(metres, free[0], fit, float(self._rows.merits[number]))
            row = score, -int(self._rows.keys[number]), number, [score, metres, free[0], fit, *free[1:]]
            if len(self._best) < self._query.limit:
                heappush(self._best, row)
            elif row > self._best[0]:
                heapreplace(self._best, row)

    def _when(self, number: int, is_free: int) -> tuple[float, float, float] | None:
        """The share of the wish that is free, and when."""
        start, end = self._search.numbers[START], self._search.numbers[END]
        if start == end:
            return 1.0, start, end
        allowed = self._allow(int(self._rows.rows[number, TERMS])) if self._is_simple else ASK
        if allowed == NO:
            return None
        if allowed == YES and is_free == YES:
            return 1.0, start, end
        found = free_when(self._listing_of(number).supply, self._query)
        if found is None or found[0] is None:
            return None
        return found[1], floor_minute(found[0].start), ceil_minute(found[0].end)

    def _allow(self, terms: int) -> int:
        """Whether hours and rules allow the wish, asked once for all listings that share them."""
        if terms not in self._allowed:
            times, numbers = self._times, self._search.numbers
            term = term_of(times.terms, terms)
            period = numbers[START], numbers[END]
            self._allowed[terms] = allows(term, times.hours, zone_of(times.zones, term[ZONE]), numbers, period)
        return self._allowed[terms]

    def _score(self, metres: float, overlap: float, fit: float, merit: float) -> float:
        """As `score.score`, operation by operation."""
        floats = self._search.floats
        near = floats[W_DISTANCE] * (floats[HALF_M] / (floats[HALF_M] + metres))
        return (near + floats[W_OVERLAP] * overlap + floats[W_TEXT] * fit + merit) / floats[W_TOTAL]
