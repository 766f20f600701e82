"""From the numbers of a search to hits with their reasons."""

from functools import lru_cache

from matching import score
from matching.engine import Hit, Listing, Query
from matching.geo import band
from matching.grid.minutes import moment_of
from matching.intervals import Period

_band = lru_cache(maxsize=65_536)(band)


def hit_of(listing: Listing, query: Query, values: list[float]) -> Hit:
    """values: see the places of a hit in `layout`."""
    points, metres, overlap, fit, start, end = values
    near, free = _band(int(metres)), query.period if query.duration_minutes is None else _window(int(start), int(end))
    why = score.reasons_of(near, (free, overlap), fit if query.text else None, listing.record)
    return Hit(listing.id, near, points, why, free)


@lru_cache(maxsize=65_536)
def _window(start: int, end: int) -> Period:
    return Period(moment_of(start), moment_of(end))
