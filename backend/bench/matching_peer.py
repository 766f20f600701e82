"""A peer of the matching engine: boxes in SQLite's R*Tree, calendars in Python, nearest first."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Sequence

from matching.brute_force import free_when, is_visible
from matching.engine import Listing, Query
from matching.geo import centre, distance_between_cells

METRES_A_DEGREE = 111_195


class RTree:
    """The same filters as ours; it orders by distance alone, and takes no care of the antimeridian."""

    def __init__(self, offered: Sequence[Listing]) -> None:
        self._offered = offered
        self._base = sqlite3.connect(":memory:")
        self._base.execute("CREATE VIRTUAL TABLE boxes USING rtree(id, south, north, west, east, +category TEXT)")
        self._base.executemany("INSERT INTO boxes VALUES (?, ?, ?, ?, ?, ?)", map(_box, range(len(offered)), offered))

    def search(self, query: Query) -> list[str]:
        """The ids of the nearest that are free."""
        near = sorted(
            (distance_between_cells(query.cell, self._offered[number].cell), self._offered[number].key, number)
            for number in self._inside(query)
        )
        found: list[str] = []
        for metres, _, number in near:
            if metres > query.radius_m or len(found) == query.limit:
                break
            listing = self._offered[number]
            if is_visible(listing, query) and free_when(listing.supply, query):
                found.append(listing.id)
        return found

    def _inside(self, query: Query) -> list[int]:
        lat, lon = centre(query.cell)
        high = query.radius_m / METRES_A_DEGREE
        wide = high / math.cos(math.radians(lat))
        box = lat + high, lat - high, lon + wide, lon - wide
        asked = "SELECT id FROM boxes WHERE south <= ? AND north >= ? AND west <= ? AND east >= ? AND category = ?"
        rows = (row for one in query.categories or () for row in self._base.execute(asked, (*box, one)))
        return [number for (number,) in rows]


def _box(number: int, listing: Listing) -> tuple[int, float, float, float, float, str]:
    lat, lon = centre(listing.cell)
    return number, lat, lat, lon, lon, listing.category
