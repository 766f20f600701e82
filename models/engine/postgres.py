"""PostgreSQL for Tortoise: a bounded wait for a connection, and transactions that always give theirs back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from tortoise.backends.asyncpg import client as theirs
from tortoise.backends.base.client import (
    NestedTransactionContext,
    PoolConnectionWrapper,
    TransactionContext,
    TransactionContextPooled,
)
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError

from models.engine.shield import uncancellable
from models.errors import Busy

SCHEMA_LOCK = 0x626F7272_6F77_0001  # any constant that no other advisory lock of the program uses

SESSION = {
    "application_name": "borrowdale",
    "timezone": "UTC",
    "client_connection_check_interval": "1s",  # the locks of a killed process fall even while its statement runs
}
UNREACHABLE = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InsufficientResourcesError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
)


class _Lent(PoolConnectionWrapper[Any]):
    """One connection of the pool for one statement."""

    client: PostgresClient

    async def __aenter__(self) -> Any:
        self.connection = await self.client.borrowed()
        return self.connection

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        await self.client.returned(self.connection)


class _Statements(theirs.AsyncpgDBClient):
    """What the pool and a transaction do alike."""

    async def affected(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Run one statement and count the rows that it changed."""
        count: int = await self._translate_exceptions(_changed, sql, values)
        return count

    async def tuples(self, sql: str, values: Sequence[Any]) -> Sequence[tuple[Any, ...]]:
        """The rows, whose columns need no names."""
        rows: Sequence[tuple[Any, ...]] = (await self.execute_query(sql, list(values)))[1]
        return rows

    async def _translate_exceptions(
        self, func: Callable[..., Coroutine[Any, Any, Any]], *args: Any, **kwargs: Any
    ) -> Any:
        """Their errors in Tortoise's terms; a server that is away, stopping or full is Busy."""
        try:
            return await super()._translate_exceptions(func, *args, **kwargs)
        except UNREACHABLE as error:
            raise Busy(why=type(error).__name__) from error
        except asyncpg.InterfaceError as error:
            if self._connection is not None and _gone(self._connection):
                raise Busy(why=type(error).__name__) from error
            raise


async def _changed(client: _Statements, sql: str, values: Sequence[Any]) -> int:
    async with client.acquire_connection() as connection:
        status: str = await connection.execute(sql, *values)
    count = status.rpartition(" ")[2]
    return int(count) if count.isdecimal() else 0


async def _as_it_is(_connection: asyncpg.Connection) -> None:
    """Give a connection back without a round trip: nothing is set, listened to or locked beyond a transaction.

    asyncpg itself has ended a transaction that was left open before it calls this.
    """


def _gone(connection: Any) -> bool:
    """Whether the server or the pool took this connection away."""
    try:
        closed: bool = connection.is_closed()
    except asyncpg.InterfaceError:
        return True
    return closed


class PostgresClient(_Statements):
    """The pool."""

    _pool: asyncpg.Pool | None
    close_within_s = 5.0

    def __init__(self, *, dsn: str, pool_max: int, acquire_timeout_s: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._dsn = dsn
        self._pool_max = pool_max
        self._acquire_timeout_s = acquire_timeout_s

    async def create_connection(self, with_db: bool) -> None:
        """Open the pool with one connection, which also shows that the server is there."""
        self._pool = await asyncpg.create_pool(
            self._dsn,
            min_size=1,
            max_size=self._pool_max,
            server_settings=SESSION,
            reset=_as_it_is,
        )
        await self._post_connect()

    async def close(self) -> None:
        """Close every connection; those still at work after a few seconds are cut."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        try:
            await asyncio.wait_for(pool.close(), self.close_within_s)
        except TimeoutError:
            pool.terminate()

    def acquire_connection(self) -> Any:
        """A connection for one statement."""
        return _Lent(self, self._pool_init_lock)

    async def borrowed(self) -> Any:
        """A connection, or Busy when none came free in time; a cancelled wait leaves none behind."""
        if self._pool is None:
            raise OperationalError("the database is not connected")
        waiting = asyncio.ensure_future(_taken(self._pool))
        try:
            done, _ = await asyncio.wait({waiting}, timeout=self._acquire_timeout_s)
        except asyncio.CancelledError:
            await uncancellable(self._declined(waiting))
            raise
        if not done:
            await uncancellable(self._declined(waiting))
            raise Busy(why="no_connection_free")
        try:
            return waiting.result()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise Busy(why=type(error).__name__) from error

    async def _declined(self, waiting: asyncio.Future[Any]) -> None:
        waiting.cancel()
        with suppress(asyncio.CancelledError, *UNREACHABLE):
            await self.returned(await waiting)

    async def returned(self, connection: Any) -> None:
        """Give a connection back to the pool, or drop it if it broke."""
        if self._pool is not None:
            with suppress(asyncpg.InterfaceError, *UNREACHABLE):
                await uncancellable(self._pool.release(connection))

    def _in_transaction(self) -> TransactionContext:
        return Transaction(TransactionClient(self), self._pool_init_lock)

    def schema_change(self) -> TransactionContext:
        """A transaction for migrations, one at a time among all processes."""
        return SchemaChange(TransactionClient(self), self._pool_init_lock)


async def _taken(pool: asyncpg.Pool) -> Any:
    return await pool.acquire()


class TransactionClient(_Statements, theirs.TransactionWrapper):
    """One connection as it is seen inside one transaction."""

    _parent: PostgresClient

    def acquire_connection(self) -> Any:
        """The transaction's connection, while the transaction lasts."""
        if self._finalized:
            raise OperationalError("this transaction is over: a task born inside it must be started with spawn()")
        return super().acquire_connection()

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(TransactionClient(self))


class Transaction(TransactionContextPooled):
    """BEGIN … COMMIT on a connection of its own, each step finished once begun."""

    client: TransactionClient

    async def __aenter__(self) -> Any:
        self.client._connection = await self.client._parent.borrowed()
        try:
            await uncancellable(self._begin())
        except BaseException:
            await self._leave(keep=False)
            raise
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        get_connections().reset(self.token)
        await self._leave(keep=exc_type is None)

    async def _leave(self, *, keep: bool) -> None:
        try:
            await uncancellable(self._end(keep=keep))
        finally:
            await self.client._parent.returned(self.client._connection)

    async def _begin(self) -> None:
        await self.client.begin()

    async def _end(self, *, keep: bool) -> None:
        async with self.client._lock:  # a statement of a task inside may still run
            ending = self.client.commit if keep else self._undo
            try:
                await self.client._translate_exceptions(lambda _: ending())
            finally:
                self.client._finalized = True

    async def _undo(self) -> None:
        if not _gone(self.client._connection) and self.client._connection.is_in_transaction():
            await self.client.rollback()


class SchemaChange(Transaction):
    """A transaction under the lock that every migrating process takes first."""

    async def _begin(self) -> None:
        await super()._begin()
        await self.client._connection.execute("SELECT pg_advisory_xact_lock($1)", SCHEMA_LOCK)


client_class = PostgresClient
