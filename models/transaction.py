"""One transaction for each service call: retried whole, joined by the services it calls, its facts written last.

Rule: no task inherits a transaction. Work that should outlive the call is started with `spawn()`; a service called
from a task that was born inside somebody's transaction refuses.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial, wraps
from random import SystemRandom
from typing import Any, ParamSpec, Protocol, TypeVar

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from models.engine.connect import ALIAS, leave_transaction
from models.engine.sql import affected, dialect, execute, for_update, on_disk, tuples
from models.errors import Busy

__all__ = [
    "Fact",
    "Running",
    "affected",
    "after_commit",
    "commits",
    "current",
    "dialect",
    "execute",
    "for_update",
    "is_running",
    "on_disk",
    "racing",
    "run",
    "spawn",
    "sqlstate",
    "transactional",
    "tuples",
]

P = ParamSpec("P")
T = TypeVar("T")
Sleep = Callable[[float], Awaitable[object]]

TRIES = 4
FIRST_PAUSE_S = 0.02
WORTH_RETRYING = {"40001", "40P01"}  # serialization failure, deadlock
UNIQUE_VIOLATION = "23505"
JOURNAL_LOCK = 0x626F7272_6F77_0002
_chance = SystemRandom()


class OutsideTransaction(RuntimeError):
    """Something that belongs into a service's transaction was done outside one."""


class Overtaken(Exception):
    """Somebody else stored the same at the same moment; tried again whole, the service sees what they stored."""

    sqlstate = "40001"


class Fact(Protocol):
    """A row that is written last, a journal entry or a notice owed: any unsaved model is one."""

    def save(self) -> Coroutine[Any, Any, None]:
        """Insert the row, in the transaction that runs."""


class Running:
    """The transaction that runs: what it will write last, and whom it will wake after the commit.

    Append to `notices` and `journal`; they are saved after everything else, the journal last and in commit order.
    """

    def __init__(self) -> None:
        self.notices: list[Fact] = []
        self.journal: list[Fact] = []
        self.is_told = False
        self._wake: dict[Callable[[], object], None] = {}
        self._task = asyncio.current_task()

    def after_commit(self, wake: Callable[[], object]) -> None:
        """Call `wake` once after the commit, and never after a rollback; it must be quick and must not raise."""
        self._wake[wake] = None

    def owned_here(self) -> bool:
        """Whether the task that asks is the one that opened the transaction."""
        return self._task is asyncio.current_task()

    async def write_facts(self) -> None:
        """Store what was collected; what that adds is stored too."""
        while self.notices:
            await self.notices.pop(0).save()
        if self.journal and dialect() == "postgres":
            # Held until the commit is visible: a reader that sees a row has seen every lower sequence number.
            await execute("SELECT pg_advisory_xact_lock($1)", [JOURNAL_LOCK])
        self.is_told = self.is_told or bool(self.journal)
        while self.journal:
            await self.journal.pop(0).save()

    def ended(self) -> None:
        """Give the sign of news, whether or not it was committed: what a cancelled task has begun to commit, is."""
        if self.is_told:
            _commits[0] += 1

    def wake(self) -> None:
        """Wake the followers."""
        for wake in self._wake:
            wake()


_commits = [0]


def commits() -> int:
    """How many transactions of this process have put something into the journal: a cheap sign of news."""
    return _commits[0]


_running: ContextVar[Running | None] = ContextVar("borrowdale_transaction", default=None)


def current() -> Running:
    """The transaction that this task runs in; refuses outside one and in a task that only inherited it."""
    running = _running.get()
    if running is None or not running.owned_here():
        raise OutsideTransaction("not in a @transactional service of this very task; spawn() starts a task outside")
    return running


def after_commit(wake: Callable[[], object]) -> None:
    """Call `wake` once after this transaction's commit."""
    current().after_commit(wake)


def transactional(service: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Run the service in one transaction, or in its caller's; whole again after a deadlock or serialization failure."""

    @wraps(service)
    async def in_one_transaction(*args: P.args, **kwargs: P.kwargs) -> T:
        if _running.get() is not None:
            current()
            return await service(*args, **kwargs)
        return await run(partial(service, *args, **kwargs))

    return in_one_transaction


async def run(work: Callable[[], Awaitable[T]], *, tries: int = TRIES, sleep: Sleep = asyncio.sleep) -> T:
    """Run `work` in a transaction of its own, up to `tries` times; then the caller hears Busy."""
    failure: Exception | None = None
    for attempt in range(tries):
        if attempt:
            await sleep(FIRST_PAUSE_S * 2**attempt * _chance.uniform(0.5, 1.5))
        try:
            return await _once(work)
        except Exception as error:
            if sqlstate(error) not in WORTH_RETRYING:
                raise
            failure = error
    raise Busy(why="contention") from failure


async def _once(work: Callable[[], Awaitable[T]]) -> T:
    running = Running()
    try:
        async with in_transaction(ALIAS):
            token = _running.set(running)
            try:
                result = await work()
                await running.write_facts()
            finally:
                _running.reset(token)
    finally:
        running.ended()
    running.wake()
    return result


@contextmanager
def racing() -> Iterator[None]:
    """Where what was looked for and not found is stored: if it is there by now, the transaction runs again, whole."""
    try:
        yield
    except IntegrityError as error:
        if sqlstate(error) == UNIQUE_VIOLATION:
            raise Overtaken from error
        raise


def sqlstate(error: BaseException) -> str | None:
    """PostgreSQL's five-letter code of an error, also when Tortoise wrapped it."""
    state = getattr(error, "sqlstate", None) or getattr(error.__cause__, "sqlstate", None)
    return state if isinstance(state, str) else None


def spawn(work: Coroutine[Any, Any, T], *, name: str | None = None) -> asyncio.Task[T]:
    """Start a task that is outside the transaction, if one runs; the caller keeps a reference to it."""
    context = contextvars.copy_context()
    context.run(_forget)
    return asyncio.get_running_loop().create_task(work, name=name, context=context)


def _forget() -> None:
    _running.set(None)
    leave_transaction()


def is_running() -> bool:
    """Whether a transaction of `transactional` is running for this task."""
    return _running.get() is not None
