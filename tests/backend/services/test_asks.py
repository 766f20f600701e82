"""Of two who say yes, one lends; a no asks others the sooner; and nobody lends what is no longer needed."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from backend.services import asks, bookings, inquiries, needs, resources
from models.booking import Booking
from models.errors import Gone, Unavailable
from models.inquiry import Answer, Ask, Inquiry, InquiryState
from models.lifecycle import State
from models.need import Need, NeedState
from models.notice import Notice, NoticeKind
from tests.backend.services.conftest import NOW, Town
from tests.backend.services.lenders import ask_of, asks_around, lenders, told, wants

SOON = NOW + timedelta(minutes=1)


async def test_a_yes_makes_the_booking_agreed_and_the_others_hear_that_it_is_found(town: Town) -> None:
    near, next_, third = await lenders(town, 3)
    need = await wants(town)
    await asks_around(town.ben, need)

    put = await asks.agree(next_, (await ask_of(next_)).id, now=SOON)

    booking = await Booking.get()
    assert (booking.id, booking.state, booking.need_id) == (put.booking_id, State.CONFIRMED, need.id)
    assert (booking.starts_at, booking.ends_at) == (need.starts_at, need.ends_at)
    assert (await Need.get(id=need.id)).state is NeedState.MET
    assert [await told(one) for one in (town.ben, near, next_, third)] == [
        [NoticeKind.BOOKING_CONFIRMED],
        [NoticeKind.ASKED, NoticeKind.ASK_CLOSED],
        [NoticeKind.ASKED],
        [NoticeKind.ASKED, NoticeKind.ASK_CLOSED],
    ]
    assert await inquiries.advance(now=town.at(1)) == 0


async def test_a_flexible_wish_gets_the_first_window_that_is_free(town: Town) -> None:
    (near,) = await lenders(town, 1)
    drill = (await resources.mine(near))[0]
    await bookings.request(town.cleo, bookings.Wanted(drill.id, town.at(2, 9), town.at(2, 12)), now=NOW)
    await asks_around(town.ben, await wants(town, duration_minutes=120))

    put = await asks.agree(near, (await ask_of(near)).id, now=SOON)

    booking = await Booking.get(id=put.booking_id)
    assert (booking.starts_at, booking.ends_at) == (town.at(2, 12), town.at(2, 14))


async def test_a_thing_that_is_booked_at_once_is_agreed_as_well(town: Town) -> None:
    (near,) = await lenders(town, 1, instant=True)
    await asks_around(town.ben, await wants(town))

    put = await asks.agree(near, (await ask_of(near)).id, now=SOON)

    assert (await Booking.get(id=put.booking_id)).state is State.CONFIRMED
    assert NoticeKind.BOOKING_CONFIRMED in await told(town.ben)


async def test_where_no_time_was_named_the_two_settle_it(town: Town) -> None:
    near, *_ = await lenders(town, 2)
    need = await needs.state(town.ben, needs.Wish("drill", radius_m=50_000), now=NOW)
    await asks_around(town.ben, need)

    put = await asks.agree(near, (await ask_of(near)).id, now=SOON)

    assert (put.booking_id, await Booking.all().count()) == (None, 0)
    assert await told(town.ben) == [NoticeKind.ASK_AGREED]
    assert (await Inquiry.get()).state is InquiryState.AGREED
    assert (await Need.get(id=need.id)).state is NeedState.OPEN


async def test_saying_yes_twice_is_saying_it_once(town: Town) -> None:
    (near,) = await lenders(town, 1)
    await asks_around(town.ben, await wants(town))
    ask = await ask_of(near)

    both = await asyncio.gather(*(asks.agree(near, ask.id, now=SOON) for _ in range(2)), return_exceptions=True)
    again = await asks.agree(near, ask.id, now=SOON)

    assert await Booking.all().count() == 1
    assert all(isinstance(one, asks.Put | Gone) for one in both)
    assert again.ask.answer is Answer.YES


@pytest.mark.parametrize("turn", range(5))
async def test_two_who_say_yes_at_once_make_one_booking(town: Town, turn: int) -> None:
    owners = await lenders(town, 3)
    await asks_around(town.ben, await wants(town))
    put = [await ask_of(owner) for owner in owners]

    answers = await asyncio.gather(
        *(asks.agree(owner, ask.id, now=SOON) for owner, ask in zip(owners, put, strict=True)), return_exceptions=True
    )

    assert await Booking.all().count() == 1
    assert sorted(type(one).__name__ for one in answers) == ["Gone", "Gone", "Put"]
    assert sorted([ask.answer for ask in await Ask.all()]) == [Answer.CLOSED, Answer.CLOSED, Answer.YES]


async def test_when_all_of_a_wave_said_no_the_next_one_is_asked_at_once(town: Town) -> None:
    owners = await lenders(town, 8)
    await asks_around(town.ben, await wants(town))

    await asks.refuse(owners[0], (await ask_of(owners[0])).id, now=SOON)
    early = await inquiries.advance(now=SOON)
    await asyncio.gather(*[asks.refuse(one, (await ask_of(one)).id, now=SOON) for one in owners[1:3]])
    then = await inquiries.advance(now=SOON)

    progress = await inquiries.of(town.ben, (await Need.get()).id)
    assert (early, then, progress.asked, progress.refused) == (0, 1, 8, 3)
    assert not await Notice.filter(kind=NoticeKind.BOOKING_DECLINED).exists()


async def test_who_said_no_may_think_again_while_it_is_needed(town: Town) -> None:
    owners = await lenders(town, 2)
    await asks_around(town.ben, await wants(town))
    ask = await ask_of(owners[0])

    await asks.refuse(owners[0], ask.id, now=SOON)
    put = await asks.agree(owners[0], ask.id, now=SOON)
    late = await asks.refuse(owners[0], ask.id, now=SOON)

    assert put.booking_id is not None
    assert late.ask.answer is Answer.YES
    with pytest.raises(Gone):
        await asks.agree(owners[1], (await ask_of(owners[1])).id, now=SOON)


async def test_who_said_no_is_too_late_once_another_said_yes(town: Town) -> None:
    near, second = await lenders(town, 2)
    need = await needs.state(town.ben, needs.Wish("drill", radius_m=50_000), now=NOW)
    await asks_around(town.ben, need)
    await asks.refuse(near, (await ask_of(near)).id, now=SOON)
    await asks.agree(second, (await ask_of(second)).id, now=SOON)

    with pytest.raises(Gone):
        await asks.agree(near, (await ask_of(near)).id, now=SOON)
    assert (await ask_of(near)).answer is Answer.NO


async def test_a_late_yes_counts_after_the_last_wave_too(town: Town) -> None:
    (near,) = await lenders(town, 1)
    await asks_around(town.ben, await wants(town))
    await inquiries.advance(now=NOW + timedelta(hours=4))

    put = await asks.agree(near, (await ask_of(near)).id, now=NOW + timedelta(hours=5))

    assert put.booking_id is not None


async def test_what_cannot_be_had_any_more_leaves_the_question_open(town: Town) -> None:
    (near,) = await lenders(town, 1)
    drill = (await resources.mine(near))[0]
    await asks_around(town.ben, await wants(town))
    await bookings.request(town.cleo, bookings.Wanted(drill.id, town.at(2, 9), town.at(2, 17)), now=NOW)

    with pytest.raises(Unavailable):
        await asks.agree(near, (await ask_of(near)).id, now=SOON)

    assert ((await ask_of(near)).answer, (await Inquiry.get()).state) == (Answer.WAITING, InquiryState.ASKING)


async def test_a_need_that_is_met_otherwise_ends_it_too(town: Town) -> None:
    (near,) = await lenders(town, 1, instant=True)
    need = await wants(town)
    await asks_around(town.ben, need)
    drill = (await resources.mine(near))[0]
    await bookings.request(town.ben, bookings.Wanted(drill.id, town.at(2, 9), town.at(2, 10), need.id), now=SOON)

    with pytest.raises(Gone):
        await asks.agree(near, (await ask_of(near)).id, now=SOON)
    await inquiries.advance(now=SOON)

    assert (await ask_of(near)).answer is Answer.CLOSED
