"""What a backend does with candidates out of its database: hours, terms, words and score, the best first."""

from __future__ import annotations

import heapq
import math
from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeAlias

from backend.bench.country import START
from matching import score
from matching.brute_force import free_when
from matching.capacity import Busy
from matching.engine import Hit, Listing, Query, TextScore
from matching.geo import EARTH_RADIUS_M, Point, band, centre
from matching.intervals import Period
from matching.score import Weights
from matching.supply import Supply

Bookings: TypeAlias = Sequence[tuple[int, int, int]]
"""Unit, start and end in minutes."""
Vector: TypeAlias = tuple[float, float, float]
When: TypeAlias = tuple[Period | None, float] | None


class Candidate(NamedTuple):
    """In order: the score that it has if it is free throughout, negative, then the key."""

    worth: float
    key: bytes
    number: int
    metres: int
    text: float
    booked: Bookings


class Best(NamedTuple):
    """In order: the score, negative, then the key."""

    worth: float
    key: bytes
    found: Candidate
    overlap: float
    free: Period | None


@dataclass(frozen=True, slots=True)
class Sought:
    """What is kept in memory: the listings by their numbers, where they are and what their owners' records add.

    alike: most have the same hours and terms as others, so that one verdict on these, within a query, serves them all.
    """

    listings: Sequence[Listing]
    vectors: Sequence[Vector]
    merits: Sequence[float]
    best_merit: float
    fit: TextScore
    weights: Weights
    total: float
    alike: bool

    def worth(self, metres: int, overlap: float, text: float, merit: float) -> float:
        """The score to the last bit, negative, of what was reckoned beforehand as far as it could be."""
        weights = self.weights
        near = weights.distance * score.nearness(metres, weights.half_distance_m)
        return -(near + weights.overlap * overlap + weights.text * text + merit) / self.total


def sought(listings: Sequence[Listing], fit: TextScore, weights: Weights, *, alike: bool = False) -> Sought:
    """All that can be reckoned before anything is asked."""
    known = {cell: vector(centre(cell)) for cell in {one.cell for one in listings}}
    vectors, merits = [known[one.cell] for one in listings], [score.merit(one.record, weights) for one in listings]
    return Sought(listings, vectors, merits, max(merits), fit, weights, weights.total, alike)


class Ranking:
    """The best of one query so far, and what has been read but not been held against hours and terms yet."""

    def __init__(self, known: Sought, query: Query) -> None:
        self._known, self._query, self._asked = known, query, vector(centre(query.cell))
        self._shares = known.alike and query.duration_minutes is None
        self._by_terms: dict[tuple[int, int], When] = {}
        self._seen: set[int] = set()
        self._waiting: list[Candidate] = []
        self._best: list[Best] = []

    def read(self, rows: Iterable[tuple[int, float, Any]]) -> None:
        """Score candidates as if each were free throughout."""
        for number, _apart, booked in rows:
            if number not in self._seen:
                self._seen.add(number)
                self._score(number, booked or ())

    def is_settled(self, metres: int) -> bool:
        """Whether nothing that far away, or further, can be among the best."""
        beyond = self._known.worth(max(metres, 0), 1.0, 1.0, self._known.best_merit)
        self._go_through(beyond)
        return len(self._best) == self._query.limit and self._best[-1].worth < beyond

    def of_all(self) -> list[Hit]:
        """The hits, when there is nothing more to be read."""
        self._go_through(0.0)
        return self.hits()

    def hits(self) -> list[Hit]:
        """The best, made whole."""
        return [self._hit(one) for one in self._best]

    def _score(self, number: int, booked: Bookings) -> None:
        query, known = self._query, self._known
        metres = round(_apart_m(self._asked, known.vectors[number]))
        if metres <= query.radius_m:
            listing = known.listings[number]
            text = known.fit(query.text, listing.words) if query.text else 1.0
            worth = known.worth(metres, 1.0, text, known.merits[number])
            heapq.heappush(self._waiting, Candidate(worth, listing.key, number, metres, text, booked))

    def _go_through(self, beyond: float) -> None:
        """Hold against hours and terms, best first, what is better than all that is beyond and may still get in."""
        while self._waiting and self._waiting[0].worth < beyond and self._may_get_in(self._waiting[0]):
            one = heapq.heappop(self._waiting)
            if when := self._when(one):
                self._keep(one, when)

    def _when(self, one: Candidate) -> When:
        """For a rigid wish SQL has seen that there is room, so that only hours and terms are left to be asked."""
        if not self._shares:
            return free_when(self._supply(one), self._query)
        listing = self._known.listings[one.number]
        terms = id(listing.opening), id(listing.rules)
        if terms not in self._by_terms:
            self._by_terms[terms] = free_when(self._supply(one), self._query)
        return self._by_terms[terms]

    def _may_get_in(self, one: Candidate) -> bool:
        return len(self._best) < self._query.limit or one[:2] < self._best[-1][:2]

    def _keep(self, one: Candidate, when: tuple[Period | None, float]) -> None:
        free, overlap = when
        worth = self._known.worth(one.metres, overlap, one.text, self._known.merits[one.number])
        insort(self._best, Best(worth, one.key, one, overlap, free))
        del self._best[self._query.limit :]

    def _supply(self, one: Candidate) -> Supply:
        """With its bookings near by, where they were read."""
        listing = self._known.listings[one.number]
        busy = tuple(Busy(unit, _moment(start), _moment(end)) for unit, start, end in one.booked)
        return Supply(listing.opening, listing.rules, listing.units, busy)

    def _hit(self, one: Best) -> Hit:
        listing, near = self._known.listings[one.found.number], band(one.found.metres)
        fit = one.found.text if self._query.text else None
        why = score.reasons(near, (one.free, one.overlap), fit, listing.record)
        return Hit(listing.id, near, -one.worth, why, one.free)


def vector(point: Point) -> Vector:
    """The unit vector of the point."""
    lat, lon = math.radians(point[0]), math.radians(point[1])
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def _apart_m(u: Vector, v: Vector) -> float:
    """What `geo.distance_m` gives, to the last bit, from vectors that were made beforehand."""
    x, y, z = u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]
    return EARTH_RADIUS_M * math.atan2(math.sqrt(x * x + y * y + z * z), u[0] * v[0] + u[1] * v[1] + u[2] * v[2])


def _moment(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)
