"""Brings what a search reads next into the processor's cache: waiting for one thing after another is most of it."""

from matching.addresses import fetch
from matching.compiled import compiled
from matching.grid.gathering import without_nearest
from matching.grid.layout import CALENDAR, FIRST, LINE, Ints, Near, Ranks

AT_ONCE = 6
"""Buckets; with 4 and with 9 of them searches among a million took longer."""

SPAN = 16
"""Bytes of one in a calendar."""


@compiled
def take_nearest(ranks: Ranks, rows: Ints, calendar: Ints, ring: tuple[Near, int]) -> int:
    """Move the nearest few of the heap behind the others, and ask for what will be read of them; how many are left."""
    near, count = ring
    left = max(0, count - AT_ONCE)
    for last in range(count - 1, left - 1, -1):
        without_nearest(near, last + 1)
        fetch(rows.ctypes.data + LINE * _first_of(ranks, near.places[last]))
    for place in range(count - 1, left - 1, -1):
        spans = calendar.ctypes.data + SPAN * int(rows[_first_of(ranks, near.places[place]), CALENDAR])
        fetch(spans)
        fetch(spans + LINE - 1)
    return left


@compiled
def _first_of(ranks: Ranks, where: int) -> int:
    """The first number of a bucket, or the one of a late entry."""
    number = ranks.late[-1 - where] if where < 0 else ranks.order[int(ranks.buckets[where, FIRST])]
    return max(0, int(number))
