"""From the numbers of a search to hits with their reasons."""

from functools import lru_cache

from matching import score
from matching.engine import Hit, Listing, Query
from matching.geo import Band, band
from matching.grid.minutes import EPOCH, moment_of
from matching.intervals import Period
from matching.reasons import Reason
from matching.record import Record
from matching.score import Parts
from matching.wall import MINUTE

SOME_TIME = Period(EPOCH, EPOCH + MINUTE)
"""Stands for any period: that all of it is free is said of each in the same words."""

_band = lru_cache(maxsize=65_536)(band)


def hit_of(listing: Listing, query: Query, values: list[float]) -> Hit:
    """values: see the places of a hit in `layout`."""
    points, metres, overlap, fit, start, end = values
    near = _band(int(metres))
    if query.duration_minutes is None:
        why = _shared_reasons(near, fit if query.text else None, listing.record, is_timed=query.period is not None)
        return Hit(listing.id, near, points, why, query.period)
    free = Period(moment_of(int(start)), moment_of(int(end)))
    parts = Parts(int(metres), overlap, fit, listing.record)
    return Hit(listing.id, near, points, score.reasons(parts, near, free, asked_text=query.text), free)


@lru_cache(maxsize=65_536)
def _shared_reasons(near: Band, fit: float | None, record: Record, *, is_timed: bool) -> tuple[Reason, ...]:
    """The reasons of everything that is free all the time, or that was not asked for at a time."""
    parts = Parts(0, 1.0, 1.0 if fit is None else fit, record)
    return score.reasons(parts, near, SOME_TIME if is_timed else None, asked_text="" if fit is None else "any")
