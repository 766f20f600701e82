"""What an operator types now and then, and what is said when it cannot be done."""

from __future__ import annotations

import asyncio
import errno
import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend.cli import main
from backend.cli.complaints import worded
from backend.clock import utc_now
from backend.services import groups, people
from models.engine.connect import connect, disconnect
from models.engine.lock_file import DatabaseInUse
from models.errors import Busy
from models.person import Provider

NOW = datetime(2030, 5, 5, 9, tzinfo=UTC)


@pytest.fixture
def url(migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database in which Ada is known, and settings that name it."""
    path = tmp_path / "borrowdale.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BORROWDALE__APP__DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("BORROWDALE__DATABASE__URL", f"sqlite://{path}")
    asyncio.run(_register(f"sqlite://{path}"))
    return f"sqlite://{path}"


async def _register(url: str) -> None:
    await connect(url)
    try:
        await people.register(people.Newcomer(Provider.TELEGRAM, "7", "Ada", "en"), now=NOW)
    finally:
        await disconnect()


def typed(*words: str) -> int:
    """Type a command; the number that it ends with."""
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert isinstance(ended.value.code, int)
    return ended.value.code


async def _group(url: str, code: str) -> tuple[str, str, list[str]]:
    await connect(url)
    try:
        group = await groups.invited_to(code, now=utc_now())
        return group.name, group.slug, [person.name for person in await groups.stewards(group.id)]
    finally:
        await disconnect()


def test_a_group_is_founded_and_its_invitation_printed(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed("found", "Leihbar Köln", "--steward", "Ada", "--at=50.94,6.96", "--time-zone", "Europe/Berlin") == 0
    code = re.search(r"days: (\S+)$", capsys.readouterr().out, re.MULTILINE)

    assert code is not None
    assert asyncio.run(_group(url, code[1])) == ("Leihbar Köln", "leihbar-koln", ["Ada"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Totnes", "--steward", "Ada", "--at=50.43"), "latitude,longitude in degrees"),
        (("Totnes", "--steward", "Ada", "--at=150.43,-3.68"), "latitude,longitude in degrees"),
        (("Totnes", "--steward", "Ada", "--at=50.43,-3.68", "--reach-km", "1000"), "between 0.2 and 100"),
        (("…", "--steward", "Ada", "--at=50.43,-3.68"), "two letters or digits at least"),
        (("Totnes", "--steward", "Eve", "--at=50.43,-3.68"), "'Eve' is nobody"),
        (("Totnes", "--steward", "Ada", "--at=50.43,-3.68", "--time-zone", "Mars"), "time_zone: "),
    ],
)
@pytest.mark.usefixtures("url")
def test_what_no_group_can_be_founded_with_is_said(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed("found", *words) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (DatabaseInUse("b.db is open in another process (7)"), "stop that one first"),
        (sqlite3.DatabaseError("file is not a database"), "names the right file"),
        (OSError(errno.EADDRINUSE, "in use"), "BORROWDALE__HTTP__PORT"),
        (OSError(errno.EACCES, "denied"), "able to read and write"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), "Does the database run"),
        (OSError("Some {odd} fault"), "Some {odd} fault"),
        (Busy(why="contention"), "Too much is going on"),
    ],
)
def test_what_can_be_put_right_by_hand_is_told_how(error: Exception, said: str) -> None:
    assert said in (worded(error) or "")


def test_a_full_disk_is_called_so() -> None:
    busy = Busy(why="SQLITE_FULL")
    busy.__cause__ = sqlite3.OperationalError("database or disk is full")

    assert "disk is full" in (worded(busy) or "")


def test_a_fault_of_ours_is_not_glossed_over() -> None:
    assert worded(ZeroDivisionError()) is None
