"""Numbers for the sets that many wishes share: categories, kinds, groups and certificates."""

from array import array
from collections import defaultdict

import numpy as np

from matching.standing_layout import Bytes, Ints

REMEMBERED = 64
IDLE = 64


class Sets:
    """Each set of names its number, from 1 on; 0 stands for "whichever".

    with_any: what `marked` says of 0.
    """

    def __init__(self, *, with_any: bool) -> None:
        self._with_any = with_any
        self._numbers: dict[frozenset[str], int] = {}
        self._having: defaultdict[str, array[int]] = defaultdict(lambda: array("l"))
        self._marked: dict[frozenset[str], Bytes] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, names: frozenset[str] | None) -> int:
        """The number of the set, a new one if it was never met."""
        if names is None:
            return 0
        known = self._numbers.get(names)
        if known is not None:
            return known
        self._marked.clear()
        number = self._numbers[names] = len(self._numbers) + 1
        for name in names:
            self._having[name].append(number)
        return number

    def marked(self, names: frozenset[str]) -> Bytes:
        """1 for each set that shares a name with these; not to be written to."""
        if names not in self._marked:
            if len(self._marked) >= REMEMBERED:
                self._marked.clear()
            marks = np.zeros(len(self) + 1, np.uint8)
            marks[0] = self._with_any
            for name in names & self._having.keys():
                marks[np.array(self._having[name])] = 1
            self._marked[names] = marks
        return self._marked[names]

    def all(self) -> Bytes:
        """1 for each set."""
        return np.ones(len(self) + 1, np.uint8)

    def forget_unused(self, column: Ints) -> Ints:
        """The same sets in the column under new numbers, once most of those that were met stand nowhere any more."""
        used = np.bincount(column, minlength=len(self) + 1) > 0
        used[0] = True
        if len(self) <= 2 * np.count_nonzero(used) + IDLE:
            return column
        kept = [names for names, number in self._numbers.items() if used[number]]
        renumbered = (np.cumsum(used) - 1).astype(np.int32)
        self._numbers.clear()
        self._having.clear()
        self._marked.clear()
        for names in kept:
            self.number(names)
        return renumbered[column]
