"""scipy's cKDTree, one for each category: the k nearest, and four times as many until enough of them are free.

Tuned: unit vectors, so that order by straight way is order by distance and the radius cuts inside the tree; leaves of
32 (8 and 16 were slower) and k from 24 (22 and 32 were slower), of which 20 are mostly free; calendars are checked
all k at once in numpy.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from scipy.spatial import cKDTree  # type: ignore[import-untyped]  # ships no types

from backend.bench.peers.columns import Columns, Rows, asked_of, squared_chord, vector_of
from matching.engine import Query

FIRST_K = 24
NOTHING: Rows = np.zeros(0, np.int64)
Asked = tuple[tuple[float, float, float], float]
"""From where and how far: a unit vector and a chord."""


class KDTrees:
    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._trees = {
            name: (rows, cKDTree(columns.vectors[rows], leafsize=32)) for name, rows in columns.of_category().items()
        }

    def search(self, query: Query) -> list[str]:
        """The ids of the nearest that are free."""
        return self.ids(self.ready(query)())

    def ready(self, query: Query) -> Callable[[], Rows]:
        """The search, ready but for asking the tree."""
        category, wanted = asked_of(query)
        if category not in self._trees:
            return lambda: NOTHING
        reach = math.sqrt(squared_chord(query.radius_m))
        return partial(self._nearest, self._trees[category], (vector_of(query.cell), reach), wanted, query.limit)

    def ids(self, rows: Rows) -> list[str]:
        """Whose rows these are."""
        return [self._columns.ids[row] for row in rows]

    def _nearest(self, leaf: tuple[Rows, Any], asked: Asked, wanted: tuple[int, int], limit: int) -> Rows:
        (rows, tree), (point, reach) = leaf, asked
        k = FIRST_K
        while True:
            _, places = tree.query(point, k=k, distance_upper_bound=reach)
            near: Rows = rows[places[places < len(rows)]]
            found = near[self._columns.free(near, wanted)][:limit]
            if len(found) == limit or len(near) < k:
                return found
            k *= 4
