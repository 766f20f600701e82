"""SQLite's R*Tree: boxes that grow until enough of what is surely nearest is free; calendars in numpy.

Tuned: in memory; whole numbers of about a metre; each category lies in a strip of longitudes of its own, so that one
tree serves as well as one for each; the first box reaches 1,250 m, each next four times as far, since in a town the
nearest 20 are near. Order and calendars in numpy: joined to tables of vectors and bookings, all in SQL, the same took
1.1 times as long at 1 km and twice as long at 20 km.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator

import numpy as np

from backend.bench.peers.columns import Columns, Rows, asked_of, vector_of
from matching.engine import Query
from matching.geo import Point, centre

STEPS_A_DEGREE = 100_000
STRIP = 360 * STEPS_A_DEGREE
METRES_A_DEGREE = 111_194  # a little less than there are: boxes a little too wide
FIRST_M, WIDER = 1_250, 4
MAKE = "CREATE VIRTUAL TABLE boxes USING rtree_i32(id, south, north, west, east)"
ASK = "SELECT id FROM boxes WHERE south <= ? AND north >= ? AND west <= ? AND east >= ?"


class RTree:
    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._strips = {name: number for number, name in enumerate(columns.of_category())}
        self._base = sqlite3.connect(":memory:")
        self._base.execute(MAKE)
        with self._base:
            self._base.executemany("INSERT INTO boxes VALUES (?, ?, ?, ?, ?)", self._boxes())

    def search(self, query: Query) -> list[str]:
        """The ids of the nearest that are free."""
        category, wanted = asked_of(query)
        if category not in self._strips:
            return []
        asked = centre(query.cell)
        reach_m = min(FIRST_M, query.radius_m)
        while True:
            rows = self._inside(asked, self._strips[category], reach_m)
            near = self._columns.nearest_first(rows, np.array(vector_of(query.cell)), reach_m)
            found = self._columns.first_free(near, wanted, query.limit)
            if len(found) == query.limit or reach_m == query.radius_m:
                return found
            reach_m = min(reach_m * WIDER, query.radius_m)

    def _inside(self, asked: Point, strip: int, reach_m: int) -> Rows:
        lat, lon = asked
        high = (reach_m + 1) / METRES_A_DEGREE
        wide = high / math.cos(math.radians(min(abs(lat) + high, 89)))
        north, south = _steps(lat + high) + 1, _steps(lat - high)
        east, west = strip * STRIP + _steps(lon + wide) + 1, strip * STRIP + _steps(lon - wide)
        return np.fromiter((row for (row,) in self._base.execute(ASK, (north, south, east, west))), np.int64)

    def _boxes(self) -> Iterator[tuple[int, int, int, int, int]]:
        for row, (cell, category) in enumerate(zip(self._columns.cells, self._columns.categories, strict=True)):
            lat, lon = centre(cell)
            high, wide = _steps(lat), _steps(lon) + self._strips[category] * STRIP
            yield row, high, high, wide, wide


def _steps(degrees: float) -> int:
    return math.floor(degrees * STEPS_A_DEGREE)
