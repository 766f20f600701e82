"""No index at all: numpy goes through every listing of the category.

Tuned: vectors of a category lie together; what is out of reach is gone before anything is sorted.
"""

from __future__ import annotations

import numpy as np

from backend.bench.peers.columns import Columns, asked_of, squared_chord, squared_chords, vector_of
from matching.engine import Query


class Scan:
    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._shelves = {name: (rows, columns.vectors[rows]) for name, rows in columns.of_category().items()}

    def search(self, query: Query) -> list[str]:
        """The ids of the nearest that are free."""
        category, wanted = asked_of(query)
        if category not in self._shelves:
            return []
        rows, vectors = self._shelves[category]
        squares = squared_chords(vectors, np.array(vector_of(query.cell)))
        inside = np.flatnonzero(squares < squared_chord(query.radius_m))
        return self._columns.first_free(rows[inside[np.argsort(squares[inside])]], wanted, query.limit)
