import asyncio
from collections.abc import Callable

import asyncpg  # type: ignore[import-untyped]
import pytest
from tortoise.backends.base.client import TransactionalDBClient
from tortoise.exceptions import IntegrityError, OperationalError

from models.engine.sql import connection, execute, for_update
from models.errors import Busy, Refused, Taken
from models.transaction import OutsideTransaction, after_commit, current, run, spawn, sqlstate, transactional
from tests.conftest import Database
from tests.models.shelves import Jar, Shelf


async def _names() -> list[str]:
    return sorted([shelf.name for shelf in await Shelf.all()])


@transactional
async def _shelve(name: str, *, refuse: bool = False) -> Shelf:
    shelf = await Shelf.create(name=name)
    if refuse:
        raise Taken
    return shelf


async def test_a_refusal_leaves_nothing_behind(shelved: Database) -> None:
    with pytest.raises(Taken):
        await _shelve("a", refuse=True)

    await _shelve("b")

    assert await _names() == ["b"]


async def test_a_service_called_by_another_shares_its_fate(shelved: Database) -> None:
    @transactional
    async def outer(*, refuse: bool) -> None:
        await _shelve("inner")
        await Shelf.create(name="outer")
        if refuse:
            raise Taken

    with pytest.raises(Taken):
        await outer(refuse=True)
    assert await _names() == []

    await outer(refuse=False)
    assert await _names() == ["inner", "outer"]


async def test_followers_are_woken_once_after_the_commit_and_never_after_a_rollback(shelved: Database) -> None:
    woken: list[str] = []

    def wake() -> None:
        woken.append("inside" if isinstance(connection(), TransactionalDBClient) else "outside")

    @transactional
    async def service(*, refuse: bool = False) -> None:
        after_commit(wake)
        after_commit(wake)
        await _shelve("a", refuse=refuse)
        assert woken == []

    with pytest.raises(Taken):
        await service(refuse=True)
    assert woken == []

    await service()
    assert woken == ["outside"]


async def test_what_is_owed_is_written_last_and_the_journal_after_the_notices(shelved: Database) -> None:
    shelf = await _shelve("a")

    @transactional
    async def service() -> None:
        current().journal.append(Jar(shelf=shelf, label="journal"))
        current().notices.append(Jar(shelf=shelf, label="notice"))
        await Jar.create(shelf=shelf, label="deed")

    await service()

    assert [jar.label for jar in await Jar.all().order_by("id")] == ["deed", "notice", "journal"]


async def test_a_fact_that_cannot_be_written_undoes_the_deed(shelved: Database) -> None:
    @transactional
    async def service() -> None:
        shelf = await Shelf.create(name="a")
        current().journal.append(Jar(shelf=shelf, label="spider"))

    with pytest.raises(IntegrityError, match="no; spiders"):
        await service()

    assert await _names() == []


async def test_integrity_errors_pass_through_untouched_and_untried(shelved: Database) -> None:
    attempts: list[int] = []
    await _shelve("a")

    @transactional
    async def service() -> None:
        attempts.append(1)
        await Shelf.create(name="a")

    with pytest.raises(IntegrityError) as caught:
        await service()

    assert attempts == [1]
    assert sqlstate(caught.value) == {"sqlite": None, "postgres": "23505"}[shelved.dialect]


@pytest.mark.parametrize("error", [asyncpg.SerializationError, asyncpg.DeadlockDetectedError])
async def test_contention_is_tried_again_whole_with_growing_pauses(
    shelved: Database, error: Callable[[str], Exception]
) -> None:
    pauses: list[float] = []
    attempts: list[int] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    async def work() -> str:
        attempts.append(len(current().journal))
        current().journal.append(await Shelf.create(name="a"))
        if len(attempts) < 4:
            raise error("again")
        current().journal.clear()
        return "done"

    assert await run(work, sleep=pause) == "done"
    assert attempts == [0, 0, 0, 0]
    assert len(pauses) == 3
    assert 0.02 <= pauses[0] <= 0.06 <= pauses[2] <= 0.24
    assert await _names() == ["a"]


async def test_contention_without_end_is_busy(shelved: Database) -> None:
    async def work() -> None:
        raise asyncpg.DeadlockDetectedError("always")

    async def pause(seconds: float) -> None:
        pass

    with pytest.raises(Busy):
        await run(work, sleep=pause)


async def test_a_spawned_task_is_outside_the_transaction(shelved: Database) -> None:
    tasks: list[asyncio.Task[Shelf]] = []

    @transactional
    async def service() -> None:
        await _shelve("inside")
        tasks.append(spawn(_shelve("outside")))
        raise Taken

    with pytest.raises(Taken):
        await service()
    await tasks[0]

    assert await _names() == ["outside"]


async def test_a_task_that_inherited_a_transaction_is_refused_during_it_and_after_it(shelved: Database) -> None:
    over = asyncio.Event()

    async def late() -> None:
        await over.wait()
        await Shelf.create(name="late")

    @transactional
    async def service() -> asyncio.Task[None]:
        with pytest.raises(OutsideTransaction):
            await asyncio.create_task(_shelve("inherited"))
        return asyncio.create_task(late())

    task = await service()
    over.set()
    with pytest.raises(OperationalError, match="spawn"):
        await task

    assert await _names() == []


async def test_nothing_is_collected_outside_a_transaction(shelved: Database) -> None:
    with pytest.raises(OutsideTransaction):
        current()


async def test_related_rows_may_be_fetched_together_inside(shelved: Database) -> None:
    @transactional
    async def service() -> list[str]:
        shelf = await Shelf.create(name="a")
        await Jar.create(shelf=shelf, label="plum")
        [found] = await Shelf.all().prefetch_related("jars")
        return [jar.label for jar in found.jars]  # type: ignore[attr-defined]

    assert await service() == ["plum"]


async def test_concurrent_read_then_write_never_fails_and_never_loses_a_step(shelved: Database) -> None:
    shelf = await _shelve("counted")

    @transactional
    async def step() -> None:
        lock = for_update()
        [row] = await execute(f"SELECT version FROM shelf WHERE id = $1{lock}", [shelf.id])
        await Shelf.filter(id=shelf.id).update(version=row["version"] + 1)

    await asyncio.gather(*(step() for _ in range(40)))

    assert (await Shelf.get(id=shelf.id)).version == 41


async def test_a_real_deadlock_is_resolved_and_both_succeed(shelved: Database) -> None:
    if shelved.dialect == "sqlite":
        return  # one transaction at a time: there is none to meet
    first, second = await _shelve("first"), await _shelve("second")
    both_hold = asyncio.Barrier(2)
    attempts: list[str] = []

    async def cross(mine: Shelf, other: Shelf) -> None:
        attempts.append(mine.name)
        await Shelf.filter(id=mine.id).update(version=2)
        if len(attempts) <= 2:
            await both_hold.wait()
        await Shelf.filter(id=other.id).update(version=3)

    await asyncio.gather(run(lambda: cross(first, second)), run(lambda: cross(second, first)))

    assert sorted(attempts) in (["first", "first", "second"], ["first", "second", "second"])


def test_a_refusal_is_not_contention() -> None:
    assert sqlstate(Refused()) is None
