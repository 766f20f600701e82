"""The engine that looks near first: sorted arrays, an early stop, and exactly the answers of `BruteForce`."""

from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

import numpy as np

from matching import score
from matching.capacity import Busy
from matching.engine import Chore, Hit, Listing, Query, TextScore
from matching.grid.asking import Asking
from matching.grid.fits import Fits
from matching.grid.hits import hit_of
from matching.grid.layout import HIT_WIDTH, METRES, SCORE, Best, Search
from matching.grid.minutes import keeps_minutes
from matching.grid.table import Table
from matching.grid.walk import ASKS, Tables, walk
from matching.grid.without_compiler import Rows, WithoutCompiler
from matching.score import Weights

ENDLESS = 4
"""How many times over the late listings may be due before a change itself waits for a new order."""


class Found(NamedTuple):
    """The best as numbers, in order: the ids, whole metres and scores."""

    ids: list[str]
    metres: list[float]
    scores: list[float]


class GridEngine:
    """An Engine in arrays. compiled: whether searches go through the compiled walk; it may be changed at any time."""

    def __init__(self, text_score: TextScore, weights: Weights = score.DEFAULT, *, compiled: bool = True) -> None:
        self.position = 0
        self.compiled = compiled
        self._table = Table(lambda record: score.merit(record, weights))
        self._asking = Asking(self._table, weights)
        self._fits = Fits(text_score, self._table.words)
        self._weights = weights
        self._room: dict[int, Best] = {}

    def __len__(self) -> int:
        return len(self._table.numbers)

    @property
    def nbytes(self) -> int:
        """The memory of its arrays, without the listings and names themselves."""
        return self._table.nbytes

    def load(self, listings: Iterable[Listing]) -> None:
        """Put many at once into an engine that has none."""
        self._table.load(listings)

    def put(self, listing: Listing) -> None:
        self._table.put(listing)
        self._keep_order()

    def book(self, listing_id: str, busy: Busy) -> None:
        """Add a booking to a listing that is there; the quickest of changes."""
        self._table.book(listing_id, busy)

    def remove(self, listing_id: str) -> None:
        self._table.remove(listing_id)

    def get(self, listing_id: str) -> Listing | None:
        return self._table.get(listing_id)

    def chore(self, *, at_once: bool = False) -> Chore | None:
        """Making a new order, if so much was put since the last that searches grow slow, or at once."""
        if not (at_once or self._table.queue.is_due()):
            return None
        return Chore(self._table.sorting(), self._table.adopt)

    def settle(self) -> None:
        """Make a new order now."""
        self._table.adopt(self._table.sorting()())

    def search(self, query: Query) -> list[Hit]:
        rows = self._rows(query)
        held = self._table.listing
        return [hit_of(held(number), query, one) for number, one in zip(rows.numbers, rows.values, strict=True)]

    def nearest(self, query: Query) -> Found:
        """The same as numbers alone, which is quicker."""
        rows = self._rows(query)
        return Found(
            self._table.ids(rows.numbers), [one[METRES] for one in rows.values], [one[SCORE] for one in rows.values]
        )

    def _rows(self, query: Query) -> Rows:
        search = self._asking.search(query)
        if search is None:
            return Rows([], [])
        tables = self._table.tables(self._asking.zones(search))
        if self.compiled and (query.period is None or query.duration_minutes or keeps_minutes(query.period)):
            rows = self._walked(tables, query, search)
            if rows is not None:
                return rows
        fit_of = partial(self._fits.of, query.text)
        return WithoutCompiler(tables, search, query, self._table.listing, fit_of).rows()

    def _walked(self, tables: Tables, query: Query, search: Search) -> Rows | None:
        """The answers of the compiled walk; None where it can't tell."""
        best, texts = self._best(query.limit), self._fits.begin(query.text)
        count = walk(tables, search, texts, best)
        while self._fits.learn(query.text, texts):
            count = walk(tables, search, texts, best)
        self._fits.end(query.text)
        if count == ASKS:
            return None
        places = best.heap[:count]
        return Rows(best.numbers[places].tolist(), best.values[places].tolist())

    def _best(self, limit: int) -> Best:
        """Room for so many; the same for every search."""
        if limit not in self._room:
            self._room[limit] = Best(
                np.zeros(limit, np.int32),
                np.zeros(1, np.int64),
                np.zeros(limit + 1, np.int32),
                np.zeros((limit + 1, HIT_WIDTH)),
            )
        return self._room[limit]

    def _keep_order(self) -> None:
        """Nobody made a new order behind for long: make it now."""
        if self._table.queue.is_due(ENDLESS):
            self.settle()
