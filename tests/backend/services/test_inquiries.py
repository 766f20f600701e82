"""Owners are asked a few at a time, nobody twice and nobody too often, and no further than the first yes."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from backend.services import asks, index, inquiries, needs, people, resources
from models.booking import Booking
from models.errors import Conflict, Gone, NotFound, Refused, Stale
from models.group import GroupRole, Membership
from models.inquiry import Ask, Inquiry, InquiryState
from models.notice import Notice, NoticeKind
from models.person import Person
from tests.backend.services.conftest import DRILL, NOW, Town
from tests.backend.services.lenders import ask_of, asked, asks_around, lenders, told, wants

SOON = NOW + timedelta(minutes=1)


async def test_the_nearest_three_are_asked_first_then_five_then_eight_and_then_it_is_over(town: Town) -> None:
    await lenders(town, 20)
    need = await wants(town)
    await asks_around(town.ben, need)

    moments = [NOW + timedelta(hours=hours) for hours in (3.9, 4, 8, 11.9, 23, 40)]
    moved = [await inquiries.advance(now=moment) for moment in moments]

    waves = {wave: [name for number, name in await asked() if number == wave] for wave in (1, 2, 3)}
    expected = [f"Lender {number}" for number in range(20)]
    assert (waves[1], waves[2], waves[3][:5]) == (expected[:3], expected[3:8], expected[8:13])
    assert (len(waves[3]), len(set(waves[3]) & set(expected[13:]))) == (8, 3)
    assert moved == [0, 1, 1, 0, 1, 0]
    assert (await Inquiry.get()).state is InquiryState.EXHAUSTED
    assert await told(town.ben) == [NoticeKind.ASKED_ALL]


async def test_silence_at_night_does_not_count(town: Town) -> None:
    await lenders(town, 8)
    need = await wants(town)
    evening = NOW.replace(hour=18)  # 19:00 in Totnes

    await asks_around(town.ben, need, now=evening)
    inquiry = await Inquiry.get()
    night = NOW.replace(hour=23)
    other = await wants(town)
    await asks_around(town.ben, other, now=night)

    assert inquiry.next_at == NOW.replace(hour=7) + timedelta(days=1)
    assert (await Inquiry.get(need_id=other.id)).next_at == NOW.replace(hour=11) + timedelta(days=1)


async def test_beginning_twice_is_beginning_once_also_at_once(town: Town) -> None:
    await lenders(town, 8)
    need = await wants(town)

    begun = await asyncio.gather(*(inquiries.begin(town.ben, need.id, now=NOW) for _ in range(5)))

    await inquiries.advance(now=NOW)
    await inquiries.begin(town.ben, need.id, now=NOW)
    assert len({one.inquiry.id for one in begun}) == 1
    assert await Ask.all().count() == await Notice.filter(kind=NoticeKind.ASKED).count() == 3


async def test_two_clocks_make_one_wave(town: Town) -> None:
    await lenders(town, 20)
    await asks_around(town.ben, await wants(town))

    later = NOW + timedelta(hours=4)
    await asyncio.gather(*(inquiries.advance(now=later) for _ in range(6)))

    assert len(await asked()) == 8
    assert (await Inquiry.get()).wave == 2


async def test_nobody_is_asked_more_often_a_week_than_they_agreed_to(town: Town) -> None:
    near, second = await lenders(town, 2)
    await people.change(second, people.Settings(asks_a_week=0), now=NOW)
    stated = [await wants(town) for _ in range(5)]

    for need in stated[:4]:
        await asks_around(town.ben, need)
    later = await wants(town, town.cleo, starts_at=town.at(9), ends_at=town.at(9, 17))
    await asks_around(town.cleo, later, now=NOW + timedelta(days=7))

    assert [name for _, name in await asked()] == ["Lender 0"] * 4
    assert await Ask.filter(person_id=near.id, asked_at=NOW).count() == 3


async def test_the_week_is_right_also_when_many_needs_ask_at_once(town: Town) -> None:
    await lenders(town, 1)
    stated = [await wants(town, who) for who in (town.ben, town.cleo, town.ada) for _ in range(2)]

    known = {person.id: person for person in town.people.values()}
    for need in stated:
        await inquiries.begin(known[need.person_id], need.id, now=NOW)
    await index.current().catch_up()
    await asyncio.gather(*(inquiries._advance(one.id, now=NOW) for one in await Inquiry.all()))

    assert len(await asked()) == 3


async def test_an_owner_of_two_is_asked_once(town: Town) -> None:
    near, _ = await lenders(town, 2)
    await resources.offer(near, resources.Thing("Another drill", DRILL), now=NOW)
    await asks_around(town.ben, await wants(town))

    await inquiries.advance(now=NOW + timedelta(hours=4))

    assert sorted(await asked()) == [(1, "Lender 0"), (1, "Lender 1")]


async def test_for_a_commons_its_stewards_are_asked_and_the_one_who_needs_it_is_not(town: Town) -> None:
    await lenders(town, 0)
    await Membership.filter(person_id=town.cleo.id).update(role=GroupRole.STEWARD)
    shared = resources.Thing("Shared drill", DRILL, owner_group_id=town.group.id)
    await resources.offer(town.ada, shared, now=NOW)
    await asks_around(town.ben, await wants(town))
    await asks_around(town.cleo, await wants(town, town.cleo))

    put = await asks.agree(town.cleo, (await Ask.get(person_id=town.cleo.id)).id, now=SOON)

    assert sorted(await asked()) == [(1, "Ada"), (1, "Cleo")]
    assert (await Booking.get(id=put.booking_id)).borrower_id == town.ben.id
    assert NoticeKind.ASK_CLOSED in await told(town.ada)


@pytest.mark.parametrize("how", ["withdrawn", "lapsed", "suspended", "stopped"])
async def test_the_asking_ends_with_the_need(town: Town, how: str) -> None:
    (near,) = await lenders(town, 1)
    need = await wants(town)
    await asks_around(town.ben, need)
    now = SOON
    if how == "withdrawn":
        await needs.withdraw(town.ben, need.id, now=SOON)
    elif how == "lapsed":
        now = town.at(2, 17)
    elif how == "stopped":
        await inquiries.stop(town.ben, need.id, now=SOON, version=(await Inquiry.get()).version)
    else:
        await Person.filter(id=town.ben.id).update(suspended_at=NOW)
        now = NOW + timedelta(hours=4)

    await inquiries.advance(now=now)

    assert (await Inquiry.get()).state is InquiryState.STOPPED
    assert await told(near) == [NoticeKind.ASKED, NoticeKind.ASK_CLOSED]
    with pytest.raises(Gone):
        await asks.agree(near, (await ask_of(near)).id, now=now)


async def test_where_there_is_nobody_to_ask_that_is_said(town: Town) -> None:
    await lenders(town, 0)

    progress = await asks_around(town.ben, await wants(town))

    assert (progress.inquiry.state, progress.asked) == (InquiryState.EXHAUSTED, 0)
    assert await told(town.ben) == [NoticeKind.ASKED_ALL]


async def test_only_so_many_needs_are_asked_around_for_at_a_time(town: Town) -> None:
    owners = await lenders(town, 3)
    for owner in owners:
        await people.change(owner, people.Settings(asks_a_week=50), now=NOW)
    stated = [await wants(town) for _ in range(6)]
    for need in stated[:5]:
        await asks_around(town.ben, need)

    with pytest.raises(Conflict):
        await inquiries.begin(town.ben, stated[5].id, now=NOW)


async def test_nobody_answers_asks_or_stops_for_somebody_else(town: Town) -> None:
    near, second = await lenders(town, 2)
    need = await wants(town)
    await asks_around(town.ben, need)
    ask = await ask_of(near)

    for deed in (
        asks.agree(second, ask.id, now=SOON),
        asks.refuse(town.ben, ask.id, now=SOON),
        asks.get(town.ben, ask.id),
        inquiries.begin(town.cleo, need.id, now=SOON),
        inquiries.of(near, need.id),
        inquiries.stop(near, need.id, now=SOON),
    ):
        with pytest.raises(NotFound):
            await deed
    with pytest.raises(Stale):
        await inquiries.stop(town.ben, need.id, now=SOON, version=1)
    assert [one.ask.id for one in await asks.mine(near)] == [ask.id]


async def test_a_suspended_owner_is_not_asked_and_does_not_answer(town: Town) -> None:
    near, second = await lenders(town, 2)
    await asks_around(town.ben, await wants(town))
    await Person.filter(id=near.id).update(suspended_at=NOW)

    with pytest.raises(Refused):
        await asks.agree(await Person.get(id=near.id), (await ask_of(near)).id, now=SOON)
    await asks_around(town.cleo, await wants(town, town.cleo))

    assert await Ask.filter(person_id=near.id).count() == 1
    assert await Ask.filter(person_id=second.id).count() == 2
