"""The fast Standings: a million wishes in sorted arrays, of which a listing touches those near it and no others."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeAlias

from matching import compiled, score, standing_walk, standing_walk_numpy
from matching.engine import Listing, TextScore
from matching.intervals import Period, moment
from matching.score import Weights
from matching.standing import Match, Standing
from matching.standing_asking import Asker
from matching.standing_best import Best, best_first
from matching.standing_layout import HIGHEST, Ask, Found, Index
from matching.standing_rating import Rated, Rating
from matching.standing_table import Table

Walk: TypeAlias = Callable[[Index, Ask], Found]

AT_FIRST = 32
COMPILED, NUMPY = standing_walk.walk, standing_walk_numpy.walk


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
        asked, index = moment(now, "/now"), self._table.index()
        found = self.walk(index, self._asker.ask(listing, asked, freed))
        if not len(found.whole):
            return []
        rating = Rating(listing, asked, self._table.standings, self._text_score, self._weights)
        rated = sorted(self._rated(found, rating, limit))
        return [rating.match(one) for one in rated[:limit]]

    def _rated(self, found: Found, rating: Rating, limit: int | None) -> Iterator[Rated]:
        """All that are met; with a limit at least that many of the best, those first that may be the best."""
        best = Best(limit)
        for places in best_first(found.parts[:, HIGHEST], AT_FIRST):
            columns = *found.parts[places].T.tolist(), *found.whole[places].T.tolist()
            for one in zip(*columns, strict=True):
                if one[HIGHEST] < best.floor:
                    return
                rated = rating.rated(one)
                if rated:
                    best.add(-rated[0])
                    yield rated
