"""SQLite for Tortoise: one process, one connection, transactions that start IMMEDIATE and never leak.

SQLite before 3.51.3 can corrupt the database when two connections write or checkpoint a WAL at once (the WAL-reset
bug), and Debian ships older ones. So there is one connection, and a read waits for the transaction that runs on it.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite
from tortoise.backends.base.client import ConnectionWrapper, NestedTransactionContext, TransactionContext
from tortoise.backends.sqlite import client as theirs
from tortoise.connection import get_connections
from tortoise.exceptions import IntegrityError, OperationalError

from models.engine.lock_file import locked
from models.engine.shield import uncancellable
from models.engine.sqlite_steps import (
    NOT_CONNECTED,
    Rows,
    Step,
    bare,
    in_thread,
    insert,
    insert_all,
    roll_back,
    run,
    statements,
)
from models.engine.wal_sync import WalSync

T = TypeVar("T")

OLDEST = (3, 38, 0)
PRAGMAS = {
    "busy_timeout": "2000",
    "journal_mode": "WAL",
    "synchronous": "NORMAL",  # the rest of FULL is done for many commits at a time, see wal_sync
    "foreign_keys": "ON",
    "mmap_size": "0",
    "trusted_schema": "OFF",
    "secure_delete": "ON",  # what was erased is not to be read from the file
}


_READS = re.compile(r"\s*(SELECT|PRAGMA)\b", re.IGNORECASE)


class DatabaseTooOld(RuntimeError):
    """The SQLite library of this Python lacks what the schema needs."""


class _Statements(theirs.SqliteClient):
    """What the plain client and the one inside a transaction do alike."""

    _connection: aiosqlite.Connection | None

    def acquire_connection(self) -> ConnectionWrapper[Any]:
        """The connection with its lock; refuses instead of connecting, so that entering cannot fail half-way."""
        if self._connection is None:
            raise OperationalError(NOT_CONNECTED)
        return ConnectionWrapper(self._lock, self)

    async def _step(self, step: Step[T], sql: str, values: Sequence[Any]) -> T:
        async with self.acquire_connection() as connection:
            return await in_thread(step, connection, sql, values)

    async def statement(self, sql: str, values: Sequence[Any] = ()) -> tuple[int, Rows]:
        """Run one statement: (rows changed, rows returned)."""
        return await self._step(run, sql, values)

    async def execute_insert(self, query: str, values: list[Any]) -> int:
        """Insert one row and return its number."""
        return await self._step(insert, query, values)

    async def affected(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Run one statement and count the rows that it changed."""
        return (await self.statement(sql, values))[0]

    async def execute_query(self, query: str, values: list[Any] | None = None) -> tuple[int, Sequence[Any]]:
        """Tortoise's count: rows changed, or else rows returned."""
        changed, rows = await self.statement(query.replace("\x00", "'||CHAR(0)||'"), values or ())
        return changed or len(rows), rows

    async def tuples(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The rows without the names of their columns."""
        return await self._step(bare, sql, values)

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        """The rows as dicts."""
        return [dict(row) for row in (await self.execute_query(query, values))[1]]


class SqliteClient(_Statements):
    """The process's one connection; everything waits its turn for it."""

    def __init__(self, file_path: str, **kwargs: Any) -> None:
        super().__init__(file_path, **kwargs)
        self._lock_file: int | None = None
        self._log = WalSync(Path(f"{self.filename}-wal"))

    async def create_connection(self, with_db: bool) -> None:
        """Take the lock file, then open the database."""
        if sqlite3.sqlite_version_info < OLDEST:
            raise DatabaseTooOld(f"SQLite {sqlite3.sqlite_version} is older than {'.'.join(map(str, OLDEST))}")
        self._lock_file = locked(f"{self.filename}.lock")
        try:
            await uncancellable(self._open())
            await self._post_connect()
        except BaseException:
            await uncancellable(self.close())
            raise

    async def _open(self) -> None:
        opening = aiosqlite.connect(self.filename, isolation_level=None)
        opening._thread.daemon = True  # an exit without disconnect() must not hang
        self._connection = await opening
        self._connection.row_factory = sqlite3.Row
        for name, value in PRAGMAS.items():
            await in_thread(run, self._connection, f"PRAGMA {name}={value}")
        [mode] = (await in_thread(run, self._connection, "PRAGMA journal_mode"))[1][0]
        if mode != "wal":  # the file system cannot do it, or it is in memory
            await in_thread(run, self._connection, "PRAGMA synchronous=FULL")

    async def _step(self, step: Step[T], sql: str, values: Sequence[Any]) -> T:
        result = await super()._step(step, sql, values)
        if not _READS.match(sql):
            await self.on_disk()
        return result

    async def on_disk(self) -> None:
        """Return once all that was committed before this call outlasts a power cut."""
        await self._log.synced()

    async def close(self) -> None:
        """Close the database and let another process have it."""
        connection, self._connection = self._connection, None
        try:
            if connection is not None:
                await connection.close()
        finally:
            if self._lock_file is not None:
                os.close(self._lock_file)
                self._lock_file = None

    def _in_transaction(self) -> TransactionContext:
        return Transaction(TransactionClient(self), self._lock)

    def schema_change(self) -> TransactionContext:
        """A transaction in which tables may be rebuilt: dropping one does not delete the rows of its children."""
        return SchemaChange(TransactionClient(self), self._lock)

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        """All of them or none."""
        async with self._in_transaction() as transaction:
            await transaction.execute_many(query, values)

    async def execute_script(self, query: str) -> None:
        """All of its statements or none."""
        async with self._in_transaction() as transaction:
            await transaction.execute_script(query)


class TransactionClient(_Statements, theirs.SqliteTransactionWrapper):
    """The connection as it is seen inside one transaction."""

    _connection: aiosqlite.Connection
    _parent: SqliteClient

    def acquire_connection(self) -> ConnectionWrapper[Any]:
        """The connection, while the transaction lasts."""
        if self._finalized:
            raise OperationalError("this transaction is over: a task born inside it must be started with spawn()")
        return super().acquire_connection()

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(TransactionClient(self))

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        """The same statement for each."""
        await self._step(insert_all, query, values)

    async def execute_script(self, query: str) -> None:
        """The statements one by one; sqlite3's own executescript would commit the transaction first."""
        for statement in statements(query):
            await self.statement(statement)

    async def on_disk(self) -> None:
        """Return once what was committed outlasts a power cut; the next transaction does not wait for that."""
        await self._parent.on_disk()

    async def send(self, sql: str) -> Rows:
        """Run a statement of the transaction's own making, past the guards."""
        return (await in_thread(run, self._connection, sql))[1]


class Transaction(theirs.SqliteTransactionContext):
    """BEGIN IMMEDIATE … COMMIT under the connection's lock, each step finished once begun."""

    connection: TransactionClient

    async def __aenter__(self) -> Any:
        await self._trxlock.acquire()
        try:
            await uncancellable(self._begin())
        except BaseException:
            await self._leave(keep=False)
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        return self.connection

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        get_connections().reset(self.token)
        await self._leave(keep=exc_type is None)
        if exc_type is None:
            await self.connection.on_disk()

    async def _leave(self, *, keep: bool) -> None:
        try:
            await uncancellable(self._end(keep=keep))
        finally:
            self._trxlock.release()

    async def _begin(self) -> None:
        await self.connection.send("BEGIN IMMEDIATE")

    async def _end(self, *, keep: bool) -> None:
        async with self.connection._lock:  # a statement of a task inside may still run
            self.connection._finalized = True
            kept = False
            try:
                if keep:
                    await self._commit()
                    kept = True
            finally:
                if not kept:
                    await in_thread(roll_back, self.connection._connection, "ROLLBACK")

    async def _commit(self) -> None:
        # COMMIT is sent as SQL: after a full disk SQLite may have rolled back by itself, and then this must fail.
        await self.connection.send("COMMIT")


class SchemaChange(Transaction):
    """A transaction without foreign keys' actions; their truth is checked as a whole before the commit."""

    async def _begin(self) -> None:
        await self.connection.send("PRAGMA foreign_keys=OFF")
        await super()._begin()

    async def _commit(self) -> None:
        if orphans := await self.connection.send("PRAGMA foreign_key_check"):
            raise IntegrityError(f"rows without their parents: {[tuple(row) for row in orphans[:5]]}")
        await super()._commit()

    async def _end(self, *, keep: bool) -> None:
        try:
            await super()._end(keep=keep)
        finally:
            await self.connection.send("PRAGMA foreign_keys=ON")


client_class = SqliteClient
