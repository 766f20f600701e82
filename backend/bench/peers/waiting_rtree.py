"""SQLite's R*Tree of the boxes round the circles of standing searches; times and order in numpy.

Tuned: in memory; whole numbers of about a metre; each category lies in a strip of longitudes of its own, so that one
tree serves as well as one for each.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator

import numpy as np

from backend.bench.peers.waiting import Asked, Waiting
from matching.geo import EARTH_RADIUS_M, Point, centre

STEPS_A_DEGREE = 100_000
STRIP = 360 * STEPS_A_DEGREE
MAKE = "CREATE VIRTUAL TABLE boxes USING rtree_i32(id, south, north, west, east)"
ASK = "SELECT id FROM boxes WHERE south <= ?1 AND north >= ?1 AND west <= ?2 AND east >= ?2"

Box = tuple[float, float, float, float]


class WaitingRTree:
    def __init__(self, waiting: Waiting) -> None:
        self._waiting = waiting
        self._strips = {name: number for number, name in enumerate(waiting.of_category())}
        self._base = sqlite3.connect(":memory:")
        self._base.execute(MAKE)
        with self._base:
            self._base.executemany("INSERT INTO boxes VALUES (?, ?, ?, ?, ?)", self._boxes())

    def found_by(self, asked: Asked) -> list[int]:
        """The numbers of the nearest that are met."""
        strip = self._strips.get(asked.category)
        if strip is None:
            return []
        lat, lon = _point(asked)
        at = _steps(lat), _steps(lon) + strip * STRIP
        rows = np.fromiter((row for (row,) in self._base.execute(ASK, at)), np.int64)
        return self._waiting.best(rows, asked)

    def _boxes(self) -> Iterator[tuple[int, int, int, int, int]]:
        columns = self._waiting.cells, self._waiting.radii_m.tolist(), self._waiting.categories
        for row, (cell, radius_m, category) in enumerate(zip(*columns, strict=True)):
            south, north, west, east = (_steps(edge) for edge in box(centre(cell), radius_m))
            aside = self._strips[category] * STRIP
            yield row, south, north + 1, west + aside, east + aside + 1


def box(middle: Point, radius_m: int) -> Box:
    """South, north, west and east of the circle in degrees, for places that are far from the poles."""
    angle = (radius_m + 1) / EARTH_RADIUS_M
    high = math.degrees(angle)
    wide = math.degrees(math.asin(math.sin(angle) / math.cos(math.radians(middle[0]))))
    return middle[0] - high, middle[0] + high, middle[1] - wide, middle[1] + wide


def _point(asked: Asked) -> Point:
    x, y, z = asked.vector.tolist()
    return math.degrees(math.asin(z)), math.degrees(math.atan2(y, x))


def _steps(degrees: float) -> int:
    return math.floor(degrees * STEPS_A_DEGREE)
