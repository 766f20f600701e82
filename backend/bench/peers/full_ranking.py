"""What a backend does with candidates out of its database: hours, terms, words and score, the best first."""

from __future__ import annotations

import heapq
from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from backend.bench.country import START
from matching import score
from matching.brute_force import free_when
from matching.capacity import Busy
from matching.engine import Hit, Listing, Query, TextScore
from matching.geo import band, distance_between_cells
from matching.intervals import Period
from matching.record import Record
from matching.score import Parts, Weights
from matching.supply import Supply

When: TypeAlias = tuple[Period | None, float] | None
Candidate: TypeAlias = tuple[float, bytes, int, Parts, Sequence[Sequence[int]]]
"""The score that it has if it is free throughout, negative; its key, its number, its parts and what is taken."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is kept in memory: the listings by their numbers, and the record that counts for most."""

    listings: Sequence[Listing]
    fit: TextScore
    weights: Weights
    best_record: Record


def sought(listings: Sequence[Listing], fit: TextScore, weights: Weights) -> Sought:
    """The same, with the best of their records."""
    records = {one.record for one in listings}
    return Sought(listings, fit, weights, max(records, key=lambda one: score.merit(one, weights)))


class Ranking:
    """The best of one query so far, and what has been read but not been held against hours and terms yet."""

    def __init__(self, known: Sought, query: Query) -> None:
        self._known, self._query = known, query
        self._seen: set[int] = set()
        self._waiting: list[Candidate] = []
        self._best: list[tuple[float, bytes, int, Parts, Period | None]] = []
        self._by_terms: dict[tuple[int, int], When] = {}

    def read(self, rows: Iterable[tuple[int, float, Any]]) -> None:
        """Score candidates as if each were free throughout."""
        for number, _apart, taken in rows:
            if number not in self._seen:
                self._seen.add(number)
                self._score(number, taken or ())

    def is_settled(self, metres: int) -> bool:
        """Whether nothing that far away, or further, can be among the best."""
        parts = Parts(max(metres, 0), record=self._known.best_record)
        beyond = -score.score(parts, self._known.weights)
        self._go_through(beyond)
        return len(self._best) == self._query.limit and self._best[-1][0] < beyond

    def of_all(self) -> list[Hit]:
        """The hits, when there is nothing more to be read."""
        self._go_through(0.0)
        return self.hits()

    def hits(self) -> list[Hit]:
        """The best, made whole."""
        return [self._hit(*one) for one in self._best]

    def _score(self, number: int, taken: Sequence[Sequence[int]]) -> None:
        query, listing = self._query, self._known.listings[number]
        metres = distance_between_cells(query.cell, listing.cell)
        text = self._known.fit(query.text, listing.words) if query.text else 1.0
        if metres <= query.radius_m:
            parts = Parts(metres, text=text, record=listing.record)
            heapq.heappush(self._waiting, (-score.score(parts, self._known.weights), listing.key, number, parts, taken))

    def _go_through(self, beyond: float) -> None:
        """Hold against hours and terms, best first, what is better than all that is beyond and may still get in."""
        while self._waiting and self._waiting[0][0] < beyond and self._may_get_in(self._waiting[0]):
            _, key, number, parts, taken = heapq.heappop(self._waiting)
            if when := self._free(self._known.listings[number], taken):
                self._keep(key, number, parts, when)

    def _may_get_in(self, one: Candidate) -> bool:
        return len(self._best) < self._query.limit or one[:2] < self._best[-1][:2]

    def _keep(self, key: bytes, number: int, parts: Parts, when: tuple[Period | None, float]) -> None:
        free, overlap = when
        whole = Parts(parts.distance_m, overlap, parts.text, parts.record)
        insort(self._best, (-score.score(whole, self._known.weights), key, number, whole, free))
        del self._best[self._query.limit :]

    def _free(self, listing: Listing, taken: Sequence[Sequence[int]]) -> When:
        """When it can be had; of what has nothing taken, once for all with the same hours and terms."""
        if taken:
            busy = tuple(Busy(unit, _moment(start), _moment(end)) for unit, start, end in taken)
            return free_when(Supply(listing.opening, listing.rules, listing.units, busy), self._query)
        terms = id(listing.opening), id(listing.rules)
        if terms not in self._by_terms:
            self._by_terms[terms] = free_when(Supply(listing.opening, listing.rules, (1,)), self._query)
        return self._by_terms[terms]

    def _hit(self, worth: float, _key: bytes, number: int, parts: Parts, free: Period | None) -> Hit:
        listing, near = self._known.listings[number], band(parts.distance_m)
        why = score.reasons(parts, near, free, asked_text=self._query.text)
        return Hit(listing.id, near, -worth, why, free)


def _moment(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)
