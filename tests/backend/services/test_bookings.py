"""A booking from request to return: who may do what when, what the database refuses, and who is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from backend.services import bookings, due, people, resources
from backend.services.moves import Act
from models.booking import Booking
from models.errors import Invalid, NotFound, NotNow, Refused, Stale, Taken, Unavailable
from models.journal import Journal
from models.lifecycle import Action, State
from models.notice import Notice, NoticeKind
from models.person import Person
from models.resource import Listed
from tests.backend.services.conftest import Town, newcomer


async def told(person: Person) -> list[NoticeKind]:
    return [notice.kind for notice in await Notice.filter(person_id=person.id).order_by("created_at", "id")]


async def test_a_loan_goes_from_request_to_closed_and_each_side_is_told(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(5), town.at(5, 17))

    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=town.now)

    for who, action in (
        (town.ada, Action.HAND_OVER),
        (town.ben, Action.HAND_OVER),
        (town.ben, Action.RETURN),
        (town.ada, Action.RETURN),
    ):
        booking = await bookings.act(who, booking.id, Act(action), now=town.at(5))

    assert booking.state is State.CLOSED
    assert [kind for kind in await told(town.ada) if kind is not NoticeKind.MEMBER_JOINED] == [
        NoticeKind.BOOKING_REQUESTED,
        NoticeKind.HANDED_OVER,
        NoticeKind.RETURNED,
    ]
    assert await told(town.ben) == [NoticeKind.BOOKING_CONFIRMED, NoticeKind.HANDED_OVER, NoticeKind.CLOSED]


async def test_the_journal_has_each_step_in_order(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(5), town.at(5, 17))
    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=town.now)
    await bookings.act(town.ben, booking.id, Act(Action.CANCEL, reason="rain"), now=town.now)

    rows = await Journal.filter(subject_id=str(booking.id)).order_by("seq")

    assert [row.verb for row in rows] == ["booking.requested", "booking.confirm", "booking.cancel"]


async def test_a_request_holds_its_unit_so_that_a_second_one_is_refused_with_other_times(town: Town) -> None:
    await town.asks(town.ben, town.at(5), town.at(5, 17))

    with pytest.raises(Unavailable) as refused:
        await town.asks(town.cleo, town.at(5, 12), town.at(5, 13))

    assert [reason.code for reason in refused.value.reasons] == ["no_unit_free"]
    assert len(refused.value.alternatives) == 3


async def test_back_to_back_bookings_do_not_conflict(town: Town) -> None:
    first = await town.asks(town.ben, town.at(5), town.at(5, 12))
    second = await town.asks(town.cleo, town.at(5, 12), town.at(5, 17))

    assert first.unit_id == second.unit_id


async def test_an_unanswered_request_lapses_after_a_day_and_lets_go_of_its_unit(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(5), town.at(5, 17))
    town.now = town.at(1)

    done = await due.advance_bookings(now=town.now)
    again = await town.asks(town.cleo, town.at(5), town.at(5, 17))

    assert done == 1
    assert (await Booking.get(id=booking.id)).state is State.EXPIRED
    assert again.state is State.REQUESTED
    assert NoticeKind.BOOKING_EXPIRED in await told(town.ben)


async def test_a_lapsed_hold_is_let_go_even_before_the_clock_came_by(town: Town) -> None:
    await town.asks(town.ben, town.at(5), town.at(5, 17))
    town.now = town.at(1)

    again = await town.asks(town.cleo, town.at(5), town.at(5, 17))

    assert again.state is State.REQUESTED


async def test_a_stranger_sees_neither_the_resource_nor_the_booking(town: Town) -> None:
    stranger = await newcomer("Stranger", 999)
    booking = await town.asks(town.ben, town.at(5), town.at(5, 17))

    with pytest.raises(NotFound):
        await town.asks(stranger, town.at(6), town.at(6, 17))
    with pytest.raises(NotFound):
        await bookings.act(stranger, booking.id, Act(Action.CONFIRM), now=town.now)
    with pytest.raises(NotFound):
        await bookings.act(town.cleo, booking.id, Act(Action.WITHDRAW), now=town.now)


async def test_a_borrower_cannot_confirm_their_own_request_and_nobody_can_twice(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(5), town.at(5, 17))

    with pytest.raises(NotNow):
        await bookings.act(town.ben, booking.id, Act(Action.CONFIRM), now=town.now)
    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=town.now)
    with pytest.raises(NotNow):
        await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=town.now)


async def test_an_old_version_is_refused(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(5), town.at(5, 17))
    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=town.now)

    with pytest.raises(Stale):
        await bookings.act(town.ben, booking.id, Act(Action.CANCEL, reason="rain"), now=town.now, version=1)


async def test_a_cancellation_needs_its_reason(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(5), town.at(5, 17))
    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=town.now)

    with pytest.raises(Invalid):
        await bookings.act(town.ben, booking.id, Act(Action.CANCEL, reason="  "), now=town.now)


async def test_the_owner_proposes_another_time_and_the_borrower_takes_it(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(5), town.at(5, 17))
    other = Act(Action.PROPOSE, starts_at=town.at(6), ends_at=town.at(6, 17))

    await bookings.act(town.ada, booking.id, other, now=town.now)
    taken = await bookings.act(town.ben, booking.id, Act(Action.ACCEPT_TIME), now=town.now)

    assert (taken.state, taken.starts_at, taken.ends_at) == (State.CONFIRMED, town.at(6), town.at(6, 17))
    assert await told(town.ben) == [NoticeKind.BOOKING_PROPOSED]


async def test_what_is_out_and_late_is_not_free_whatever_its_due_date(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(1), town.at(1, 17))
    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=town.now)
    await bookings.act(town.ada, booking.id, Act(Action.HAND_OVER), now=town.at(1))
    town.now = town.at(2)

    with pytest.raises(Unavailable) as refused:
        await town.asks(town.cleo, town.at(4), town.at(4, 17))

    assert "still_out" in [reason.code for reason in refused.value.reasons]


async def test_an_early_return_frees_the_rest_at_once(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(1), town.at(9))
    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=town.now)
    await bookings.act(town.ada, booking.id, Act(Action.HAND_OVER), now=town.at(1))
    town.now = town.at(2)

    returned = await bookings.act(town.ben, booking.id, Act(Action.RETURN), now=town.now)
    again = await town.asks(town.cleo, town.at(3), town.at(3, 17))

    assert (returned.state, returned.ends_at, returned.ended_at) == (State.RETURNED, town.at(9), town.at(2))
    assert again.state is State.REQUESTED


async def test_silence_after_a_return_closes_the_loan_after_two_days(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(1), town.at(1, 17))
    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=town.now)
    await bookings.act(town.ada, booking.id, Act(Action.HAND_OVER), now=town.at(1))
    await bookings.act(town.ben, booking.id, Act(Action.RETURN), now=town.at(1, 16))

    early = await due.advance_bookings(now=town.at(3, 15))
    late = await due.advance_bookings(now=town.at(3, 16))

    assert (early, late) == (0, 1)
    assert (await Booking.get(id=booking.id)).state is State.CLOSED


async def test_reminders_come_once_before_the_start_and_again_when_it_is_late(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(5), town.at(5, 17))
    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=town.now)

    for _ in range(3):
        await due.advance_bookings(now=town.at(4, 10))
    await bookings.act(town.ada, booking.id, Act(Action.HAND_OVER), now=town.at(5))
    for _ in range(3):
        await due.advance_bookings(now=town.at(5, 18))

    assert await told(town.ben) == [
        NoticeKind.BOOKING_CONFIRMED,
        NoticeKind.STARTS_SOON,
        NoticeKind.HANDED_OVER,
        NoticeKind.OVERDUE,
    ]


async def test_an_extension_is_asked_for_and_agreed_to_unless_something_is_in_the_way(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(1), town.at(2))
    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=town.now)
    await town.asks(town.cleo, town.at(3), town.at(4))

    with pytest.raises(Unavailable):
        await bookings.act(town.ben, booking.id, Act(Action.EXTEND, ends_at=town.at(6)), now=town.now)
    await bookings.act(town.ben, booking.id, Act(Action.EXTEND, ends_at=town.at(3)), now=town.now)
    longer = await bookings.act(town.ada, booking.id, Act(Action.AGREE_EXTENSION), now=town.now)

    assert longer.ends_at == town.at(3)


async def test_who_meets_early_moves_the_start_unless_somebody_has_it_before(town: Town) -> None:
    ben = await town.asks(town.ben, town.at(5), town.at(5, 17))
    await bookings.act(town.ada, ben.id, Act(Action.CONFIRM), now=town.now)
    cleo = await town.asks(town.cleo, town.at(3), town.at(3, 17))

    with pytest.raises(Taken):
        await bookings.act(town.ben, ben.id, Act(Action.HAND_OVER), now=town.at(2))
    await bookings.act(town.cleo, cleo.id, Act(Action.WITHDRAW), now=town.at(2))
    early = await bookings.act(town.ben, ben.id, Act(Action.HAND_OVER), now=town.at(2))

    assert (early.state, early.starts_at) == (State.OUT, town.at(2))


async def test_a_no_show_is_said_only_after_the_grace_time(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(1), town.at(1, 17))
    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=town.now)

    with pytest.raises(NotNow):
        await bookings.act(town.ada, booking.id, Act(Action.NO_SHOW), now=town.at(1) + timedelta(minutes=59))
    missed = await bookings.act(town.ada, booking.id, Act(Action.NO_SHOW), now=town.at(1, 10))

    assert missed.state is State.NO_SHOW


async def test_an_owner_books_their_own_thing_at_once_and_nobody_is_bothered(town: Town) -> None:
    booking = await town.asks(town.ada, town.at(5), town.at(5, 17))

    assert booking.state is State.CONFIRMED
    assert NoticeKind.BOOKING_REQUESTED not in await told(town.ada)


async def test_a_suspended_person_can_do_nothing(town: Town) -> None:
    await Person.filter(id=town.ben.id).update(suspended_at=town.now)
    ben = await people.get(town.ben.id)

    with pytest.raises(Refused):
        await town.asks(ben, town.at(5), town.at(5, 17))


async def test_a_paused_thing_cannot_be_asked_for(town: Town) -> None:
    await resources.change(town.ada, town.drill.id, resources.Changes(state=Listed.PAUSED), now=town.now)

    with pytest.raises(NotFound):
        await town.asks(town.ben, town.at(5), town.at(5, 17))
