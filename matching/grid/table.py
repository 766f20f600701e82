"""The listings as rows whose numbers stay, with all that a search reads of them."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from struct import Struct, calcsize
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from matching.capacity import Busy
from matching.engine import Listing
from matching.grid.calendars import SPARE, Calendars, append
from matching.grid.frames import Frame, framed
from matching.grid.layout import (
    ALIVE,
    CALENDAR,
    CATEGORY,
    CELL,
    FLAGS,
    MERIT,
    UNSURE,
    WIDTH,
    WORDS,
    Ints,
    Keys,
    Longs,
    Ranks,
    Rows,
    Times,
)
from matching.grid.lines import grown_lines
from matching.grid.minutes import span_of, spans_of
from matching.grid.names import GroupSets, Names, Places, grown
from matching.grid.order import Order, ordered
from matching.grid.queue import Queue
from matching.grid.terms import Terms
from matching.invalid import InvalidValue
from matching.record import Record

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
        self.numbers: dict[str, int] = {}
        self.queue = Queue()
        self._calendars = Calendars()
        self._merit = merit
        self._listings: list[Listing | None] = []
        self._ids: NDArray[np.object_] = np.empty(0, np.object_)
        self._booked: defaultdict[int, list[Busy]] = defaultdict(list)
        self._free: list[int] = []
        self._rows: Ints = np.zeros((0, WIDTH), np.int32)
        self._keys: Keys = np.zeros(0, np.uint64)
        self.best_merit = 0.0  # no owner's merit is higher
        self.frame: Frame | None = None  # of the arrays, until something changes

    @property
    def nbytes(self) -> int:
        """The memory of the arrays, without the listings and the names themselves."""
        own = self._rows, self._keys, self._calendars.array, self.places.vectors, self.places.squares
        return self.queue.nbytes + sum(one.nbytes for one in own)

    def get(self, listing_id: str) -> Listing | None:
        number = self.numbers.get(listing_id)
        return None if number is None else self.listing(number)

    def ids(self, numbers: Ints) -> list[str]:
        """The ids of listings that are there: all at once, as they lie all over the memory."""
        found: list[str] = self._ids[numbers].tolist()
        return found

    def listing(self, number: int) -> Listing:
        """The listing of a number that is in use, with what was booked since it was put."""
        listing = cast("Listing", self._listings[number])
        if number in self._booked:
            listing = replace(listing, busy=(*listing.busy, *self._booked.pop(number)))
            self._listings[number] = listing
        return listing

    def listings(self, numbers: Iterable[int]) -> list[Listing]:
        """Several at once."""
        if self._booked:
            return [self.listing(number) for number in numbers]
        return [cast("Listing", self._listings[number]) for number in numbers]

    def load(self, listings: Iterable[Listing]) -> None:
        """Take many at once into an empty table, side by side as a search will come across them."""
        held = sorted({one.id: one for one in listings}.values(), key=self._order_of)
        rows, spans = bytearray(), array("i")
        for listing in held:
            taken, is_sure = spans_of(listing)
            room = len(taken) + SPARE
            rows += ROW.pack(*self._row(listing, is_sure=is_sure, calendar=(len(spans) // 4, len(taken), room)))
            for span in taken:
                spans.extend(span)
            spans.extend((0, 0, 0, 0) * SPARE)
        self._take(held, rows, spans)

    def put(self, listing: Listing) -> None:
        """Write the listing into its row; it moves behind the order where it can't keep its place in it."""
        self.frame = None
        number = self.numbers.get(listing.id)
        if number is None:
            number = self._free.pop() if self._free else len(self._listings)
            self._make_room(number)
            if number == len(self._listings):
                self._listings.append(None)
            self.numbers[listing.id] = number
            self._ids[number] = listing.id
            self.queue.add(number, self._write(number, listing))
            return
        self._booked.pop(number, None)
        stays = _place(cast("Listing", self._listings[number])) == _place(listing)
        if not stays:
            self.queue.drop(number)
        category = self._write(number, listing)
        if not stays:
            self.queue.add(number, category)

    def book(self, listing_id: str, busy: Busy) -> None:
        """One more booking of a listing that is there."""
        number = self.numbers[listing_id]
        listing: Any = self._listings[number]  # not by `cast`: a booking is to be seen at once
        self._booked[number].append(busy)
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
        number = self.numbers.pop(listing_id, None)
        if number is None:
            return
        self.frame = None
        self.queue.drop(number)
        self._booked.pop(number, None)
        self._listings[number] = None
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

    def _take(self, held: list[Listing], rows: bytearray, spans: "array[int]") -> None:
        self._rows = np.frombuffer(rows, np.int32).reshape(-1, WIDTH)
        self._calendars.take(self._rows, np.frombuffer(spans, np.int32).reshape(-1, 4))
        self._listings = list(held)
        self._ids = np.array([one.id for one in held], np.object_)
        self.numbers = {one.id: number for number, one in enumerate(held)}
        self._keys = np.frombuffer(b"".join(one.key for one in held), ">u8").astype(np.uint64)
        self._make_room(len(held) + len(held) // SPARE_SHARE)
        self.adopt(self.sorting()())

    def _kind(self, kind: str) -> int:
        """Its number, which is a bit in a search."""
        number = self.kinds.number(kind)
        if number >= MOST_KINDS:
            raise InvalidValue("/kind", "too_many", most=MOST_KINDS)
        return number

    def _make_room(self, number: int) -> None:
        if number < len(self._rows):
            return
        self._rows, self._keys = grown_lines(self._rows, number + 1), grown(self._keys, number + 1)
        self._ids = grown(self._ids, number + 1)

    def _write(self, number: int, listing: Listing) -> int:
        """Fill its row; the number of its category."""
        spans, is_sure = spans_of(listing)
        had = PLACE.unpack_from(self._rows.data, number * ROW.size + BEFORE_PLACE)
        placed = self._calendars.write(had, spans)
        row = self._row(listing, is_sure=is_sure, calendar=placed)
        ROW.pack_into(self._rows.data, number * ROW.size, *row)
        self._keys[number] = int.from_bytes(listing.key, "big")
        self._listings[number] = listing
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

    def _order_of(self, listing: Listing) -> tuple[str, str, float, bytes]:
        """Whatever is found together lies together."""
        return listing.category, listing.cell, -self._merit(listing.record), listing.key


def _place(listing: Listing) -> tuple[str, str, Record, bytes]:
    """What decides where it stands in the order."""
    return listing.category, listing.cell, listing.record, listing.key
