"""Standing searches as rows: sorted by where and for what, later ones behind, until they are sorted in."""

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from matching.intervals import micros
from matching.standing import Standing
from matching.standing_cubes import ANY, LEVEL, LEVELS, chord, code, vector
from matching.standing_layout import END, FAR, NUMBER, SETS, Bytes, Floats, Index, Ints, Longs
from matching.standing_sets import ALL, Sets, bits

LATE_AT_LEAST, LATE_SHARE = 512, 128
"""The rows are sorted anew once more than this came or went: 512 and one in 128 of them."""

FEW = 4
"""For so many categories a wish stands once for each; for more, once under ANY with the number of their set."""


class Table:
    """Rows of all standing searches; the arrays that `index` gives are valid until the next change.

    latest: no wanted time ends later, in microseconds. names: by number.
    """

    def __init__(self) -> None:
        self.sets = tuple(Sets(with_any=column not in SETS[2:]) for column in SETS)
        self.sorted = self.total = self._gone = 0
        self.latest = -FAR
        self.names: list[str] = []
        self._standings: list[Standing | None] = []
        self._numbers: dict[str, int] = {}
        self._categories: dict[str, int] = {}
        self._codes: Longs = np.zeros(64, np.int64)
        self._starts: Longs = np.zeros(1, np.int64)
        self._rows: Ints = np.zeros((64, 8), np.int32)
        self._times: Longs = np.zeros((64, 3), np.int64)
        self._places: Floats = np.zeros((64, 4))
        self._alive: Bytes = np.zeros(64, np.uint8)

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def nbytes(self) -> int:
        """The memory of the arrays, without the standing searches and their names."""
        return sum(array.nbytes for array in self._arrays())

    def get(self, standing_id: str) -> Standing | None:
        number = self._numbers.get(standing_id)
        return None if number is None else self._standings[number]

    def standing(self, number: int) -> Standing:
        """The standing search with that number, which is not gone."""
        return cast("Standing", self._standings[number])

    def put(self, standing: Standing) -> None:
        """Add its rows behind the others; those that it had count as gone."""
        self.remove(standing.id)
        number = self._numbers[standing.id] = len(self._standings)
        self._standings.append(standing)
        self.names.append(standing.id)
        if number >= len(self._alive):
            self._alive = _grown(self._alive, number + 1)
        self._alive[number] = 1
        self._append(number, standing)

    def remove(self, standing_id: str) -> None:
        """Its rows lead nowhere from now on."""
        number = self._numbers.pop(standing_id, None)
        if number is not None:
            self._standings[number], self._alive[number] = None, 0
            self._gone += 1

    def number_of(self, category: str) -> int:
        """The number under which those stand that want the category; ANY where nobody does."""
        return self._categories.get(category, ANY)

    def index(self) -> Index:
        """The arrays for a walk; sorted anew first if too much came and went."""
        if self.total - self.sorted + self._gone > LATE_AT_LEAST + self.sorted // LATE_SHARE:
            self.sort()
        return self._arrays()

    def _arrays(self) -> Index:
        return Index(self._codes, self._starts, self._rows, self._times, self._places, self._alive)

    def sort(self) -> None:
        """All rows in order, without those that are gone."""
        alive = np.flatnonzero(self._alive[self._rows[: self.total, NUMBER]])
        order = alive[np.argsort(self._codes[alive], kind="stable")]
        self._codes, self._rows = _taken(self._codes, order), _taken(self._rows, order)
        self._times, self._places = _taken(self._times, order), _taken(self._places, order)
        self.sorted = self.total = len(order)
        self._gone = 0
        self.latest = int(self._times[: self.total, END].max(initial=-FAR))
        self._renumber()
        prefixes = np.arange((len(self._categories) + 1) * LEVELS + 1, dtype=np.int64)
        self._starts = np.searchsorted(self._codes[: self.total], prefixes << LEVEL)

    def _renumber(self) -> None:
        """Give numbers away again once most are of what is gone."""
        for sets, column in zip(self.sets, SETS, strict=True):
            self._rows[: self.total, column] = sets.forget_unused(self._rows[: self.total, column])
        if len(self._standings) <= 2 * len(self) + LATE_AT_LEAST:
            return
        kept = np.fromiter(self._numbers.values(), np.int64, len(self))
        renumbered = np.zeros(len(self._standings), np.int32)
        renumbered[kept] = np.arange(len(kept))
        self._rows[: self.total, NUMBER] = renumbered[self._rows[: self.total, NUMBER]]
        self._standings = [self._standings[number] for number in kept.tolist()]
        self._alive = np.ones(len(kept), np.uint8)
        self.names = list(self._numbers)
        self._numbers = {name: number for number, name in enumerate(self.names)}

    def _append(self, number: int, standing: Standing) -> None:
        point = vector(standing.cell)
        categories, many = self._filed(standing.categories)
        sets, hides = self._set_numbers(standing, many), ALL if standing.text else bits(standing.unwanted)
        row = number, standing.radius_m, *sets, standing.duration_minutes or 0, hides
        start, end = (micros(standing.period.start), micros(standing.period.end)) if standing.period else (0, 0)
        until = micros(standing.until)
        times = start, end, min(until, end) if standing.period else until
        self.latest = max(self.latest, end if standing.period else -FAR)
        self._make_room(self.total + len(categories))
        for category in categories:
            self._codes[self.total] = code(category, standing.radius_m, point)
            self._rows[self.total] = row
            self._times[self.total] = times
            self._places[self.total] = *point, chord(standing.radius_m)
            self.total += 1

    def _filed(self, categories: frozenset[str] | None) -> tuple[list[int], frozenset[str] | None]:
        """The numbers under which it stands, and the set that remains to be looked at."""
        if categories is None or len(categories) > FEW:
            return [ANY], categories
        known = self._categories
        return [known.setdefault(category, len(known) + 1) for category in categories], None

    def _set_numbers(self, standing: Standing, many: frozenset[str] | None) -> tuple[int, ...]:
        wanted = many, standing.kinds, standing.groups, standing.certificates
        return tuple(sets.number(names) for sets, names in zip(self.sets, wanted, strict=True))

    def _make_room(self, size: int) -> None:
        if size > len(self._codes):
            self._codes, self._rows = _grown(self._codes, size), _grown(self._rows, size)
            self._times, self._places = _grown(self._times, size), _grown(self._places, size)


def _taken(array: NDArray[Any], order: Longs) -> NDArray[Any]:
    """These rows of the array, with room behind them for those that come before they are sorted anew."""
    room = len(order) + 2 * (LATE_AT_LEAST + len(order) // LATE_SHARE)
    taken = np.empty((room, *array.shape[1:]), array.dtype)
    np.take(array, order, axis=0, out=taken[: len(order)])
    return taken


def _grown(array: NDArray[Any], size: int) -> NDArray[Any]:
    """The same array with room for at least `size` rows, half as many again so that growing costs little."""
    larger = np.zeros((max(size, len(array) * 3 // 2), *array.shape[1:]), array.dtype)
    larger[: len(array)] = array
    return larger
