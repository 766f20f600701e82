"""A home is one cell: it can be moved three times in ninety days, and its point is shown to two people, counted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from backend.services import booking_reads, bookings, homes
from backend.services.moves import Act
from matching.geo import cell_of
from models.errors import Invalid, NotFound, TooMany
from models.journal import Journal
from models.lifecycle import Action
from models.place import Place, PlaceKind
from tests.backend.services.conftest import CENTRE, NOW, Town, newcomer


async def test_a_home_is_kept_as_its_cell_and_its_point_elsewhere(town: Town) -> None:
    home = await homes.of(town.ada)

    assert home is not None
    assert home.cell == cell_of(*CENTRE, resolution=8)
    assert {home.lat, home.lon, home.address} == {None}
    assert await homes.cell(town.ada) == home.cell


async def test_a_place_in_the_ocean_is_refused(town: Town) -> None:
    with pytest.raises(Invalid):
        await homes.settle(town.ben, town.group, (49.0, -9.0), now=NOW)


async def test_a_home_moves_three_times_in_ninety_days(town: Town) -> None:
    for step in range(1, 4):
        await homes.settle(town.ben, town.group, (CENTRE[0] + 0.02 * step, CENTRE[1]), now=NOW + timedelta(days=step))

    with pytest.raises(TooMany):
        await homes.settle(town.ben, town.group, CENTRE, now=NOW + timedelta(days=10))
    settled = await homes.settle(town.ben, town.group, CENTRE, now=NOW + timedelta(days=95))

    assert settled.cell == cell_of(*CENTRE, resolution=8)


async def test_somebody_without_a_home_is_told_what_is_missing(town: Town) -> None:
    nomad = await newcomer("Nomad", 900)

    for missed in (homes.require, homes.cell):
        with pytest.raises(Invalid) as refused:
            await missed(nomad)
        assert [fault.code for fault in refused.value.faults] == ["no_home"]


async def test_the_exact_point_is_shown_to_the_two_sides_after_confirmation_only(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(5), town.at(5, 17))
    with pytest.raises(NotFound):
        await booking_reads.meeting(town.ben, booking.id, now=NOW)

    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=NOW)
    meeting = await booking_reads.meeting(town.ben, booking.id, now=NOW)

    assert (meeting.lat, meeting.lon) == CENTRE
    with pytest.raises(NotFound):
        await booking_reads.meeting(town.cleo, booking.id, now=NOW)
    assert await Journal.filter(actor_id=town.ben.id, verb="place.looked_up").count() == 1


async def test_the_exact_point_is_not_shown_for_ever_where_nobody_came(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(5), town.at(5, 17))
    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=NOW)

    with pytest.raises(NotFound):
        await booking_reads.meeting(town.ben, booking.id, now=town.at(5, 17))


async def test_ten_looks_a_day_are_enough(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(5), town.at(5, 17))
    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=NOW)

    for _ in range(10):
        await booking_reads.meeting(town.ben, booking.id, now=NOW)

    with pytest.raises(TooMany):
        await booking_reads.meeting(town.ben, booking.id, now=NOW)


async def test_the_database_refuses_a_home_made_public(town: Town) -> None:
    with pytest.raises(Exception, match="places_home_is_private"):
        await Place.filter(kind=PlaceKind.HOME).update(public=True)
