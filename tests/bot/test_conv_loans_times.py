"""Times that do not suit at once: another one proposed, a longer loan, what can be had instead, a booking cancelled."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models.booking import Booking
from models.lifecycle import State
from tests.bot.loans import Lending, opened_lending


@pytest.fixture
async def lending(db: object, tmp_path: Path) -> AsyncIterator[Lending]:
    async with opened_lending(tmp_path) as lending:
        yield lending


async def test_the_owner_proposes_another_time_and_the_borrower_agrees(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.requested(ben, "/need drill monday afternoon")

    await lending.presses(ann, "Other time")
    question = await lending.types(ann, "blah")
    proposed = await lending.types(ann, "tuesday 9-12")
    heard = await lending.seen(ben)
    agreed = await lending.presses(ben, "Accept this time")

    assert "I could not read a time in that." in question
    assert "You proposed another time: Tue 7 May, 09:00–12:00." in proposed
    assert "Accept request" not in proposed
    assert "Ann proposes another time: Tue 7 May, 09:00–12:00." in heard
    assert agreed.startswith("Borrowdale: Bosch hammer drill\nTue 7 May, 09:00–12:00\n\n✅ Agreed")


async def test_cancelling_the_question_brings_the_request_back(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.requested(ben, "/need drill monday afternoon")

    await lending.presses(ann, "Other time")
    back = await lending.presses(ann, "Cancel")

    assert "Accept request" in back


async def test_a_proposal_that_was_replaced_cannot_be_accepted_by_its_old_button(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.requested(ben, "/need drill monday afternoon")
    await lending.presses(ann, "Other time")
    await lending.types(ann, "tuesday 9-12")
    old = ben.transcript().last
    assert old is not None
    accept = str(old.rows[0][0].value)
    await lending.presses(ann, "Other time")
    await lending.types(ann, "wednesday 9-12")

    shown = str(next(line for line in ben.transcript().lines if line.message_id == old.message_id))
    ben.presses_data(accept, message_id=old.message_id)
    await lending.seen(ben)

    assert "Accept this time" not in shown

    assert (await Booking.get()).state is State.REQUESTED
    assert "changed since you looked" in ben.transcript().toasts[-1].text
    assert "Wed 8 May" in str(next(line for line in ben.transcript().lines if line.message_id == old.message_id))


async def test_a_loan_is_made_longer_when_the_owner_agrees(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.requested(ben, "/need drill monday afternoon")
    await lending.presses(ann, "Accept request")

    await lending.presses(ben, "Keep it longer")
    earlier = await lending.types(ben, "monday 15:00")
    asked = await lending.types(ben, "2 hours")
    heard = await lending.seen(ann)
    agreed = await lending.presses(ann, "Agree to longer")

    assert "That is not later than now agreed." in earlier
    assert "You asked to keep it until Mon 6 May, 20:00." in asked
    assert "Ben asks to keep it until Mon 6 May, 20:00." in heard
    assert "Mon 6 May, 12:00–20:00" in agreed
    assert "Ann agrees" in await lending.seen(ben)


async def test_what_is_taken_is_answered_with_the_nearest_times_as_buttons(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    cleo = await lending.neighbour(103, "🌻🌻", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.requested(ben, "/need drill monday 10-12")

    await lending.types(cleo, "/search drill")
    await lending.presses(cleo, "Ask for")
    instead = await lending.types(cleo, "monday 10:30-11:30")
    checked = await lending.presses(cleo, "09:00–10:00")
    await lending.presses(cleo, "Send request")

    assert "Nothing is free for all of that time." in instead
    assert "Mon 6 May, 09:00–10:00" in checked
    assert await Booking.filter(state=State.REQUESTED).count() == 2


async def test_where_only_a_part_of_the_time_can_be_had_that_is_said(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    cleo = await lending.neighbour(103, "Cleo", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.requested(ben, "/need drill monday 10-12")

    await lending.types(cleo, "/search drill")
    await lending.presses(cleo, "Ask for")
    part = await lending.types(cleo, "monday 9-18")

    assert "Mon 6 May, 12:00–18:00\n\nIt can be had for this part of the time you named." in part


async def test_what_was_taken_while_one_thought_about_it_is_answered_so_too(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    cleo = await lending.neighbour(103, "Cleo", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.types(cleo, "/need drill monday 10-12")
    await lending.presses(cleo, "Ask for")
    await lending.requested(ben, "/need drill monday 10-12")

    late = await lending.presses(cleo, "Send request")

    assert "Nothing is free for all of that time." in late
    assert "It can be had at these times:" in late


async def test_a_booking_is_cancelled_with_a_reason_that_the_other_side_reads(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann", "de"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.requested(ben, "/need drill monday afternoon")
    await lending.presses(ann, "Anfrage annehmen")

    asked = await lending.presses(ben, "Cancel booking")
    cancelled = await lending.types(ben, "Found one at home")
    heard = await lending.seen(ann)

    assert "Why do you cancel? Ann is told." in asked
    assert "✖ Cancelled. You do not borrow it from Ann.\n\nReason: “Found one at home”" in cancelled
    assert "Ben hat eine Ausleihe abgesagt." in heard
    assert "Grund: „Found one at home“" in heard


async def test_a_request_can_be_taken_back(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.requested(ben, "/need drill monday afternoon")

    taken_back = await lending.presses(ben, "Take request back")

    assert "You took your request to Ann back." in taken_back
    assert "Ben no longer needs it." in await lending.seen(ann)


async def test_my_bookings_lists_both_sides_and_opens_each(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.owns(ben, "Van", "vehicle")
    for day in (
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "2030-05-13",
        "2030-05-14",
        "2030-05-15",
        "2030-05-16",
    ):
        await lending.requested(ben, f"/need drill {day} 10:00-12:00")
    await lending.requested(ann, "/need van monday 10-12")

    nothing = await lending.types(await lending.neighbour(103, "Cleo"), "/bookings")
    listed = await lending.types(ben, "/bookings")
    older = await lending.presses(ben, "Older")
    opened = await lending.presses(ben, "drill, Mon 6 May")

    assert "You have no bookings yet." in nothing
    assert "[ → Van, Mon 6 May, 10:00–12:00 ]" in listed
    assert listed.count("← Bosch hammer drill") == 7
    assert older.count("← Bosch hammer drill") == 2
    assert "Take request back" in opened
