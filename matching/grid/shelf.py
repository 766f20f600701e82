"""The listings behind the rows: what came as a stock is made into listings one by one, when somebody asks for it."""

from collections import defaultdict
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matching.capacity import Busy
from matching.engine import Listing
from matching.grid.layout import Ints
from matching.grid.names import grown
from matching.record import Record
from matching.stock import Stock, stock_of


class Shelf:
    """numbers: by id. What a hit says of many listings stands in arrays, to be taken all at once."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self._made: dict[int, Listing] = {}
        self._booked: defaultdict[int, list[Busy]] = defaultdict(list)
        self._ids: NDArray[np.object_] = np.empty(0, np.object_)
        self._records: NDArray[np.object_] = np.empty(0, np.object_)
        self._stock, self._order = stock_of([]), np.zeros(0, np.intp)

    def get(self, listing_id: str) -> Listing | None:
        """The listing with that id."""
        number = self.numbers.get(listing_id)
        return None if number is None else self.listing(number)

    def ids(self, numbers: Ints) -> list[str]:
        """Those of listings that are there."""
        found: list[str] = self._ids[numbers].tolist()
        return found

    def records(self, numbers: Ints) -> list[Record]:
        """What is known of their owners."""
        found: list[Record] = self._records[numbers].tolist()
        return found

    def take(self, stock: Stock, order: NDArray[np.intp], size: int) -> None:
        """All of a stock, the first number for the first of the order; with room for `size`."""
        self._stock, self._order = stock, order
        self.make_room(size)
        self._ids[: len(order)] = np.array(stock.ids, np.object_)[order]
        records = np.array([*stock.records.dictionary, None], np.object_)
        self._records[: len(order)] = records[stock.records.indices[order]]
        numbers = np.empty(len(order), np.intp)
        numbers[order] = np.arange(len(order))
        self.numbers = dict(zip(stock.ids, numbers.tolist(), strict=True))

    def make_room(self, size: int) -> None:
        """For so many numbers."""
        self._ids, self._records = grown(self._ids, size), grown(self._records, size)

    def put(self, number: int, listing: Listing) -> None:
        """In the place of what was there; room was made."""
        self._booked.pop(number, None)
        self.numbers[listing.id] = number
        self._ids[number], self._records[number], self._made[number] = listing.id, listing.record, listing

    def book(self, number: int, busy: Busy) -> Listing:
        """Note one more booking of a listing, which is given back as it was made."""
        self._booked[number].append(busy)
        return self._made.get(number) or self._make(number)

    def remove(self, listing_id: str) -> int | None:
        """The number that it had, if it was there."""
        number = self.numbers.pop(listing_id, None)
        if number is not None:
            self._booked.pop(number, None)
            self._made.pop(number, None)
        return number

    def listing(self, number: int) -> Listing:
        """The listing of a number that is in use, with what was booked since it was put."""
        listing = self._made.get(number) or self._make(number)
        if number in self._booked:
            listing = replace(listing, busy=(*listing.busy, *self._booked.pop(number)))
            self._made[number] = listing
        return listing

    def _make(self, number: int) -> Listing:
        """A number that is in use and was not put came with the stock."""
        listing = self._made[number] = self._stock.make(int(self._order[number]))
        return listing
