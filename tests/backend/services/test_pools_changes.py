"""Like units, when a booking changes: others change units for it too, and nobody collides on the way."""

from __future__ import annotations

import pytest

from backend.services import bookings
from backend.services.moves import Act
from models.booking import Booking
from models.errors import Unavailable
from models.lifecycle import Action, State
from models.notice import Notice
from models.resource import Resource
from tests.backend.services.conftest import NOW, Town
from tests.backend.services.test_pools import at, books, holding, overlaps


async def test_for_an_extension_of_what_is_out_whoever_comes_behind_changes_units(town: Town, drills: Resource) -> None:
    out = await books(town.ben, drills, at(9, 0), at(11, 0))
    await bookings.act(town.ada, out.id, Act(Action.HAND_OVER), now=NOW)
    behind = await books(town.cleo, drills, at(9), at(11))
    await Booking.filter(id=behind.id).update(unit_id=out.unit_id)
    told = await Notice.filter(person_id=town.cleo.id).count()

    await bookings.act(town.ben, out.id, Act(Action.EXTEND, ends_at=at(10)), now=NOW)
    before = await Booking.get(id=behind.id)
    longer = await bookings.act(town.ada, out.id, Act(Action.AGREE_EXTENSION), now=NOW)

    assert before.unit_id == out.unit_id  # asking moves nobody
    assert (longer.state, longer.unit_id, longer.ends_at) == (State.OUT, out.unit_id, at(10))
    assert (await Booking.get(id=behind.id)).unit_id != out.unit_id
    assert not overlaps(await holding(drills))
    assert await Notice.filter(person_id=town.cleo.id).count() == told


async def test_within_the_lock_nobody_changes_units_for_an_extension(town: Town, drills: Resource) -> None:
    out = await books(town.ben, drills, at(9, 0), at(11, 0))
    await bookings.act(town.ada, out.id, Act(Action.HAND_OVER), now=NOW)
    behind = await books(town.cleo, drills, at(20, 0), at(22, 0))
    await Booking.filter(id=behind.id).update(unit_id=out.unit_id)

    with pytest.raises(Unavailable) as refused:
        await bookings.act(town.ben, out.id, Act(Action.EXTEND, ends_at=at(21, 0)), now=NOW)

    assert [reason.code for reason in refused.value.reasons] == ["no_unit_free"]


async def test_longer_is_not_even_asked_for_where_no_swap_makes_room(town: Town, drills: Resource) -> None:
    mine = await books(town.ben, drills, at(9), at(10))
    await books(town.cleo, drills, at(9), at(12))
    other = await books(town.cleo, drills, at(11), at(13))
    assert other.unit_id == mine.unit_id

    with pytest.raises(Unavailable):
        await bookings.act(town.ben, mine.id, Act(Action.EXTEND, ends_at=at(12)), now=NOW)


async def test_one_that_changes_its_time_and_one_that_takes_its_place_do_not_collide(
    town: Town, drills: Resource
) -> None:
    """Its own unit is taken till ten by one that is locked; on the other somebody is who can only go where it was."""
    mine = await books(town.ben, drills, at(12, 1), at(14, 1))
    early = await books(town.cleo, drills, at(12, 1), at(13, 1))
    await books(town.cleo, drills, at(13, 1), at(14, 1))  # stays, on the unit that mine comes to
    locked = await books(town.cleo, drills, at(8, 1), at(10, 1))
    await Booking.filter(id=locked.id).update(unit_id=mine.unit_id)
    await Booking.filter(id=mine.id).update(state=State.REQUESTED, reply_by=at(20, 0))

    proposal = Act(Action.PROPOSE, starts_at=at(9, 1), ends_at=at(13, 1))
    await bookings.act(town.ada, mine.id, proposal, now=NOW)
    taken = await bookings.act(town.ben, mine.id, Act(Action.ACCEPT_TIME), now=NOW)

    stored = await Booking.get(id=mine.id)
    assert (taken.state, taken.unit_id, taken.version) == (State.CONFIRMED, early.unit_id, 3)
    assert (stored.unit_id, stored.starts_at, stored.ends_at) == (early.unit_id, at(9, 1), at(13, 1))
    assert (await Booking.get(id=early.id)).unit_id == mine.unit_id
    assert not overlaps(await holding(drills))
