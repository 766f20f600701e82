"""Brings what a search reads next into the processor's cache: waiting for one thing after another is most of it."""

from matching.addresses import fetch
from matching.compiled import compiled
from matching.grid.gathering import without_nearest
from matching.grid.layout import CALENDAR, FIRST, LINE, Ints, Near, Ranks

AT_ONCE = 6
"""Buckets; with 4 of them searches among a million took longer, with 8 and 10 as long."""

OF_A_BUCKET = 3
"""So many of it at most; with 2 and with 8 it took as long or longer."""

SPAN = 16
"""Bytes of one in a calendar."""


@compiled
def take_nearest(ranks: Ranks, rows: Ints, calendar: Ints, ring: tuple[Near, int]) -> int:
    """Move the nearest few of the heap behind the others, and ask for what will be read of them; how many are left."""
    near, count = ring
    left = max(0, count - AT_ONCE)
    for last in range(count - 1, left - 1, -1):
        without_nearest(near, last + 1)
        first, end = _beginning_of(ranks, near.places[last])
        for place in range(first, end):
            fetch(rows.ctypes.data + LINE * int(ranks.order[place]))
    for taken in range(count - 1, left - 1, -1):
        first, end = _beginning_of(ranks, near.places[taken])
        for place in range(first, end):
            spans = calendar.ctypes.data + SPAN * int(rows[max(0, ranks.order[place]), CALENDAR])
            fetch(spans)
            fetch(spans + LINE - 1)
    return left


@compiled
def _beginning_of(ranks: Ranks, where: int) -> tuple[int, int]:
    """The first places of a bucket in the order; nothing of a late entry, of which there are few."""
    if where < 0:
        return 0, 0
    first, end = int(ranks.buckets[where, FIRST]), int(ranks.buckets[where + 1, FIRST])
    return first, min(end, first + OF_A_BUCKET)
