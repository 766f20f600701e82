"""Blocking somebody and letting them find one again: who may, how often, and who hears of it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend.services import (
    blocks,
    erasure,
    index,
    people,
)
from matching.brute_force import BruteForce
from models.block import Block
from models.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from models.group import Membership, Standing
from models.journal import Journal
from models.person import Person
from tests.backend.services.conftest import NOW, Town, newcomer


async def answer(deed: Any) -> tuple[type[Refused], dict[str, object]]:
    """What somebody is told who is refused."""
    with pytest.raises(Refused) as refused:
        await deed
    return type(refused.value), refused.value.params


async def test_another_process_hears_of_it_from_the_journal(town: Town) -> None:
    other = index.Index(BruteForce(lambda _asked, _words: 0.0), b"other")
    await other.build()

    async def remembered() -> frozenset[UUID]:
        await other.catch_up(fresh=True)
        return await other.memory.recall("apart", town.ben.id, lambda: blocks.apart_from(town.ben.id))

    before = await remembered()
    await blocks.block(town.ada, town.ben.id, now=NOW)
    apart = await remembered()
    await blocks.unblock(town.ada, town.ben.id, now=NOW)

    assert [before, apart, await remembered()] == [frozenset(), frozenset({town.ada.id}), frozenset()]


async def test_again_changes_nothing_also_at_once(town: Town) -> None:
    made = await asyncio.gather(*(blocks.block(town.ada, town.ben.id, now=NOW) for _ in range(5)))
    later = await blocks.block(town.ada, town.ben.id, now=NOW + timedelta(days=1))
    for _ in range(2):
        await blocks.unblock(town.ada, town.ben.id, now=NOW)

    assert {one.id for one in made} == {later.id}
    assert later.since == NOW
    assert [entry.verb for entry in await Journal.filter(subject_type="block").order_by("seq")] == [
        "block.set",
        "block.lifted",
    ]


async def test_one_sees_whom_one_blocked_and_nobody_who_blocks_them(town: Town) -> None:
    await blocks.block(town.ada, town.ben.id, now=NOW)
    await blocks.block(town.ada, town.cleo.id, now=NOW + timedelta(minutes=1))

    assert [one.whom.name for one in await blocks.mine(town.ada)] == ["Cleo", "Ben"]
    assert await blocks.mine(town.ben) == []


async def test_whoever_one_never_met_is_not_there(town: Town) -> None:
    dora = await newcomer("Dora", 77)

    for deed in (blocks.block, blocks.unblock):
        assert await answer(deed(town.ada, dora.id, now=NOW)) == await answer(deed(town.ada, uuid4(), now=NOW))
        assert await answer(deed(dora, town.ada.id, now=NOW)) == (NotFound, {"what": "person"})
    assert await Block.all().count() == 0


async def test_whom_one_lent_to_or_borrowed_from_may_be_blocked_after_they_left(town: Town) -> None:
    await town.asks(town.ben, town.at(1), town.at(2))
    for person in (town.ben, town.cleo):
        await Membership.filter(person_id=person.id).update(state=Standing.LEFT)

    assert (await blocks.block(town.ada, town.ben.id, now=NOW)).whom_id == town.ben.id
    assert (await blocks.block(town.ben, town.ada.id, now=NOW)).whom_id == town.ada.id
    assert (await answer(blocks.block(town.ada, town.cleo.id, now=NOW)))[0] is NotFound


async def test_nobody_blocks_themselves_and_nobody_on_hold_blocks_at_all(town: Town) -> None:
    with pytest.raises(Invalid) as refused:
        await blocks.block(town.ada, town.ada.id, now=NOW)
    await Person.filter(id=town.ada.id).update(suspended_at=NOW)
    ada = await people.get(town.ada.id)

    assert [fault.code for fault in refused.value.faults] == ["oneself"]
    for deed in (blocks.block, blocks.unblock):
        assert (await answer(deed(ada, town.ben.id, now=NOW)))[0] is Forbidden


async def test_one_may_block_only_so_many(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "MOST", 1)
    await blocks.block(town.ada, town.ben.id, now=NOW)

    assert (await answer(blocks.block(town.ada, town.cleo.id, now=NOW)))[0] is Conflict
    assert (await blocks.block(town.ada, town.ben.id, now=NOW)).whom_id == town.ben.id


@pytest.mark.parametrize("who_leaves", ["ada", "ben"])
async def test_who_leaves_takes_their_blocks_and_those_of_them_along(town: Town, who_leaves: str) -> None:
    await blocks.block(town.ada, town.ben.id, now=NOW)
    await blocks.block(town.ben, town.cleo.id, now=NOW)
    await people.ask_erasure(town.people[who_leaves], days=14, now=NOW)

    await erasure.erase_due(now=NOW + timedelta(days=14))

    left = [(one.who_id, one.whom_id) for one in await Block.all()]
    assert left == ([(town.ben.id, town.cleo.id)] if who_leaves == "ada" else [])
