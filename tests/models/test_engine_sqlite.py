import sqlite3
import sys
from asyncio import create_subprocess_exec, timeout
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tortoise.exceptions import OperationalError

from models.engine.connect import connect, disconnect
from models.engine.lock_file import DatabaseInUse
from models.engine.sql import connection, execute
from models.engine.sqlite_steps import statements
from models.errors import Busy
from models.transaction import run, transactional
from tests.models import shelves
from tests.models.shelves import Shelf

HOLDER = """
import asyncio, sys
from models.engine.connect import connect
async def hold() -> None:
    await connect(sys.argv[1])
    print("open", flush=True)
    await asyncio.Event().wait()
asyncio.run(hold())
"""


@pytest.fixture
async def path(tmp_path: Path) -> AsyncIterator[Path]:
    path = tmp_path / "shelves.sqlite"
    await connect(f"sqlite://{path}", tables=[shelves.__name__])
    try:
        await connection().execute_script(shelves.SCHEMA["sqlite"])
        yield path
    finally:
        await disconnect()


async def _pragma(name: str) -> object:
    [row] = await execute(f"PRAGMA {name}")
    return next(iter(row.values()))


async def test_it_is_set_to_lose_nothing(path: Path) -> None:
    assert await _pragma("journal_mode") == "wal"
    assert await _pragma("synchronous") == 1  # NORMAL; test_engine_wal_sync shows that a commit is on the disk
    assert await _pragma("foreign_keys") == 1
    assert await _pragma("mmap_size") == 0
    assert await _pragma("busy_timeout") == 2000


async def test_a_transaction_takes_the_write_lock_before_it_reads(path: Path) -> None:
    sent: list[str] = []
    await connection()._connection.set_trace_callback(sent.append)

    @transactional
    async def read() -> None:
        await Shelf.all()

    await read()

    assert [sent[0], sent[-1]] == ["BEGIN IMMEDIATE", "COMMIT"]


async def test_a_second_process_is_refused_until_the_first_is_gone_even_if_it_was_killed(tmp_path: Path) -> None:
    url = f"sqlite://{tmp_path}/one.sqlite"
    holder = await create_subprocess_exec(sys.executable, "-c", HOLDER, url, stdout=PIPE)
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"open\n"

    with pytest.raises(DatabaseInUse, match=rf"one\.sqlite is open in another process \({holder.pid}\)"):
        await connect(url)
    holder.kill()
    await holder.wait()

    await connect(url)
    await disconnect()


async def test_an_exit_without_disconnecting_does_not_hang(tmp_path: Path) -> None:
    careless = HOLDER.replace("await asyncio.Event().wait()", "return")

    process = await create_subprocess_exec(sys.executable, "-c", careless, f"sqlite://{tmp_path}/one.sqlite")

    async with timeout(20):
        assert await process.wait() == 0


async def test_a_script_inside_a_transaction_does_not_commit_it(path: Path) -> None:
    async def work() -> None:
        await Shelf.create(name="undone")
        await connection().execute_script("UPDATE shelf SET version = 5; UPDATE shelf SET version = 6;")
        assert [shelf.version for shelf in await Shelf.all()] == [6]
        raise InterruptedError

    with pytest.raises(InterruptedError):
        await run(work)

    assert await Shelf.all().count() == 0


def test_a_script_is_split_at_its_statements_and_nowhere_else() -> None:
    script = """-- a; b
    CREATE TABLE a (x text DEFAULT ';');
    CREATE TRIGGER t BEFORE INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; SELECT 3; END;
    /* ; */ INSERT INTO a VALUES ('it''s; fine') ; SELECT 1"""

    split = [statement.strip() for statement in statements(script)]

    assert [statement.split()[-1] for statement in split] == ["';');", "END;", ";", "1"]
    assert len(split) == 4
    assert list(statements("  \n")) == []


async def test_a_full_disk_is_busy_and_work_goes_on_when_there_is_room(path: Path) -> None:
    await execute("PRAGMA max_page_count=1")

    with pytest.raises(Busy):
        await run(lambda: Shelf.create(name="x" * 200_000))
    await execute("PRAGMA max_page_count=1000000")

    await run(lambda: Shelf.create(name="fits"))
    assert [shelf.name for shelf in await Shelf.all()] == ["fits"]


async def test_a_lock_held_from_outside_is_busy(path: Path) -> None:
    await execute("PRAGMA busy_timeout=0")
    outsider = sqlite3.connect(path, isolation_level=None)
    outsider.execute("BEGIN IMMEDIATE")

    with pytest.raises(Busy):
        await run(lambda: Shelf.create(name="late"))
    outsider.close()

    await run(lambda: Shelf.create(name="now"))
    assert await Shelf.all().count() == 1


async def test_after_disconnecting_a_query_is_refused_and_nothing_is_opened(tmp_path: Path) -> None:
    await connect(f"sqlite://{tmp_path}/one.sqlite", tables=[shelves.__name__])
    client = connection()
    await disconnect()
    await disconnect()

    with pytest.raises(OperationalError, match="not connected"):
        await client.execute_query("SELECT 1")
    for _ in range(2):
        with pytest.raises(OperationalError, match="not connected"):
            async with client._in_transaction():
                pass


async def test_a_relative_path_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    await connect("sqlite://here%20too.sqlite", tables=[shelves.__name__])
    await disconnect()

    assert (tmp_path / "here too.sqlite").exists()
