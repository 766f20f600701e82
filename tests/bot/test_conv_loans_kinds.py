"""Rooms, things held in common, things that are booked at once, things with pictures, and people who do not come."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.services import photos, resources
from bot.sandbox import Person as Actor
from bot.sandbox.sample import SAMPLE_PHOTO
from models.booking import Booking
from models.group import GroupRole, Membership
from models.lifecycle import State
from models.resource import Listed
from tests.bot.loans import Lending, opened_lending

ROOM = "space.work.meeting-room"


@pytest.fixture
async def lending(db: object, tmp_path: Path) -> AsyncIterator[Lending]:
    async with opened_lending(tmp_path) as lending:
        yield lending


async def stewards(lending: Lending, *actors: Actor) -> None:
    for actor in actors:
        await Membership.filter(person_id=(await lending.person(actor)).id).update(role=GroupRole.STEWARD)


async def test_a_room_is_entered_and_left(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", "de", north=0.01)
    await lending.owns(ann, "Meeting room", ROOM)
    await lending.types(ben, "/need Meeting room Montag 10-12 Uhr")
    await lending.presses(ben, "Fragen:")
    await lending.presses(ben, "Anfrage senden")

    agreed = await lending.presses(ann, "Accept request")
    await lending.later(days=1, hours=20)
    inside = await lending.presses(ben, "Ich bin da")
    heard = await lending.seen(ann)
    await lending.presses(ben, "Ich bin wieder weg")
    done = await lending.presses(ann, "They have left")

    assert "✅ Agreed: Ben can use it." in agreed
    assert "🔑 Du bist da." in inside
    assert "🔔 Ben is in." in heard
    assert "✅ Ben has left, all done." in done


async def test_any_steward_answers_for_what_is_held_in_common_and_the_others_see_it(lending: Lending) -> None:
    ann, cleo = await lending.neighbour(101, "Ann"), await lending.neighbour(103, "Cleo")
    ben = await lending.neighbour(102, "Ben", north=0.01)
    await stewards(lending, ann, cleo)
    await lending.owns(ann, "Group's drill", owner_group_id=lending.street.group.id)

    await lending.requested(ben, "/need drill monday 10-12")
    asked = [await lending.seen(one) for one in (ann, cleo)]
    await lending.presses(ann, "Accept request")
    late = await lending.presses(cleo, "Accept request")
    told = await lending.seen(ben)

    assert all("Ben would like to borrow" in each for each in asked)
    assert "✅ Agreed: you lend it to Ben." in late
    assert "confirmed already" in late
    assert "✅ Agreed: Transition Totnes lends it to you." in told


async def test_what_may_be_booked_at_once_is_booked_by_one_press(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill", instant=True)

    found = await lending.types(ben, "/need drill monday 10-12")
    asked = await lending.presses(ben, "Ask for")
    booked = await lending.presses(ben, "Book it")

    assert "can be booked at once" in found
    assert "It can be booked at once. Shall I book it?" in asked
    assert "✅ Agreed: Ann lends it to you." in booked
    assert "🔔 It is agreed with Ben." in await lending.seen(ann)


async def test_the_owner_notes_that_nobody_came_once_an_hour_has_gone_by(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.requested(ben, "/need drill monday 10-18")
    await lending.presses(ann, "Accept request")

    before = ann.transcript().labels
    await lending.later(days=2, hours=-1)
    await lending.types(ann, "/bookings")
    await lending.presses(ann, "Bosch")
    noted = await lending.presses(ann, "Nobody came")

    assert "✖ Nobody came" not in before
    assert "✖ Ben did not come, so the booking is over." in noted
    assert (await Booking.get()).state is State.NO_SHOW


async def test_pictures_come_when_they_are_asked_for(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    drill = await lending.owns(ann, "Bosch hammer drill")
    now, album = lending.street.clock(), lending.street.album
    kept = await photos.keep(SAMPLE_PHOTO, album, now=now)
    await photos.add(await lending.person(ann), drill.id, kept, now=now)
    await lending.types(ben, "/need drill monday 10-12")
    await lending.presses(ben, "Ask for")

    shown = await lending.presses(ben, "Show pictures")
    await lending.presses(ben, "Send request")

    assert "[photo]" in shown
    assert (await Booking.get()).state is State.REQUESTED


async def test_what_is_paused_or_ones_own_cannot_be_asked_for(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    drill = await lending.owns(ann, "Bosch hammer drill")
    await lending.types(ben, "/need drill monday 10-12")
    await lending.presses(ben, "Ask for")
    paused = resources.Changes(state=Listed.PAUSED)
    await resources.change(await lending.person(ann), drill.id, paused, now=lending.street.clock())

    late = await lending.presses(ben, "Send request")

    assert "There is no such thing here." in late
    assert await Booking.all().count() == 0
