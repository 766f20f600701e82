"""A query turned into the numbers of a search."""

from functools import lru_cache

import numpy as np

from matching.engine import Query
from matching.grid.layout import DAY, END, NOW, START, Bytes, Fractions, Ints, Longs, Marks, Search
from matching.grid.minutes import ceil_minute, floor_minute, is_whole
from matching.grid.names import vector
from matching.grid.table import Table
from matching.grid.zones import zones_near
from matching.intervals import Period
from matching.score import Weights
from matching.wall import MINUTE

REMEMBERED = 1_024
NO_TIME = 0, 0, 0
_vector = lru_cache(maxsize=65_536)(vector)


class Asking:
    """Turns queries into searches of one table, and remembers what many queries share."""

    def __init__(self, table: Table, weights: Weights) -> None:
        self._table = table
        self._weights = (weights.distance, weights.overlap, weights.text, weights.total, float(weights.half_distance_m))
        self._categories: dict[frozenset[str] | None, Ints] = {}
        self._certificates: dict[frozenset[str], Bytes] = {}

    def search(self, query: Query) -> Search | None:
        """The numbers; None where nothing can be found, because its groups, kinds or categories have nothing."""
        table = self._table
        categories, kinds = self._wanted(query.categories), self._kinds(query.kinds)
        groups = table.groups.seen_by(query.groups)
        times = _times(query.period, query.duration_minutes)
        if not len(categories) or not kinds or times is None:
            return None
        now = floor_minute(query.now)
        now_after = now if is_whole(query.now) else now + 1
        return Search(
            numbers=(*times, now, now_after, query.radius_m, kinds, int(query.categories is None)),
            floats=self._floats(query),
            categories=categories,
            marks=Marks(groups, self._held(query.certificates), self._hidden(query.hidden_owners)),
        )

    def zones(self, search: Search) -> Longs:
        """How far the clocks are ahead for this search."""
        start, end, now = (search.numbers[place] // DAY for place in (START, END, NOW))
        days = (now, start, end) if search.numbers[START] < search.numbers[END] else (0, 0, 0)
        return zones_near(tuple(self._table.terms.zones.numbers), days)

    def _hidden(self, owners: frozenset[str]) -> Ints:
        return np.array(self._table.owners.known(owners), np.int32)

    def _wanted(self, categories: frozenset[str] | None) -> Ints:
        names = self._table.categories
        if categories is None:
            return np.arange(len(names), dtype=np.int32)
        if categories not in self._categories or len(self._categories) > REMEMBERED:
            known = np.array(names.known(categories), np.int32)
            if len(known) < len(categories):
                return known
            self._categories[categories] = known
        return self._categories[categories]

    def _kinds(self, kinds: frozenset[str] | None) -> int:
        """One bit for each kind."""
        names = self._table.kinds
        return sum(1 << number for number in (names.known(kinds) if kinds is not None else range(len(names))))

    def _held(self, certificates: frozenset[str]) -> Bytes:
        """One for each certificate that is held, and for having to hold none."""
        names = self._table.certificates
        marks = self._certificates.get(certificates)
        if marks is None or len(marks) < len(names):
            marks = names.marked([*certificates, None])
            if len(self._certificates) > REMEMBERED:
                self._certificates.clear()
            self._certificates[certificates] = marks
        return marks

    def _floats(self, query: Query) -> Fractions:
        whole = query.period.length / MINUTE if query.period else 1.0
        return (*self._weights, self._table.best_merit, *_vector(query.cell), whole)


def _times(period: Period | None, minutes: int | None) -> tuple[int, int, int] | None:
    """Start, end and duration; a flexible wish keeps the whole minutes of its window, and without any finds nothing."""
    if period is None:
        return NO_TIME
    if minutes is None:
        return floor_minute(period.start), ceil_minute(period.end), 0
    start, end = ceil_minute(period.start), floor_minute(period.end)
    return (start, end, minutes) if start < end else None
