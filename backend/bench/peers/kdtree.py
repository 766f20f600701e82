"""scipy's cKDTree, one for each category: the k nearest, and four times as many until enough of them are free.

Tuned: unit vectors, so that order by straight way is order by distance and the radius cuts inside the tree; leaves of
32 (8 and 16 were slower) and k from 24 (22 and 32 were slower), of which 20 are mostly free; calendars are checked
all k at once in numpy.
"""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree  # type: ignore[import-untyped]  # ships no types

from backend.bench.peers.columns import Columns, Rows, asked_of, squared_chord, vector
from matching.engine import Query
from matching.geo import centre

FIRST_K = 24


class KDTrees:
    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._trees = {
            name: (rows, cKDTree(columns.vectors[rows], leafsize=32)) for name, rows in columns.of_category().items()
        }

    def search(self, query: Query) -> list[str]:
        """The ids of the nearest that are free."""
        category, wanted = asked_of(query)
        if category not in self._trees:
            return []
        rows, tree = self._trees[category]
        asked, reach = vector(centre(query.cell)), float(np.sqrt(squared_chord(query.radius_m)))
        k = FIRST_K
        while True:
            _, places = tree.query(asked, k=k, distance_upper_bound=reach)
            near: Rows = rows[places[places < len(rows)]]
            found = [self._columns.ids[row] for row in near[self._columns.free(near, wanted)][: query.limit]]
            if len(found) == query.limit or len(near) < k:
                return found
            k *= 4
