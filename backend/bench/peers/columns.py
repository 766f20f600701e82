"""The listings as numpy columns, and calendars beside them: what every peer in this process starts from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from backend.bench.country import START
from matching.capacity import Busy
from matching.engine import Listing, Query
from matching.geo import EARTH_RADIUS_M, Point, centre

Rows = NDArray[np.int64]
Vectors = NDArray[np.float64]
NEVER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Calendar:
    """One listing's bookings in minutes since START, by their start."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def has_room(self, units: int, start: int, end: int) -> bool:
        """Whether the greatest simultaneous sum within the period is below the units."""
        steps = []
        for begins, stops in zip(self.starts, self.ends, strict=True):
            if begins < end and stops > start:
                steps += [(max(begins, start), 1), (min(stops, end), -1)]
        taken = most = 0
        for _, change in sorted(steps):
            taken += change
            most = max(most, taken)
        return most < units


@dataclass(frozen=True, slots=True)
class Columns:
    """One row a listing. starts, ends: minutes, as wide as the fullest calendar of one unit, padded with NEVER.

    vectors: unit vectors from the centre of the earth. several: for rows with more than one unit how many, else 0.
    """

    ids: Sequence[str]
    categories: Sequence[str]
    cells: Sequence[str]
    vectors: Vectors
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    several: NDArray[np.int8]
    calendars: Sequence[Calendar]

    def of_category(self) -> dict[str, Rows]:
        """The rows of each category."""
        names, codes = np.unique(np.array(self.categories), return_inverse=True)
        order = np.argsort(codes, kind="stable")
        cuts = np.searchsorted(codes[order], np.arange(1, len(names)))
        return {str(name): rows for name, rows in zip(names, np.split(order, cuts), strict=True)}

    def free(self, rows: Rows, wanted: tuple[int, int]) -> NDArray[np.bool_]:
        """Which of the rows have a unit free throughout: all at once, and by a sweep where there are several."""
        start, end = wanted
        free: NDArray[np.bool_] = np.all((self.starts[rows] >= end) | (self.ends[rows] <= start), axis=1)
        several = self.several[rows]
        for place in np.flatnonzero(several):
            free[place] = self.calendars[rows[place]].has_room(int(several[place]), start, end)
        return free

    def first_free(self, rows: Rows, wanted: tuple[int, int], limit: int) -> list[str]:
        """The ids of the first so many of these rows that are free, read no further than needed."""
        found: list[str] = []
        step = 2 * limit
        for place in range(0, len(rows), step):
            some = rows[place : place + step]
            found += [self.ids[row] for row in some[self.free(some, wanted)]]
            if len(found) >= limit:
                break
        return found[:limit]

    def nearest_first(self, rows: Rows, asked: Vectors, radius_m: int) -> Rows:
        """The rows within the radius, nearest first."""
        squares = squared_chords(self.vectors[rows], asked)
        inside = np.flatnonzero(squares < squared_chord(radius_m))
        return rows[inside[np.argsort(squares[inside])]]


def columns(listings: Sequence[Listing]) -> Columns:
    """The columns of these listings; calendars that are one object are reckoned once."""
    places = {cell: place for place, cell in enumerate(dict.fromkeys(one.cell for one in listings))}
    vectors = np.array([vector(centre(cell)) for cell in places])
    calendars = _calendars(listings)
    alone = [one if len(listing.units) == 1 else EMPTY for one, listing in zip(calendars, listings, strict=True)]
    width = max((len(one.starts) for one in alone), default=0) or 1
    return Columns(
        ids=[one.id for one in listings],
        categories=[one.category for one in listings],
        cells=[one.cell for one in listings],
        vectors=vectors[np.fromiter((places[one.cell] for one in listings), np.int64, len(listings))],
        starts=_padded([one.starts for one in alone], width),
        ends=_padded([one.ends for one in alone], width),
        several=np.array([len(one.units) if len(one.units) > 1 else 0 for one in listings], np.int8),
        calendars=calendars,
    )


def vector(point: Point) -> tuple[float, float, float]:
    """The unit vector of the point."""
    lat, lon = math.radians(point[0]), math.radians(point[1])
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


@lru_cache(maxsize=65_536)
def vector_of(cell: str) -> tuple[float, float, float]:
    """That of the cell's centre, remembered as ours is."""
    return vector(centre(cell))


def squared_chord(radius_m: int) -> float:
    """The square of the straight way, on the unit sphere, of the first distance that rounds to more metres."""
    return float(4 * math.sin((radius_m + 0.5) / EARTH_RADIUS_M / 2) ** 2)


def squared_chords(vectors: Vectors, asked: Vectors) -> NDArray[np.float64]:
    """Straight ways squared, by differences: a dot product would lose the metres of what is near."""
    apart = vectors - asked
    squares: NDArray[np.float64] = np.einsum("ij,ij->i", apart, apart)
    return squares


def asked_of(query: Query) -> tuple[str, tuple[int, int]]:
    """The one category and the period in minutes of a plain query."""
    if query.period is None or query.categories is None or len(query.categories) != 1:
        raise ValueError("peers answer the plain load only")
    return next(iter(query.categories)), (minute(query.period.start), minute(query.period.end))


def minute(moment: datetime) -> int:
    """Whole minutes since START."""
    return int((moment - START).total_seconds()) // 60


EMPTY = Calendar((), ())


def _calendars(listings: Iterable[Listing]) -> list[Calendar]:
    known: dict[int, Calendar] = {}
    found = []
    for one in listings:
        if id(one.busy) not in known:
            known[id(one.busy)] = _calendar(one.busy)
        found.append(known[id(one.busy)])
    return found


def _calendar(busy: Sequence[Busy]) -> Calendar:
    ordered = sorted((minute(one.start), minute(one.end)) for one in busy)
    return Calendar(tuple(start for start, _ in ordered), tuple(end for _, end in ordered))


def _padded(rows: Sequence[tuple[int, ...]], width: int) -> NDArray[np.int32]:
    padded = {row: row + (NEVER,) * (width - len(row)) for row in set(rows)}
    return np.array([padded[row] for row in rows], np.int32).reshape(len(rows), width)
