"""SQLite for Tortoise: one process, one connection, transactions that start IMMEDIATE and never leak.

SQLite before 3.51.3 can corrupt the database when two connections write or checkpoint a WAL at once (the WAL-reset
bug), and Debian ships older ones. So there is one connection, and a read waits for the transaction that runs on it.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import uuid
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, TypeVar

import aiosqlite
from tortoise.backends.base.client import ConnectionWrapper, NestedTransactionContext, TransactionContext
from tortoise.backends.sqlite import client as theirs
from tortoise.connection import get_connections
from tortoise.exceptions import IntegrityError, OperationalError

from models.engine.shield import uncancellable
from models.errors import Busy

T = TypeVar("T")
Rows = list[sqlite3.Row]
Step = Callable[[sqlite3.Connection, str, Sequence[Any]], T]

NOT_CONNECTED = "the database is not connected"
OLDEST = (3, 38, 0)
PRAGMAS = {
    "busy_timeout": "2000",
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "mmap_size": "0",
    "trusted_schema": "OFF",
}
TRY_AGAIN = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}


class DatabaseInUse(RuntimeError):
    """Another process has this SQLite database open; only one may."""


class DatabaseTooOld(RuntimeError):
    """The SQLite library of this Python lacks what the schema needs."""


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


def _run(connection: sqlite3.Connection, sql: str, values: Sequence[Any]) -> tuple[int, Rows]:
    """Rows changed by the statement itself (not by its triggers) and rows returned; runs in the worker thread."""
    with closing(connection.execute(sql, values)) as cursor:
        rows = cursor.fetchall()
        return max(cursor.rowcount, 0), rows


def _insert(connection: sqlite3.Connection, sql: str, values: Sequence[Any]) -> int:
    """The row's number."""
    with closing(connection.execute(sql, values)) as cursor:
        return cursor.lastrowid or 0


def _roll_back(connection: sqlite3.Connection, _sql: str, _values: Sequence[Any]) -> None:
    """Undo the transaction, if SQLite has not done so by itself."""
    connection.rollback()


def _insert_all(connection: sqlite3.Connection, sql: str, rows: Sequence[Sequence[Any]]) -> None:
    connection.executemany(sql, rows).close()


async def _in_thread(step: Step[T], connection: aiosqlite.Connection, sql: str, values: Sequence[Any] = ()) -> T:
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
            return await _in_thread(step, connection, sql, values)

    async def statement(self, sql: str, values: Sequence[Any] = ()) -> tuple[int, Rows]:
        """Run one statement: (rows changed, rows returned)."""
        return await self._step(_run, sql, values)

    async def execute_insert(self, query: str, values: list[Any]) -> int:
        """Insert one row and return its number."""
        return await self._step(_insert, query, values)

    async def affected(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Run one statement and count the rows that it changed."""
        return (await self.statement(sql, values))[0]

    async def execute_query(self, query: str, values: list[Any] | None = None) -> tuple[int, Sequence[Any]]:
        """Tortoise's count: rows changed, or else rows returned."""
        changed, rows = await self.statement(query.replace("\x00", "'||CHAR(0)||'"), values or ())
        return changed or len(rows), rows

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        """The rows as dicts."""
        return [dict(row) for row in (await self.execute_query(query, values))[1]]


class SqliteClient(_Statements):
    """The process's one connection; everything waits its turn for it."""

    def __init__(self, file_path: str, **kwargs: Any) -> None:
        super().__init__(file_path, **kwargs)
        self._lock_file: int | None = None

    async def create_connection(self, with_db: bool) -> None:
        """Take the lock file, then open the database."""
        if sqlite3.sqlite_version_info < OLDEST:
            raise DatabaseTooOld(f"SQLite {sqlite3.sqlite_version} is older than {'.'.join(map(str, OLDEST))}")
        self._lock_file = _locked(f"{self.filename}.lock")
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
            await _in_thread(_run, self._connection, f"PRAGMA {name}={value}")

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


def _locked(path: str) -> int:
    """An open file that nobody else has locked; the system lets go of it when the process ends, however it ends."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.read(descriptor, 20).decode() or "unknown"
        os.close(descriptor)
        raise DatabaseInUse(f"{path.removesuffix('.lock')} is open in another process ({holder})") from error
    os.truncate(descriptor, 0)
    os.write(descriptor, str(os.getpid()).encode())
    return descriptor


class TransactionClient(_Statements, theirs.SqliteTransactionWrapper):
    """The connection as it is seen inside one transaction."""

    _connection: aiosqlite.Connection

    def acquire_connection(self) -> ConnectionWrapper[Any]:
        """The connection, while the transaction lasts."""
        if self._finalized:
            raise OperationalError("this transaction is over: a task born inside it must be started with spawn()")
        return super().acquire_connection()

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(TransactionClient(self))

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        """The same statement for each."""
        await self._step(_insert_all, query, values)

    async def execute_script(self, query: str) -> None:
        """The statements one by one; sqlite3's own executescript would commit the transaction first."""
        for statement in statements(query):
            await self.statement(statement)

    async def send(self, sql: str) -> Rows:
        """Run a statement of the transaction's own making, past the guards."""
        return (await _in_thread(_run, self._connection, sql))[1]


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
            try:
                if keep:
                    await self._commit()
            finally:
                await _in_thread(_roll_back, self.connection._connection, "ROLLBACK")

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
