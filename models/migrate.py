"""Moves the schema forward: SQL files of this dialect, each in one transaction with the record that it ran.

A kill at any moment leaves a file wholly applied or not at all, and no lock that anybody has to remove.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from models.engine.sql import connection, dialect, execute, has_table

FOLDER = Path(__file__).parent / "migrations"
TABLE = "schema_migration"
_NAME = re.compile(r"\d{4}_[a-z0-9_]+")


class WrongSchema(RuntimeError):
    """The database and the program's migrations do not belong together; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: `0001_first` and the SQL in it."""

    name: str
    sql: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


async def migrate(*, progress: Callable[[str], None], folder: Path = FOLDER) -> list[str]:
    """Apply what is pending, telling `progress` each name before it runs, and return the names applied here."""
    applied = []
    for migration in await _outstanding(folder):
        async with connection().schema_change() as change:
            if migration not in await _outstanding(folder):
                continue  # another process was first
            progress(migration.name)
            await change.execute_script(migration.sql)
            await _record(migration)
        applied.append(migration.name)
    return applied


async def pending(*, folder: Path = FOLDER) -> list[str]:
    """The names of the migrations that the database lacks; refuses a database that is ahead or was changed."""
    return [migration.name for migration in await _outstanding(folder)]


async def _outstanding(folder: Path) -> list[Migration]:
    known = _read(folder / dialect())
    done = await _recorded()
    _agree([migration.name for migration in known], done)
    for migration in known:
        if done.get(migration.name, migration.checksum) != migration.checksum:
            raise WrongSchema(f"{migration.name} was changed after it was applied; write a new migration instead")
    return known[len(done) :]


def _agree(known: list[str], done: Iterable[str]) -> None:
    for position, name in enumerate(done):
        if name not in known:
            raise WrongSchema(f"the database has {name}, which this program does not know: it needs a newer program")
        if known[position] != name:
            raise WrongSchema(f"{known[position]} comes before {name}, which is applied already")


def _read(folder: Path) -> list[Migration]:
    files = sorted(folder.glob("*.sql"))
    names = [file.stem for file in files]
    if not files:
        raise WrongSchema(f"there are no migrations in {folder}")
    if wrong := [name for name in names if not _NAME.fullmatch(name)]:
        raise WrongSchema(f"not named like 0001_what_it_does: {', '.join(wrong)}")
    if len({name[:4] for name in names}) < len(names):
        raise WrongSchema(f"two migrations have one number: {', '.join(names)}")
    return [Migration(file.stem, file.read_text("utf-8")) for file in files]


async def _recorded() -> Mapping[str, str]:
    """Name and checksum of what the database has, in order."""
    if not await has_table(TABLE):
        return {}
    rows = await execute(f"SELECT name, checksum FROM {TABLE} ORDER BY name")  # noqa: S608 - a constant
    return {row["name"]: row["checksum"] for row in rows}


async def _record(migration: Migration) -> None:
    await execute(f"CREATE TABLE IF NOT EXISTS {TABLE} (name text PRIMARY KEY, checksum text NOT NULL)")
    await execute(
        f"INSERT INTO {TABLE} (name, checksum) VALUES ($1, $2)",  # noqa: S608 - a constant
        [migration.name, migration.checksum],
    )
