"""Hand-written SQL for hot paths: written once with $1, $2 …, run on either dialect."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal

from tortoise.connection import get_connection

from models.engine.connect import ALIAS

_TOKEN = re.compile(r"'(?:[^']|'')*'|\$(\d+)")


def connection() -> Any:
    """The client that a statement of this task would use: the running transaction's, or the process's."""
    return get_connection(ALIAS)


def dialect() -> Literal["sqlite", "postgres"]:
    """Which database is connected."""
    name: Literal["sqlite", "postgres"] = connection().capabilities.dialect
    return name


async def execute(sql: str, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """Run one statement and return its rows as the driver gives them.

    SQLite gives moments, ids and JSON as text, PostgreSQL gives datetime, UUID and JSON text:
    read them with `moment`, `identifier` and `document` of models.fields.
    """
    rows: list[dict[str, Any]] = await connection().execute_query_dict(*_bound(sql, params))
    return rows


async def tuples(sql: str, params: Sequence[Any] = ()) -> Sequence[tuple[Any, ...]]:
    """The same rows without the names of their columns, for reading much: a fifth of the cost on SQLite."""
    rows: Sequence[tuple[Any, ...]] = await connection().tuples(*_bound(sql, params))
    return rows


async def affected(sql: str, params: Sequence[Any] = ()) -> int:
    """Run one INSERT, UPDATE or DELETE and return how many rows it changed."""
    count: int = await connection().affected(*_bound(sql, params))
    return count


async def on_disk() -> None:
    """Return once all that was committed before this call outlasts a power cut; Busy where the disk did not take it.

    PostgreSQL tells of no commit before it is so.
    """
    if dialect() == "sqlite":
        await connection().on_disk()


def for_update(*, skip_locked: bool = False) -> str:
    """The clause that locks the rows read; SQLite needs none, as its writing transactions run one at a time."""
    if dialect() == "sqlite":
        return ""
    return " FOR UPDATE SKIP LOCKED" if skip_locked else " FOR UPDATE"


def _bound(sql: str, params: Sequence[Any]) -> tuple[str, list[Any]]:
    if dialect() == "postgres":
        return sql, list(params)
    text, order = _for_sqlite(sql)
    return text, [params[index] for index in order]


@lru_cache(maxsize=1024)
def _for_sqlite(sql: str) -> tuple[str, tuple[int, ...]]:
    """`$2` outside quotes becomes `?`; beside it which parameter each `?` takes (0-based)."""
    order: list[int] = []

    def placeholder(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        order.append(int(found[1]) - 1)
        return "?"

    return _TOKEN.sub(placeholder, sql), tuple(order)


async def has_table(name: str) -> bool:
    """Whether the connected database has this table."""
    if dialect() == "sqlite":
        return bool(await execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1", [name]))
    # Asked of the catalogue's rows: to_regclass() may answer from before another session's commit.
    return bool(await execute("SELECT 1 FROM pg_class WHERE relkind = 'r' AND relname = $1", [name]))
