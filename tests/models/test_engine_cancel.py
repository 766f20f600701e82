import asyncio
import random
from contextlib import suppress

import pytest

from models.engine.shield import uncancellable
from models.engine.sql import connection, execute
from models.transaction import commits, current, run, transactional
from tests.conftest import Database
from tests.models.shelves import Jar, Shelf

CANCELS = 400
AT_ONCE = 8


@transactional
async def _shelve_pair(name: str) -> None:
    await Shelf.create(name=f"{name} left")
    await Shelf.filter(name=f"{name} left").update(version=2)
    await Shelf.get_or_create(name=f"{name} right")  # a savepoint inside


async def _pair_of_many(name: str) -> None:
    await Shelf.bulk_create([Shelf(name=f"{name} left"), Shelf(name=f"{name} right")])


async def _read(name: str) -> None:
    await Shelf.filter(name=name).first()


async def _interrupted(seed: int) -> None:
    chance = random.Random(seed)
    work = chance.choice([_shelve_pair, _shelve_pair, _pair_of_many, _read])
    task = asyncio.create_task(work(str(seed)))
    for _ in range(chance.randrange(chance.choice([30, 300, 3000]))):
        await asyncio.sleep(0)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("first_seed", [0, 1000])
async def test_after_hundreds_of_cancelled_tasks_nothing_is_locked_lent_or_half_done(
    shelved: Database, first_seed: int
) -> None:
    for start in range(first_seed, first_seed + CANCELS // 2, AT_ONCE):
        await asyncio.gather(*(_interrupted(seed) for seed in range(start, start + AT_ONCE)))

    async with asyncio.timeout(5):
        await asyncio.gather(*(_shelve_pair(f"after {number}") for number in range(6)))
        names = {shelf.name for shelf in await Shelf.all()}
    assert {name for name in names if name.removesuffix(" left") + " right" not in names and "left" in name} == set()
    assert {name for name in names if name.removesuffix(" right") + " left" not in names and "right" in name} == set()
    await _assert_all_is_given_back(shelved)


async def _assert_all_is_given_back(database: Database) -> None:
    client = connection()
    if database.dialect == "sqlite":
        assert not client._lock.locked()
        assert not client._connection.in_transaction
        return
    assert client._pool.get_idle_size() == client._pool.get_size()
    assert await execute("SELECT query FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'") == []


async def test_a_task_cancelled_at_each_step_of_entering_leaves_no_transaction(shelved: Database) -> None:
    for steps in range(40):
        task = asyncio.create_task(_shelve_pair(str(steps)))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await _assert_all_is_given_back(shelved)


async def test_a_commit_that_began_is_finished_and_then_the_cancellation_is_told(shelved: Database) -> None:
    stepped_out = asyncio.Event()

    async def shelve() -> None:
        await Shelf.create(name="kept")
        asyncio.get_running_loop().call_soon(stepped_out.set)

    task = asyncio.create_task(run(shelve))
    await stepped_out.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert await Shelf.all().count() == 1
    await _assert_all_is_given_back(shelved)


async def test_what_a_cancelled_task_has_committed_is_news(shelved: Database) -> None:
    committing = asyncio.Event()

    class Fact:
        async def save(self) -> None:
            asyncio.get_running_loop().call_soon(committing.set)

    async def shelve() -> None:
        await Shelf.create(name="kept")
        current().journal.append(Fact())

    before = commits()
    task = asyncio.create_task(run(shelve))
    await committing.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await Shelf.all().count(), commits()) == (1, before + 1)


async def test_a_failing_script_or_batch_leaves_no_transaction_open(shelved: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)no such table|does not exist"):
        await connection().execute_script("DELETE FROM shelf; DELETE FROM nowhere;")
    with pytest.raises(Exception, match=r"(?i)unique"):
        await Shelf.bulk_create([Shelf(name="one"), Shelf(name="one")])

    assert await Jar.all().count() == 0
    assert await Shelf.all().count() == 0
    await _assert_all_is_given_back(shelved)


async def test_uncancellable_work_reports_its_own_failure_behind_the_cancellation() -> None:
    begun = asyncio.Event()
    go_on = asyncio.Event()

    async def work() -> None:
        begun.set()
        await go_on.wait()
        raise OSError("broken")

    task = asyncio.create_task(uncancellable(work()))
    await begun.wait()
    task.cancel()
    task.cancel()
    go_on.set()

    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    assert isinstance(caught.value.__cause__, OSError)
