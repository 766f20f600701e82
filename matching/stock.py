"""Many listings at once, as columns: millions of objects take longer to make than all the rest of a start."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic, NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.engine import Listing
from matching.intervals import micros
from matching.opening import Opening
from matching.record import Record
from matching.rules import Rules

T = TypeVar("T")
U = TypeVar("U")
K = TypeVar("K", bound=Hashable)
Ints: TypeAlias = NDArray[np.int32]
Longs: TypeAlias = NDArray[np.int64]


NOTHING: Ints = np.zeros(0, np.int32)


class Coded(NamedTuple, Generic[T]):
    """A column in dictionary encoding: the value of a row is dictionary[indices[row]]."""

    dictionary: Sequence[T]
    indices: Ints

    def at(self, row: int) -> T:
        """The value of a row."""
        return self.dictionary[int(self.indices[row])]

    def read_by(self, read: Callable[[T], U]) -> "Coded[U]":
        """The same column of other values, asked for once for each."""
        return Coded([read(value) for value in self.dictionary], self.indices)

    def as_numbers(self, number: Callable[[T], int]) -> Ints:
        """The same of numbers, in one array."""
        return np.fromiter(map(number, self.dictionary), np.int32, len(self.dictionary))[self.indices]


class Held(NamedTuple):
    """The bookings of all rows, one row's after the other's, as in `capacity.Busy`.

    counts (n,): how many each row has. units: the place of the unit among the row's. moments: in microseconds since
    1970, those in which starts and ends are places. before, after: minutes. A booking of a unit that the row has not is
    left out.
    """

    counts: Ints
    units: Ints
    moments: Longs
    starts: Ints
    ends: Ints
    before: Ints
    after: Ints
    out: NDArray[np.bool_]


class Stock(NamedTuple):
    """Listings, their ids rising: what an index is built of, and how to make the one of a row.

    keys: as numbers of eight bytes. terms: when each is open, by which rules. units: how many each has.
    """

    ids: Sequence[str]
    keys: NDArray[np.uint64]
    kinds: Coded[str]
    categories: Coded[str]
    cells: Coded[str]
    groups: Coded[frozenset[str]]
    owners: Coded[str]
    words: Coded[str]
    certificates: Coded[str | None]
    terms: Coded[tuple[Opening, Rules]]
    records: Coded[Record]
    units: Ints
    held: Held
    make: Callable[[int], Listing]


class Codes(dict[K, int]):
    """The numbers of values, from 0 on, in the order in which they are met."""

    def __missing__(self, value: K) -> int:
        number = self[value] = len(self)
        return number

    def of(self, values: Sequence[K]) -> Ints:
        """The numbers of several, which are met now at the latest."""
        return np.fromiter(map(self.__getitem__, values), np.int32, len(values))


class Column(Generic[K]):
    """A column that grows by some values at a time."""

    def __init__(self) -> None:
        self._codes = Codes[K]()
        self._parts: list[Ints] = []

    def add(self, values: Sequence[K]) -> None:
        """The next values."""
        self._parts.append(self._codes.of(values))

    def coded(self) -> Coded[K]:
        """All of them."""
        return Coded(list(self._codes), np.concatenate(self._parts or [NOTHING]))


def stock_of(listings: Iterable[Listing]) -> Stock:
    """Listings that there are already; of two with one id the last."""
    held = sorted({one.id: one for one in listings}.values(), key=lambda one: one.id)
    return Stock(
        ids=[one.id for one in held],
        keys=keys_of(one.key for one in held),
        kinds=_coded([one.kind for one in held]),
        categories=_coded([one.category for one in held]),
        cells=_coded([one.cell for one in held]),
        groups=_coded([one.groups for one in held]),
        owners=_coded([one.owner for one in held]),
        words=_coded([one.words for one in held]),
        certificates=_coded([one.certificate for one in held]),
        terms=_terms(held),
        records=_coded([one.record for one in held]),
        units=np.array([len(one.units) for one in held], np.int32),
        held=_held(held),
        make=held.__getitem__,
    )


def keys_of(keys: Iterable[bytes]) -> NDArray[np.uint64]:
    """Eight bytes each, as numbers that are ordered alike."""
    return np.frombuffer(b"".join(keys), ">u8").astype(np.uint64)


def _coded(values: Sequence[K]) -> Coded[K]:
    column = Column[K]()
    column.add(values)
    return column.coded()


def _terms(listings: Sequence[Listing]) -> Coded[tuple[Opening, Rules]]:
    """By identity: most are the same objects, and to look into them takes long."""
    met = {(id(one.opening), id(one.rules)): (one.opening, one.rules) for one in listings}
    return Coded(list(met.values()), _coded([(id(one.opening), id(one.rules)) for one in listings]).indices)


def _held(listings: Sequence[Listing]) -> Held:
    held = [[(one.units.index(busy.unit), busy) for busy in one.busy if busy.unit in one.units] for one in listings]
    some = [busy for those in held for _, busy in those]
    moments = _coded([*(busy.start for busy in some), *(busy.end for busy in some)])
    return Held(
        counts=np.array([len(those) for those in held], np.int32),
        units=np.array([unit for those in held for unit, _ in those], np.int32),
        moments=np.array([micros(one) for one in moments.dictionary], np.int64),
        starts=moments.indices[: len(some)],
        ends=moments.indices[len(some) :],
        before=np.array([busy.before_minutes for busy in some], np.int32),
        after=np.array([busy.after_minutes for busy in some], np.int32),
        out=np.array([busy.out for busy in some], np.bool_),
    )
