"""Where wishes are kept: in cubes of space, which know neither an antimeridian nor a pole.

A grid in three dimensions with several widths: each wish stands once, at the least width that is not below its radius,
so that whatever lies within its radius lies in its cube or in one that touches it. The earth's surface passes through
about a third of those 27, and three in a row are one stretch of the sorted codes.
"""

import math
from bisect import bisect_left

import numpy as np

from matching.engine import HALF_THE_EARTH_M
from matching.geo import EARTH_RADIUS_M, centre
from matching.standing_layout import Floats, Longs

REACHES_M = (1_000, 5_000, 20_000, 100_000, HALF_THE_EARTH_M)
"""The longest radius of each level; its cubes are a metre wider, as distances are rounded."""

SIDES_M = np.array(REACHES_M, np.float64) + 1
AXIS, LEVEL, CATEGORY = 14, 42, 45
"""Bits of a code below which lie one coordinate, all three, and the level with them."""

ANY = 0
"""The number of the category under which those stand that name none, or many."""

LEVELS = 1 << (CATEGORY - LEVEL)
SLACK_M, SLACK_CHORD = 0.51, 1e-14

_ACROSS = [(x << 2 * AXIS) + (y << AXIS) - 1 for x in (-1, 0, 1) for y in (-1, 0, 1)]
_NEIGHBOURS = np.array(_ACROSS, np.int64)
_BASES = np.arange(len(REACHES_M), dtype=np.int64) << LEVEL


def vector(cell: str) -> tuple[float, float, float]:
    """The unit vector of the cell's centre, to the bit the one that `geo.distance_m` reckons with."""
    lat, lon = map(math.radians, centre(cell))
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def code(category: int, radius_m: int, point: tuple[float, float, float]) -> int:
    """Where a wish for a category is kept."""
    level = bisect_left(REACHES_M, radius_m)
    side = REACHES_M[level] + 1
    x, y, z = (int((one + 1) * EARTH_RADIUS_M / side) + 1 for one in point)
    return category << CATEGORY | level << LEVEL | x << 2 * AXIS | y << AXIS | z


def probes(point: Floats) -> Longs:
    """(levels, 9): the first codes of three cubes in a row, which are all that touch the point's; without category."""
    x, y, z = ((point[:, None] + 1) * EARTH_RADIUS_M / SIDES_M).astype(np.int64) + 1
    own = _BASES + (x << 2 * AXIS) + (y << AXIS) + z
    found: Longs = own[:, None] + _NEIGHBOURS
    return found


def chord(radius_m: int) -> float:
    """The square of a chord, on the unit sphere, that no distance of that many whole metres exceeds."""
    angle = min((radius_m + SLACK_M) / EARTH_RADIUS_M, math.pi)
    return float(4 * math.sin(angle / 2) ** 2 + SLACK_CHORD)
