"""From the numbers of a search to hits with their reasons."""

from matching import score
from matching.engine import Hit, Listing, Query
from matching.geo import band
from matching.grid.minutes import moment_of
from matching.intervals import Period
from matching.score import Parts


def hit_of(listing: Listing, query: Query, points: float, values: tuple[float, ...]) -> Hit:
    """values: whole metres, overlap, fit of words, start and end of the free time in minutes."""
    metres, overlap, fit, start, end = values
    free = query.period
    if free is not None and query.duration_minutes is not None:
        free = Period(moment_of(int(start)), moment_of(int(end)))
    near = band(int(metres))
    parts = Parts(int(metres), overlap, fit, listing.record)
    return Hit(listing.id, near, points, score.reasons(parts, near, free, asked_text=query.text), free)
