"""Asking around and blocks: nobody is asked across one, and what was asked before is settled without a word."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from backend.services import asks, blocks, inquiries, resources
from models.booking import Booking
from models.errors import Gone
from models.group import GroupRole, Membership
from models.inquiry import Answer, Ask
from models.person import Person
from models.resource import Listed
from models.transaction import transactional
from tests.backend.services.conftest import DRILL, NOW, Town
from tests.backend.services.lenders import ask_of, asked, asks_around, lenders, told, wants

EITHER_WAY = pytest.mark.parametrize("needs_it", [True, False], ids=["who asks blocks", "who is asked blocks"])


async def block(town: Town, other: Person, *, needs_it: bool) -> None:
    """One of Ben, who needs something, and another blocks the other."""
    who, whom = (town.ben, other) if needs_it else (other, town.ben)
    await blocks.block(who, whom.id, now=NOW)


@EITHER_WAY
async def test_nobody_is_asked_across_a_block(town: Town, needs_it: bool) -> None:
    first, *_others = await lenders(town, 4)
    await block(town, first, needs_it=needs_it)

    await asks_around(town.ben, await wants(town))

    assert await asked() == [(1, "Lender 1"), (1, "Lender 2"), (1, "Lender 3")]


@EITHER_WAY
async def test_for_the_commons_the_other_stewards_are_asked(town: Town, needs_it: bool) -> None:
    await resources.change(town.ada, town.drill.id, resources.Changes(state=Listed.PAUSED), now=NOW)
    await resources.offer(town.ada, resources.Thing("Common drill", DRILL, owner_group_id=town.group.id), now=NOW)
    await Membership.filter(person_id=town.cleo.id).update(role=GroupRole.STEWARD)
    await block(town, town.ada, needs_it=needs_it)

    await asks_around(town.ben, await wants(town))

    assert await asked() == [(1, "Cleo")]


async def test_where_every_steward_is_apart_the_commons_is_passed_over(town: Town) -> None:
    await resources.change(town.ada, town.drill.id, resources.Changes(state=Listed.PAUSED), now=NOW)
    await resources.offer(town.ada, resources.Thing("Common drill", DRILL, owner_group_id=town.group.id), now=NOW)
    await block(town, town.ada, needs_it=True)

    progress = await asks_around(town.ben, await wants(town))

    assert (await asked(), progress.asked) == ([], 0)


@EITHER_WAY
async def test_a_question_that_waits_is_settled_and_nobody_is_told(town: Town, needs_it: bool) -> None:
    need = await wants(town)
    before = await asks_around(town.ben, need)
    heard = await told(town.ada), await told(town.ben)
    await block(town, town.ada, needs_it=needs_it)
    after = await inquiries.of(town.ben, need.id)

    with pytest.raises(Gone):
        await asks.agree(town.ada, (await ask_of(town.ada)).id, now=NOW)

    assert (await ask_of(town.ada)).answer is Answer.CLOSED
    assert (before.asked, before.refused, before.inquiry.state) == (after.asked, after.refused, after.inquiry.state)
    assert (await told(town.ada), await told(town.ben)) == heard
    assert await Booking.all().count() == 0


@EITHER_WAY
async def test_a_no_becomes_no_yes_across_a_block(town: Town, needs_it: bool) -> None:
    await asks_around(town.ben, await wants(town, starts_at=None, ends_at=None))
    ask = await ask_of(town.ada)
    await asks.refuse(town.ada, ask.id, now=NOW)
    await block(town, town.ada, needs_it=needs_it)

    with pytest.raises(Gone):
        await asks.agree(town.ada, ask.id, now=NOW + timedelta(minutes=1))

    assert (await Ask.get(id=ask.id)).answer is Answer.NO


async def test_whom_one_was_asked_by_may_be_blocked_and_questions_of_others_stay(town: Town) -> None:
    await asks_around(town.ben, await wants(town))
    await asks_around(town.cleo, await wants(town, town.cleo))
    await Membership.filter(person_id=town.ben.id).delete()

    await blocks.block(town.ada, town.ben.id, now=NOW)

    answers = {ask.need.person_id: ask.answer for ask in await Ask.all().select_related("need")}
    assert answers == {town.ben.id: Answer.CLOSED, town.cleo.id: Answer.WAITING}


@EITHER_WAY
async def test_a_wave_that_comes_while_one_is_blocked_asks_nobody_across_it(town: Town, needs_it: bool) -> None:
    need = await wants(town)
    await inquiries.begin(town.ben, need.id, now=NOW)
    is_set, may_commit = asyncio.Event(), asyncio.Event()

    @transactional
    async def blocking() -> None:
        await block(town, town.ada, needs_it=needs_it)
        is_set.set()
        await may_commit.wait()

    blocked = asyncio.create_task(blocking())
    await is_set.wait()
    wave = asyncio.create_task(inquiries.advance(now=NOW))
    await asyncio.wait({wave}, timeout=0.3)  # it comes through where it does not wait for the block
    may_commit.set()
    await asyncio.gather(blocked, wave)

    assert await Ask.filter(answer=Answer.WAITING).count() == 0
