"""Resources as the matching engine reads them: loaded whole or one by one, in three plain queries."""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from backend.services import records
from backend.services.calendars import busy, opening_of
from backend.services.links import SEEN_BEYOND
from matching.capacity import Busy
from matching.engine import Listing
from matching.opening import Opening
from matching.record import NOTHING_YET, Record
from matching.rules import Rules
from matching.rules import from_dict as rules_from
from models.fields import document, moment
from models.transaction import execute

_COLUMNS = """
    SELECT r.id, r.owner_id, r.owner_group_id, r.kind, r.category_id, r.title, r.description, r.rules, r.opening,
        r.instant, r.seen_by_linked, p.cell, p.kind AS place_kind, p.name AS place_name, p.public,
        p.opening AS place_opening, p.time_zone, coalesce(o.name, g.name) AS owner_name
    FROM resources r JOIN places p ON p.id = r.place_id
        LEFT JOIN persons o ON o.id = r.owner_id LEFT JOIN groups g ON g.id = r.owner_group_id
    WHERE r.state = 'listed' AND o.suspended_at IS NULL AND o.erased_at IS NULL
"""


AT_ONCE = 5_000
ALIKE = 4_096
"""Rules and hours, of which most are like many others, are read once, and are then the same object."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a result shows beside its score; a private place has no name here."""

    id: UUID
    title: str
    kind: str
    category_id: str
    owner: str
    place: str
    instant: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource in the index."""

    listing: Listing
    card: Card


async def load_all(key: bytes, progress: Callable[[int, int], None] | None = None) -> list[Entry]:
    """Every resource that can be found; `key` orders equals without telling anything.

    progress: told how many of how many are done, now and then; the loop gets its turn meanwhile.
    """
    rows = await execute(_COLUMNS)
    known = await records.all_of_them()
    offers = [*await execute(_OFFERS), *await execute(SEEN_BEYOND)]
    parts = [_by_resource(each) for each in (await execute(_UNITS + " ORDER BY id"), offers, await execute(_HOLDING))]
    entries: list[Entry] = []
    for first in range(0, len(rows), AT_ONCE):
        for row in rows[first : first + AT_ONCE]:
            record = known.get(str(row["owner_id"] or row["owner_group_id"]), NOTHING_YET)
            entries.append(_entry(key, row, record, Parts(*(part[str(row["id"])] for part in parts))))
        if progress is not None:
            progress(len(entries), len(rows))
        await asyncio.sleep(0)
    return entries


async def load_one(key: bytes, resource_id: UUID) -> Entry | None:
    """One resource as it stands, or None where it cannot be found any more."""
    rows = await execute(_COLUMNS + " AND r.id = $1", [resource_id])
    if not rows:
        return None
    units = await execute(_UNITS + " AND resource_id = $1 ORDER BY id", [resource_id])
    offers = await execute(_OFFERS + " WHERE resource_id = $1", [resource_id])
    if rows[0]["seen_by_linked"]:
        offers += await execute(SEEN_BEYOND + " AND r.id = $1", [resource_id])
    held = await execute(_HOLDING + " AND resource_id = $1", [resource_id])
    record = await records.of(rows[0]["owner_id"], rows[0]["owner_group_id"])
    return _entry(key, rows[0], record, Parts(units, offers, held))


_UNITS = "SELECT resource_id, id FROM units WHERE retired_at IS NULL"
_OFFERS = "SELECT resource_id, group_id FROM offers"
_HOLDING = (
    "SELECT id, resource_id, unit_id, starts_at, ends_at, state FROM bookings"
    " WHERE state IN ('requested', 'confirmed', 'out')"
)

Rows = list[dict[str, Any]]


class Parts(NamedTuple):
    """What belongs to one resource: its units, the groups in which it is seen, the bookings that hold it."""

    units: Rows
    offers: Rows
    held: Rows


def _entry(key: bytes, row: dict[str, Any], record: Record, parts: Parts) -> Entry:
    resource_id, rules = str(row["id"]), _rules(row["rules"])
    listing = Listing(
        id=resource_id,
        kind=row["kind"],
        category=row["category_id"],
        cell=row["cell"],
        groups=frozenset(str(offer["group_id"]) for offer in parts.offers),
        owner=str(row["owner_id"] or row["owner_group_id"]),
        title=row["title"],
        words=f"{row['title']} {row['description']}",
        units=tuple(unit["id"] for unit in parts.units),
        opening=_opening(row["opening"], row["place_opening"], row["time_zone"]),
        rules=rules,
        record=record,
        busy=tuple(_busy(one, rules) for one in parts.held),
        key=hashlib.blake2b(resource_id.encode(), key=key, digest_size=8).digest(),
    )
    return Entry(listing, _card(row))


@lru_cache(maxsize=ALIKE)
def _rules(text: str) -> Rules:
    return rules_from(document(text))


@lru_cache(maxsize=ALIKE)
def _opening(own: str | None, places: str | None, zone: str) -> Opening:
    return opening_of(document(own), document(places), zone)


def _card(row: dict[str, Any]) -> Card:
    return Card(
        id=UUID(str(row["id"])),
        title=row["title"],
        kind=row["kind"],
        category_id=row["category_id"],
        owner=row["owner_name"],
        place=row["place_name"] if row["public"] else "",
        instant=bool(row["instant"]),
    )


def _busy(row: dict[str, Any], rules: Rules) -> Busy:
    return busy({**row, "starts_at": moment(row["starts_at"]), "ends_at": moment(row["ends_at"])}, rules)


def _by_resource(rows: Rows) -> defaultdict[str, Rows]:
    grouped: defaultdict[str, Rows] = defaultdict(list)
    for row in rows:
        grouped[str(row["resource_id"])].append(row)
    return grouped
