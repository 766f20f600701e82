"""What the group has seen of owners: loans, answers, and how many people they have to do with."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from matching.record import Record
from models.transaction import execute

_COUNTS = """
    SELECT coalesce(r.owner_id, r.owner_group_id) AS owner,
        sum(CASE WHEN b.state = 'closed' THEN 1 ELSE 0 END) AS lent,
        count(*) AS asked,
        sum(CASE WHEN b.state = 'expired' THEN 0 ELSE 1 END) AS answered,
        count(DISTINCT CASE WHEN b.state = 'closed' THEN b.borrower_id END) AS trusted_by
    FROM bookings b JOIN resources r ON r.id = b.resource_id
    WHERE b.state NOT IN ('requested', 'withdrawn')
"""
_BY_OWNER = " GROUP BY coalesce(r.owner_id, r.owner_group_id)"


async def all_of_them() -> dict[str, Record]:
    """The record of everybody who was ever asked, by owner."""
    return {str(row["owner"]): _record(row) for row in await execute(_COUNTS + _BY_OWNER)}


async def of(owner_id: UUID | None, group_id: UUID | None) -> Record:
    """The record of one owner, a person or a group."""
    column = "owner_id" if owner_id is not None else "owner_group_id"
    rows = await execute(f"{_COUNTS} AND r.{column} = $1{_BY_OWNER}", [owner_id or group_id])
    return _record(rows[0]) if rows else Record()


def _record(row: dict[str, Any]) -> Record:
    """A request that ran out was not answered; one that still waits or was taken back says nothing."""
    return Record(**{name: int(row[name]) for name in ("lent", "asked", "answered", "trusted_by")})
