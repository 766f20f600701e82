"""A listing that turns up, as the numbers that it is held against the waiting by."""

from datetime import datetime

from matching import score
from matching.engine import Listing
from matching.intervals import Period, micros
from matching.score import Weights
from matching.standing_cubes import vector
from matching.standing_hours import Hours
from matching.standing_layout import FAR, Ask, Longs, Parts
from matching.standing_sets import bits
from matching.standing_table import Table
from matching.standing_times import NEVER_FULL, bookings, full_stretches, known_until, limits, reach
from matching.supply import Supply


class Asker:
    """Makes an Ask of a listing, for the searches of one table."""

    def __init__(self, table: Table, weights: Weights) -> None:
        self._table, self._weights, self._hours = table, weights, Hours()
        self._fit = float(weights.distance), float(weights.overlap), float(weights.text)
        self._scale = float(weights.total), float(weights.half_distance_m)

    def ask(self, listing: Listing, now: datetime, freed: Period | None) -> Ask:
        """What the listing is now; valid until the table changes."""
        supply, certificate = listing.supply, listing.certificate
        within, known = reach(supply, now, self._table.latest), known_until(supply.rules, now)
        touched = (micros(freed.start), micros(freed.end), 1) if freed else (-FAR, FAR, 0)
        rows = self._table.sorted, self._table.total, self._table.number_of(listing.category), bits((listing.owner,))
        numbers = micros(now), *within, *touched, *rows, *bookings(supply.rules), *limits(supply.rules), known
        categories, kinds, groups, certificates = self._table.sets
        return Ask(
            numbers=numbers,
            parts=self._parts(listing),
            categories=categories.marked(frozenset((listing.category,))),
            kinds=kinds.marked(frozenset((listing.kind,))),
            groups=groups.marked(listing.groups),
            certificates=certificates.marked(None if certificate is None else frozenset((certificate,))),
            opens=self._opens(supply, within, known),
            full=full_stretches(supply, now),
        )

    def _opens(self, supply: Supply, within: tuple[int, int], known: int) -> Longs:
        last = min(within[1], self._table.latest, known)
        return self._hours.between(supply.opening, within[0], last) if last > within[0] else NEVER_FULL

    def _parts(self, listing: Listing) -> Parts:
        return *vector(listing.cell), *self._fit, score.merit(listing.record, self._weights), *self._scale
