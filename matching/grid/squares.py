"""Which squares of the grid a circle on the earth may touch."""

import math

import numpy as np

from matching.compiled import compiled
from matching.geo import EARTH_RADIUS_M
from matching.grid.layout import COLUMNS, LAT, LON, ROWS_STEP, Floats, Fractions, Ints

Around = tuple[int, int, int, int]
"""First and last row, first and last column; columns go below 0 and over the end at the antimeridian."""


def squares_of(lat: Floats, lon: Floats) -> Ints:
    """The numbers of the squares in which points of the earth lie, row by row from the south-west."""
    columns = np.minimum(np.floor((lon + 180) / ROWS_STEP), COLUMNS - 1)
    numbers: Ints = (np.floor((lat + 90) / ROWS_STEP) * COLUMNS + columns).astype(np.int32)
    return numbers


@compiled
def around(point: Fractions, outer_m: float) -> Around:
    """The squares round the point that reach to so many metres, and a little further."""
    angle = math.degrees(outer_m / EARTH_RADIUS_M) + 1e-6
    south, north = max(point[LAT] - angle, -90.0), min(point[LAT] + angle, 90.0)
    bottom, top = math.floor((south + 90) / ROWS_STEP), math.floor((north + 90) / ROWS_STEP)
    if south <= -90 or north >= 90:
        return bottom, top, 0, COLUMNS - 1
    wide = math.sin(math.radians(angle)) / math.cos(math.radians(point[LAT]))
    half = math.degrees(math.asin(min(1.0, wide))) + 1e-6
    west = math.floor((point[LON] - half + 180) / ROWS_STEP)
    east = math.floor((point[LON] + half + 180) / ROWS_STEP)
    return bottom, top, west, east


@compiled
def chord(metres: float) -> float:
    """The square of the chord on the unit sphere under an arc of so many metres; below 0 for less than none."""
    if metres < 0:
        return -1.0
    half = math.sin(min(metres / EARTH_RADIUS_M, math.pi) / 2)
    return 4 * half * half
