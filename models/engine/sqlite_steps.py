"""What is done in the SQLite connection's own thread, one step at a time, and how values and scripts get there."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, TypeVar

import aiosqlite
import tortoise.backends.sqlite.executor  # noqa: F401 - it registers its adapters on import; ours must come after
from tortoise.exceptions import IntegrityError, OperationalError

from models.errors import Busy

T = TypeVar("T")
Rows = list[sqlite3.Row]
Step = Callable[[sqlite3.Connection, str, Sequence[Any]], T]

NOT_CONNECTED = "the database is not connected"
TRY_AGAIN = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}


def moment_as_text(moment: datetime) -> str:
    """One fixed-width UTC form, so that the order of the texts is the order in time; naive moments are refused."""
    if moment.tzinfo is None:
        raise ValueError(f"naive datetime: {moment!r}")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


sqlite3.register_adapter(datetime, moment_as_text)  # replaces Tortoise's own, which is neither UTC nor of one width
sqlite3.register_adapter(uuid.UUID, str)


def statements(script: str) -> Iterator[str]:
    """The statements of a script; CREATE TRIGGER … END stays in one piece."""
    gathered = ""
    for piece in script.split(";")[:-1]:
        gathered += piece + ";"
        if sqlite3.complete_statement(gathered):
            yield gathered
            gathered = ""
    rest = gathered + script.rpartition(";")[2]
    if rest.strip():
        yield rest


def run(connection: sqlite3.Connection, sql: str, values: Sequence[Any]) -> tuple[int, Rows]:
    """Rows changed by the statement itself (not by its triggers) and rows returned; runs in the worker thread."""
    with closing(connection.execute(sql, values)) as cursor:
        rows = cursor.fetchall()
        return max(cursor.rowcount, 0), rows


def bare(connection: sqlite3.Connection, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows returned, as tuples."""
    with closing(connection.cursor()) as cursor:
        cursor.row_factory = None
        return cursor.execute(sql, values).fetchall()


def insert(connection: sqlite3.Connection, sql: str, values: Sequence[Any]) -> int:
    """The row's number."""
    with closing(connection.execute(sql, values)) as cursor:
        return cursor.lastrowid or 0


def roll_back(connection: sqlite3.Connection, _sql: str, _values: Sequence[Any]) -> None:
    """Undo the transaction, if SQLite has not done so by itself."""
    connection.rollback()


def insert_all(connection: sqlite3.Connection, sql: str, rows: Sequence[Sequence[Any]]) -> None:
    connection.executemany(sql, rows).close()


async def in_thread(step: Step[T], connection: aiosqlite.Connection | None, sql: str, values: Sequence[Any] = ()) -> T:
    """Run one step, with SQLite's errors in Tortoise's terms; a full disk or a lock is Busy."""
    if connection is None or connection._connection is None:
        raise OperationalError(NOT_CONNECTED)
    # One step in the thread: a statement left over from a cancelled task cannot add to the count of this one.
    call: Callable[..., Awaitable[T]] = connection._execute
    try:
        return await call(step, connection._conn, sql, values)
    except sqlite3.IntegrityError as error:
        raise IntegrityError(error) from error
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in TRY_AGAIN:
            raise Busy(why=error.sqlite_errorname) from error
        raise OperationalError(error) from error
