"""The listings behind the rows: what came as a stock is made into listings one by one, when somebody asks for it."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matching.capacity import Busy
from matching.engine import Listing
from matching.grid.layout import Ints, Longs
from matching.grid.names import grown
from matching.record import Record
from matching.stock import Stock, stock_of

GONE = -1

Made = tuple[int, Listing, list[Busy]]
"""The number of a listing, the listing as it was put, and what was booked since."""


class Shelf:
    """What a hit says of many listings stands in arrays, to be taken all at once."""

    def __init__(self) -> None:
        self._count = 0
        self._made: dict[str, Made] = {}
        self._ids: NDArray[np.object_] = np.empty(0, np.object_)
        self._records: NDArray[np.object_] = np.empty(0, np.object_)
        self._stock, self._order = stock_of([]), np.zeros(0, np.intp)
        self._number_of_row: Ints = np.zeros(0, np.int32)

    def __len__(self) -> int:
        return self._count

    def number(self, listing_id: str) -> int | None:
        """That of a listing, if it is there."""
        made = self._made.get(listing_id)
        if made is not None:
            return made[0]
        row = self._row(listing_id)
        return None if row is None else int(self._number_of_row[row])

    def get(self, listing_id: str) -> Listing | None:
        """The listing with that id."""
        number = self.number(listing_id)
        return None if number is None else self.listing(number)

    def ids(self, numbers: Longs) -> list[str]:
        """Those of listings that are there."""
        found: list[str] = self._ids[numbers].tolist()
        return found

    def records(self, numbers: Longs) -> list[Record]:
        """What is known of their owners."""
        found: list[Record] = self._records[numbers].tolist()
        return found

    def take(self, stock: Stock, order: NDArray[np.intp], size: int) -> None:
        """All of a stock, the first number for the first of the order; with room for `size`."""
        self._stock, self._order, self._count = stock, order, len(order)
        self._ids, self._records = np.empty(size, np.object_), np.empty(size, np.object_)
        np.take(_array(stock.ids), order, out=self._ids[: len(order)], mode="clip")
        records, which = _array(stock.records.dictionary), stock.records.indices[order]
        np.take(records, which, out=self._records[: len(order)], mode="clip")
        self._number_of_row = np.empty(len(order), np.int32)
        self._number_of_row[order] = np.arange(len(order), dtype=np.int32)

    def make_room(self, size: int) -> None:
        """For so many numbers."""
        self._ids, self._records = grown(self._ids, size), grown(self._records, size)

    def put(self, number: int, listing: Listing) -> None:
        """In the place of what was there; room was made."""
        self._count += self.number(listing.id) is None
        self._made[listing.id] = number, listing, []
        self._ids[number], self._records[number] = listing.id, listing.record

    def book(self, listing_id: str, busy: Busy) -> tuple[int, Listing]:
        """Note one more booking of a listing that is there: its number, and the listing as it was put."""
        number, listing, booked = self._made.get(listing_id) or self._make(listing_id)
        booked.append(busy)
        return number, listing

    def remove(self, listing_id: str) -> int | None:
        """The number that it had, if it was there."""
        number, row = self.number(listing_id), self._row(listing_id)
        if number is not None:
            self._count -= 1
            self._made.pop(listing_id, None)
        if row is not None:
            self._number_of_row[row] = GONE
        return number

    def listing(self, number: int) -> Listing:
        """The listing of a number that is in use, with what was booked since it was put."""
        listing_id = self._ids[number]
        _, listing, booked = self._made.get(listing_id) or self._make(listing_id)
        if booked:
            listing = replace(listing, busy=(*listing.busy, *booked))
            self._made[listing_id] = number, listing, []
        return listing

    def _make(self, listing_id: str) -> Made:
        """What is there and was not put came with the stock."""
        row = self._row(listing_id)
        if row is None:
            raise KeyError(listing_id)
        made = self._made[listing_id] = int(self._number_of_row[row]), self._stock.make(row), list[Busy]()
        return made

    def _row(self, listing_id: str) -> int | None:
        """Where it stands in the stock, if it is still there; what is new has an id behind all of them."""
        ids = self._stock.ids
        if not ids or listing_id > ids[-1]:
            return None
        row = bisect_left(ids, listing_id)
        return row if ids[row] == listing_id and self._number_of_row[row] != GONE else None


def _array(values: Sequence[object]) -> NDArray[np.object_]:
    """Of one dimension, whatever they are."""
    array = np.empty(len(values), np.object_)
    array[:] = values
    return array
