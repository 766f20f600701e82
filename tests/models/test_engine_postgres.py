import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]
import pytest
from tortoise.backends.base.executor import EXECUTOR_CACHE

from models.engine.connect import BadDatabaseUrl, connect, disconnect
from models.engine.sql import connection, execute
from models.errors import Busy
from models.transaction import run
from tests.models import shelves
from tests.models.shelves import Shelf
from tests.postgres import Postgres


@pytest.fixture
async def url(postgres: Postgres) -> AsyncIterator[str]:
    url = await postgres.create("pool_test")
    await connect(url, pool_max=2, acquire_timeout_s=0.2, tables=[shelves.__name__])
    try:
        await connection().execute_script(shelves.SCHEMA["postgres"])
        yield url
    finally:
        await disconnect()
        await postgres.drop("pool_test")


async def test_an_exhausted_pool_is_busy_within_the_bound(url: str) -> None:
    held, release = asyncio.Barrier(3), asyncio.Event()

    async def hold() -> None:
        await held.wait()
        await release.wait()

    holders = [asyncio.create_task(run(hold)) for _ in range(2)]
    await held.wait()

    began = time.monotonic()
    async with asyncio.timeout(5):
        with pytest.raises(Busy):
            await Shelf.all()
        with pytest.raises(Busy):
            await run(Shelf.all)
    waited = time.monotonic() - began

    release.set()
    await asyncio.gather(*holders)
    assert 0.4 <= waited < 1.5
    assert await Shelf.all() == []


async def test_a_connection_that_the_server_cuts_is_busy_and_the_pool_heals(url: str) -> None:
    async def cut_off() -> None:
        [row] = await execute("SELECT pg_backend_pid() AS pid")
        outsider = await asyncpg.connect(url)
        await outsider.execute("SELECT pg_terminate_backend($1, 5000)", row["pid"])
        await outsider.close()
        await Shelf.create(name="lost")

    for _ in range(3):
        with pytest.raises(Busy):
            await run(cut_off)

    await run(lambda: Shelf.create(name="found"))
    assert [shelf.name for shelf in await Shelf.all()] == ["found"]


async def test_a_server_that_is_away_is_busy(postgres: Postgres) -> None:
    url = await postgres.create("goes_away")
    await connect(url, tables=[shelves.__name__])
    await postgres.drop("goes_away")

    try:
        with pytest.raises(Busy):
            await execute("SELECT 1")
    finally:
        await disconnect()


async def test_disconnecting_cuts_a_statement_that_will_not_end(url: str) -> None:
    connection().close_within_s = 0.1
    begun = asyncio.Event()

    async def sleep() -> None:
        begun.set()
        await execute("SELECT pg_sleep(600)")

    endless = asyncio.create_task(run(sleep))
    await begun.wait()

    async with asyncio.timeout(5):
        await disconnect()

    with pytest.raises(Busy):
        await endless


async def test_one_process_may_go_from_one_dialect_to_the_other_and_back(url: str, tmp_path: Path) -> None:
    await disconnect()
    EXECUTOR_CACHE.clear()  # as in a new process
    sqlite_url = f"sqlite://{tmp_path}/one.sqlite"
    await connect(sqlite_url, tables=[shelves.__name__])
    await connection().execute_script(shelves.SCHEMA["sqlite"])

    for number, at in enumerate([sqlite_url, url, sqlite_url, url]):
        await connect_anew(at)
        await Shelf.create(name=str(number), data={"a": 1})
        found = [shelf.name for shelf in await Shelf.all().order_by("name")]
        assert found == [str(before) for before in range(number % 2, number + 1, 2)]


async def connect_anew(url: str) -> None:
    await disconnect()
    await connect(url, tables=[shelves.__name__])


async def test_another_kind_of_url_is_refused_by_name() -> None:
    with pytest.raises(BadDatabaseUrl, match="mysql"):
        await connect("mysql://root@localhost/db")


async def test_a_connection_is_given_back_without_a_round_trip(url: str) -> None:
    await execute("SELECT 40 + 2 AS answer")
    outsider = await asyncpg.connect(url)
    said = await outsider.fetch("SELECT query FROM pg_stat_activity WHERE application_name = 'borrowdale'")
    await outsider.close()

    assert [row["query"] for row in said] == ["SELECT 40 + 2 AS answer"]


async def test_a_transaction_left_open_does_not_go_on_for_the_next_who_has_the_connection(url: str) -> None:
    client = connection()
    lent = await client.borrowed()
    await lent.execute("BEGIN")
    await client.returned(lent)
    again = await client.borrowed()
    left_open = again.is_in_transaction()
    await client.returned(again)

    assert not left_open
