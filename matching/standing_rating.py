"""What one listing is worth to those who wait for it, where whole numbers don't tell, and what they are told."""

from collections.abc import Hashable, Sequence
from datetime import datetime
from functools import lru_cache
from heapq import heapify, heappop, heappush
from itertools import repeat
from typing import Final, TypeAlias

from matching import score
from matching.brute_force import free_when
from matching.engine import Hit, Listing, TextScore
from matching.geo import band, distance_between_cells
from matching.intervals import Period, micros, since_epoch
from matching.reasons import Reason
from matching.score import Parts, Weights
from matching.standing import Match, Standing
from matching.standing_layout import LOOK, YES, Found
from matching.standing_table import Table

_band = lru_cache(maxsize=65_536)(band)

Rated: TypeAlias = tuple[float, str, int, int, int, float, float, int, int]
AGAINST: Final = 0
ID: Final = 1
VERDICT: Final = 2
NUMBER: Final = 3
METRES: Final = 4
"""One that is or may be met. As they are ordered: by the negative of its score, or of the highest that it may have,
then by its id. Then the verdict, YES where the score is sure; its number, whole metres, the share of its time, the fit
of its words, and when it is free, in microseconds."""

When: TypeAlias = tuple[Period | None, float] | None


class Rating:
    """One listing at one moment. Whatever many standing searches share is worked out once."""

    def __init__(self, listing: Listing, now: datetime, table: Table, text_score: TextScore, weights: Weights) -> None:
        self.listing, self.now, self._table = listing, now, table
        self._text_score, self._weights = text_score, weights
        self._texts: dict[str, float] = {}
        self._times: dict[tuple[Period | None, int | None], When] = {(None, None): (None, 1.0)}
        self._reasons: dict[Hashable, tuple[Reason, ...]] = {}

    def best(self, found: Found, limit: int | None) -> list[Rated]:
        """Those that are met, best first, at most `limit`. Only those are looked at that may be among them."""
        rows, best = _rows(found, self._table.names), list[Rated]()
        heapify(rows)
        while rows and len(best) != limit:
            first = heappop(rows)
            if first[VERDICT] == YES:
                best.append(first)
            elif looked := self._looked_at(first):
                heappush(rows, looked)
        return best

    def match(self, rated: Rated) -> Match:
        """What its person is told."""
        against, name, _, number, metres, share, text, start, end = rated
        standing = self._table.standing(number)
        is_flexible, near = standing.duration_minutes is not None, _band(metres)
        free = Period(since_epoch(start), since_epoch(end)) if is_flexible else standing.period
        said = near.low_m, text if standing.text else None, free and (share >= 1 or free)
        why = self._reasons.get(said)
        if why is None:
            fit = text if standing.text else None
            why = self._reasons[said] = score.reasons(near, (free, share), fit, self.listing.record)
        return Match(name, standing.person, Hit(self.listing.id, near, -against, why, free))

    def _looked_at(self, rated: Rated) -> Rated | None:
        """How well the wish is met, if it is."""
        standing = self._table.standing(rated[NUMBER])
        if self.listing.owner in standing.unwanted:
            return None
        known = rated if rated[VERDICT] == LOOK else self._by_the_rules(rated, standing)
        return known and self._by_words(known, standing)

    def _by_the_rules(self, rated: Rated, standing: Standing) -> Rated | None:
        """Asked as the oracle asks."""
        metres, when = distance_between_cells(standing.cell, self.listing.cell), self._when(standing)
        if when is None or metres > standing.radius_m:
            return None
        free, share = when
        start, end = (micros(free.start), micros(free.end)) if free else (0, 0)
        return *rated[:METRES], metres, share, 1.0, start, end

    def _by_words(self, rated: Rated, standing: Standing) -> Rated | None:
        _, name, _, number, metres, share, _, start, end = rated
        text = self._text(standing.text) if standing.text else 1.0
        if text <= 0 and standing.categories is None:
            return None
        reached = score.score(Parts(metres, share, text, self.listing.record), self._weights)
        return -reached, name, YES, number, metres, share, text, start, end

    def _text(self, text: str) -> float:
        if text not in self._texts:
            self._texts[text] = self._text_score(text, self.listing.words)
        return self._texts[text]

    def _when(self, standing: Standing) -> When:
        wanted = standing.period, standing.duration_minutes
        if wanted not in self._times:
            self._times[wanted] = free_when(self.listing.supply, standing.query(self.now))
        return self._times[wanted]


def _rows(found: Found, names: Sequence[str]) -> list[Rated]:
    """What was found, with its names."""
    numbers, metres, verdicts, starts, ends = found.whole.T.tolist()
    against, shares = found.parts.T.tolist()
    named = [names[number] for number in numbers]
    return list(zip(against, named, verdicts, numbers, metres, shares, repeat(1.0), starts, ends, strict=False))
