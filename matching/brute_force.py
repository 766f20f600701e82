"""The engine that looks at everything: slow, obvious and right, and so the oracle for any other."""

from collections.abc import Iterator
from dataclasses import replace

from matching import score
from matching.capacity import Busy, free_units
from matching.engine import Chore, Hit, Listing, Query, TextScore
from matching.geo import band, distance_between_cells
from matching.intervals import Period
from matching.refusals import term_reasons
from matching.score import Parts, Weights
from matching.stock import Stock
from matching.supply import Asked, Supply
from matching.windows import best_window, free_windows, share


class BruteForce:
    """An Engine in one dictionary."""

    def __init__(self, text_score: TextScore, weights: Weights = score.DEFAULT) -> None:
        self.position = 0
        self._listings: dict[str, Listing] = {}
        self._text_score = text_score
        self._weights = weights

    def __len__(self) -> int:
        return len(self._listings)

    def load(self, stock: Stock) -> None:
        for row in range(len(stock.ids)):
            self.put(stock.make(row))

    def put(self, listing: Listing) -> None:
        self._listings[listing.id] = listing

    def book(self, listing_id: str, busy: Busy) -> None:
        listing = self._listings[listing_id]
        self.put(replace(listing, busy=(*listing.busy, busy)))

    def chore(self) -> Chore | None:
        return None

    def remove(self, listing_id: str) -> None:
        self._listings.pop(listing_id, None)

    def get(self, listing_id: str) -> Listing | None:
        return self._listings.get(listing_id)

    def search(self, query: Query) -> list[Hit]:
        found = [(hit, listing.key) for listing in self._listings.values() for hit in self._hits(listing, query)]
        found.sort(key=lambda pair: (-pair[0].score, pair[1]))
        return [hit for hit, _ in found[: query.limit]]

    def _hits(self, listing: Listing, query: Query) -> Iterator[Hit]:
        """The one hit that the listing is, or none."""
        if not is_visible(listing, query):
            return
        distance = distance_between_cells(query.cell, listing.cell)
        if distance > query.radius_m:
            return
        text = self._text_score(query.text, listing.words) if query.text else 1.0
        when = free_when(listing.supply, query)
        if not when or (text <= 0 and query.categories is None):
            return
        parts, near = Parts(distance, when[1], text, listing.record), band(distance)
        why = score.reasons(near, when, text if query.text else None, listing.record)
        yield Hit(listing.id, near, score.score(parts, self._weights), why, when[0])


def is_visible(listing: Listing, query: Query) -> bool:
    """Whether the asker may see and use it, and asks for its kind and category."""
    return (
        not listing.groups.isdisjoint(query.groups)
        and listing.owner not in query.hidden_owners
        and (query.categories is None or listing.category in query.categories)
        and (query.kinds is None or listing.kind in query.kinds)
        and (listing.certificate is None or listing.certificate in query.certificates)
    )


def free_when(supply: Supply, query: Query) -> tuple[Period | None, float] | None:
    """When it is free and what share of the wanted time that is; None if it can't be had."""
    if query.period is None:
        return None, 1.0
    if query.duration_minutes is None:
        return (query.period, 1.0) if _can_be_had(supply, query.period, query) else None
    windows = free_windows(query.period, supply, now=query.now, minutes=query.duration_minutes)
    return (best_window(windows), share(windows, query.period)) if windows else None


def _can_be_had(supply: Supply, period: Period, query: Query) -> bool:
    asked = Asked(start=period.start, end=period.end, now=query.now)
    claim = supply.claim(period, query.now)
    return free_units(supply.units, supply.busy, claim) > 0 and not any(term_reasons(asked, supply))
