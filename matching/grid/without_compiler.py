"""The search of `walk` by whole arrays and the rules themselves: the same answers where there is no compiler.

It is also asked where the compiled search can't tell: near a change of clocks, or for a fraction of a minute.
"""

from collections.abc import Callable
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
    CERTIFICATE,
    END,
    FLAGS,
    FREE_END,
    FREE_START,
    GROUPS,
    HALF_M,
    HIT_WIDTH,
    KIND,
    KINDS,
    MERIT,
    METRES,
    NO,
    NOW,
    OVERLAP,
    OWNER,
    RADIUS,
    SCORE,
    SPANS,
    START,
    TERMS,
    TEXT,
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
)
from matching.grid.minutes import ceil_minute, floor_minute, keeps_minutes
from matching.grid.near_by import Nearby, Ring, spread
from matching.grid.taken import SPAN_DUE, SPAN_END, SPAN_START
from matching.grid.walk import Tables, bound

FIRST_RING_M, WIDER = 8_000.0, 4
"""A ring costs much the same whether little or much lies in it, so the first reaches across a town."""

AT_ONCE = 2
"""So many times as many as are wanted are judged together."""

UNKNOWN = -1
Marks = NDArray[np.bool_]
Verdicts = NDArray[np.int8]


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
        self._nearby = Nearby(tables[0], tables[1], search)
        self._rows, self._times = tables[1], tables[2]
        self._search = search
        self._query = query
        self._listing_of = listing_of
        self._fit_of = fit_of
        self._numbers: Ints = np.zeros(0, np.int32)
        self._hits: Floats = np.zeros((HIT_WIDTH, 0))
        self._allowed: Verdicts = np.full(len(self._times.terms), UNKNOWN, np.int8)
        self._is_simple = keeps_minutes(query.period) and query.duration_minutes is None

    def rows(self) -> tuple[Ints, Floats]:
        """The best in order: their numbers, and a row for each value of a hit, see `layout`."""
        inner, outer, last = -1.0, FIRST_RING_M, self._search.numbers[RADIUS] + 1.0
        while inner < last and not self._is_beaten(inner):
            self._judge_ring(self._nearby.ring(inner, min(outer, last)))
            inner, outer = outer, WIDER * outer
        return self._numbers, self._hits

    def _is_beaten(self, metres: float) -> bool:
        """Whether nothing from that distance on can reach the worst of the best."""
        if len(self._numbers) < self._query.limit:
            return False
        floats = self._search.floats
        return bool(bound(floats, max(0.0, floor(metres)), floats[BEST_MERIT]) < self._hits[SCORE, -1])

    def _judge_ring(self, ring: Ring) -> None:
        """Run by run outward, as many at once as will probably do."""
        firsts, lengths, metres = self._within(ring)
        ends = lengths.cumsum()
        first = 0
        while first < len(ends) and not self._is_beaten(metres[first] - 1):  # farther ones may round to a metre less
            wanted = ends[first] - lengths[first] + AT_ONCE * self._query.limit
            last = int(ends.searchsorted(wanted)) + 1
            some = slice(first, last)
            numbers = self._nearby.numbers(firsts[some], lengths[some])
            self._judge(numbers, metres[some].repeat(lengths[some]))
            first = last

    def _within(self, ring: Ring) -> Ring:
        """Without what is further away than the radius."""
        radius_m = self._search.numbers[RADIUS]
        if not len(ring.metres) or ring.metres[-1] < radius_m:  # nearer ones may round to a metre more
            return ring
        inside = ring.metres <= radius_m
        return Ring(ring.firsts[inside], ring.lengths[inside], ring.metres[inside])

    def _judge(self, numbers: Ints, metres: Floats) -> None:
        """Put those that fit among the best."""
        seen = self._visible(numbers)
        numbers, metres = numbers[seen], metres[seen]
        rows = self._rows.rows[numbers]
        verdicts = self._verdicts(rows)
        fits = self._fits(rows[:, WORDS])
        kept = ((verdicts != NO) & ((fits > 0) | (self._search.numbers[TEXT_NEEDED] == 0))).nonzero()[0]
        self._keep(numbers[kept], self._values(numbers[kept], metres[kept], fits[kept]), verdicts[kept])

    def _visible(self, numbers: Ints) -> Marks:
        """Which of them the asker may see and asks for; never one that is gone."""
        rows, marks = self._rows.rows[numbers], self._search.marks
        shown = marks.groups[rows[:, GROUPS]] & marks.certificates[rows[:, CERTIFICATE]]
        kinds = self._search.numbers[KINDS] >> rows[:, KIND].astype(np.int64)
        seen: Marks = (numbers >= 0) & (shown & kinds).astype(bool)
        return seen & ~np.isin(rows[:, OWNER], marks.hidden) if len(marks.hidden) else seen

    def _verdicts(self, rows: Ints) -> Verdicts:
        """YES, NO, or ASK where only the rules themselves can tell."""
        start, end = self._search.numbers[START], self._search.numbers[END]
        if not self._is_simple:
            return np.full(len(rows), YES if start == end else ASK, np.int8)
        verdicts = self._allow(rows[:, TERMS])
        taken = self._taken(rows)
        is_sure = (rows[:, UNITS] <= 1) & ((rows[:, FLAGS] & UNSURE) == 0)
        verdicts[taken & ~is_sure & (verdicts != NO)] = ASK
        verdicts[taken & is_sure] = NO
        return verdicts

    def _taken(self, rows: Ints) -> Marks:
        """Whether as many spans touch the wish as there are units."""
        start, end = self._search.numbers[START], self._search.numbers[END]
        lengths = rows[:, SPANS]
        spans = self._times.calendar[spread(rows[:, CALENDAR], lengths)]
        late = spans[:, SPAN_DUE] <= self._search.numbers[NOW]
        touching = (spans[:, SPAN_START] < end) & ((spans[:, SPAN_END] > start) | late)
        owners = np.arange(len(rows)).repeat(lengths)[touching]
        taken: Marks = np.bincount(owners, minlength=len(rows)) >= rows[:, UNITS]
        return taken

    def _allow(self, terms: Ints) -> Verdicts:
        """Whether hours and rules allow the wish, asked once for all listings that share them."""
        times, numbers = self._times, self._search.numbers
        for one in set(terms[self._allowed[terms] == UNKNOWN].tolist()):
            term = term_of(times.terms, one)
            period = numbers[START], numbers[END]
            self._allowed[one] = allows(term, times.hours, zone_of(times.zones, term[ZONE]), numbers, period)
        return self._allowed[terms]

    def _fits(self, words: Ints) -> Floats:
        if not self._query.text:
            return np.ones(len(words))
        return np.array([self._fit_of(one) for one in words.tolist()], np.float64)

    def _values(self, numbers: Ints, metres: Floats, fits: Floats) -> Floats:
        """A row for each value of a hit, as if all of the wish were free."""
        values = np.empty((HIT_WIDTH, len(numbers)))
        values[METRES], values[OVERLAP], values[TEXT] = metres, 1.0, fits
        values[FREE_START], values[FREE_END] = self._search.numbers[START], self._search.numbers[END]
        values[SCORE] = self._score(values, self._rows.floats[numbers, MERIT])
        return values

    def _keep(self, numbers: Ints, values: Floats, verdicts: Verdicts) -> None:
        """Merge them into the best; ask the rules where only those can tell, and only for what could be among them."""
        sure = verdicts == YES
        for place in (verdicts == ASK).nonzero()[0].tolist():
            sure[place] = self._can_reach(values[SCORE, place]) and self._ask(int(numbers[place]), values[:, place])
        self._merge(numbers[sure], values[:, sure])

    def _merge(self, numbers: Ints, values: Floats) -> None:
        together, hits = np.concatenate((self._numbers, numbers)), np.concatenate((self._hits, values), axis=1)
        best = np.lexsort((self._rows.keys[together], -hits[SCORE]))[: self._query.limit]
        self._numbers, self._hits = together[best], hits[:, best]

    def _can_reach(self, highest: float) -> bool:
        return len(self._numbers) < self._query.limit or bool(highest >= self._hits[SCORE, -1])

    def _ask(self, number: int, values: Floats) -> bool:
        """Whether the rules find a time; then the values say which."""
        found = free_when(self._listing_of(number).supply, self._query)
        if found is None or found[0] is None:
            return False
        values[OVERLAP] = found[1]
        values[FREE_START], values[FREE_END] = floor_minute(found[0].start), ceil_minute(found[0].end)
        values[SCORE] = self._score(values, float(self._rows.floats[number, MERIT]))
        return True

    def _score(self, values: Floats, merit: Floats | float) -> Floats:
        """As `score.score`, operation by operation; of one hit or of many."""
        floats = self._search.floats
        near = floats[W_DISTANCE] * (floats[HALF_M] / (floats[HALF_M] + values[METRES]))
        part = near + floats[W_OVERLAP] * values[OVERLAP] + floats[W_TEXT] * values[TEXT]
        score: Floats = (part + merit) / floats[W_TOTAL]
        return score
