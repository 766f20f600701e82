"""Resources as the matching engine reads them: loaded whole or one by one."""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from backend.services import listing_rows, records
from backend.services.calendars import opening_of
from backend.services.listing_rows import Page, Row, Rows
from matching.capacity import Busy
from matching.engine import Listing
from matching.opening import Opening
from matching.record import NOTHING_YET, Record
from matching.rules import Rules
from matching.rules import from_dict as rules_from
from models.fields import document, moment

T = TypeVar("T", bound=Hashable)

AT_ONCE = 5_000
ALIKE = 4_096
"""Rules and hours, of which most are like many others, are read once, and are then the same object."""
MOMENTS = 65_536
"""So are the moments at which bookings begin and end: mostly full hours of the coming months."""


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


async def load_all(key: bytes, progress: Callable[[int, int], None] | None = None) -> list[Entry]:
    """Every resource that can be found; `key` orders equals without telling anything.

    progress: told how many of how many are done, now and then; the loop gets its turn meanwhile.
    """
    whole = await listing_rows.how_many()
    maker = Maker(key, await records.all_of_them(), await listing_rows.beyond())
    entries: list[Entry] = []
    async for page in listing_rows.pages(AT_ONCE):
        entries += maker.entries(page)
        if progress is not None:
            progress(len(entries), max(whole, len(entries)))
        await asyncio.sleep(0)
    return entries


async def load_one(key: bytes, resource_id: UUID) -> Entry | None:
    """One resource as it stands, or None where it cannot be found any more."""
    page = await listing_rows.page_of(resource_id)
    if not page.resources:
        return None
    owner, group = (None if one is None else UUID(one) for one in page.resources[0][1:3])
    known = {str(owner or group): await records.of(owner, group)}
    [entry] = Maker(key, known, await listing_rows.beyond(resource_id)).entries(page)
    return entry


class Maker:
    """Makes entries of rows; what many of them have in common is one object.

    known: what is known of owners. beyond: resources with groups in which they are seen besides those they are
    offered to.
    """

    def __init__(self, key: bytes, known: Mapping[str, Record], beyond: Rows) -> None:
        self._key = key
        self._known = known
        self._beyond = _by_resource(beyond)
        self._met: dict[Hashable, Any] = {}

    def entries(self, page: Page) -> list[Entry]:
        """The resources of the page, in its order."""
        parts = [_by_resource(rows) for rows in page[1:]]
        return [self._entry(row, *[part.get(row[0], ()) for part in parts]) for row in page.resources]

    def _entry(self, row: Row, units: Rows, offers: Rows, held: Rows) -> Entry:
        resource_id, _, _, _, kind, category, title, description, *rest = row
        limits, hours, instant, cell, zone, places, place, owner, name = rest
        rules, one = _rules(limits), self._one
        before, after = rules.buffer_before_minutes, rules.buffer_after_minutes
        listing = Listing(
            id=resource_id,
            kind=one(kind),
            category=one(category),
            cell=cell,
            groups=one(frozenset([to for _, to in (*offers, *self._beyond.get(resource_id, ()))])),
            owner=owner,
            title=title,
            words=f"{title} {description}",
            units=tuple([unit for _, unit in units]),
            opening=_opening(hours, places, zone),
            rules=rules,
            record=self._known.get(owner, NOTHING_YET),
            busy=tuple(
                [
                    Busy(unit, _moment(start), _moment(end), before, after, by, bool(out))
                    for _, by, unit, start, end, out in held
                ]
            ),
            key=hashlib.blake2b(resource_id.encode(), key=self._key, digest_size=8).digest(),
        )
        return Entry(listing, one(Shown(name, place, bool(instant))))

    def _one(self, value: T) -> T:
        """The same, and for equals the same object."""
        met: T = self._met.setdefault(value, value)
        return met


@lru_cache(maxsize=ALIKE)
def _rules(text: str) -> Rules:
    return rules_from(document(text))


@lru_cache(maxsize=ALIKE)
def _opening(own: str | None, places: str | None, zone: str) -> Opening:
    return opening_of(document(own), document(places), zone)


_moment = lru_cache(maxsize=MOMENTS)(moment)


def _by_resource(rows: Rows) -> dict[str, list[Row]]:
    grouped: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row[0]].append(row)
    return grouped
