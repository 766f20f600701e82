"""What is shown of a resource that was found."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from matching.engine import Listing


class Card(NamedTuple):
    """What a result shows beside its score; a private place has no name here."""

    id: UUID
    title: str
    kind: str
    category_id: str
    owner: str
    place: str
    instant: bool


class Shown(NamedTuple):
    """What of a card the matching does not know."""

    owner: str
    place: str
    instant: bool


class Entry(NamedTuple):
    """One resource in the index."""

    listing: Listing
    shown: Shown

    @property
    def card(self) -> Card:
        """What a result shows of it."""
        one = self.listing
        return Card(UUID(one.id), one.title, one.kind, one.category, *self.shown)
