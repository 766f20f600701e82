"""Numbers for what many listings share: categories, kinds, owners, cells, words and sets of groups."""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.geo import centre
from matching.grid.layout import Bytes, Floats
from matching.grid.squares import squares_of

T = TypeVar("T", bound=Hashable)

REMEMBERED = 8_192


def grown(array: NDArray[Any], size: int, fill: float = 0) -> NDArray[Any]:
    """The same array with room for at least `size` rows, a sixteenth more than there was so that growing is seldom."""
    if size <= len(array):
        return array
    larger = np.full((with_room(len(array), size), *array.shape[1:]), fill, array.dtype)
    larger[: len(array)] = array
    return larger


def with_room(had: int, size: int) -> int:
    """How many rows an array of so many gets that needs at least `size`."""
    return max(size, had * 17 // 16 + 16)


class Names(Generic[T]):
    """Each name its number, from 0 on, in the order in which they were met."""

    def __init__(self, first: Iterable[T] = ()) -> None:
        self.numbers: dict[T, int] = {name: number for number, name in enumerate(first)}

    def __len__(self) -> int:
        return len(self.numbers)

    def number(self, name: T) -> int:
        """Its number, a new one if it was never met."""
        return self.numbers.setdefault(name, len(self.numbers))

    def known(self, names: Iterable[T]) -> list[int]:
        """The numbers of those that were met, rising."""
        return sorted(self.numbers[name] for name in names if name in self.numbers)

    def chosen(self, names: Iterable[T] | None) -> list[int]:
        """The same; of all that were met where None are named."""
        return list(range(len(self))) if names is None else self.known(names)

    def marked(self, names: Iterable[T]) -> Bytes:
        """One for each name that is among these."""
        marks = np.zeros(len(self), np.uint8)
        marks[self.known(names)] = 1
        return marks


class GroupSets:
    """Sets of groups, and which of them share something with the groups of an asker."""

    def __init__(self) -> None:
        self._names: Names[frozenset[str]] = Names()
        self._having: defaultdict[str, list[int]] = defaultdict(list)
        self._seen: dict[frozenset[str], Bytes] = {}

    def number(self, groups: frozenset[str]) -> int:
        """The number of the set."""
        before = len(self._names)
        number = self._names.number(groups)
        if number == before:
            self._seen.clear()
            for group in groups:
                self._having[group].append(number)
        return number

    def seen_by(self, groups: frozenset[str]) -> Bytes:
        """One for each set of which an asker with these groups sees the listings; remembered for the next search."""
        if groups not in self._seen:
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            marks = np.zeros(len(self._names), np.uint8)
            marks[[number for group in groups for number in self._having.get(group, ())]] = 1
            self._seen[groups] = marks
        return self._seen[groups]


class Places:
    """Cells: the unit vectors of their centres, and the squares of the grid that those lie in."""

    def __init__(self) -> None:
        self._names: Names[str] = Names()
        self._vectors: Floats = np.zeros((0, 3))
        self._squares = np.zeros(0, np.int32)

    @property
    def vectors(self) -> Floats:
        """(cells, 3), and room for more."""
        return self._vectors

    @property
    def squares(self) -> NDArray[np.int32]:
        """(cells,), and room for more."""
        return self._squares

    def number(self, cell: str) -> int:
        if cell not in self._names.numbers:
            self.learn([cell])
        return self._names.number(cell)

    def learn(self, cells: Sequence[str]) -> None:
        """Some that were not met before."""
        first = len(self._names)
        points = np.array([vector(cell) for cell in cells]).reshape(-1, 5)
        self._vectors = grown(self._vectors, first + len(cells))
        self._squares = grown(self._squares, first + len(cells))
        self._vectors[first : first + len(cells)] = points[:, :3]
        self._squares[first : first + len(cells)] = squares_of(points[:, 3], points[:, 4])
        for cell in cells:
            self._names.number(cell)


def vector(cell: str) -> tuple[float, float, float, float, float]:
    """The unit vector of the cell's centre, and its latitude and longitude in degrees."""
    lat, lon = centre(cell)
    phi, theta = math.radians(lat), math.radians(lon)
    return math.cos(phi) * math.cos(theta), math.cos(phi) * math.sin(theta), math.sin(phi), lat, lon
