"""Resources as the matching engine reads them: loaded whole or one by one."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from uuid import UUID

from backend.services import listing_rows, records
from backend.services.cards import Entry, Shown
from backend.services.listing_rows import Page, Rows
from backend.services.stocking import Stocking, read_opening, read_rules
from matching.capacity import Busy
from matching.engine import KEY_BYTES, Listing
from matching.record import Record
from matching.stocked import Stocked
from models.fields import moment

AT_ONCE = 5_000


async def load_all(key: bytes, progress: Callable[[int, int], None] | None = None) -> Stocked:
    """Every resource that can be found; `key` orders equals without telling anything.

    progress: told how many of how many are done, now and then; the loop gets its turn meanwhile.
    """
    whole = await listing_rows.how_many()
    stocking = Stocking(key, await records.all_of_them(), await listing_rows.beyond())
    async for page in listing_rows.pages(AT_ONCE):
        stocking.add(page)
        if progress is not None:
            progress(len(stocking), max(whole, len(stocking)))
        await asyncio.sleep(0)
    return stocking.stocked()


async def load_one(key: bytes, resource_id: UUID) -> Entry | None:
    """One resource as it stands, or None where it cannot be found any more."""
    page = await listing_rows.page_of(resource_id)
    if not page.resources:
        return None
    owner, group = (None if one is None else UUID(one) for one in page.resources[0].resource[1:3])
    return _entry(key, page, await records.of(owner, group), await listing_rows.beyond(resource_id))


def _entry(key: bytes, page: Page, record: Record, beyond: Rows) -> Entry:
    """The one resource of a page, without the detour by columns, which is as long for one as for a hundred."""
    [(resource, place, (owner, called))] = page.resources
    resource_id, _, _, _, kind, category, title, description, limits, hours, instant = resource
    _, cell, zone, opening, name = place
    rules, units = read_rules(limits), tuple([unit for _, unit in page.units])
    before, after = rules.buffer_before_minutes, rules.buffer_after_minutes
    listing = Listing(
        id=resource_id,
        kind=kind,
        category=category,
        cell=cell,
        groups=frozenset([to for _, to in (*page.offers, *beyond)]),
        owner=owner,
        key=hashlib.blake2b(resource_id.encode(), key=key, digest_size=KEY_BYTES).digest(),
        title=title,
        words=f"{title} {description}",
        units=units,
        opening=read_opening(hours, opening, zone),
        rules=rules,
        record=record,
        busy=tuple(
            [
                Busy(unit, moment(start), moment(end), before, after, by, bool(out))
                for _, by, unit, start, end, out in page.held
                if unit in units
            ]
        ),
    )
    return Entry(listing, Shown(called, name, bool(instant)))
