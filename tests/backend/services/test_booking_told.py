"""Who is told of a booking: the side that did not act, once, and nobody of what they did themselves."""

from __future__ import annotations

from backend.services import bookings, due, groups, messages, resources
from backend.services.moves import Act
from models.booking import Booking
from models.group import GroupRole, Membership
from models.lifecycle import Action
from models.notice import Notice, NoticeKind
from models.person import Person
from models.resource import Resource
from tests.backend.services.conftest import DRILL, NOW, Town


async def told(*people: Person) -> dict[str, list[NoticeKind]]:
    rows = await Notice.all().order_by("id")
    return {
        person.name: [
            row.kind for row in rows if row.person_id == person.id and row.kind is not NoticeKind.MEMBER_JOINED
        ]
        for person in people
    }


async def commons(town: Town) -> Resource:
    """A ladder of the group's; Ada and Cleo are its stewards."""
    await Membership.filter(person_id=town.cleo.id).update(role=GroupRole.STEWARD)
    return await resources.offer(town.ada, resources.Thing("Ladder", DRILL, owner_group_id=town.group.id), now=NOW)


async def test_who_keeps_their_own_thing_for_themselves_is_told_nothing(town: Town) -> None:
    booking = await town.asks(town.ada, town.at(5), town.at(6))

    await due.advance_bookings(now=town.at(4, 10))
    await bookings.act(town.ada, booking.id, Act(Action.CANCEL, reason="rain"), now=town.at(4, 11))

    assert await told(town.ada) == {"Ada": []}


async def test_every_steward_is_asked_and_only_the_borrower_hears_the_answer(town: Town) -> None:
    ladder = await commons(town)
    booking = await bookings.request(town.ben, bookings.Wanted(ladder.id, town.at(5), town.at(6)), now=NOW)

    await bookings.act(town.cleo, booking.id, Act(Action.CONFIRM), now=NOW)

    assert await told(town.ada, town.ben, town.cleo) == {
        "Ada": [NoticeKind.BOOKING_REQUESTED],
        "Ben": [NoticeKind.BOOKING_CONFIRMED],
        "Cleo": [NoticeKind.BOOKING_REQUESTED],
    }


async def test_a_steward_who_borrows_the_commons_is_not_told_of_their_own_acts_and_messages(town: Town) -> None:
    ladder = await commons(town)
    booking = await bookings.request(town.cleo, bookings.Wanted(ladder.id, town.at(5), town.at(6)), now=NOW)

    await messages.send(town.cleo, booking.id, "I put it back into the shed", now=NOW)
    await bookings.act(town.cleo, booking.id, Act(Action.CANCEL, reason="rain"), now=NOW)

    assert await told(town.cleo) == {"Cleo": []}


async def test_a_steward_who_borrows_the_commons_hears_from_the_others_and_of_what_is_due(town: Town) -> None:
    ladder = await commons(town)
    booking = await bookings.request(town.cleo, bookings.Wanted(ladder.id, town.at(5), town.at(6)), now=NOW)

    await messages.send(town.ada, booking.id, "It is in the shed", now=NOW)
    await bookings.act(town.ada, booking.id, Act(Action.HAND_OVER), now=town.at(5))
    await due.advance_bookings(now=town.at(6, 10))

    assert await told(town.cleo) == {"Cleo": [NoticeKind.MESSAGE, NoticeKind.HANDED_OVER, NoticeKind.OVERDUE]}


async def test_a_message_reaches_all_stewards_and_from_a_steward_the_borrower(town: Town) -> None:
    ladder = await commons(town)
    booking = await bookings.request(town.ben, bookings.Wanted(ladder.id, town.at(5), town.at(6)), now=NOW)
    await Notice.all().delete()

    await messages.send(town.ben, booking.id, "Where is it?", now=NOW)
    await messages.send(town.cleo, booking.id, "In the shed", now=NOW)

    assert await told(town.ada, town.ben, town.cleo) == {
        "Ada": [NoticeKind.MESSAGE],
        "Ben": [NoticeKind.MESSAGE],
        "Cleo": [NoticeKind.MESSAGE],
    }


async def test_no_reminder_is_owed_once_it_was_cancelled_or_has_begun(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(5), town.at(6))
    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=NOW)
    late = await town.asks(town.cleo, town.at(7), town.at(8))
    await bookings.act(town.ada, late.id, Act(Action.CONFIRM), now=NOW)
    await bookings.act(town.ada, booking.id, Act(Action.CANCEL, reason="rain"), now=NOW)
    await Notice.all().delete()

    await due.advance_bookings(now=town.at(7, 10))  # the clock had stood still

    assert await told(town.ada, town.ben, town.cleo) == {"Ada": [], "Ben": [], "Cleo": []}
    assert (await Booking.get(id=booking.id)).next_at is None


async def test_who_was_erased_is_owed_nothing(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(1), town.at(2))
    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=NOW)
    await bookings.act(town.ada, booking.id, Act(Action.HAND_OVER), now=town.at(1))
    await bookings.act(town.ben, booking.id, Act(Action.RETURN), now=town.at(1, 10))
    await Person.filter(id=town.ben.id).update(erased_at=NOW)
    await Notice.all().delete()

    await due.advance_bookings(now=town.at(4))

    assert await told(town.ada, town.ben) == {"Ada": [NoticeKind.CLOSED], "Ben": []}
    assert await groups.stewards(town.group.id)
