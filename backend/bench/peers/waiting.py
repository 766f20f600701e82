"""Standing searches as numpy columns: what every peer of the reverse index starts from, and the one with no index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from backend.bench.country import DAYS, START
from backend.bench.peers.columns import Rows, Vectors, minute, squared_chord, squared_chords, vector
from matching.calendar import free_stretches
from matching.engine import Listing
from matching.geo import EARTH_RADIUS_M, centre
from matching.intervals import Period
from matching.standing import Standing

WHOLE = Period(START, START + timedelta(days=DAYS + 10))
LIMIT = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """A listing as the peers are asked about it: where it is, and (n, 2) minutes during which a unit is free."""

    category: str
    vector: Vectors
    free: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row a standing search; times in minutes since START. squares: the square of the chord of each radius."""

    categories: Sequence[str]
    cells: Sequence[str]
    radii_m: NDArray[np.int32]
    vectors: Vectors
    squares: NDArray[np.float64]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    expiries: NDArray[np.int32]

    def of_category(self) -> dict[str, Rows]:
        """The rows of each category."""
        names, codes = np.unique(np.array(self.categories), return_inverse=True)
        return {str(name): np.flatnonzero(codes == number) for number, name in enumerate(names)}

    def best(self, rows: Rows, asked: Asked) -> list[int]:
        """Those of the rows that are met: the nearest by whole metres, then by their numbers."""
        rows = rows[self.expiries[rows] > 0]
        rows = rows[squared_chords(self.vectors[rows], asked.vector) < self.squares[rows]]
        rows = rows[self._has_time(rows, asked.free)]
        metres = _whole_metres(self.vectors[rows], asked.vector)
        found: list[int] = rows[np.lexsort((rows, metres))[:LIMIT]].tolist()
        return found

    def _has_time(self, rows: Rows, free: NDArray[np.int32]) -> NDArray[np.bool_]:
        if not len(free):
            return np.zeros(len(rows), np.bool_)
        place = np.searchsorted(free[:, 0], self.starts[rows], side="right") - 1
        has_time: NDArray[np.bool_] = (place >= 0) & (self.ends[rows] <= free[place, 1])
        return has_time


class WaitingScan:
    """No index at all: numpy goes through every standing search of the category."""

    def __init__(self, waiting: Waiting) -> None:
        self._waiting = waiting
        self._shelves = waiting.of_category()

    def found_by(self, asked: Asked) -> list[int]:
        """The numbers of the nearest that are met."""
        rows = self._shelves.get(asked.category)
        return [] if rows is None else self._waiting.best(rows, asked)


def waiting(standings: Sequence[Standing]) -> Waiting:
    """The columns of plain standing searches: one category and a fixed period each."""
    vectors = {cell: vector(centre(cell)) for cell in {one.cell for one in standings}}
    periods = [one.period or WHOLE for one in standings]
    return Waiting(
        categories=[next(iter(one.categories or ())) for one in standings],
        cells=[one.cell for one in standings],
        radii_m=np.array([one.radius_m for one in standings], np.int32),
        vectors=np.array([vectors[one.cell] for one in standings]),
        squares=np.array([squared_chord(one.radius_m) for one in standings]),
        starts=np.array([minute(one.start) for one in periods], np.int32),
        ends=np.array([minute(one.end) for one in periods], np.int32),
        expiries=np.array([minute(one.until) for one in standings], np.int32),
    )


def asked_about(listing: Listing) -> Asked:
    """What a peer must know of the listing."""
    free = [(minute(one.start), minute(one.end)) for one in free_stretches(WHOLE, listing.supply, now=START)]
    return Asked(listing.category, np.array(vector(centre(listing.cell))), np.array(free, np.int32).reshape(-1, 2))


def _whole_metres(vectors: Vectors, asked: Vectors) -> NDArray[np.float64]:
    across = np.linalg.norm(np.cross(vectors, asked), axis=1)
    metres: NDArray[np.float64] = np.rint(EARTH_RADIUS_M * np.arctan2(across, vectors @ asked))
    return metres
