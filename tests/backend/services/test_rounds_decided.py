"""A round at its cut-off: who gets what, that it is decided once, and that anybody can compute it again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from backend.services import bookings, erasure, groups, people, resources, round_records, round_requests, rounds
from matching.allocation import allocate, verify
from matching.rounds import Allocation
from models.booking import Booking
from models.group import Membership, Standing
from models.lifecycle import State
from models.notice import Notice, NoticeKind
from models.resource import Offer
from models.round import RequestState, Round, RoundRequest, RoundState
from tests.backend.services.conftest import CENTRE, DRILL, NOW, Town
from tests.backend.services.rounds_town import CUT_OFF, START, Rounds, became, bookings_of, rounds_in


@pytest.fixture
async def midsummer(town: Town) -> Rounds:
    return await rounds_in(town)


async def test_of_two_who_want_one_thing_the_one_who_had_least_gets_it(midsummer: Rounds) -> None:
    ben, cleo = midsummer.town.ben, midsummer.town.cleo
    await midsummer.had(ben)
    asked = await midsummer.opened()
    first, second = await midsummer.asks(ben, asked), await midsummer.asks(cleo, asked)

    done = await midsummer.decided()

    assert done == 1
    assert (await became(first), await became(second)) == (RequestState.NOT_GIVEN, RequestState.GIVEN)
    assert await bookings_of(midsummer.marquee.id) == [(cleo.id, START, START + timedelta(hours=4))]
    assert (await Round.get(id=asked.id)).state is RoundState.DONE


async def test_what_was_had_before_the_weeks_that_count_does_not_count(midsummer: Rounds) -> None:
    ben, cleo = midsummer.town.ben, midsummer.town.cleo
    await midsummer.had(cleo, ended_at=CUT_OFF - timedelta(weeks=2, hours=1))
    await midsummer.had(ben, ended_at=CUT_OFF - timedelta(weeks=2) + timedelta(hours=1))
    asked = await midsummer.opened(weeks=2)
    first, second = await midsummer.asks(ben, asked), await midsummer.asks(cleo, asked)

    await midsummer.decided()

    assert (await became(first), await became(second)) == (RequestState.NOT_GIVEN, RequestState.GIVEN)


async def test_as_many_are_served_as_can_be(midsummer: Rounds) -> None:
    asked = await midsummer.opened()
    people_ = [midsummer.town.ben, midsummer.town.cleo, await midsummer.neighbour(1), await midsummer.neighbour(2)]
    requests = [await midsummer.asks(one, asked, 60) for one in people_]

    await midsummer.decided()

    assert [await became(one) for one in requests] == [RequestState.GIVEN] * 4
    starts = [start for _who, start, _end in await bookings_of(midsummer.marquee.id)]
    assert len(set(starts)) == 4


async def test_the_buffers_of_a_thing_are_kept_and_not_booked(midsummer: Rounds) -> None:
    thing = resources.Thing("Van", DRILL, owner_group_id=midsummer.town.group.id, rules={"buffer_after_minutes": 60})
    van = await resources.offer(midsummer.town.ada, thing, now=NOW)
    asked = await midsummer.opened(van)
    for one in (midsummer.town.ben, midsummer.town.cleo, await midsummer.neighbour(1)):
        await midsummer.asks(one, asked, 60)

    await midsummer.decided()

    taken = [(start, end) for _who, start, end in await bookings_of(van.id)]
    assert len(taken) == 2
    assert all(end - start == timedelta(hours=1) for start, end in taken)
    assert taken[1][0] - taken[0][1] >= timedelta(hours=1)


async def test_the_nearer_of_two_gets_it_where_all_else_is_equal(midsummer: Rounds) -> None:
    far, near = await midsummer.neighbour(1, north=0.05), await midsummer.neighbour(2)
    asked = await midsummer.opened()
    first, second = await midsummer.asks(far, asked), await midsummer.asks(near, asked)

    await midsummer.decided()

    assert (await became(first), await became(second)) == (RequestState.NOT_GIVEN, RequestState.GIVEN)


async def test_anybody_can_compute_it_again_from_what_is_published(midsummer: Rounds) -> None:
    asked = await midsummer.opened()
    for number in range(6):
        await midsummer.asks(await midsummer.neighbour(number, north=0.01 * number), asked, 120)

    await midsummer.decided()

    result = await round_records.result(midsummer.town.ben, asked.id)
    assert verify(result.asked, result.found)
    assert allocate(result.asked) == result.found
    assert (result.found.served, result.served, len(result.ranked)) == (2, 2, 6)
    assert isinstance(result.found, Allocation)
    names = {one.request.person for one in result.ranked}
    assert not names & {str(row.person_id) for row in await RoundRequest.all()}


async def test_distances_in_what_is_published_are_no_finer_than_bands(midsummer: Rounds) -> None:
    asked = await midsummer.opened()
    await midsummer.asks(await midsummer.neighbour(1, north=0.03), asked)

    await midsummer.decided()

    result = await round_records.result(midsummer.town.ben, asked.id)
    assert {choice.distance_m for one in result.ranked for choice in one.request.choices} == {2_000}


async def test_nobody_asks_and_the_round_is_done(midsummer: Rounds) -> None:
    asked = await midsummer.opened()

    done = await midsummer.decided()

    assert (done, (await Round.get(id=asked.id)).state) == (1, RoundState.DONE)
    assert (await round_records.result(midsummer.town.ben, asked.id)).ranked == ()


async def test_nothing_is_decided_before_the_cut_off(midsummer: Rounds) -> None:
    asked = await midsummer.opened()
    await midsummer.asks(midsummer.town.ben, asked)

    done = await midsummer.decided(CUT_OFF - timedelta(seconds=1))

    assert (done, await bookings_of(midsummer.marquee.id)) == (0, [])


async def test_what_was_taken_back_is_not_served(midsummer: Rounds) -> None:
    asked = await midsummer.opened()
    first, second = await midsummer.asks(midsummer.town.ben, asked), await midsummer.asks(midsummer.town.cleo, asked)
    await round_requests.withdraw(midsummer.town.cleo, second.id, now=NOW)

    await midsummer.decided()

    assert (await became(first), await became(second)) == (RequestState.GIVEN, RequestState.WITHDRAWN)


async def test_who_has_left_the_group_is_not_served_and_not_told(midsummer: Rounds) -> None:
    asked = await midsummer.opened()
    first, second = await midsummer.asks(midsummer.town.ben, asked), await midsummer.asks(midsummer.town.cleo, asked)
    await Membership.filter(person_id=midsummer.town.ben.id).update(state=Standing.LEFT)

    await midsummer.decided()

    assert await became(second) is RequestState.GIVEN
    assert await became(first) is RequestState.STANDING
    told = await Notice.filter(kind=NoticeKind.ROUND_RESULT)
    assert [one.person_id for one in told] == [midsummer.town.cleo.id]


async def test_who_deleted_their_account_leaves_no_request_behind(midsummer: Rounds) -> None:
    asked = await midsummer.opened()
    request = await midsummer.asks(midsummer.town.ben, asked)
    await people.ask_erasure(midsummer.town.ben, days=0, now=NOW)
    assert await erasure.erase_due(now=NOW) == 1

    await midsummer.decided()

    assert await became(request) is RequestState.WITHDRAWN
    assert (await round_records.result(midsummer.town.cleo, asked.id)).ranked == ()


async def test_everybody_is_told_once(midsummer: Rounds) -> None:
    asked = await midsummer.opened()
    for who in (midsummer.town.ben, midsummer.town.ben, midsummer.town.cleo):
        await midsummer.asks(who, asked, 60)

    await midsummer.decided()
    await midsummer.decided(CUT_OFF + timedelta(days=1))

    told = await Notice.filter(kind=NoticeKind.ROUND_RESULT)
    assert {one.person_id for one in told} == {midsummer.town.ben.id, midsummer.town.cleo.id}
    assert len(told) == 2
    assert not await Notice.filter(kind=NoticeKind.BOOKING_CONFIRMED).exists()


async def test_the_owner_of_a_thing_that_can_be_booked_at_once_is_told_of_each_booking(midsummer: Rounds) -> None:
    ladder = await resources.offer(midsummer.town.cleo, resources.Thing("Ladder", DRILL, instant=True), now=NOW)
    asked = await midsummer.opened(ladder)
    await midsummer.asks(midsummer.town.ben, asked)

    await midsummer.decided()

    told = await Notice.filter(kind=NoticeKind.BOOKING_CONFIRMED)
    assert [one.person_id for one in told] == [midsummer.town.cleo.id]


async def test_what_nobody_could_ever_have_is_told_apart(midsummer: Rounds) -> None:
    wanted = bookings.Wanted(midsummer.marquee.id, START, START + timedelta(hours=4))
    await bookings.request(midsummer.town.ada, wanted, now=NOW)
    asked = await midsummer.opened()
    request = await midsummer.asks(midsummer.town.ben, asked)

    await midsummer.decided()

    assert await became(request) is RequestState.IMPOSSIBLE


async def test_the_seed_is_what_its_fingerprint_said(midsummer: Rounds) -> None:
    asked = await midsummer.opened()

    hidden = asked.published_seed(CUT_OFF - timedelta(seconds=1))

    assert hidden is None
    assert rounds.fingerprint(str(asked.published_seed(CUT_OFF))) == asked.seed_hash


async def test_a_booking_of_a_round_is_in_its_group_and_confirmed(midsummer: Rounds) -> None:
    town = midsummer.town
    founding = groups.Founding("Dartington", "dartington", CENTRE, 5_000, "Europe/London", "en")
    elsewhere = await groups.found(town.ben, founding, now=NOW)
    await Offer.create(resource=midsummer.marquee, group=elsewhere, created_at=NOW - timedelta(days=1))
    asked = await midsummer.opened()
    request = await midsummer.asks(midsummer.town.ben, asked)

    await midsummer.decided()

    booking = await Booking.get(id=(await RoundRequest.get(id=request.id)).booking_id)
    assert (booking.state, booking.group_id) == (State.CONFIRMED, midsummer.town.group.id)
    assert booking.next_at is not None
