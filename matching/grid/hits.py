"""From the numbers of a search to hits with their reasons."""

from collections.abc import Iterable
from functools import lru_cache

from matching.engine import Hit, Query
from matching.geo import band
from matching.grid.layout import Floats
from matching.grid.minutes import moment_of
from matching.intervals import Period
from matching.record import Record
from matching.score import reasons

_band = lru_cache(maxsize=65_536)(band)


def hits_of(ids: Iterable[str], records: Iterable[Record], query: Query, values: Floats) -> list[Hit]:
    """One for each listing; values: a row for each value of a hit, see `layout`."""
    is_flexible, asks_text, free, found = query.duration_minutes is not None, query.text != "", query.period, []
    for listing_id, record, *one in zip(ids, records, *values.tolist(), strict=True):
        points, metres, overlap, fit, start, end = one
        near = _band(metres)
        if is_flexible:
            free = _window(start, end)
        why = reasons(near, (free, overlap), fit if asks_text else None, record)
        found.append(Hit(listing_id, near, points, why, free))
    return found


@lru_cache(maxsize=65_536)
def _window(start: float, end: float) -> Period:
    """From minutes without fractions."""
    return Period(moment_of(int(start)), moment_of(int(end)))
