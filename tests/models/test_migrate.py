import asyncio
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest
from tortoise.exceptions import BaseORMException, IntegrityError

from models.engine.connect import connect, disconnect
from models.engine.sql import execute, has_table
from models.migrate import WrongSchema, migrate, pending
from tests.conftest import Database
from tests.models import shelves

FIRST = shelves.SCHEMA
KEEPER = "INSERT INTO shelf (id, name, data, version) VALUES ('01890000-0000-7000-8000-000000000000', 'a', '{}', 1);"
PLUM = "INSERT INTO jar (shelf_id, label) VALUES ('01890000-0000-7000-8000-000000000000', 'plum');"
REBUILT = {
    "sqlite": """
        CREATE TABLE taller (id text PRIMARY KEY NOT NULL, name text NOT NULL, built_at text, data text NOT NULL,
            version integer NOT NULL, height integer NOT NULL);
        INSERT INTO taller SELECT *, 100 FROM shelf;
        DROP TABLE shelf;
        ALTER TABLE taller RENAME TO shelf;
    """,
    "postgres": "ALTER TABLE shelf ADD COLUMN height integer NOT NULL DEFAULT 100;",
}
ENDLESS = {
    "sqlite": """CREATE TABLE half (id integer);
        WITH RECURSIVE count (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count) SELECT max(n) FROM count;""",
    "postgres": "CREATE TABLE half (id integer); SELECT pg_sleep(600);",
}
RUNNER = """
import asyncio, sys
from pathlib import Path
from models.engine.connect import connect
from models.migrate import migrate
async def main() -> None:
    await connect(sys.argv[1])
    await migrate(progress=lambda name: print(name, flush=True), folder=Path(sys.argv[2]))
asyncio.run(main())
"""


class Folder:
    """A folder of migrations that the test writes."""

    def __init__(self, path: Path, dialect: str) -> None:
        self.path = path
        self._files = path / dialect
        self._files.mkdir(parents=True)

    def write(self, name: str, sql: str) -> None:
        (self._files / f"{name}.sql").write_text(sql, "utf-8")

    def remove(self, name: str) -> None:
        (self._files / f"{name}.sql").unlink()

    async def apply(self) -> list[str]:
        told: list[str] = []
        applied = await migrate(progress=told.append, folder=self.path)
        assert told == applied
        return applied


@pytest.fixture
async def folder(empty: Database, tmp_path: Path) -> Folder:
    """A connected database without tables, and migrations whose first makes the shelves."""
    await connect(empty.url, tables=[shelves.__name__])
    folder = Folder(tmp_path / "migrations", empty.dialect)
    folder.write("0001_shelves", FIRST[empty.dialect])
    return folder


async def test_nothing_is_pending_in_a_fresh_database(db: Database) -> None:
    assert await pending() == []


async def test_each_migration_is_applied_once_and_told(folder: Folder) -> None:
    folder.write("0002_shelf", KEEPER)
    assert await pending(folder=folder.path) == ["0001_shelves", "0002_shelf"]

    assert await folder.apply() == ["0001_shelves", "0002_shelf"]
    folder.write("0003_jar", PLUM)
    assert await folder.apply() == ["0003_jar"]
    assert await folder.apply() == []

    assert await execute("SELECT label FROM jar") == [{"label": "plum"}]


async def test_a_trigger_with_semicolons_arrives_whole(folder: Folder) -> None:
    await folder.apply()
    await execute(KEEPER)

    with pytest.raises(IntegrityError, match="no; spiders"):
        await execute(PLUM.replace("plum", "spider"))


async def test_a_migration_that_fails_half_way_leaves_nothing_of_itself(folder: Folder) -> None:
    folder.write("0002_broken", "CREATE TABLE half (id integer); INSERT INTO nowhere VALUES (1);")

    with pytest.raises(BaseORMException):
        await folder.apply()

    assert await pending(folder=folder.path) == ["0002_broken"]
    assert not await has_table("half")
    folder.write("0002_broken", "CREATE TABLE half (id integer);")
    assert await folder.apply() == ["0002_broken"]


