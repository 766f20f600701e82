"""A query turned into the numbers of a search: what searches of one kind by one asker share is made once."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from matching.engine import Query
from matching.grid.frames import Frame, Moments, Part, Zones, framed, joined, part
from matching.grid.layout import DAY, HIT_WIDTH, VERDICTS, Best, Bytes, Floats, Ints, Longs, Marks, Search
from matching.grid.minutes import bounds
from matching.grid.names import vector
from matching.grid.points import Points
from matching.grid.table import Table
from matching.grid.zones import zones_near
from matching.score import Weights
from matching.wall import MINUTE

T = TypeVar("T")

REMEMBERED = 8_192
"""Of each kind; askers are the largest, with 1.4 kB each."""
Timing = tuple[Moments, float, bool]
"""The moments, how many minutes the whole wish has, and whether whole minutes say all of it."""


class Asker(NamedTuple):
    """What the searches of one kind by one asker share; the compiler finds the arrays in the frames.

    frames: the addresses of the table's and of its own; held: both, for as long as they are needed.
    """

    frames: tuple[int, int]
    held: tuple[Frame, Frame]
    weights: Floats
    kinds: Longs
    categories: Ints
    marks: Marks
    best: Best


class Asking:
    """Turns queries into searches of one table; what it remembers is true until the table changes."""

    def __init__(self, table: Table, weights: Weights) -> None:
        self._table = table
        self._weights = weights
        self.points = Points()
        self._frame: Frame | None = None
        self._askers: dict[tuple[object, ...], Asker | None] = {}
        self._zones: dict[tuple[int, int, int], Zones] = {}
        self._near: tuple[Ints, Floats] = np.zeros(0, np.int32), np.zeros(0)
        self._rooms: dict[int, tuple[Best, Frame]] = {}
        self._parts: dict[tuple[str, object], Part] = {}

    def asker(self, query: Query) -> Asker | None:
        """None where nothing can be found, because the groups, kinds or categories have nothing."""
        if self._table.frame is not self._frame or self._frame is None:
            self._begin_anew()
        key = query.groups, query.categories, query.certificates, query.hidden_owners, query.kinds, query.limit
        if key not in self._askers:
            _make_room(self._askers)
            self._askers[key] = self._asker(query)
        return self._askers[key]

    def zones(self, moments: Moments) -> Zones:
        """How far the clocks are ahead for a search."""
        start, end, _, now, _, _ = moments
        days = (now // DAY, start // DAY, end // DAY) if start < end else (0, 0, 0)
        if days not in self._zones:
            _make_room(self._zones)
            numbers = zones_near(tuple(self._table.terms.zones.numbers), days)
            self._zones[days] = Zones((numbers.ctypes.data, len(numbers)), numbers)
        return self._zones[days]

    def _begin_anew(self) -> None:
        """The table is another one."""
        self._frame = self._table.framed()
        self._askers.clear()
        self._parts.clear()
        self._rooms.clear()
        self._zones.clear()
        most = self._table.queue.most_places
        self._near = np.empty(most, np.int32), np.empty(most)

    def _asker(self, query: Query) -> Asker | None:
        table, frame = self._table, cast("Frame", self._frame)
        weights = self._part("weights", None, self._counting)
        kinds = self._part("kinds", (query.kinds, query.categories is None), self._limits)
        categories = self._part("categories", query.categories, self._wanted)
        if not len(categories.array) or not kinds.array[0]:
            return None
        groups = self._part("groups", query.groups, table.groups.seen_by)
        held = self._part("certificates", query.certificates, self._held)
        hidden = part(np.array(table.owners.known(query.hidden_owners), np.int32))
        best, room = self._room(query.limit)
        own = joined((weights, kinds, categories, groups, held, hidden), room)
        marks = Marks(groups.array, held.array, hidden.array)
        addresses = frame.address, own.address
        return Asker(addresses, (frame, own), weights.array, kinds.array, categories.array, marks, best)

    def _part(self, what: str, key: T, make: Callable[[T], NDArray[Any]]) -> Part:
        """An array that askers share who ask alike in this."""
        if (what, key) not in self._parts:
            _make_room(self._parts)
            self._parts[what, key] = part(make(key))
        return self._parts[what, key]

    def _counting(self, _nothing: None) -> Floats:
        asked = self._weights
        weights = asked.distance, asked.overlap, asked.text, asked.total, asked.half_distance_m, self._table.best_merit
        return np.array(weights, np.float64)

    def _limits(self, wanted: tuple[frozenset[str] | None, bool]) -> Longs:
        """The kinds, and whether text must fit."""
        return np.array((_bits(self._table.kinds.chosen(wanted[0])), wanted[1]), np.int64)

    def _room(self, limit: int) -> tuple[Best, Frame]:
        """Where a search for so many works and writes down what it finds: the next one's as well."""
        if limit not in self._rooms:
            best = _best(limit)
            self._rooms[limit] = best, framed((*best, *self._near, np.zeros((VERDICTS, 2), np.int64)))
        return self._rooms[limit]

    def _wanted(self, categories: frozenset[str] | None) -> Ints:
        return np.array(self._table.categories.chosen(categories), np.int32)

    def _held(self, certificates: frozenset[str]) -> Bytes:
        """One for each certificate that is held, and for having to hold none."""
        return self._table.certificates.marked([*certificates, None])


def search_of(asker: Asker, query: Query, timing: Timing) -> Search:
    """The same for those who read no addresses."""
    moments, whole, _ = timing
    floats = *asker.weights.tolist(), *vector(query.cell), whole
    return Search((*moments, *asker.kinds.tolist()), floats, asker.categories, asker.marks)


def timing_of(query: Query) -> Timing | None:
    """When; a flexible wish keeps the whole minutes of its window, and None is said where there are not any."""
    now, now_after = bounds(query.now)
    period, minutes = query.period, query.duration_minutes
    if period is None:
        return (0, 0, 0, now, now_after, query.radius_m), 1.0, True
    (start, start_after), (end, end_after) = bounds(period.start), bounds(period.end)
    if minutes is None:
        is_exact = start == start_after and end == end_after
        return (start, end_after, 0, now, now_after, query.radius_m), 1.0, is_exact
    if start_after >= end:
        return None
    return (start_after, end, minutes, now, now_after, query.radius_m), period.length / MINUTE, True


def _make_room(remembered: dict[Any, Any]) -> None:
    if len(remembered) >= REMEMBERED:
        remembered.clear()


def _best(limit: int) -> Best:
    """For so many and the one that is judged."""
    return Best(
        np.zeros(limit + 1, np.int32),
        np.zeros(1, np.int64),
        np.zeros(limit + 1, np.int32),
        np.zeros((HIT_WIDTH, limit + 1)),
        np.zeros(limit, np.int64),
        np.zeros((HIT_WIDTH, limit)),
    )


def _bits(numbers: Iterable[int]) -> int:
    return sum(1 << number for number in numbers)
