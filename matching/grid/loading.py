"""The calendars of many listings at once, from columns."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.grid.calendars import SPARE
from matching.grid.layout import ALIVE, CALENDAR, FIRST_MINUTE, FLAGS, LAST_MINUTE, ROOM, SPANS, UNSURE, Ints
from matching.grid.taken import SPAN_DUE, SPAN_END, SPAN_START, SPAN_UNIT
from matching.intervals import MINUTE_LENGTH
from matching.stock import Held, Longs

AT_ONCE = 32_768
"""So many bookings stay in the processor's cache while spans are made of them; fresh memory for all takes longer."""

AS_ONE = np.complex128
"""As wide as a span: one number is put in its place ten times as quickly as a row of four."""


class Minutes(NamedTuple):
    """Of each moment: rounded down and up, and whether nothing was rounded."""

    floors: Longs
    ceilings: Longs
    are_whole: NDArray[np.bool_]


def load_calendars(array: Ints, held: Held, buffers: Ints, order: NDArray[np.intp]) -> dict[int, Ints]:
    """Put the spans of all rows into the array of a `Calendars`, in that order; the columns of rows that tell of it.

    buffers (n, 2): the minutes that the rules of each row want before and after.
    """
    rooms = held.counts[order] + SPARE
    ends = np.cumsum(rooms, dtype=np.int64)
    spans = array.view(AS_ONE)[:, 0]
    flags, behind = np.full(len(order), ALIVE, np.int32), np.cumsum(held.counts, dtype=np.int64)
    ahead = np.empty_like(ends)  # how far each row's spans are from its bookings
    ahead[order] = ends - rooms
    ahead -= behind - held.counts
    minutes = _minutes(held.moments)
    for first in range(0, len(held.starts), AT_ONCE):
        bookings = np.arange(first, min(first + AT_ONCE, len(held.starts)))
        whose = behind.searchsorted(bookings, side="right")
        some, is_exact = _spans(held, bookings, buffers[whose], minutes)
        spans[ahead[whose] + bookings] = some.view(AS_ONE)[:, 0]
        flags[whose[~is_exact]] = ALIVE | UNSURE
    return {CALENDAR: (ends - rooms).astype(np.int32), SPANS: rooms - SPARE, ROOM: rooms, FLAGS: flags[order]}


def _minutes(moments: Longs) -> Minutes:
    floors = moments // MINUTE_LENGTH
    are_whole = floors * MINUTE_LENGTH == moments
    return Minutes(floors, floors + ~are_whole, are_whole)


def _spans(held: Held, bookings: Longs, buffers: Ints, minutes: Minutes) -> tuple[Ints, NDArray[np.bool_]]:
    """As `minutes.span_of` of each booking; and where that is all of it and no more.

    buffers (m, 2): those of the rules, before and after.
    """
    starts, ends = held.starts[bookings], held.ends[bookings]
    due = minutes.ceilings[ends]
    spans = np.empty((len(bookings), 4), np.int32)
    before, after = np.maximum(held.before[bookings], buffers[:, 1]), np.maximum(held.after[bookings], buffers[:, 0])
    spans[:, SPAN_START] = np.minimum(minutes.floors[starts] - before, LAST_MINUTE)
    spans[:, SPAN_END] = np.minimum(due + after, LAST_MINUTE)
    spans[:, SPAN_DUE], spans[:, SPAN_UNIT] = LAST_MINUTE, held.units[bookings]
    out = np.flatnonzero(held.out[bookings])
    spans[out, SPAN_START], spans[out, SPAN_DUE] = FIRST_MINUTE, np.minimum(due[out], LAST_MINUTE)
    return spans, minutes.are_whole[starts] & minutes.are_whole[ends]
