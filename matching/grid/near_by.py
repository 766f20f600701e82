"""What lies in a ring round the asker, by whole arrays: `gathering` where there is no compiler."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.geo import EARTH_RADIUS_M
from matching.grid.layout import CATEGORY, CELL, COLUMNS, FIRST, Floats, Fractions, Ints, Ranks, Rows, Search, X, Z
from matching.grid.squares import Around, around, chord
from matching.grid.walk import DOUBTFUL_M, metres_to

QUARTER = 2.0
"""The square of the chord under a quarter of the way round the earth: the longer, the less exactly it tells the arc."""

Places = NDArray[np.signedinteger[Any]]


class Ring(NamedTuple):
    """Runs of numbers, nearest first: where each begins and how many they are, in the order of `Nearby`; how far."""

    firsts: Places
    lengths: Places
    metres: Floats


class Nearby:
    """numbers: those of the order, then the late ones of the wanted categories."""

    def __init__(self, ranks: Ranks, rows: Rows, search: Search) -> None:
        self._ranks = ranks
        self._search = search
        late = ranks.late[ranks.late >= 0]
        self._late = late[np.isin(rows.rows[late, CATEGORY], search.categories)] if len(late) else late
        self._late_cells = rows.rows[self._late, CELL]

    def numbers(self, firsts: Places, lengths: Places) -> Ints:
        """Those of some runs of a ring, one after another; -1 for what is gone."""
        at, known = spread(firsts, lengths), self._ranks.order
        if not len(self._late):
            return known[at]
        return np.concatenate((known, self._late))[at] if at.max(initial=0) >= len(known) else known[at]

    def ring(self, inner: float, outer: float) -> Ring:
        """What is over `inner` and up to `outer` metres away, and within the radius."""
        ranks = self._ranks
        buckets, late = self._buckets(outer), np.arange(len(self._late))
        centres = ranks.buckets[buckets, :FIRST]
        if len(late):
            centres = np.concatenate((centres, ranks.cells[self._late_cells]))
        apart = centres - np.array(self._search.floats[X : Z + 1])
        far = np.einsum("ij,ij->i", apart, apart)
        inside = ((far > chord(inner)) & (far <= chord(outer))).nonzero()[0]
        inside = inside[far[inside].argsort()]
        metres = metres_of(centres[inside], far[inside], self._search.floats)
        firsts, ends = (ranks.buckets[which, FIRST].astype(np.intp) for which in (buckets, buckets + 1))
        if len(late):
            firsts = np.concatenate((firsts, len(ranks.order) + late))
            ends = np.concatenate((ends, len(ranks.order) + 1 + late))
        return Ring(firsts[inside], (ends - firsts)[inside], metres)

    def _buckets(self, outer: float) -> Places:
        """Those in the squares round the asker."""
        inside = around(self._search.floats, outer)
        found = [self._of_category(category, inside) for category in self._search.categories.tolist()]
        return found[0] if len(found) == 1 else np.concatenate(found)

    def _of_category(self, category: int, inside: Around) -> Places:
        bottom, top, west, east = inside
        first, end = self._ranks.lines[category, bottom], self._ranks.lines[category, top + 1]
        squares = self._ranks.squares[first:end]
        if west < 0 or east >= COLUMNS:
            columns = squares % COLUMNS
            across = (columns >= west) & (columns <= east) | (columns <= east - COLUMNS) | (columns >= west + COLUMNS)
            places: Places = first + np.flatnonzero(across)
            return places
        rows = np.arange(bottom, top + 1) * COLUMNS
        starts, ends = squares.searchsorted(rows + west), squares.searchsorted(rows + (east + 1))
        return spread(first + starts, ends - starts)


def spread(firsts: Places, lengths: Places) -> Places:
    """The places of runs that begin at `firsts`, one after another."""
    ends = lengths.cumsum()
    total = int(ends[-1]) if len(ends) else 0
    places: Places = np.arange(total) + (firsts - ends + lengths).repeat(lengths)
    return places


def metres_of(centres: Floats, far: Floats, point: Fractions) -> Floats:
    """`walk.metres_to` of many cells; far: the squares of the chords to them."""
    exact = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(far, QUARTER)) / 2)
    metres: Floats = np.rint(exact)
    for place in ((np.abs(exact - metres) > 0.5 - DOUBTFUL_M) | (far > QUARTER)).nonzero()[0].tolist():
        metres[place] = metres_to(centres, place, point)
    return metres
