"""Rows of a database as the columns of a stock: added some at a time, and read as what they mean at the end."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import repeat
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matching.intervals import micros
from matching.stock import Codes, Column, Longs, keys_of
from matching.stocked import Bookings, Stocked, Units

NOWHERE = -1

Arrays: TypeAlias = tuple[NDArray[Any], ...]
Reading: TypeAlias = tuple[str, Callable[[Any], Any]]
"""Of which column as it was added, and how each of its values is read."""
UnitRow: TypeAlias = tuple[str, int]
"""A listing's id, and the unit."""
BookingRow: TypeAlias = tuple[str, str, int, Hashable, Hashable, object]
"""A listing's id, the booking's, which is a UUID, the unit, from when to when, and whether it is out."""


class Page(NamedTuple):
    """Some listings. columns: by name, a value for each; units and held: in any order, of others too."""

    ids: Sequence[str]
    titles: Sequence[str]
    keys: Sequence[bytes]
    columns: Mapping[str, Sequence[Hashable]]
    units: Sequence[UnitRow]
    held: Sequence[BookingRow]


class Stocking:
    """Takes pages that have these columns, and gives what they amount to."""

    def __init__(self, columns: Iterable[str]) -> None:
        self._ids: list[str] = []
        self._titles: list[str] = []
        self._keys: list[bytes] = []
        self._columns: dict[str, Column[Any]] = {name: Column() for name in columns}
        self._moments = Codes[Any]()
        self._units = [_units({}, [])]
        self._bookings = [self._held({}, {}, [])]

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, page: Page) -> None:
        """The next listings."""
        self._ids += page.ids
        self._titles += page.titles
        self._keys += page.keys
        for name, values in page.columns.items():
            self._columns[name].add(values)
        at = {one: row for row, one in enumerate(page.ids)}
        units = _units(at, page.units)
        self._units.append(units)
        self._bookings.append(self._held(at, _places(units), page.held))

    def stocked(self, read: Mapping[str, Reading], moment: Callable[[Any], datetime]) -> Stocked:
        """All that was added. read: the columns that are not as they were added. moment: reads when bookings are."""
        columns = {name: column.coded() for name, column in self._columns.items()}
        columns |= {name: columns[source].read_by(how) for name, (source, how) in read.items()}
        moments = np.array([micros(moment(one)) for one in self._moments], np.int64)
        units, bookings = Units(*_joined(self._units)), Bookings(*_joined(self._bookings))
        return Stocked(self._ids, self._titles, keys_of(self._keys), columns, units, bookings, moments)

    def _held(self, at: Mapping[str, int], places: Mapping[int, int], rows: Sequence[BookingRow]) -> Arrays:
        """As `Bookings`, with counts for offsets; what holds a unit that is not among them is left out."""
        listings, ids, units, starts, ends, out = zip(*rows, strict=True) if rows else ((),) * 6
        place = np.fromiter(map(places.get, units, repeat(NOWHERE)), np.int32, len(rows))
        whose = np.where(place == NOWHERE, NOWHERE, _rows(at, listings))
        uuids = np.frombuffer(bytes.fromhex("".join(ids).replace("-", "")), "V16")
        moments, is_out = self._moments, np.fromiter(out, np.bool_, len(rows))
        return _by_row(len(at), whose, (uuids, place, moments.of(starts), moments.of(ends), is_out))


def _units(at: Mapping[str, int], rows: Sequence[UnitRow]) -> Arrays:
    """As `Units`, with counts for offsets."""
    listings, ids = zip(*rows, strict=True) if rows else ((), ())
    return _by_row(len(at), _rows(at, listings), (np.fromiter(ids, np.int64, len(ids)),))


def _places(units: Arrays) -> Mapping[int, int]:
    """By unit, which of its listing's it is."""
    counts, ids = units
    firsts = np.cumsum(counts) - counts
    return dict(zip(ids.tolist(), (np.arange(len(ids)) - np.repeat(firsts, counts)).tolist(), strict=True))


def _rows(at: Mapping[str, int], listings: Sequence[str]) -> Longs:
    """The rows of listings; NOWHERE for those that are not there."""
    return np.fromiter(map(at.get, listings, repeat(NOWHERE)), np.int64, len(listings))


def _by_row(size: int, whose: Longs, columns: Arrays) -> Arrays:
    """How many each row has, and the columns sorted by row, equals as they came; without what is NOWHERE."""
    order = np.argsort(whose, kind="stable")[np.count_nonzero(whose == NOWHERE) :]
    return np.bincount(whose[order], minlength=size), *(column[order] for column in columns)


def _joined(parts: Sequence[Arrays]) -> Arrays:
    """One page after the other, with offsets for counts."""
    counts, *columns = (np.concatenate(column) for column in zip(*parts, strict=True))
    return np.concatenate(([0], np.cumsum(counts))), *columns
