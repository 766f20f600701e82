"""The fast Standings: a million wishes in sorted arrays, of which a listing touches those near it and no others."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, TypeAlias

from matching import compiled, score, standing_walk, standing_walk_numpy
from matching.engine import Listing, TextScore
from matching.intervals import Period, moment
from matching.score import Weights
from matching.standing import Match, Standing
from matching.standing_asking import Asker
from matching.standing_layout import Ask, Found, Index
from matching.standing_rating import AGAINST, ID, METRES, Rating
from matching.standing_table import Table

Walk: TypeAlias = Callable[[Index, Ask, int | None], Found]

COMPILED, NUMPY = standing_walk.walk, standing_walk_numpy.walk


class Nearest(NamedTuple):
    """Those that are met as numbers, in order: the ids, whole metres and scores."""

    ids: list[str]
    metres: list[int]
    scores: list[float]


class StandingIndex:
    """Standings with the answers of `StandingScan`. walk: how the rows are gone through."""

    def __init__(
        self,
        text_score: TextScore,
        weights: Weights = score.DEFAULT,
        *,
        walk: Walk = COMPILED if compiled.COMPILER else NUMPY,
    ) -> None:
        self.position = 0
        self.walk = walk
        self._table = Table()
        self._asker = Asker(self._table, weights)
        self._text_score, self._weights = text_score, weights

    def __len__(self) -> int:
        return len(self._table)

    @property
    def nbytes(self) -> int:
        """The memory of the arrays."""
        return self._table.nbytes

    def put(self, standing: Standing) -> None:
        self._table.put(standing)

    def remove(self, standing_id: str) -> None:
        self._table.remove(standing_id)

    def get(self, standing_id: str) -> Standing | None:
        return self._table.get(standing_id)

    def settle(self) -> None:
        """Sort in what came, forget what went: what a later call would do when it becomes too much."""
        self._table.sort()

    def found_by(
        self, listing: Listing, *, now: datetime, freed: Period | None = None, limit: int | None = None
    ) -> list[Match]:
        rating = Rating(listing, moment(now, "/now"), self._table, self._text_score, self._weights)
        return [rating.match(one) for one in rating.best(self._found(listing, now, freed, limit), limit)]

    def nearest(
        self, listing: Listing, *, now: datetime, freed: Period | None = None, limit: int | None = None
    ) -> Nearest:
        """The same as numbers alone, which is quicker."""
        rating = Rating(listing, moment(now, "/now"), self._table, self._text_score, self._weights)
        found = rating.best(self._found(listing, now, freed, limit), limit)
        return Nearest([one[ID] for one in found], [one[METRES] for one in found], [-one[AGAINST] for one in found])

    def _found(self, listing: Listing, now: datetime, freed: Period | None, limit: int | None) -> Found:
        index = self._table.index()
        return self.walk(index, self._asker.ask(listing, moment(now, "/now"), freed), limit)
