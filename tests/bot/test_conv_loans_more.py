"""Needs step by step, searching, other times, longer loans, cancelling, messages, lists and reminders."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.loans import Lending, opened_lending


@pytest.fixture
async def lending(db: object, tmp_path: Path) -> AsyncIterator[Lending]:
    async with opened_lending(tmp_path) as lending:
        yield lending


async def test_guided_need(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill", description="With a set of bits.")

    print(await lending.types(ben, "/need"))
    print(await lending.types(ben, "a drill"))
    print(await lending.types(ben, "blah blah"))
    print(await lending.types(ben, "yesterday"))
    print(await lending.presses(ben, "Tomorrow"))
    print(await lending.presses(ben, "Morning"))
    print(await lending.presses(ben, "No longer needed"))


async def test_search(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill", description="With a set of bits.")

    print(await lending.types(ben, "/search"))
    print(await lending.presses(ben, "Tools"))
    print(await lending.types(ben, "unicorn"))
    print(await lending.presses(ben, "further"))
    print(await lending.types(ben, "drill"))
    print(await lending.presses(ben, "Ask for"))
    print(await lending.types(ben, "tuesday 14:00"))
    print(await lending.types(ben, "2 hours"))
    print(await lending.presses(ben, "Back"))
    print(await lending.presses(ben, "4 hours"))
    print(await lending.presses(ben, "Cancel"))


async def test_other_time(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill", description="With a set of bits.")
    await lending.types(ben, "/need drill monday afternoon")
    await lending.presses(ben, "Ask for")
    await lending.presses(ben, "Send request")

    print(await lending.presses(ann, "Other time"))
    print(await lending.presses(ann, "Cancel"))
    await lending.presses(ann, "Other time")
    print(await lending.types(ann, "tuesday 9-12"))
    print(await lending.seen(ben))
    print(await lending.presses(ben, "Accept this time"))
    print(await lending.presses(ben, "Keep it longer"))
    print(await lending.presses(ben, "2 hours longer"))
    print(await lending.seen(ann))
    print(await lending.presses(ann, "Agree to longer"))
    print(await lending.presses(ann, "Write to Ben"))
    print(await lending.types(ann, "Ring twice <please>"))
    print(await lending.presses(ben, "Reply"))
    print(await lending.types(ben, "I will"))
    print(await lending.presses(ben, "Cancel booking"))
    print(await lending.types(ben, "Found one at home"))
    print(await lending.types(ann, "/bookings"))
