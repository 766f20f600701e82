"""While a round collects, what it is about is not booked past it; before, after and beside it, it is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from backend.services import bookings, fitting, groups, resources, rounds
from backend.services.bookings import Wanted
from backend.services.groups import Founding
from backend.services.moves import Act
from models.booking import Booking
from models.errors import Instead, Unavailable
from models.lifecycle import Action, State
from models.person import Person
from tests.backend.services.conftest import CENTRE, DRILL, NOW, Town, newcomer
from tests.backend.services.rounds_town import CUT_OFF, START, Rounds, rounds_in

END = START + timedelta(hours=4)
HOUR = timedelta(hours=1)


@pytest.fixture
async def midsummer(town: Town) -> Rounds:
    return await rounds_in(town)


async def books(
    midsummer: Rounds, who: Person, start: datetime = START, end: datetime = END, now: datetime = NOW
) -> Booking:
    return await bookings.request(who, Wanted(midsummer.marquee.id, start, end), now=now)


async def test_until_it_is_decided_wishes_go_through_the_round(midsummer: Rounds) -> None:
    asked = await midsummer.opened()

    with pytest.raises(Unavailable) as refused:
        await books(midsummer, midsummer.town.ben)
    with pytest.raises(Unavailable):
        await books(midsummer, midsummer.town.ada)  # a steward is no exception
    with pytest.raises(Unavailable):
        await fitting.fit(midsummer.town.ben, midsummer.marquee.id, (START, END), now=NOW)

    [reason] = refused.value.reasons
    assert (reason.code, reason.params["round"], reason.params["cut_off_at"]) == ("in_round", "Midsummer", CUT_OFF)
    assert refused.value.alternatives == (Instead("round", {"id": asked.id, "name": "Midsummer"}),)
    assert not await Booking.all()


@pytest.mark.parametrize(
    ("start", "end", "is_refused"),
    [
        (START - 2 * HOUR, START, False),
        (START - 2 * HOUR, START + timedelta(minutes=15), True),
        (END - timedelta(minutes=15), END + HOUR, True),
        (END, END + HOUR, False),
    ],
)
async def test_only_its_own_window_is_kept(
    midsummer: Rounds, start: datetime, end: datetime, *, is_refused: bool
) -> None:
    await midsummer.opened()

    try:
        await books(midsummer, midsummer.town.ben, start, end)
    except Unavailable:
        assert is_refused
    else:
        assert not is_refused


async def test_a_round_that_is_called_off_keeps_nothing(midsummer: Rounds) -> None:
    asked = await midsummer.opened()
    await rounds.call_off(midsummer.town.ada, asked.id, now=NOW)

    assert (await books(midsummer, midsummer.town.ben)).state is State.REQUESTED


async def test_what_a_round_left_over_can_be_booked(midsummer: Rounds) -> None:
    asked = await midsummer.opened()
    await midsummer.asks(midsummer.town.cleo, asked, 60)
    await midsummer.decided()

    assert (await books(midsummer, midsummer.town.ben, END - HOUR, END, CUT_OFF)).state is State.REQUESTED


async def test_its_owner_and_those_who_cannot_ask_in_it_book_as_ever(midsummer: Rounds) -> None:
    town = midsummer.town
    elsewhere = await groups.found(
        town.cleo, Founding("Dartington", "dartington", CENTRE, 15_000, "Europe/London", "en"), now=NOW
    )
    stranger = await newcomer("Dan", 999)
    await groups.join(stranger, await groups.invite(town.cleo, elsewhere.id, uses=1, days=1, now=NOW), now=NOW)
    ladder = await resources.offer(town.cleo, resources.Thing("Ladder", DRILL, instant=True), now=NOW)
    await midsummer.opened(ladder)

    first = await bookings.request(stranger, Wanted(ladder.id, START, START + HOUR), now=NOW)
    second = await bookings.request(town.cleo, Wanted(ladder.id, START + HOUR, END), now=NOW)
    with pytest.raises(Unavailable):
        await bookings.request(town.ben, Wanted(ladder.id, END - HOUR, END + HOUR), now=NOW)

    assert (first.state, second.state) == (State.CONFIRMED, State.CONFIRMED)


async def test_a_booking_is_not_moved_or_made_longer_into_it(midsummer: Rounds) -> None:
    town = midsummer.town
    booking = await books(midsummer, town.ben, START - 2 * HOUR, START)
    await midsummer.opened()

    with pytest.raises(Unavailable):
        await bookings.act(town.ada, booking.id, Act(Action.PROPOSE, starts_at=START, ends_at=END), now=NOW)
    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=NOW)
    await bookings.act(town.ada, booking.id, Act(Action.HAND_OVER), now=START - 2 * HOUR)
    with pytest.raises(Unavailable):
        await bookings.act(town.ben, booking.id, Act(Action.EXTEND, ends_at=START + HOUR), now=START - HOUR)


async def test_an_owner_may_offer_another_time_in_it(midsummer: Rounds) -> None:
    town = midsummer.town
    ladder = await resources.offer(town.cleo, resources.Thing("Ladder", DRILL), now=NOW)
    booking = await bookings.request(town.ben, Wanted(ladder.id, START - 2 * HOUR, START), now=NOW)
    await resources.change(town.cleo, ladder.id, resources.Changes(instant=True), now=NOW)
    await midsummer.opened(ladder)

    proposed = await bookings.act(town.cleo, booking.id, Act(Action.PROPOSE, starts_at=START, ends_at=END), now=NOW)

    assert proposed.proposed_starts_at == START
