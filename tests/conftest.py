"""A fresh, migrated database for each test that asks for one, on both dialects."""

from __future__ import annotations

import asyncio
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import settings

from models.engine.connect import connect, disconnect
from models.migrate import migrate
from tests.postgres import Postgres, new_folder

PATIENCE_S = 30.0
"""How long a test waits for a connection: what is asked of many at once is not how quick this machine is today."""

Dialect = Literal["sqlite", "postgres"]

# A landing is judged by the same examples each time; on a developer's machine new ones are looked for.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("at home", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("ci" if os.environ.get("CI") else "at home")


@dataclass(frozen=True, slots=True)
class Database:
    """Where a test's database is."""

    dialect: Dialect
    url: str


async def _migrated(url: str) -> None:
    await connect(url)
    try:
        await migrate(progress=lambda _: None)
    finally:
        await disconnect()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server; each worker of xdist has its own."""
    server = Postgres(new_folder())
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> str:
    """The name of the database that the tests' databases are copies of."""
    asyncio.run(_migrated(asyncio.run(postgres.create("migrated"))))
    return "migrated"


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that the tests' databases are copies of."""
    path = tmp_path_factory.mktemp("migrated") / "migrated.sqlite"
    asyncio.run(_migrated(f"sqlite://{path}"))
    return path


@pytest.fixture(params=["sqlite", "postgres"])
def dialect(request: pytest.FixtureRequest) -> Dialect:
    """Each test that asks for a database runs on both."""
    chosen: Dialect = request.param
    return chosen


@pytest.fixture
def migrated(dialect: Dialect, request: pytest.FixtureRequest) -> Path | str:
    """What to copy for this dialect; the server is started only where a test needs it."""
    original: Path | str = request.getfixturevalue(f"migrated_{dialect}")
    return original


@pytest.fixture
def server(dialect: Dialect, request: pytest.FixtureRequest) -> Postgres | None:
    """The server, where the dialect has one."""
    return request.getfixturevalue("postgres") if dialect == "postgres" else None


@asynccontextmanager
async def _database(
    server: Postgres | None, folder: Path, *, original: Path | str | None = None
) -> AsyncIterator[Database]:
    """A database of its own, empty or copied from `original`, gone afterwards; nobody is connected to it."""
    name = f"test_{uuid.uuid4().hex}"
    if server is None:
        path = folder / f"{name}.sqlite"
        if original is not None:
            shutil.copyfile(original, path)
        yield Database("sqlite", f"sqlite://{path}")
        return
    yield Database("postgres", await server.create(name, template=str(original or "template0")))
    await server.drop(name)


@pytest.fixture
async def empty(server: Postgres | None, tmp_path: Path) -> AsyncIterator[Database]:
    """A database without tables that the test connects to itself; disconnected at the end."""
    async with _database(server, tmp_path) as database:
        yield database
        await disconnect()


@pytest.fixture
async def db(server: Postgres | None, migrated: Path | str, tmp_path: Path) -> AsyncIterator[Database]:
    """A fresh migrated database, connected."""
    async with _database(server, tmp_path, original=migrated) as database:
        await connect(database.url, acquire_timeout_s=PATIENCE_S)
        yield database
        await disconnect()
