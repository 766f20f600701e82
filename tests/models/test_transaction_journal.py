import asyncio
from datetime import UTC, datetime

import pytest

from models import Journal
from models.engine.sql import execute
from models.transaction import current, run
from tests.conftest import Database

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
WRITERS = 8
EACH = 12


def _entry(verb: str) -> Journal:
    return Journal(at=NOW, verb=verb, subject_type="shelf", subject_id="1", data={})


async def _write(verb: str) -> None:
    async def work() -> None:
        current().journal.extend([_entry(verb), _entry(f"{verb} too")])

    await run(work)


async def _follow(seen: list[tuple[int, str]], *, total: int) -> None:
    cursor = 0
    while len(seen) < total:
        for row in await execute("SELECT seq, verb FROM journal WHERE seq > $1 ORDER BY seq LIMIT 5", [cursor]):
            cursor = row["seq"]
            seen.append((cursor, row["verb"]))


async def test_a_reader_with_a_cursor_skips_and_repeats_nothing_while_many_write(db: Database) -> None:
    verbs = [[f"{writer}/{turn}" for turn in range(EACH)] for writer in range(WRITERS)]
    seen: list[tuple[int, str]] = []

    async def writer(own: list[str]) -> None:
        for verb in own:
            await _write(verb)

    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        tasks.create_task(_follow(seen, total=2 * WRITERS * EACH))
        for own in verbs:
            tasks.create_task(writer(own))

    written = [verb for own in verbs for verb in own]
    assert sorted(verb for _, verb in seen) == sorted(written + [f"{verb} too" for verb in written])
    assert seen == sorted(seen)


async def _open_and_wait(stored: asyncio.Event, finish: asyncio.Event, *, guarded: bool) -> None:
    class Gate:
        async def save(self) -> None:
            await _entry("slow").save()
            stored.set()
            await finish.wait()

    async def work() -> None:
        if guarded:
            current().journal.append(Gate())
        else:
            await Gate().save()

    await run(work)


@pytest.mark.parametrize("guarded", [False, True], ids=["without the lock", "with the lock"])
async def test_the_lock_is_what_keeps_a_lower_sequence_from_committing_later(db: Database, guarded: bool) -> None:
    if db.dialect == "sqlite":
        return  # its one write lock is held from the beginning of a transaction
    stored, finish = asyncio.Event(), asyncio.Event()
    slow = asyncio.create_task(_open_and_wait(stored, finish, guarded=guarded))
    await stored.wait()
    fast = asyncio.create_task(_write("fast"))
    waiting: list[dict[str, object]] = []
    while not fast.done() and not waiting:
        waiting = await execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    skipped = [row["verb"] for row in await execute("SELECT verb FROM journal ORDER BY seq")]

    finish.set()
    await asyncio.gather(slow, fast)

    order = [row["verb"] for row in await execute("SELECT verb FROM journal ORDER BY seq")]
    assert order == ["slow", "fast", "fast too"]
    assert skipped == ([] if guarded else ["fast", "fast too"])
