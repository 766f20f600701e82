"""Readers of the journal: each keeps how far it has come, and neither misses nor repeats a row."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.fields import document, moment
from models.journal import Cursor
from models.transaction import execute, for_update, transactional

BATCH = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the journal, as a follower reads it."""

    seq: int
    at: datetime
    verb: str
    subject_type: str
    subject_id: str
    data: dict[str, Any]


async def head() -> int:
    """The last sequence that is committed."""
    rows = await execute("SELECT coalesce(max(seq), 0) AS seq FROM journal")
    return int(rows[0]["seq"])


async def read(after: int, limit: int = BATCH) -> list[Entry]:
    """The next rows in commit order."""
    rows = await execute(
        "SELECT seq, at, verb, subject_type, subject_id, data FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2",
        [after, limit],
    )
    return [
        Entry(
            row["seq"],
            moment(row["at"]),
            row["verb"],
            row["subject_type"],
            row["subject_id"],
            document(row["data"]),
        )
        for row in rows
    ]


@transactional
async def follow(name: str, handle: Callable[[list[Entry]], Awaitable[None]], *, limit: int = BATCH) -> int:
    """Give the next rows to `handle` and move the cursor in the same transaction; how many there were."""
    await Cursor.get_or_create(name=name, defaults={"seq": 0})
    rows = await execute(f"SELECT seq FROM cursors WHERE name = $1{for_update()}", [name])  # noqa: S608 - a clause
    entries = await read(int(rows[0]["seq"]), limit)
    if entries:
        await handle(entries)
        await Cursor.filter(name=name).update(seq=entries[-1].seq)
    return len(entries)
