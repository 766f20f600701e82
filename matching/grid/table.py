"""The listings as rows whose numbers stay, with all that a search reads of them."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from struct import Struct, calcsize
from typing import Any

import numpy as np

from matching.capacity import Busy
from matching.engine import Listing
from matching.grid.calendars import SPARE, Calendars, append
from matching.grid.frames import Frame, framed
from matching.grid.layout import (
    ALIVE,
    CALENDAR,
    CATEGORY,
    CELL,
    CERTIFICATE,
    FLAGS,
    GROUPS,
    KIND,
    MERIT,
    OWNER,
    TERMS,
    UNITS,
    UNSURE,
    WIDTH,
    WORDS,
    Floats,
    Ints,
    Keys,
    Longs,
    Ranks,
    Rows,
    Times,
)
from matching.grid.lines import grown_lines
from matching.grid.loading import load_calendars
from matching.grid.minutes import span_of, spans_of
from matching.grid.names import GroupSets, Names, Places, grown
from matching.grid.order import Order, laid_out, ordered, sorted_places
from matching.grid.queue import Queue
from matching.grid.shelf import Shelf
from matching.grid.terms import Terms
from matching.invalid import InvalidValue
from matching.record import Record
from matching.stock import Coded, Stock

Merit = Callable[[Record], float]
MOST_KINDS = 63
NO_ZONES: Longs = np.zeros((0, 3), np.int64)
NO_VERDICTS: Longs = np.zeros((0, 2), np.int64)
SPARE_SHARE = 64
"""One in 64 more is made room for at once, so that what comes first waits for no moving."""

ROW, PLACE, BEFORE_PLACE = Struct(f"{WORDS + 1}i4xd"), Struct("3i"), calcsize(f"{CALENDAR}i")
"""A row, what it says of its calendar, and what comes before that: quicker than numpy for so few numbers."""

Sorted = tuple[Order, set[int]]
"""A new order, and the numbers of what changed while it was made."""


class Table:
    """Rows of all listings; `index` gives their arrays, valid until the next change."""

    def __init__(self, merit: Merit) -> None:
        self.categories: Names[str] = Names()
        self.kinds: Names[str] = Names()
        self.owners: Names[str] = Names()
        self.certificates: Names[str | None] = Names([None])
        self.words: Names[str] = Names()
        self.groups, self.terms, self.places = GroupSets(), Terms(), Places()
        self.shelf, self.queue = Shelf(), Queue()
        self._calendars = Calendars()
        self._merit = merit
        self._used, self._free = 0, list[int]()
        self._rows: Ints = np.zeros((0, WIDTH), np.int32)
        self._keys: Keys = np.zeros(0, np.uint64)
        self.best_merit = 0.0  # no owner's merit is higher
        self.frame: Frame | None = None  # of the arrays, until something changes

    @property
    def nbytes(self) -> int:
        """The memory of the arrays, without the listings and the names themselves."""
        own = self._rows, self._keys, self._calendars.array, self.places.vectors, self.places.squares
        return self.queue.nbytes + sum(one.nbytes for one in own)

    def load(self, stock: Stock) -> None:
        """Take many at once into an empty table, side by side as a search will come across them."""
        self._used = len(stock.ids)
        with ThreadPoolExecutor(1) as beside:  # fresh memory takes as long to come by as what is made meanwhile
            rows = beside.submit(grown_lines, self._rows, self._used + self._used // SPARE_SHARE)
            spans = beside.submit(self._calendars.begin, int(stock.held.counts.sum()) + SPARE * self._used)
            self.places.learn(stock.cells.dictionary)
            columns, merits = self._columns(stock)
            squares = self.places.squares[columns[CELL]]
            order = sorted_places((columns[CATEGORY], columns[CELL], squares, merits, stock.keys))
            self._rows = rows.result()
            buffers = self.terms.buffers()[columns[TERMS]]
            calendars = load_calendars(spans.result(), stock.held, buffers, order)
        columns = {column: numbers[order] for column, numbers in columns.items()} | calendars
        for column, numbers in columns.items():
            self._rows[: self._used, column] = numbers
        self._rows.view(np.float64)[: self._used, MERIT] = merits[order]
        self._keys = grown(stock.keys[order], len(self._rows))
        self.shelf.take(stock, order, len(self._rows))
        self.best_merit = max(0.0, merits.max(initial=0.0))
        sorted_by = columns[CATEGORY], columns[CELL], squares[order]
        numbers = np.arange(self._used, dtype=np.int32)
        self.adopt((laid_out(numbers, sorted_by, self.places.vectors), self.queue.begin()))

    def put(self, listing: Listing) -> None:
        """Write the listing into its row; it moves behind the order where it can't keep its place in it."""
        self.frame = None
        number = self.shelf.number(listing.id)
        if number is None:
            number = self._free.pop() if self._free else self._next()
            self.queue.add(number, self._write(number, listing))
            return
        stays = _place(self.shelf.listing(number)) == _place(listing)
        if not stays:
            self.queue.drop(number)
        category = self._write(number, listing)
        if not stays:
            self.queue.add(number, category)

    def book(self, listing_id: str, busy: Busy) -> None:
        """One more booking of a listing that is there."""
        number, listing = self.shelf.book(listing_id, busy)
        if busy.unit in listing.units:
            span, is_exact = span_of(busy, listing.rules, listing.units.index(busy.unit))
            if not append(self._rows, self._calendars.array, number, span):
                self._calendars.widen(self._rows[number])
                append(self._rows, self._calendars.array, number, span)
                self.frame = None
            if not is_exact:
                self._rows[number, FLAGS] |= UNSURE

    def remove(self, listing_id: str) -> None:
        """Forget it; one that is not there is forgotten already."""
        number = self.shelf.remove(listing_id)
        if number is None:
            return
        self.frame = None
        self.queue.drop(number)
        self._calendars.free(self._rows[number])
        self._rows[number, FLAGS] = 0
        self._free.append(number)

    def framed(self) -> Frame:
        """The arrays of `tables` but the zones, for the compiler; true until something changes."""
        ranks, rows, times = self.tables(NO_ZONES)
        self.frame = framed((*ranks, *rows, *times[:3]))
        return self.frame

    def tables(self, zones: Longs) -> tuple[Ranks, Rows, Times]:
        """The arrays for a search; zones: as they are for it."""
        queue = self.queue
        return (
            Ranks(*queue.order, queue.late, queue.following, queue.heads, self.places.vectors),
            Rows(self._rows, self._rows.view(np.float64), self._keys),
            Times(self._calendars.array, self.terms.table, self.terms.hours, zones, NO_VERDICTS),
        )

    def sorting(self) -> Callable[[], Sorted]:
        """What makes a new order; it may run in a thread while listings change, and is then given to `adopt`."""
        changed = self.queue.begin()
        rows, keys = self._rows, self._keys

        def sort() -> Sorted:
            numbers = np.flatnonzero(rows[:, FLAGS])
            categories, cells = rows[numbers, CATEGORY], rows[numbers, CELL]
            merits = rows.view(np.float64)[numbers, MERIT]
            places = self.places  # only now: a row may name a cell that was not there at the beginning
            columns = categories, cells, places.squares[cells], merits, keys[numbers]
            return ordered(numbers, columns, places.vectors), changed

        return sort

    def adopt(self, found: Sorted) -> None:
        """Search by the new order from now on."""
        self.frame = None
        order, changed = found
        self.queue.adopt(order, changed, self._category_of)
        if self._calendars.is_wasteful():
            self._calendars.pack(self._rows)

    def _category_of(self, number: int) -> int | None:
        row = self._rows[number]
        return int(row[CATEGORY]) if row[FLAGS] else None

    def _columns(self, stock: Stock) -> tuple[dict[int, Ints], Floats]:
        """Of a row: what is a number for what others have too; and the merits."""
        named: Sequence[tuple[int, Coded[Any], Callable[[Any], int]]] = (
            (CATEGORY, stock.categories, self.categories.number),
            (CELL, stock.cells, self.places.number),
            (KIND, stock.kinds, self._kind),
            (OWNER, stock.owners, self.owners.number),
            (GROUPS, stock.groups, self.groups.number),
            (TERMS, stock.terms, lambda pair: self.terms.number(*pair)),
            (CERTIFICATE, stock.certificates, self.certificates.number),
            (WORDS, stock.words, self.words.number),
        )
        columns = {column: coded.as_numbers(number) for column, coded, number in named}
        merits = np.array([self._merit(record) for record in stock.records.dictionary], np.float64)
        return columns | {UNITS: stock.units}, merits[stock.records.indices]

    def _kind(self, kind: str) -> int:
        """Its number, which is a bit in a search."""
        number = self.kinds.number(kind)
        if number >= MOST_KINDS:
            raise InvalidValue("/kind", "too_many", most=MOST_KINDS)
        return number

    def _make_room(self, number: int) -> None:
        if number < len(self._rows):
            return
        self._rows = grown_lines(self._rows, number + 1)
        self._keys = grown(self._keys, len(self._rows))
        self.shelf.make_room(len(self._rows))

    def _next(self) -> int:
        """A number that was never used."""
        self._make_room(self._used)
        self._used += 1
        return self._used - 1

    def _write(self, number: int, listing: Listing) -> int:
        """Fill its row; the number of its category."""
        spans, is_sure = spans_of(listing)
        had = PLACE.unpack_from(self._rows.data, number * ROW.size + BEFORE_PLACE)
        placed = self._calendars.write(had, spans)
        row = self._row(listing, is_sure=is_sure, calendar=placed)
        ROW.pack_into(self._rows.data, number * ROW.size, *row)
        self._keys[number] = int.from_bytes(listing.key, "big")
        self.shelf.put(number, listing)
        return int(row[CATEGORY])

    def _row(self, listing: Listing, *, is_sure: bool, calendar: tuple[int, int, int]) -> tuple[Any, ...]:
        merit = self._merit(listing.record)
        self.best_merit = max(self.best_merit, merit)
        return (
            self.categories.number(listing.category),
            self.places.number(listing.cell),
            self._kind(listing.kind),
            self.owners.number(listing.owner),
            self.groups.number(listing.groups),
            self.terms.number(listing.opening, listing.rules),
            self.certificates.number(listing.certificate),
            len(listing.units),
            *calendar,
            ALIVE if is_sure else ALIVE | UNSURE,
            self.words.number(listing.words),
            merit,
        )


def _place(listing: Listing) -> tuple[str, str, Record, bytes]:
    """What decides where it stands in the order."""
    return listing.category, listing.cell, listing.record, listing.key
