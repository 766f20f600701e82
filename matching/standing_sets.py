"""Numbers for the sets that many wishes share: categories, kinds, groups and certificates."""

from array import array
from collections import defaultdict
from collections.abc import Iterable
from zlib import crc32

import numpy as np

from matching.standing_layout import Bytes, Ints

REMEMBERED = 64
IDLE = 64

BITS, SEED = 31, 1_000_003
ALL = -1
"""The bits of everybody."""


def bits(names: Iterable[str]) -> int:
    """One or two bits for each name: a name is surely not among others some of whose bits are missing.

    Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970.
    """
    found = 0
    for name in names:
        number = crc32(name.encode(), SEED)
        found |= 1 << number % BITS | 1 << number // BITS % BITS
    return found


class Sets:
    """Each set of names its number, from 1 on; 0 stands for "whichever".

    with_any: what `marked` says of 0.
    """

    def __init__(self, *, with_any: bool) -> None:
        self._with_any = with_any
        self._numbers: dict[frozenset[str], int] = {}
        self._having: defaultdict[str, array[int]] = defaultdict(lambda: array("l"))
        self._marked: dict[frozenset[str] | None, Bytes] = {}

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

    def marked(self, names: frozenset[str] | None) -> Bytes:
        """1 for each set that shares a name with these, or for all of them; not to be written to."""
        known = self._marked.get(names)
        if known is not None:
            return known
        if len(self._marked) >= REMEMBERED:
            self._marked.clear()
        marks = self._marked[names] = np.full(len(self) + 1, names is None, np.uint8)
        marks[0] |= self._with_any
        for name in names & self._having.keys() if names else ():
            marks[np.array(self._having[name])] = 1
        return marks

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
