"""The engine that looks near first: sorted arrays, an early stop, and exactly the answers of `BruteForce`."""

from collections.abc import Callable
from functools import partial

import numpy as np

from matching import score
from matching.capacity import Busy
from matching.compiled import direct
from matching.engine import Chore, Hit, Listing, Query, TextScore
from matching.grid.asking import Asker, Asking, Timing, search_of, timing_of
from matching.grid.fits import Fits
from matching.grid.frames import Asked, Frames, Spots, spots
from matching.grid.hits import hits_of
from matching.grid.layout import HIT_WIDTH, Floats, Longs
from matching.grid.names import vector
from matching.grid.table import Table
from matching.grid.walk import ASKS, walk
from matching.grid.without_compiler import WithoutCompiler
from matching.score import Weights
from matching.stock import Stock

ENDLESS = 4
"""How many times over the late listings may be due before a change itself waits for a new order."""

Found = tuple[Longs, Floats, int]
"""The best in order: their numbers, a row for each value of a hit, see `layout`, and how many there are of them."""

Walk = Callable[[Frames, Asked, Spots], int]

NOTHING: Longs = np.zeros(0, np.int64)
NO_VALUES: Floats = np.zeros((HIT_WIDTH, 0))


class GridEngine:
    """An Engine in arrays. compiled: whether searches go through the compiled walk; it may be changed at any time."""

    def __init__(self, text_score: TextScore, weights: Weights = score.DEFAULT, *, compiled: bool = True) -> None:
        self.position = 0
        self.compiled = compiled
        self._table = Table(lambda record: score.merit(record, weights))
        self._asking = Asking(self._table, weights)
        self._fits = Fits(text_score, self._table.words)
        self._walk: Walk = self._first_walk

    def __len__(self) -> int:
        return len(self._table.shelf)

    @property
    def nbytes(self) -> int:
        """The memory of its arrays, without the listings and names themselves."""
        return self._table.nbytes

    def load(self, stock: Stock) -> None:
        """Put many at once into an engine that has none."""
        self._table.load(stock)

    def put(self, listing: Listing) -> None:
        self._table.put(listing)
        self._keep_order()

    def book(self, listing_id: str, busy: Busy) -> None:
        """Add a booking to a listing that is there; the quickest of changes."""
        self._table.book(listing_id, busy)

    def remove(self, listing_id: str) -> None:
        self._table.remove(listing_id)

    def get(self, listing_id: str) -> Listing | None:
        return self._table.shelf.get(listing_id)

    def chore(self, *, at_once: bool = False) -> Chore | None:
        """Making a new order, if so much was put since the last that searches grow slow, or at once."""
        if not (at_once or self._table.queue.is_due()):
            return None
        return Chore(self._table.sorting(), self._table.adopt)

    def settle(self) -> None:
        """Make a new order now."""
        self._table.adopt(self._table.sorting()())

    def search(self, query: Query) -> list[Hit]:
        found, values, count = self._found(query)
        shelf, numbers = self._table.shelf, found[:count]
        return hits_of(shelf.ids(numbers), shelf.records(numbers), query, values[:, :count])

    def best_ids(self, query: Query) -> list[str]:
        """Whose hits those are, without making them."""
        found, _, count = self._found(query)
        return self._table.shelf.ids(found[:count])

    def ready(self, query: Query) -> Callable[[], Longs]:
        """A compiled search in whole minutes and without words, all done but the walk; true until something changes.

        Called, it gives the numbers of what is found, best first, for `ids`.
        """
        timing, asker = timing_of(query), self._asking.asker(query)
        if asker is None or timing is None:
            return lambda: NOTHING
        zones = self._asking.zones(timing[0])
        point = np.array(vector(query.cell))
        frames, asked = asker.frames + zones.frame, (point.ctypes.data, timing[0], timing[1])
        words = self._fits.nothing

        def walked(found: Longs = asker.best.found, _held: object = (asker, zones, point)) -> Longs:
            return found[: walk(frames, asked, words)].copy()

        return walked

    def ids(self, numbers: Longs) -> list[str]:
        """Whose numbers these are."""
        return self._table.shelf.ids(numbers)

    def _found(self, query: Query) -> Found:
        timing, asker = timing_of(query), self._asking.asker(query)
        if asker is None or timing is None:
            return NOTHING, NO_VALUES, 0
        zones = self._asking.zones(timing[0])
        if self.compiled and timing[2]:
            frames, asked = asker.frames + zones.frame, (self._asking.points.address(query.cell), timing[0], timing[1])
            count = (
                self._read(query.text, frames, asked) if query.text else self._walk(frames, asked, self._fits.nothing)
            )
            if count != ASKS:
                return asker.best.found, asker.best.hits, count
        return self._unwalked(asker, query, timing, zones.numbers)

    def _first_walk(self, frames: Frames, asked: Asked, words: Spots) -> int:
        """Have it compiled, and go straight to what was made from then on."""
        count = walk(frames, asked, words)
        self._walk = direct(walk)
        return count

    def _read(self, request: str, frames: Frames, asked: Asked) -> int:
        """What the compiled walk says when it has learnt how well the words fit that it needs."""
        texts = self._fits.begin(request)
        words = spots(*texts)
        count = self._walk(frames, asked, words)
        while self._fits.learn(request, texts):
            count = self._walk(frames, asked, words)
        self._fits.end(request)
        return count

    def _unwalked(self, asker: Asker, query: Query, timing: Timing, zones: Longs) -> Found:
        """The same without the compiler."""
        tables, fit_of = self._table.tables(zones), partial(self._fits.of, query.text)
        search, listing_of = search_of(asker, query, timing), self._table.shelf.listing
        numbers, values = WithoutCompiler(tables, search, query, listing_of, fit_of).rows()
        return numbers.astype(np.int64), values, len(numbers)

    def _keep_order(self) -> None:
        """Nobody made a new order behind for long: make it now."""
        if self._table.queue.is_due(ENDLESS):
            self.settle()
