"""What one listing is worth to each of those who wait for something like it: the rules and the score of the oracle."""

from collections.abc import Hashable, Sequence
from datetime import datetime
from functools import lru_cache

from matching import score
from matching.brute_force import free_when
from matching.engine import Hit, Listing, TextScore
from matching.geo import band, distance_between_cells
from matching.intervals import Period
from matching.reasons import Reason
from matching.score import Parts, Weights
from matching.standing import Match, Standing
from matching.standing_layout import YES
from matching.standing_times import since_epoch

_band = lru_cache(maxsize=65_536)(band)

When = tuple[Period | None, float] | None


Candidate = tuple[float, float, int, int, int, int, int]
"""One that was found, with the columns of the layout: first the score that it has if it is a YES and has no text."""


Rated = tuple[float, str, Standing, tuple[int, float, float], Period | None]
"""One that is met, as they are ordered: its negative score, its id, itself, whole metres with the share of its time
and the fit of its words, and when it is free, where that is not the period itself."""


class Rating:
    """One listing at one moment. Whatever many standing searches share is worked out once.

    standings: by number; None for what is gone.
    """

    def __init__(
        self,
        listing: Listing,
        now: datetime,
        standings: Sequence[Standing | None],
        text_score: TextScore,
        weights: Weights,
    ) -> None:
        self._listing, self._now, self._standings = listing, now, standings
        self._text_score, self._weights, self._supply = text_score, weights, listing.supply
        self._texts: dict[str, float] = {}
        self._times: dict[tuple[Period | None, int | None], When] = {(None, None): (None, 1.0)}
        self._reasons: dict[Hashable, tuple[Reason, ...]] = {}

    def rated(self, found: Candidate) -> Rated | None:
        """How well the wish is met, if it is."""
        highest, share, number, metres, verdict, start, end = found
        standing, owner = self._standings[number], self._listing.owner
        if standing is None or owner == standing.person or owner in standing.hidden_owners:
            return None
        if verdict != YES:
            return self._by_the_rules(standing)
        free = None if standing.duration_minutes is None else Period(since_epoch(start), since_epoch(end))
        if standing.text:
            return self._by_words(standing, metres, share, free)
        return -highest, standing.id, standing, (metres, share, 1.0), free

    def match(self, rated: Rated) -> Match:
        """What its person is told."""
        against, standing_id, standing, (metres, share, text), window = rated
        free, near = window or standing.period, _band(metres)
        said = near.low_m, text if standing.text else None, free and (share >= 1 or free)
        why = self._reasons.get(said) or self._why(said, rated, free)
        return Match(standing_id, standing.person, Hit(self._listing.id, near, -against, why, free))

    def _why(self, said: Hashable, rated: Rated, free: Period | None) -> tuple[Reason, ...]:
        """The same for all of whom the same is to be said."""
        parts = Parts(*rated[3], self._listing.record)
        why = score.reasons(parts, band(parts.distance_m), free, asked_text=rated[2].text)
        self._reasons[said] = why
        return why

    def _by_the_rules(self, standing: Standing) -> Rated | None:
        """Asked as the oracle asks."""
        metres = distance_between_cells(standing.cell, self._listing.cell)
        when = self._when(standing)
        if when is None or metres > standing.radius_m:
            return None
        return self._by_words(standing, metres, when[1], when[0])

    def _by_words(self, standing: Standing, metres: int, share: float, free: Period | None) -> Rated | None:
        text = self._text(standing.text) if standing.text else 1.0
        if text <= 0 and standing.categories is None:
            return None
        reached = score.score(Parts(metres, share, text, self._listing.record), self._weights)
        return -reached, standing.id, standing, (metres, share, text), free

    def _text(self, text: str) -> float:
        if text not in self._texts:
            self._texts[text] = self._text_score(text, self._listing.words)
        return self._texts[text]

    def _when(self, standing: Standing) -> When:
        wanted = standing.period, standing.duration_minutes
        if wanted not in self._times:
            self._times[wanted] = free_when(self._supply, standing.query(self._now))
        return self._times[wanted]
