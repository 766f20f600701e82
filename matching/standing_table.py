"""Standing searches as rows: sorted by where and for what, later ones behind, until they are sorted in."""

from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine import Listing
from matching.standing import Standing
from matching.standing_cubes import LEVEL, LEVELS, chord, code, vector
from matching.standing_layout import END, FAR, NUMBER, SETS, Bytes, Floats, Index, Ints, Longs, Mask
from matching.standing_sets import Sets
from matching.standing_times import micros

LATE_AT_LEAST, LATE_SHARE = 512, 128
"""The rows are sorted anew once more than this came or went: 512 and one in 128 of them."""

ANY = 0
"""The number of the category under which those stand that name none, or many."""

FEW = 4
"""For so many categories a wish stands once for each; for more, once under ANY with the number of their set."""


class Table:
    """Rows of all standing searches; the arrays that `index` gives are valid until the next change.

    latest: no wanted time ends later, in microseconds. standings: by number; None for what is gone.
    """

    def __init__(self) -> None:
        self.sets = tuple(Sets(with_any=column not in SETS[2:]) for column in SETS)
        self.sorted = self.total = self._gone = 0
        self.latest = -FAR
        self.standings: list[Standing | None] = []
        self._numbers: dict[str, int] = {}
        self._categories: dict[str, int] = {}
        self._codes: Longs = np.zeros(64, np.int64)
        self._starts: Longs = np.zeros(1, np.int64)
        self._rows: Ints = np.zeros((64, 7), np.int32)
        self._times: Longs = np.zeros((64, 3), np.int64)
        self._places: Floats = np.zeros((64, 4))

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def nbytes(self) -> int:
        """The memory of the arrays, without the standing searches and their names."""
        return sum(array.nbytes for array in (self._codes, self._starts, self._rows, self._times, self._places))

    def get(self, standing_id: str) -> Standing | None:
        number = self._numbers.get(standing_id)
        return None if number is None else self.standings[number]

    def put(self, standing: Standing) -> None:
        """Add its rows behind the others; those that it had count as gone."""
        self.remove(standing.id)
        number = self._numbers[standing.id] = len(self.standings)
        self.standings.append(standing)
        self._append(number, standing)

    def remove(self, standing_id: str) -> None:
        """Its rows lead nowhere from now on."""
        number = self._numbers.pop(standing_id, None)
        if number is not None:
            self.standings[number] = None
            self._gone += 1

    def own(self, category: str) -> Longs:
        """The numbers under which those stand that want the category."""
        known = self._categories.get(category)
        return np.array([ANY] if known is None else [ANY, known], np.int64)

    def marks(self, listing: Listing) -> tuple[Bytes, Longs]:
        """For each column of sets, 1 for each set that the listing meets, one after the other; where each begins."""
        categories, kinds, groups, certificates = self.sets
        certificate = listing.certificate
        marks = (
            categories.marked(frozenset({listing.category})),
            kinds.marked(frozenset({listing.kind})),
            groups.marked(listing.groups),
            certificates.all() if certificate is None else certificates.marked(frozenset({certificate})),
        )
        offsets = accumulate((len(one) for one in marks[:-1]), initial=0)
        return np.concatenate(marks), np.array([*offsets], np.int64)

    def index(self) -> Index:
        """The arrays for a walk; sorted anew first if too much came and went."""
        if self.total - self.sorted + self._gone > LATE_AT_LEAST + self.sorted // LATE_SHARE:
            self.sort()
        return Index(self._codes, self._starts, self._rows, self._times, self._places)

    def sort(self) -> None:
        """All rows in order, without those that are gone."""
        alive = np.flatnonzero(self._are_alive(self._rows[: self.total, NUMBER]))
        order = alive[np.argsort(self._codes[alive], kind="stable")]
        self._codes, self._rows = self._codes[order], self._rows[order]
        self._times, self._places = self._times[order], self._places[order]
        self.sorted = self.total = len(order)
        self._gone = 0
        self.latest = int(self._times[:, END].max(initial=-FAR))
        self._renumber()
        prefixes = np.arange((len(self._categories) + 1) * LEVELS + 1, dtype=np.int64)
        self._starts = np.searchsorted(self._codes, prefixes << LEVEL)

    def _are_alive(self, numbers: Ints) -> Mask:
        alive = np.fromiter((one is not None for one in self.standings), np.bool_, len(self.standings))
        found: Mask = alive[numbers]
        return found

    def _renumber(self) -> None:
        """Give numbers away again once most are of what is gone."""
        for sets, column in zip(self.sets, SETS, strict=True):
            self._rows[:, column] = sets.forget_unused(self._rows[:, column])
        if len(self.standings) <= 2 * len(self) + LATE_AT_LEAST:
            return
        kept = np.fromiter(self._numbers.values(), np.int64, len(self))
        renumbered = np.zeros(len(self.standings), np.int32)
        renumbered[kept] = np.arange(len(kept))
        self._rows[:, NUMBER] = renumbered[self._rows[:, NUMBER]]
        self.standings = [self.standings[number] for number in kept.tolist()]
        self._numbers = {name: number for number, name in enumerate(self._numbers)}

    def _append(self, number: int, standing: Standing) -> None:
        point = vector(standing.cell)
        categories, many = self._filed(standing.categories)
        row = number, standing.radius_m, *self._set_numbers(standing, many), standing.duration_minutes or 0
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


def _grown(array: NDArray[Any], size: int) -> NDArray[Any]:
    """The same array with room for at least `size` rows, half as many again so that growing costs little."""
    larger = np.zeros((max(size, len(array) * 3 // 2), *array.shape[1:]), array.dtype)
    larger[: len(array)] = array
    return larger
