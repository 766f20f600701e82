from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from backend.services import idempotency
from backend.services.idempotency import StoredAnswer, keep
from models.access import IdempotencyKey
from models.errors import Forbidden, InProgress, KeyReused
from models.geocode import Geocode
from models.journal import Journal
from models.person import Person
from tests.backend.services.neighbours import NOW, neighbour

HOUR = timedelta(hours=1)

pytestmark = pytest.mark.usefixtures("db")


class Effect:
    """Writes a row, and answers with how often it was asked to."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self.reached = asyncio.Event()
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def __call__(self) -> StoredAnswer:
        Journal.write("test.done", actor=self._person, subject=self._person, now=NOW)
        self.reached.set()
        await self.go_on.wait()
        return StoredAnswer(201, {"ETag": '"1"'}, f"{await self.done() + 1}")

    async def done(self) -> int:
        return await Journal.filter(verb="test.done", actor_id=self._person.id).count()


async def test_five_times_in_a_row_is_one_effect_and_one_answer() -> None:
    ada = await neighbour("Ada")
    effect = Effect(ada)

    answers = [await keep(ada, key="k", fingerprint="f", effect=effect, now=NOW) for _ in range(5)]

    first, again = StoredAnswer(201, {"ETag": '"1"'}, "1"), StoredAnswer(201, {"ETag": '"1"'}, "1", replayed=True)
    assert answers == [first, again, again, again, again]
    assert await effect.done() == 1


async def test_fifty_at_once_are_one_effect() -> None:
    ada = await neighbour("Ada")
    effect = Effect(ada)

    outcomes = await asyncio.gather(
        *(keep(ada, key="k", fingerprint="f", effect=effect, now=NOW) for _ in range(50)), return_exceptions=True
    )

    done = [outcome for outcome in outcomes if isinstance(outcome, StoredAnswer) and not outcome.replayed]
    others = [outcome for outcome in outcomes if outcome not in done]
    assert (len(done), await effect.done()) == (1, 1)
    assert all(isinstance(other, InProgress | StoredAnswer) for other in others)


async def test_while_the_first_is_running_the_second_hears_so_in_this_process_and_in_another() -> None:
    ada = await neighbour("Ada")
    effect = Effect(ada)
    effect.go_on.clear()
    first = asyncio.create_task(keep(ada, key="k", fingerprint="f", effect=effect, now=NOW))
    await effect.reached.wait()

    with pytest.raises(InProgress):
        await keep(ada, key="k", fingerprint="f", effect=effect, now=NOW)

    effect.go_on.set()
    await first
    assert await effect.done() == 1


async def test_another_process_hears_so_too(dialect: str) -> None:
    ada = await neighbour("Ada")
    effect = Effect(ada)
    effect.go_on.clear()
    first = asyncio.create_task(keep(ada, key="k", fingerprint="f", effect=effect, now=NOW))
    await effect.reached.wait()

    idempotency._in_work.clear()
    second = asyncio.create_task(keep(ada, key="k", fingerprint="f", effect=effect, now=NOW))
    if dialect == "postgres":
        await asyncio.wait({second})
    effect.go_on.set()
    outcomes = await asyncio.gather(first, second, return_exceptions=True)

    expected = InProgress if dialect == "postgres" else StoredAnswer
    assert (type(outcomes[1]), await effect.done()) == (expected, 1)


async def test_an_answer_lost_on_the_way_is_given_again() -> None:
    ada = await neighbour("Ada")
    effect = Effect(ada)
    effect.go_on.clear()
    lost = asyncio.create_task(keep(ada, key="k", fingerprint="f", effect=effect, now=NOW))
    await effect.reached.wait()
    effect.go_on.set()
    for _ in range(200):
        if lost.done() or await IdempotencyKey.exists(key="k"):
            break
    lost.cancel()
    await asyncio.gather(lost, return_exceptions=True)

    again = await keep(ada, key="k", fingerprint="f", effect=effect, now=NOW)

    assert (again.body, await effect.done()) == ("1", 1)


@pytest.mark.parametrize("turns", range(0, 40, 3))
async def test_cancelled_at_any_moment_and_sent_again_it_is_one_effect(turns: int) -> None:
    ada = await neighbour("Ada")
    effect = Effect(ada)
    lost = asyncio.create_task(keep(ada, key="k", fingerprint="f", effect=effect, now=NOW))
    for _ in range(turns):
        await asyncio.sleep(0)
    lost.cancel()
    await asyncio.gather(lost, return_exceptions=True)

    again = await keep(ada, key="k", fingerprint="f", effect=effect, now=NOW)

    assert (again.body, await effect.done()) == ("1", 1)


async def test_another_body_under_the_same_key_is_refused() -> None:
    ada = await neighbour("Ada")
    effect = Effect(ada)
    await keep(ada, key="k", fingerprint="f", effect=effect, now=NOW)

    with pytest.raises(KeyReused):
        await keep(ada, key="k", fingerprint="g", effect=effect, now=NOW)

    assert await effect.done() == 1


async def test_the_same_key_of_another_person_is_another_key() -> None:
    ada, ben = await neighbour("Ada"), await neighbour("Ben")
    await keep(ada, key="k", fingerprint="f", effect=Effect(ada), now=NOW)

    answer = await keep(ben, key="k", fingerprint="g", effect=Effect(ben), now=NOW)

    assert not answer.replayed


async def test_a_refusal_leaves_nothing_behind_and_may_be_tried_again() -> None:
    ada = await neighbour("Ada")

    async def refusing() -> StoredAnswer:
        await Geocode.create(query="half done", answer=None, found_at=NOW)
        raise Forbidden

    with pytest.raises(Forbidden):
        await keep(ada, key="k", fingerprint="f", effect=refusing, now=NOW)
    answer = await keep(ada, key="k", fingerprint="f", effect=Effect(ada), now=NOW)

    assert (answer.replayed, await Geocode.all().count()) == (False, 0)


async def test_a_key_is_kept_for_a_day() -> None:
    ada = await neighbour("Ada")
    effect = Effect(ada)

    for hours in (0, 23, 24):
        await keep(ada, key="k", fingerprint="f", effect=effect, now=NOW + hours * HOUR)

    assert await effect.done() == 2


async def test_old_keys_are_forgotten() -> None:
    ada = await neighbour("Ada")
    for key, hours in (("old", 0), ("new", 2)):
        await keep(ada, key=key, fingerprint="f", effect=Effect(ada), now=NOW + hours * HOUR)

    forgotten = await idempotency.purge(now=NOW + 25 * HOUR)

    assert (forgotten, [row.key for row in await IdempotencyKey.all()]) == (1, ["new"])
