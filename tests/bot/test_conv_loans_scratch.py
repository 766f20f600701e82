from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.loans import Lending, opened_lending


@pytest.fixture
async def lending(db: object, tmp_path: Path) -> AsyncIterator[Lending]:
    async with opened_lending(tmp_path) as lending:
        yield lending


async def test_bad(lending: Lending) -> None:
    ann, ben, cleo = (
        await lending.neighbour(101, "Ann", "de"),
        await lending.neighbour(102, "Ben", north=0.01),
        await lending.neighbour(103, "🌻🌻", north=0.01),
    )
    await lending.owns(ann, "Bosch hammer drill", description="With a set of bits.")
    print(await lending.types(ben, "/need drill yesterday"))
    print(await lending.types(ben, "monday 10-12"))
    print(await lending.presses(ben, "Ask for"))
    ben.sends_photo()
    print(await lending.seen(ben))
    ben.types("x" * 4000)
    print(await lending.seen(ben))
    print(await lending.presses(ben, "Send request"))
    card = ann.transcript().last
    print(await lending.seen(ann))
    print(await lending.types(cleo, "/need Bohrmaschine monday 9-18"))
    print(await lending.presses(cleo, "Ask for"))
    print(await lending.presses(cleo, "Send request"))
    print(await lending.types(cleo, "/search drill monday 11:00-13:00"))
    print(await lending.types(cleo, "/search drill"))
    print(await lending.presses(cleo, "Ask for"))
    print(await lending.types(cleo, "monday 11:00-13:00"))
    print(await lending.presses(cleo, "08:00"))
    print(await lending.presses(ann, "Anfrage annehmen"))
    b = [x.value for row in card.rows for x in row]
    ann.presses_data(b[1], message_id=card.message_id)
    print(await lending.seen(ann))
    print(await lending.presses(ann, "Wo genau"))
    stranger = lending.street.sandbox.add_person(999, "Mallory")
    stranger.types("/need drill")
    print(await lending.seen(stranger))
    try:
        stranger.presses_data(b[0], message_id=stranger.transcript().last.message_id)
    except Exception as e:
        print(e)
    print(await lending.seen(stranger))


async def test_remind(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann", "de"), await lending.neighbour(102, "Ben", north=0.01)
    chat = lending.street.sandbox.add_group("Totnes", [ann, ben])
    ann.adds_bot(chat)
    from models.group import Group

    await Group.filter(id=lending.street.group.id).update(telegram_chat_id=chat.chat.id)
    await lending.owns(ann, "Bosch hammer drill", description="With a set of bits.")
    await lending.seen(ann)
    print(ann.transcript(chat))
    ben.presses("Have a look", where=chat)
    print(await lending.seen(ben))
    await lending.types(ben, "/need drill monday 9:00 - wednesday 18:00")
    print(ann.transcript(chat))
    ann.presses("I can help", where=chat)
    print(await lending.seen(ann))
    await lending.presses(ben, "Ask for")
    print(await lending.presses(ben, "Send request"))
    await lending.presses(ann, "Anfrage annehmen")
    for _ in range(60):
        n = len(ann.transcript().lines), len(ben.transcript().lines)
        await lending.later(hours=2)
        if n != (len(ann.transcript().lines), len(ben.transcript().lines)):
            print("=====", lending.street.clock())
            print(await lending.seen(ann))
            print(await lending.seen(ben))
        if (
            "Soon" in str(ben.transcript().last)
            and lending.street.clock().day == 6
            and lending.street.clock().hour >= 8
        ):
            await lending.presses(ben, "I have it")
    print(await lending.presses(ben, "Keep it longer"))
    print(await lending.types(ben, "saturday 18:00"))
