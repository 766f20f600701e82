"""A commit is told of once it is on the disk, and many are put there at a time."""

import asyncio
import errno
import shutil
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models.engine import wal_sync
from models.engine.connect import connect, disconnect
from models.engine.sql import connection, execute, on_disk
from models.engine.wal_sync import WalSync
from models.errors import Busy
from models.transaction import run
from tests.models import shelves
from tests.models.shelves import Shelf


@pytest.fixture
async def path(tmp_path: Path) -> AsyncIterator[Path]:
    path = tmp_path / "shelves.sqlite"
    await connect(f"sqlite://{path}", tables=[shelves.__name__])
    try:
        await connection().execute_script(shelves.SCHEMA["sqlite"])
        yield path
    finally:
        await disconnect()


class Disk:
    """What would be left after a power cut: the files as they were when the last sync began."""

    def __init__(self, database: Path) -> None:
        self.syncs = 0
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self._database = database
        self._copy = database

    def sync(self, log: Path) -> None:
        taken = log.read_bytes()
        self.may_go_on.wait(10)
        wal_sync.sync(log)
        copy = self._database.with_name(f"after-the-cut-{self.syncs}.sqlite")
        shutil.copyfile(self._database, copy)
        copy.with_name(f"{copy.name}-wal").write_bytes(taken)
        self._copy = copy
        self.syncs += 1

    def names(self) -> set[str]:
        there = sqlite3.connect(self._copy)
        try:
            return {name for (name,) in there.execute("SELECT name FROM shelf")}
        finally:
            there.close()


@pytest.fixture
def disk(path: Path) -> Disk:
    disk = Disk(path)
    connection()._log._sync = disk.sync
    return disk


async def test_whoever_heard_of_a_commit_finds_it_after_a_power_cut(disk: Disk) -> None:
    async def shelved_for_good(name: str) -> None:
        await _shelve(name)
        assert name in disk.names()

    await asyncio.gather(*(shelved_for_good(str(number)) for number in range(40)))


async def test_what_is_written_outside_a_transaction_is_on_the_disk_too(disk: Disk) -> None:
    await Shelf.create(name="alone")
    assert "alone" in disk.names()
    await Shelf.bulk_create([Shelf(name="one of many")])
    assert "one of many" in disk.names()


async def test_reading_does_not_wait_for_the_disk(disk: Disk) -> None:
    before = disk.syncs
    await Shelf.all()
    await execute("  select 1 AS one")

    assert disk.syncs == before


async def test_the_next_transaction_goes_on_meanwhile_and_shares_the_sync_after(disk: Disk) -> None:
    disk.may_go_on.clear()
    first = asyncio.create_task(_shelve("first"))
    while "first" not in await _names():
        pass
    others = [asyncio.create_task(_shelve(f"other {number}")) for number in range(5)]
    while len(await _names()) < 6:
        pass

    assert not any(task.done() for task in (first, *others))
    disk.may_go_on.set()
    await asyncio.gather(first, *others)
    assert disk.syncs == 2


async def test_a_commit_that_the_disk_did_not_take_is_not_acknowledged_nor_is_any_after_it(path: Path) -> None:
    faults = [OSError(errno.EIO, "no")]

    def sync(log: Path) -> None:
        for fault in faults:
            faults.remove(fault)
            raise fault
        wal_sync.sync(log)

    connection()._log._sync = sync
    for name in ("lost", "behind what was lost"):
        with pytest.raises(Busy) as refused:
            await _shelve(name)
        assert refused.value.params == {"why": "not_on_disk"}
    with pytest.raises(Busy):
        await on_disk()
    await disconnect()
    await connect(f"sqlite://{path}", tables=[shelves.__name__])

    await _shelve("anew")


async def test_where_no_sync_can_even_be_begun_nobody_waits_for_ever(path: Path) -> None:
    def sync(_log: Path) -> None:
        raise RuntimeError("can't start new thread")

    connection()._log._sync = sync
    with pytest.raises(Busy) as refused:
        async with asyncio.timeout(5):
            await _shelve("lost")

    assert refused.value.params == {"why": "not_on_disk"}


async def test_one_who_is_gone_keeps_nobody_else_waiting(disk: Disk) -> None:
    disk.may_go_on.clear()
    log: WalSync = connection()._log
    gone, stays = asyncio.create_task(log.synced()), asyncio.create_task(log.synced())
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.wait([gone])
    disk.may_go_on.set()

    await stays
    assert gone.cancelled()


async def test_a_database_without_a_log_syncs_each_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    await connect("sqlite://:memory:", tables=[shelves.__name__])
    [row] = await execute("PRAGMA synchronous")
    await disconnect()

    assert row == {"synchronous": 2}


async def _shelve(name: str) -> None:
    await run(lambda: Shelf.create(name=name))


async def _names() -> list[str]:
    return [str(row["name"]) for row in await execute("SELECT name FROM shelf")]
