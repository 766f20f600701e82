"""Commits put on the disk together: one sync of SQLite's log for all that were made since the last one began.

With synchronous=FULL each COMMIT syncs the log, some milliseconds of disk in which the one connection does nothing
else. With NORMAL the log stays in order (SQLite syncs it before a checkpoint, and its header where it begins anew), so
that a crash of the machine leaves a whole database without the last commits; and nobody is told of a commit here before
a sync that began after it. What others may see a moment earlier, as they may on PostgreSQL's replicas, is a
commit whose own caller still waits.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from pathlib import Path

from models.errors import Busy

_LOG = logging.getLogger(__name__)

Sync = Callable[[Path], None]


def sync(log: Path) -> None:
    """Have the disk take what stands in the log; where SQLite has put it away, it synced the database itself.

    SQLite holds no lock on the log's own file, so that one more descriptor can be opened and closed.
    """
    try:
        descriptor = os.open(log, os.O_RDWR)
    except FileNotFoundError:
        return
    try:
        getattr(os, "fdatasync", os.fsync)(descriptor)
    finally:
        os.close(descriptor)


class WalSync:
    """The log of one database; after a sync that failed nothing is promised any more until it is opened anew."""

    def __init__(self, log: Path, sync: Sync = sync) -> None:
        self._log = log
        self._sync = sync
        self._waiting: list[asyncio.Future[None]] = []
        self._work: asyncio.Task[None] | None = None
        self._failure: Exception | None = None

    async def synced(self) -> None:
        """Return once all that was committed before this call is on the disk; Busy where the disk did not take it."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append(done)
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._run(), name="sync of the log")
        await done

    async def _run(self) -> None:
        while self._waiting:
            served, self._waiting = self._waiting, []
            await self._once()
            for done in served:
                if not done.done():
                    self._tell(done)

    async def _once(self) -> None:
        try:
            await asyncio.to_thread(self._sync, self._log)
        except Exception as failure:  # noqa: BLE001 - a disk that fails or no thread to ask it: somebody waits for it
            _LOG.critical("the disk did not take a commit; nothing is promised until a restart: %s", failure)
            self._failure = failure  # the next sync may succeed without what this one lost

    def _tell(self, done: asyncio.Future[None]) -> None:
        if self._failure is None:
            done.set_result(None)
            return
        refused = Busy(why="not_on_disk")
        refused.__cause__ = self._failure
        done.set_exception(refused)
