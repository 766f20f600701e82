"""A round decided while others are at it: another clock, another round, a request at the last moment."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from backend.services import bookings, resources, round_deciding, round_records
from backend.services.bookings import Granted
from models.booking import Booking
from models.errors import Gone
from models.notice import Notice, NoticeKind
from models.resource import Unit
from models.round import RequestState, RoundRequest
from tests.backend.services.conftest import DRILL, NOW, Town
from tests.backend.services.rounds_town import CUT_OFF, START, Rounds, became, bookings_of, rounds_in


@pytest.fixture
async def midsummer(town: Town) -> Rounds:
    return await rounds_in(town)


async def by_another_round(midsummer: Rounds, resource_id: UUID) -> None:
    """Ada is given an hour of it meanwhile."""
    wanted = bookings.Wanted(resource_id, START, START + timedelta(hours=1))
    unit = await Unit.get(resource_id=resource_id)
    await bookings.grant(midsummer.town.ada, Granted(wanted, int(unit.id), midsummer.town.group.id), now=CUT_OFF)


async def test_who_is_overtaken_gets_another_choice_and_nobody_else_loses_theirs(midsummer: Rounds) -> None:
    town = midsummer.town
    tents = [
        await resources.offer(town.ada, resources.Thing(f"Tent {n}", DRILL, owner_group_id=town.group.id), now=NOW)
        for n in range(2)
    ]
    asked = await midsummer.opened(midsummer.marquee, *tents)
    mine, other = await midsummer.asks(town.ben, asked), await midsummer.asks(town.cleo, asked)
    closed = await round_deciding.close(asked.id, now=CUT_OFF)
    assert closed is not None
    decided = round_deciding.decide(closed, CUT_OFF)
    given = decided.things[decided.found.given[str(mine.id)].unit].id
    await by_another_round(midsummer, given)

    done = await round_deciding.settle(closed, decided, now=CUT_OFF)

    assert (done, await became(mine), await became(other)) == (1, RequestState.GIVEN, RequestState.GIVEN)
    kept = await Booking.get(id=(await RoundRequest.get(id=other.id)).booking_id)
    assert kept.resource_id == decided.things[decided.found.given[str(other.id)].unit].id
    moved = await Booking.get(id=(await RoundRequest.get(id=mine.id)).booking_id)
    assert moved.resource_id not in {given, kept.resource_id}


async def test_who_is_overtaken_and_has_no_other_choice_is_told_so(midsummer: Rounds) -> None:
    asked = await midsummer.opened()
    request = await midsummer.asks(midsummer.town.ben, asked)
    closed = await round_deciding.close(asked.id, now=CUT_OFF)
    assert closed is not None
    decided = round_deciding.decide(closed, CUT_OFF)
    await by_another_round(midsummer, midsummer.marquee.id)

    await round_deciding.settle(closed, decided, now=CUT_OFF)

    assert await became(request) is RequestState.OVERTAKEN
    assert (await round_records.result(midsummer.town.ben, asked.id)).served == 0


async def test_two_clocks_decide_once(midsummer: Rounds) -> None:
    asked = await midsummer.opened()
    for number in range(4):
        await midsummer.asks(await midsummer.neighbour(number), asked, 60)

    done = await asyncio.gather(*(midsummer.decided() for _ in range(4)))

    assert sum(done) == 1
    assert len(await bookings_of(midsummer.marquee.id)) == 4
    assert await Notice.filter(kind=NoticeKind.ROUND_RESULT).count() == 4


async def test_where_two_have_allocated_the_later_one_books_nothing(midsummer: Rounds) -> None:
    asked = await midsummer.opened()
    await midsummer.asks(midsummer.town.ben, asked, 60)
    slow = await round_deciding.close(asked.id, now=CUT_OFF)
    assert slow is not None
    assert await round_deciding.close(asked.id, now=CUT_OFF) is None
    again = CUT_OFF + round_deciding.LEASE

    early = await midsummer.decided(again - timedelta(seconds=1))
    done = await midsummer.decided(again)
    late = await round_deciding.settle(slow, round_deciding.decide(slow, CUT_OFF), now=again)

    assert (early, done, late) == (0, 1, 0)
    assert len(await bookings_of(midsummer.marquee.id)) == 1


async def test_a_request_at_the_cut_off_is_in_the_round_or_refused_and_never_lost(midsummer: Rounds) -> None:
    asked = await midsummer.opened()
    crowd = [await midsummer.neighbour(number) for number in range(8)]

    async def ask(number: int) -> RoundRequest | None:
        try:
            return await midsummer.asks(crowd[number], asked, 60)
        except Gone:
            return None

    outcomes = await asyncio.gather(*(ask(number) for number in range(4)), midsummer.decided(), *map(ask, range(4, 8)))

    put = [one for one in outcomes if isinstance(one, RoundRequest)]
    result = await round_records.result(midsummer.town.ben, asked.id)
    assert {one.request.id for one in result.ranked} == {str(one.id) for one in put}
    assert not await RoundRequest.filter(state=RequestState.STANDING).exists()
