"""The calendars of many listings at once, from columns."""

import numpy as np
from numpy.typing import NDArray

from matching.grid.calendars import SPARE
from matching.grid.layout import ALIVE, CALENDAR, FIRST_MINUTE, FLAGS, LAST_MINUTE, ROOM, SPANS, UNSURE, Ints
from matching.grid.taken import SPAN_DUE, SPAN_END, SPAN_START, SPAN_UNIT
from matching.intervals import MINUTE_LENGTH
from matching.stock import Held


def calendars_of(held: Held, buffers: Ints, order: NDArray[np.intp]) -> tuple[Ints, dict[int, Ints]]:
    """The spans (m, 4) of all rows in that order, with room behind each one's; and the columns of rows that tell of it.

    buffers (n, 2): the minutes that the rules of each row want before and after.
    """
    whose = np.repeat(np.arange(len(order), dtype=np.int32), held.counts)
    spans, is_exact = _spans(held, buffers.take(whose, axis=0))
    flags = np.full(len(order), ALIVE, np.int32)
    flags[whose[~is_exact]] = ALIVE | UNSURE
    counts = held.counts[order]
    rooms = counts + SPARE
    firsts = np.cumsum(rooms) - rooms
    places = np.arange(int(rooms.sum())) + np.repeat((np.cumsum(held.counts) - held.counts)[order] - firsts, rooms)
    columns = {CALENDAR: firsts.astype(np.int32), SPANS: counts, ROOM: rooms, FLAGS: flags[order]}
    return spans.take(places, axis=0), columns  # not spans[places], which takes ten times as long


def _spans(held: Held, buffers: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """As `minutes.span_of`, for all at once, with room behind the last; and where that is all of it and no more.

    buffers (m, 2): those of the rules, before and after.
    """
    minutes = held.moments // MINUTE_LENGTH
    is_whole = minutes * MINUTE_LENGTH == held.moments
    due = (minutes + ~is_whole)[held.ends]
    spans = np.zeros((len(due) + SPARE, 4), np.int32)
    some = spans[: len(due)]
    some[:, SPAN_START] = np.minimum(minutes[held.starts] - np.maximum(held.before, buffers[:, 1]), LAST_MINUTE)
    some[:, SPAN_END] = np.minimum(due + np.maximum(held.after, buffers[:, 0]), LAST_MINUTE)
    some[:, SPAN_DUE], some[:, SPAN_UNIT] = LAST_MINUTE, held.units
    out = np.flatnonzero(held.out)
    some[out, SPAN_START], some[out, SPAN_DUE] = FIRST_MINUTE, np.minimum(due[out], LAST_MINUTE)
    return spans, is_whole[held.starts] & is_whole[held.ends]
