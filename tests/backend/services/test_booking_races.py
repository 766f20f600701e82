"""Many people want one thing at one time: one gets it, and the database would refuse the others even without us."""

from __future__ import annotations

import asyncio

import pytest

from backend.services import bookings, groups
from models.booking import Booking
from models.errors import Refused, Taken, Unavailable
from models.lifecycle import State
from models.person import Person
from tests.backend.services.conftest import Town, newcomer


async def test_of_200_clients_on_one_slot_one_wins_and_the_others_hear_why(town: Town) -> None:
    crowd = [await newcomer(f"Neighbour {number}", 1000 + number) for number in range(20)]
    await _join_all(town, crowd)

    async def ask(number: int) -> Booking | Refused:
        try:
            return await town.asks(crowd[number % 20], town.at(5), town.at(5, 17))
        except Refused as refused:
            return refused

    outcomes = await asyncio.gather(*(ask(number) for number in range(200)))

    won = [outcome for outcome in outcomes if isinstance(outcome, Booking)]
    lost = {type(outcome) for outcome in outcomes if not isinstance(outcome, Booking)}
    assert len(won) == 1
    assert lost <= {Unavailable, Taken}
    assert await Booking.all().count() == 1


async def test_the_database_itself_refuses_an_overlap(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(5), town.at(5, 17))
    twin = Booking(
        unit_id=booking.unit_id,
        resource_id=booking.resource_id,
        group_id=booking.group_id,
        borrower_id=town.cleo.id,
        state=State.CONFIRMED,
        starts_at=town.at(5, 16),
        ends_at=town.at(5, 18),
        created_at=town.now,
    )

    with pytest.raises(Taken), bookings.refusing_overlap():
        await twin.save()
    twin.state = State.DECLINED
    await twin.save()
    with pytest.raises(Taken), bookings.refusing_overlap():
        await Booking.filter(id=twin.id).update(state=State.CONFIRMED)


async def _join_all(town: Town, crowd: list[Person]) -> None:
    code = await groups.invite(town.ada, town.group.id, uses=len(crowd), days=1, now=town.now)
    for person in crowd:
        await groups.join(person, code, now=town.now)
