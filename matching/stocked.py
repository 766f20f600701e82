"""Listings as columns: what an index is built of, and each of them made when it is asked for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matching.capacity import Busy
from matching.engine import KEY_BYTES, Listing
from matching.intervals import since_epoch
from matching.rules import Rules
from matching.stock import Coded, Held, Ints, Longs, Stock


class Units(NamedTuple):
    """offsets (n + 1,): those of a row are ids[offsets[row] : offsets[row + 1]], rising."""

    offsets: Longs
    ids: Longs


class Bookings(NamedTuple):
    """What holds the units of a row, by offsets as well; ids: bytes; the rest as in `matching.stock.Held`."""

    offsets: Longs
    ids: NDArray[np.void]
    units: Ints
    starts: Ints
    ends: Ints
    out: NDArray[np.bool_]


class Stocked(NamedTuple):
    """Listings, their ids rising, each a row of every column. columns: by their names in `Stock`, and any others."""

    ids: Sequence[str]
    titles: Sequence[str]
    keys: NDArray[np.uint64]
    columns: Mapping[str, Coded[Any]]
    units: Units
    bookings: Bookings
    moments: Longs

    def by_id(self, name: str) -> dict[str, Any]:
        """The values of a column, in the order of the rows."""
        dictionary, indices = self.columns[name]
        return dict(zip(self.ids, map(dictionary.__getitem__, indices.tolist()), strict=True))

    def stock(self) -> Stock:
        """What an engine loads."""
        named = {name: column for name, column in self.columns.items() if name in Stock._fields}
        units = np.diff(self.units.offsets).astype(np.int32)
        return Stock(ids=self.ids, keys=self.keys, **named, units=units, held=self._held(), make=self.listing)

    def listing(self, row: int) -> Listing:
        """That of a row."""
        of, (opening, rules) = self.columns, self.columns["terms"].at(row)
        units = self.units.ids[slice(*self.units.offsets[row : row + 2])].tolist()
        return Listing(
            id=self.ids[row],
            kind=of["kinds"].at(row),
            category=of["categories"].at(row),
            cell=of["cells"].at(row),
            groups=of["groups"].at(row),
            owner=of["owners"].at(row),
            key=int(self.keys[row]).to_bytes(KEY_BYTES, "big"),
            title=self.titles[row],
            words=of["words"].at(row),
            units=tuple(units),
            opening=opening,
            rules=rules,
            busy=tuple(self._busy(row, units, rules)),
            record=of["records"].at(row),
        )

    def _busy(self, row: int, units: Sequence[int], rules: Rules) -> Iterator[Busy]:
        before, after = rules.buffer_before_minutes, rules.buffer_after_minutes
        some = slice(*self.bookings.offsets[row : row + 2])
        columns = (column[some].tolist() for column in self.bookings[1:])
        for one, unit, start, end, out in zip(*columns, strict=True):
            period = since_epoch(int(self.moments[start])), since_epoch(int(self.moments[end]))
            yield Busy(units[unit], *period, before, after, str(UUID(bytes=one)), out)

    def _held(self) -> Held:
        terms, (offsets, _, units, starts, ends, out) = self.columns["terms"], self.bookings
        counts = np.diff(offsets).astype(np.int32)
        wanted = [(rules.buffer_before_minutes, rules.buffer_after_minutes) for _, rules in terms.dictionary]
        columns = np.array(wanted, np.int32).reshape(-1, 2).T
        before, after = (column[terms.indices].repeat(counts) for column in columns)
        return Held(counts, units, self.moments, starts, ends, before, after, out)
