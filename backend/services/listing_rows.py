"""The rows of which listings are made, read as bare tuples: a few thousand resources at a time, or one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from backend.services.links import SEEN_BEYOND
from models.transaction import execute, tuples

Row: TypeAlias = tuple[Any, ...]
Rows: TypeAlias = Sequence[Row]

# Ids as text on either database: millions are compared and kept, and hardly one is ever needed as a UUID.
_OWN = (
    "CAST(r.id AS text), CAST(r.owner_id AS text), CAST(r.owner_group_id AS text), CAST(r.place_id AS text), r.kind,"
    " r.category_id, r.title, r.description, r.rules, r.opening, r.instant"
)
_PLACE = "p.cell, p.time_zone, p.opening, CASE WHEN p.public THEN p.name ELSE '' END"
_ONE_RESOURCE = f"""
    SELECT {_OWN}, CAST(p.id AS text), {_PLACE}, CAST(coalesce(o.id, g.id) AS text), coalesce(o.name, g.name)
    FROM resources r JOIN places p ON p.id = r.place_id
        LEFT JOIN persons o ON o.id = r.owner_id LEFT JOIN groups g ON g.id = r.owner_group_id
    WHERE r.id = $1 AND r.state = 'listed' AND o.suspended_at IS NULL AND o.erased_at IS NULL
"""  # noqa: S608 - our own columns
_RESOURCES = f"SELECT {_OWN} FROM resources r WHERE r.state = 'listed' AND r.id > $1 ORDER BY r.id LIMIT $2"  # noqa: S608
_PLACES = f"SELECT CAST(p.id AS text), {_PLACE} FROM places p"  # noqa: S608 - our own columns
_OWNERS = """
    SELECT CAST(id AS text), name FROM persons WHERE suspended_at IS NULL AND erased_at IS NULL
    UNION ALL SELECT CAST(id AS text), name FROM groups
"""
_UNITS = "SELECT CAST(resource_id AS text), id FROM units WHERE retired_at IS NULL AND {} ORDER BY id"
_OFFERS = "SELECT CAST(resource_id AS text), CAST(group_id AS text) FROM offers WHERE {}"
_HELD = (
    "SELECT CAST(resource_id AS text), CAST(id AS text), unit_id, starts_at, ends_at, state = 'out' FROM bookings"
    " WHERE state IN ('requested', 'confirmed', 'out') AND {}"
)
_PARTS = _UNITS, _OFFERS, _HELD
_ONE, _SOME = "resource_id = $1", "resource_id > $1 AND resource_id <= $2"
_BEFORE_ALL = str(UUID(int=0))


_PLACE_AT, _OWNER_AT = 11, 16
"""Where they begin in a row of one resource."""


class Found(NamedTuple):
    """Rows as they are selected above."""

    resource: Row
    place: Row
    owner: Row


class Page(NamedTuple):
    """Resources, and what belongs to them, the resource's id first: units, groups, and the bookings that hold them."""

    resources: Sequence[Found]
    units: Rows
    offers: Rows
    held: Rows


async def pages(at_once: int) -> AsyncIterator[Page]:
    """All resources that can be found, so many at a time; what is changed meanwhile may be in them or not.

    Joined here: places and owners are met so often, and so far apart, that the database would look up each anew.
    """
    last, places, owners = _BEFORE_ALL, *[{row[0]: row for row in await tuples(sql)} for sql in (_PLACES, _OWNERS)]
    while rows := await tuples(_RESOURCES, [last, at_once]):
        span = last, rows[-1][0]
        yield Page(_joined(rows, places, owners), *[await tuples(sql.format(_SOME), span) for sql in _PARTS])
        last = span[1]


def _joined(rows: Rows, places: Mapping[str, Row], owners: Mapping[str, Row]) -> list[Found]:
    """With its place and its owner; what is so new that these are not known is left to whoever reads the journal."""
    found = ((row, places.get(row[3]), owners.get(row[1] or row[2])) for row in rows)
    return [Found(row, place, owner) for row, place, owner in found if place is not None and owner is not None]


async def page_of(resource_id: UUID) -> Page:
    """One resource; no rows where it cannot be found."""
    asked = [resource_id]
    rows = [
        Found(row[:_PLACE_AT], row[_PLACE_AT:_OWNER_AT], row[_OWNER_AT:]) for row in await tuples(_ONE_RESOURCE, asked)
    ]
    return Page(rows, *[await tuples(sql.format(_ONE), asked) for sql in _PARTS])


async def how_many() -> int:
    """How many resources are listed; those of owners who are suspended or gone are among them."""
    [(count,)] = await tuples("SELECT count(*) FROM resources WHERE state = 'listed'")
    return int(count)


async def beyond(resource_id: UUID | None = None) -> list[Row]:
    """Resources with linked groups in which they are seen by their owners' choice: of all, or of one."""
    one = ("", []) if resource_id is None else (" AND r.id = $1", [resource_id])
    rows = await execute(SEEN_BEYOND + one[0], one[1])
    return [(str(row["resource_id"]), str(row["group_id"])) for row in rows]
