"""Blocking a neighbour in the bot: from a booking, from a question, and back again from the list."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.services import blocks, homes, inquiries, people, resources
from models.block import Block
from models.booking import Booking
from models.inquiry import Answer, Ask
from models.lifecycle import State
from models.resource import Resource
from tests.bot.loans import DRILL, Lending, opened_lending
from tests.bot.people import CENTRE


@pytest.fixture
async def lending(db: object, tmp_path: Path) -> AsyncIterator[Lending]:
    async with opened_lending(tmp_path) as lending:
        yield lending


async def test_the_lender_blocks_from_the_card_of_the_booking_and_lets_them_find_each_other_again(
    lending: Lending,
) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.requested(ben, "/need hammer drill monday 10-12")

    card = await lending.seen(ann)
    sure = await lending.presses(ann, "Block Ben")
    back = await lending.presses(ann, "No, go back")
    none_yet = await Block.all().count()
    await lending.presses(ann, "Block Ben")
    done = await lending.presses(ann, "Yes, block Ben")
    hidden = await lending.types(ben, "/search hammer drill")
    lifted = await lending.presses(ann, "Unblock Ben")
    found = await lending.types(ben, "/search hammer drill")

    assert "[ 💬 Write to Ben ] [ 🚫 Block Ben ]" in card
    assert "Block Ben? Then neither of you finds what the other lends or needs." in sure
    assert ("Ben asks for it." in back, none_yet) == (True, 0)
    assert "Whom you blocked" in done
    assert "[ ↩ Unblock Ben ]" in done
    assert "(Ben is blocked.)" in done
    assert "Bosch hammer drill" not in hidden
    assert "(Ben is not blocked any more.)" in lifted
    assert "You have blocked nobody." in lifted
    assert "Bosch hammer drill" in found


async def test_who_is_blocked_sees_their_booking_as_before_and_it_goes_on(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    before = await lending.requested(ben, "/need hammer drill monday 10-12")
    await lending.presses(ann, "Block Ben")
    await lending.presses(ann, "Yes, block Ben")

    after = await lending.seen(ben)
    await lending.types(ann, "/bookings")
    await lending.presses(ann, "Bosch")
    await lending.presses(ann, "Accept request")

    assert after == before
    assert (await Booking.get()).state is State.CONFIRMED


async def test_the_borrower_blocks_from_a_booking_that_is_over(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.requested(ben, "/need hammer drill monday 10-12")
    over = await lending.presses(ben, "Take request back")

    await lending.presses(ben, "Block Ann")
    await lending.presses(ben, "Yes, block Ann")

    assert "[ 📋 My bookings ] [ 🚫 Block Ann ]" in over
    assert [one.whom.name for one in await blocks.mine(await lending.person(ben))] == ["Ann"]


async def test_of_what_the_group_owns_nobody_is_blocked(lending: Lending) -> None:
    ben, street = await lending.neighbour(102, "Ben", north=0.01), lending.street
    await homes.settle(street.ada, street.group, CENTRE, now=street.clock())
    shared = resources.Thing("Common hammer drill", DRILL, owner_group_id=street.group.id)
    await resources.offer(await people.get(street.ada.id), shared, now=street.clock())

    sent = await lending.requested(ben, "/need hammer drill monday 10-12")

    assert "[ 💬 Write to Transition Totnes ]" in sent
    assert "Block" not in sent


async def test_whoever_is_asked_blocks_whoever_asks(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", "de", north=0.01)
    await lending.owns(ann, "Bosch hammer drill", instant=False)
    await lending.types(ben, "/need Bohrmaschine montag 10-12")
    await lending.presses(ben, "fragen")
    await inquiries.advance(now=lending.street.clock())

    question = await lending.seen(ann)
    await lending.presses(ann, "Block Ben")
    back = await lending.presses(ann, "No, go back")
    await lending.presses(ann, "Block Ben")
    done = await lending.presses(ann, "Yes, block Ben")

    assert "[ 🚫 Block Ben ]" in question
    assert "Can you lend it?" in back
    assert "(Ben is blocked.)" in done
    assert (await Ask.get()).answer is Answer.CLOSED


async def test_it_is_said_in_german(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann", "de"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.requested(ben, "/need hammer drill monday 10-12")

    sure = await lending.presses(ann, "Ben blockieren")
    done = await lending.presses(ann, "Ja, Ben blockieren")
    kept = await lending.types(ann, "/privacy")
    listed = await lending.types(ann, "/blocks")

    assert "Ben erfährt nichts davon." in sure
    assert "(Ben ist blockiert.)" in done
    assert "• Wen du blockiert hast. Sie erfahren nichts davon." in kept
    assert "[ ↩ Ben freigeben ]" in listed


async def test_a_long_list_comes_in_pages(lending: Lending) -> None:
    ann = await lending.neighbour(101, "Ann")
    for number in range(9):
        other = await lending.person(await lending.neighbour(110 + number, f"N{number}"))
        await blocks.block(await lending.person(ann), other.id, now=lending.street.clock())

    first = await lending.types(ann, "/blocks")
    rest = await lending.presses(ann, "More")
    again = await lending.presses(ann, "Before")

    assert [f"Unblock N{number} ]" in first for number in range(9)] == [False, *[True] * 8]
    assert [f"Unblock N{number} ]" in rest for number in range(9)] == [True, *[False] * 8]
    assert again == first


async def test_a_button_of_somebody_elses_booking_blocks_nobody(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    cleo = await lending.neighbour(103, "Cleo")
    await lending.owns(ann, "Bosch hammer drill")
    await lending.requested(ben, "/need hammer drill monday 10-12")
    await Booking.all().update(borrower_id=(await lending.person(cleo)).id)

    refused = await lending.presses(ben, "Block Ann")

    assert "(There is no such thing here." in refused
    assert await Block.all().count() == 0


async def test_a_button_on_what_became_the_groups_blocks_nobody(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    drill = await lending.owns(ann, "Bosch hammer drill")
    await lending.requested(ben, "/need hammer drill monday 10-12")
    await Resource.filter(id=drill.id).update(owner_id=None, owner_group_id=lending.street.group.id)

    refused = await lending.presses(ben, "Block Ann")

    assert "(There is no such thing here." in refused
