"""The corners of a loan: deadlines met to the minute, twins, extensions, late things, and whom a change still suits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from backend.services import booking_reads, bookings, due, groups, needs, resources
from backend.services.moves import Act
from models.booking import Booking
from models.errors import NotFound, NotNow, Refused, Taken, Unavailable
from models.group import Membership, Standing
from models.lifecycle import Action, State
from models.need import Need, NeedState
from models.person import Person
from models.resource import Listed, Resource, Unit
from tests.backend.services.conftest import DRILL, NOW, Town

HOUR = timedelta(hours=1)


async def terms(town: Town, **rules: object) -> None:
    await resources.change(town.ada, town.drill.id, resources.Changes(rules=rules), now=NOW)


async def confirmed(town: Town, who: Person, days: float, until: float) -> Booking:
    booking = await town.asks(who, town.at(days), town.at(until))
    return await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=town.now)


async def second_unit(town: Town) -> None:
    await Unit.create(resource=town.drill, label="2")


async def test_a_request_for_the_rest_of_a_day_that_has_begun_can_be_answered_until_it_ends(town: Town) -> None:
    await terms(town, granularity="day")
    midnight = NOW.replace(hour=23) - timedelta(days=1)  # in British summer time
    booking = await town.asks(town.ben, midnight, midnight + timedelta(days=1))

    answered = await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=NOW + HOUR)

    assert (booking.reply_by, booking.next_at) == (booking.ends_at, booking.ends_at)
    assert answered.state is State.CONFIRMED


async def test_a_request_from_now_on_can_be_answered_and_lapses(town: Town) -> None:
    booking = await town.asks(town.ben, NOW, NOW + 3 * HOUR)

    await due.advance_bookings(now=NOW + 2 * HOUR)
    assert (await Booking.get(id=booking.id)).state is State.REQUESTED
    await due.advance_bookings(now=NOW + 3 * HOUR)
    assert (await Booking.get(id=booking.id)).state is State.EXPIRED


async def test_at_the_deadline_itself_it_is_too_late_to_confirm_or_propose(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(5), town.at(5, 17))

    for act in (Act(Action.CONFIRM), Act(Action.PROPOSE, starts_at=town.at(6), ends_at=town.at(7))):
        with pytest.raises(NotNow):
            await bookings.act(town.ada, booking.id, act, now=town.at(1))
    confirmed_in_time = await bookings.act(
        town.ada, booking.id, Act(Action.CONFIRM), now=town.at(1) - timedelta(seconds=1)
    )
    assert confirmed_in_time.state is State.CONFIRMED


async def test_a_time_that_is_past_cannot_be_proposed(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(5), town.at(5, 17))
    past = Act(Action.PROPOSE, starts_at=NOW - 2 * HOUR, ends_at=NOW + HOUR)

    with pytest.raises(Unavailable) as refused:
        await bookings.act(town.ada, booking.id, past, now=NOW)

    assert [reason.code for reason in refused.value.reasons] == ["in_the_past"]


async def test_a_time_sooner_than_the_lead_can_be_taken_where_the_owner_proposed_it(town: Town) -> None:
    await terms(town, lead_minutes=48 * 60)
    booking = await town.asks(town.ben, town.at(5), town.at(5, 17))
    await bookings.act(town.ada, booking.id, Act(Action.PROPOSE, starts_at=town.at(1), ends_at=town.at(1, 17)), now=NOW)

    taken = await bookings.act(town.ben, booking.id, Act(Action.ACCEPT_TIME), now=NOW)

    assert (taken.state, taken.starts_at) == (State.CONFIRMED, town.at(1))


async def test_what_is_out_is_extended_on_its_own_unit_with_its_buffer(town: Town) -> None:
    await second_unit(town)
    await terms(town, buffer_after_minutes=60)
    ben = await confirmed(town, town.ben, 1, 2)
    cleo = await confirmed(town, town.cleo, 2.5, 3)
    await Booking.filter(id=cleo.id).update(unit_id=ben.unit_id)
    await bookings.act(town.ada, ben.id, Act(Action.HAND_OVER), now=town.at(1))
    soon = town.at(1.6)  # less than a day before Cleo's, which keeps its unit

    with pytest.raises(Unavailable):
        await bookings.act(town.ben, ben.id, Act(Action.EXTEND, ends_at=town.at(2.5)), now=soon)
    await bookings.act(town.ben, ben.id, Act(Action.EXTEND, ends_at=town.at(2.5) - HOUR), now=soon)
    longer = await bookings.act(town.ada, ben.id, Act(Action.AGREE_EXTENSION), now=soon)

    assert (longer.unit_id, longer.ends_at) == (ben.unit_id, town.at(2.5) - HOUR)


async def test_what_is_not_out_yet_is_extended_on_a_twin_where_its_own_unit_is_taken(town: Town) -> None:
    await second_unit(town)
    ben = await confirmed(town, town.ben, 1, 2)
    cleo = await confirmed(town, town.cleo, 3, 4)
    await Booking.filter(id=cleo.id).update(unit_id=ben.unit_id)

    await bookings.act(town.ben, ben.id, Act(Action.EXTEND, ends_at=town.at(3.5)), now=NOW)
    longer = await bookings.act(town.ada, ben.id, Act(Action.AGREE_EXTENSION), now=NOW)

    assert (longer.unit_id != ben.unit_id, longer.ends_at) == (True, town.at(3.5))


async def test_an_extension_reaches_as_far_as_a_new_booking_would(town: Town) -> None:
    await terms(town, horizon_days=10)
    ben = await confirmed(town, town.ben, 1, 10)
    await bookings.act(town.ada, ben.id, Act(Action.HAND_OVER), now=town.at(1))

    asked = await bookings.act(town.ben, ben.id, Act(Action.EXTEND, ends_at=town.at(18)), now=town.at(9))

    assert asked.proposed_ends_at == town.at(18)


async def test_where_its_own_unit_is_still_out_a_twin_is_handed_over(town: Town) -> None:
    await second_unit(town)
    ben = await confirmed(town, town.ben, 1, 2)
    cleo = await confirmed(town, town.cleo, 3, 4)
    await Booking.filter(id=cleo.id).update(unit_id=ben.unit_id)
    await bookings.act(town.ada, ben.id, Act(Action.HAND_OVER), now=town.at(1))

    out = await bookings.act(town.ada, cleo.id, Act(Action.HAND_OVER), now=town.at(3))

    assert (out.state, out.unit_id != ben.unit_id) == (State.OUT, True)


async def test_where_nothing_came_back_nothing_is_handed_over(town: Town) -> None:
    ben = await confirmed(town, town.ben, 1, 2)
    cleo = await confirmed(town, town.cleo, 3, 4)
    await bookings.act(town.ada, ben.id, Act(Action.HAND_OVER), now=town.at(1))

    with pytest.raises(Taken):
        await bookings.act(town.ada, cleo.id, Act(Action.HAND_OVER), now=town.at(3))


@pytest.mark.parametrize(("asked_on", "free"), [(4, True), (6, False)])
async def test_what_is_due_on_the_fifth_is_promised_for_the_eighth_until_it_is_late(
    town: Town, asked_on: int, free: bool
) -> None:
    ben = await confirmed(town, town.ben, 1, 5)
    await bookings.act(town.ada, ben.id, Act(Action.HAND_OVER), now=town.at(1))
    town.now = town.at(asked_on)

    try:
        got = (await town.asks(town.cleo, town.at(8), town.at(9))).state is State.REQUESTED
    except Unavailable:
        got = False

    assert got is free


async def test_what_was_asked_for_at_a_retired_unit_is_confirmed_on_another_or_not_at_all(town: Town) -> None:
    ben = await town.asks(town.ben, town.at(5), town.at(6))
    await Unit.filter(id=ben.unit_id).update(retired_at=NOW)

    with pytest.raises(Unavailable):
        await bookings.act(town.ada, ben.id, Act(Action.CONFIRM), now=NOW)
    await second_unit(town)
    answered = await bookings.act(town.ada, ben.id, Act(Action.CONFIRM), now=NOW)

    assert answered.unit_id != ben.unit_id


async def test_terms_that_changed_meanwhile_are_held_against_a_request(town: Town) -> None:
    ben = await town.asks(town.ben, town.at(5), town.at(6))
    await terms(town, max_minutes=60)

    with pytest.raises(Unavailable):
        await bookings.act(town.ada, ben.id, Act(Action.CONFIRM), now=NOW)


@pytest.mark.parametrize("gone", ["left the group", "suspended in it", "suspended everywhere"])
async def test_nothing_is_lent_to_who_is_not_among_the_neighbours_any_more(town: Town, gone: str) -> None:
    asked = await town.asks(town.ben, town.at(5), town.at(6))
    other = await town.asks(town.ben, town.at(7), town.at(8))
    proposal = Act(Action.PROPOSE, starts_at=town.at(9), ends_at=town.at(10))
    await bookings.act(town.ada, other.id, proposal, now=NOW)
    if gone == "suspended everywhere":
        await Person.filter(id=town.ben.id).update(suspended_at=NOW)
    else:
        standing = Standing.LEFT if gone == "left the group" else Standing.SUSPENDED
        await Membership.filter(person_id=town.ben.id).update(state=standing)

    with pytest.raises(NotNow):
        await bookings.act(town.ada, asked.id, Act(Action.CONFIRM), now=NOW)
    with pytest.raises(NotNow):
        await bookings.act(town.ben, other.id, Act(Action.ACCEPT_TIME), now=NOW)
    declined = await bookings.act(town.ada, asked.id, Act(Action.DECLINE), now=NOW)
    assert declined.state is State.DECLINED


async def test_an_owner_who_left_every_group_is_refused_and_not_failed(town: Town) -> None:
    await Membership.filter(person_id=town.ada.id).update(state=Standing.LEFT)

    with pytest.raises(Refused):
        await town.asks(town.ada, town.at(5), town.at(6))


async def test_what_is_retired_is_not_booked_even_by_its_owner(town: Town) -> None:
    gone = await resources.change(town.ada, town.drill.id, resources.Changes(state=Listed.RETIRED), now=NOW)

    with pytest.raises(NotFound):
        await town.asks(town.ada, town.at(5), town.at(6))
    assert gone.state is Listed.RETIRED


async def test_a_steward_lists_a_retired_commons_again(town: Town) -> None:
    thing = resources.Thing("Our ladder", DRILL, owner_group_id=town.group.id)
    ladder = await resources.offer(town.ada, thing, now=NOW)

    gone = await resources.change(town.ada, ladder.id, resources.Changes(state=Listed.RETIRED), now=NOW)
    with pytest.raises(NotFound):
        await resources.visible(town.ben, ladder.id)
    back = await resources.change(town.ada, ladder.id, resources.Changes(state=Listed.LISTED), now=NOW)

    assert (gone.state, back.state) == (Listed.RETIRED, Listed.LISTED)


async def test_a_need_is_met_by_an_instant_booking_too(town: Town) -> None:
    await resources.change(town.ada, town.drill.id, resources.Changes(instant=True), now=NOW)
    need = await needs.state(town.ben, needs.Wish("drill"), now=NOW)

    await needs.ask(town.ben, need.id, bookings.Wanted(town.drill.id, town.at(5), town.at(6)), now=NOW)

    met = await Need.get(id=need.id)
    assert (met.state, met.version) == (NeedState.MET, 2)


async def test_a_poisoned_booking_keeps_nobody_else_from_moving_on(town: Town) -> None:
    bad = await town.asks(town.ben, town.at(5), town.at(6))
    good = await town.asks(town.cleo, town.at(7), town.at(8))
    await Booking.filter(id=bad.id).update(reply_by=town.at(20))  # due, and yet the rules refuse to let it lapse

    done = await due.advance_bookings(now=town.at(1))

    assert (done, (await Booking.get(id=good.id)).state) == (1, State.EXPIRED)


async def test_a_clock_that_slept_still_closes_and_says_nothing_that_is_past(town: Town) -> None:
    booking = await confirmed(town, town.ben, 5, 6)
    await due.advance_bookings(now=town.at(5.5))

    slept = await Booking.get(id=booking.id)

    assert (slept.state, slept.next_at) == (State.CONFIRMED, None)


async def test_the_address_is_not_shown_to_who_was_suspended(town: Town) -> None:
    booking = await confirmed(town, town.ben, 5, 6)
    await Person.filter(id=town.ben.id).update(suspended_at=NOW)

    with pytest.raises(Refused):
        await booking_reads.meeting(await Person.get(id=town.ben.id), booking.id, now=NOW)


async def test_a_thing_keeps_its_borrowers_when_it_is_paused(town: Town) -> None:
    asked = await town.asks(town.ben, town.at(5), town.at(6))
    await resources.change(town.ada, town.drill.id, resources.Changes(state=Listed.PAUSED), now=NOW)

    answered = await bookings.act(town.ada, asked.id, Act(Action.CONFIRM), now=NOW)

    assert answered.state is State.CONFIRMED
    assert (await Resource.get(id=town.drill.id)).state is Listed.PAUSED
    assert await groups.of(town.ben)
