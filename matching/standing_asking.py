"""A listing that turns up, as the numbers that it is held against the waiting by."""

from datetime import datetime

import numpy as np

from matching import score
from matching.engine import Listing
from matching.intervals import Period
from matching.score import Weights
from matching.standing_cubes import vector
from matching.standing_hours import Hours
from matching.standing_layout import FAR, Ask, Floats, Longs
from matching.standing_table import Table
from matching.standing_times import NEVER_FULL, bookings, full_stretches, known_until, limits, micros, reach
from matching.supply import Supply


class Asker:
    """Makes an Ask of a listing, for the searches of one table."""

    def __init__(self, table: Table, weights: Weights) -> None:
        self._table, self._weights, self._hours = table, weights, Hours()

    def ask(self, listing: Listing, now: datetime, freed: Period | None) -> Ask:
        """What the listing is now; valid until the table changes."""
        supply = listing.supply
        within = reach(supply, now)
        marks, offsets = self._table.marks(listing)
        return Ask(
            own=self._table.own(listing.category),
            point=np.array(vector(listing.cell)),
            marks=marks,
            offsets=offsets,
            opens=self._opens(supply, within, now),
            full=full_stretches(supply, now),
            numbers=self._numbers(supply, within, now, freed),
            weights=self._parts(listing),
        )

    def _opens(self, supply: Supply, within: tuple[int, int], now: datetime) -> Longs:
        last = min(within[1], self._table.latest, known_until(supply.rules, now))
        return self._hours.between(supply.opening, within[0], last) if last > within[0] else NEVER_FULL

    def _numbers(self, supply: Supply, within: tuple[int, int], now: datetime, freed: Period | None) -> Longs:
        touched = (micros(freed.start), micros(freed.end), 1) if freed else (-FAR, FAR, 0)
        rows, rules = (self._table.sorted, self._table.total), supply.rules
        known = known_until(rules, now)
        return np.array((micros(now), *within, *touched, *rows, *bookings(rules), *limits(rules), known), np.int64)

    def _parts(self, listing: Listing) -> Floats:
        weights = self._weights
        merit = score.merit(listing.record, weights)
        parts = weights.distance, weights.overlap, weights.text, merit, weights.total, weights.half_distance_m
        return np.array(parts, np.float64)