async def test_a_rebuilt_table_keeps_its_children(folder: Folder, empty: Database) -> None:
    folder.write("0002_shelf", KEEPER + PLUM)
    folder.write("0003_taller", REBUILT[empty.dialect])

    await folder.apply()

    assert await execute("SELECT label, height FROM jar JOIN shelf ON shelf.id = jar.shelf_id") == [
        {"label": "plum", "height": 100}
    ]
    with pytest.raises(IntegrityError):  # foreign keys are watched again
        await execute("INSERT INTO jar (shelf_id, label) VALUES ('01890000-0000-7000-8000-000000000009', 'x')")


async def test_a_migration_that_orphans_rows_is_refused(folder: Folder, empty: Database) -> None:
    if empty.dialect == "postgres":
        return  # its foreign keys are never off
    folder.write("0002_shelf", KEEPER + PLUM)
    await folder.apply()
    folder.write("0003_orphans", "DELETE FROM shelf;")

    with pytest.raises(IntegrityError, match="without their parents"):
        await folder.apply()

    assert len(await execute("SELECT 1 FROM shelf")) == 1


async def test_a_changed_migration_is_refused(folder: Folder, empty: Database) -> None:
    await folder.apply()
    folder.write("0001_shelves", FIRST[empty.dialect] + "-- a thought")

    with pytest.raises(WrongSchema, match="0001_shelves was changed"):
        await folder.apply()


async def test_a_database_from_a_newer_program_is_refused(folder: Folder) -> None:
    folder.write("0002_future", "CREATE TABLE future (id integer);")
    await folder.apply()
    folder.remove("0002_future")

    with pytest.raises(WrongSchema, match=r"0002_future.*newer program"):
        await pending(folder=folder.path)


async def test_a_migration_that_comes_before_an_applied_one_is_refused(folder: Folder) -> None:
    folder.write("0003_later", "CREATE TABLE later (id integer);")
    await folder.apply()
    folder.write("0002_forgotten", "CREATE TABLE forgotten (id integer);")

    with pytest.raises(WrongSchema, match="0002_forgotten comes before 0003_later"):
        await folder.apply()


@pytest.mark.parametrize(
    ("name", "says"), [("2_short", "not named like"), ("0001_twice", "one number")], ids=["name", "number"]
)
async def test_badly_numbered_migrations_are_refused(folder: Folder, name: str, says: str) -> None:
    folder.write(name, "SELECT 1;")

    with pytest.raises(WrongSchema, match=says):
        await folder.apply()


async def test_an_empty_folder_is_a_broken_installation(folder: Folder, tmp_path: Path) -> None:
    with pytest.raises(WrongSchema, match="no migrations"):
        await pending(folder=tmp_path)


async def test_of_two_who_migrate_at_once_one_applies_each_file(folder: Folder) -> None:
    folder.write("0002_shelf", KEEPER)

    async with asyncio.timeout(10):
        by_one, by_other = await asyncio.gather(folder.apply(), folder.apply())

    assert sorted(by_one + by_other) == ["0001_shelves", "0002_shelf"]


async def test_a_kill_in_the_middle_leaves_no_lock_and_no_half(folder: Folder, empty: Database) -> None:
    folder.write("0002_half", ENDLESS[empty.dialect])
    await disconnect()
    process = await create_subprocess_exec(sys.executable, "-c", RUNNER, empty.url, str(folder.path), stdout=PIPE)
    assert process.stdout is not None
    told = [await process.stdout.readline(), await process.stdout.readline()]
    process.kill()
    await process.wait()
    await connect(empty.url, tables=[shelves.__name__])

    assert told == [b"0001_shelves\n", b"0002_half\n"]
    assert not await has_table("half")
    folder.write("0002_half", "CREATE TABLE half (id integer);")
    async with asyncio.timeout(10):
        assert await folder.apply() == ["0002_half"]
