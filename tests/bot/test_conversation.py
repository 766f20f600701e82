"""A conversation goes on wherever it stood, in one screen, and every press is answered."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.callback_data import Press, Verb, encode
from bot.receiving import Outcome
from models.person import Person
from models.receipt import Draft
from tests.bot.town import Town, member, opened_town
from tests.bot.wire import pressed, refused, typed


@pytest.fixture
async def town(db: object) -> AsyncIterator[Town]:
    async with opened_town() as town:
        yield town


async def test_two_updates_of_one_person_wait_for_each_other(town: Town) -> None:
    await member(7, town.clock)
    await town.receive(typed(1, 7, "/offer"))

    await asyncio.gather(*(town.receive(typed(n, 7, f"title {n}")) for n in range(2, 8)))

    draft = await Draft.get()
    assert draft.version == 7
    assert draft.data == {"title": "title 7"}


async def test_the_screen_comes_below_what_was_typed_and_the_old_one_loses_its_buttons(town: Town) -> None:
    await member(7, town.clock)

    await town.receive(typed(1, 7, "/offer"))
    await town.receive(typed(2, 7, "A <b>drill</b>"))

    assert [name for name, _ in town.wire.calls] == ["sendMessage", "sendMessage", "editMessageReplyMarkup"]
    assert town.wire.sent("sendMessage")[1]["text"] == "Called A &lt;b&gt;drill&lt;/b&gt;"
    assert town.wire.sent("editMessageReplyMarkup")[0]["message_id"] == 1000
    assert (await Draft.get()).anchor_message_id == 1001


async def test_a_step_button_of_an_earlier_step_is_an_old_card(town: Town) -> None:
    await member(7, town.clock)
    await town.receive(typed(1, 7, "/offer"))
    await town.receive(typed(2, 7, "a drill"))
    draft = await Draft.get()

    await town.receive(pressed(3, 7, encode(Press(Verb.STEP, draft.id, 1))))
    await town.receive(pressed(4, 7, encode(Press(Verb.STEP, draft.id, 2))))

    toasts = [answer.get("text") or "" for answer in town.wire.sent("answerCallbackQuery")]
    assert ["older message" in text for text in toasts] == [True, False]
    assert [call["text"] for call in town.wire.sent("editMessageText")] == ["home", "Called "]


async def test_nobody_else_can_press_the_buttons_of_a_conversation(town: Town) -> None:
    await member(7, town.clock)
    await member(8, town.clock)
    await town.receive(typed(1, 7, "/offer"))
    draft = await Draft.get()

    await town.receive(pressed(2, 8, encode(Press(Verb.STEP, draft.id, draft.version))))

    assert (await Draft.get(id=draft.id)).version == draft.version


async def test_what_comes_from_outside_is_fetched_between_two_runs_of_the_handler(town: Town) -> None:
    await town.receive(typed(1, 7, "/fetch"))

    assert town.wire.sent("sendMessage")[0]["text"] == "from outside"


@pytest.mark.parametrize("data", ["", "x" * 64, "c..0.<b>", "s.AAAAAAAAAAAAAAAAAAAAAA.0"])
async def test_every_press_is_answered_once_whatever_it_carries(town: Town, data: str) -> None:
    assert await town.receive(pressed(1, 7, data)) is Outcome.DONE
    assert len(town.wire.sent("answerCallbackQuery")) == 1


async def test_an_edited_command_fires_nothing(town: Town) -> None:
    raw = typed(1, 7, "/note drill")
    edited = {"update_id": 2, "edited_message": raw["message"]}

    assert await town.receive(edited) is Outcome.DONE
    assert await Person.all().count() == 0


async def test_a_draft_survives_a_new_bot(town: Town, db: object) -> None:
    await member(7, town.clock)
    await town.receive(typed(1, 7, "/offer"))
    await town.frame.stop()

    async with opened_town(wire=town.wire) as second:
        await second.receive(typed(2, 7, "drill"))

    assert town.wire.sent("sendMessage")[-1]["text"] == "Called drill"


async def test_markup_that_telegram_refuses_is_sent_as_plain_text(town: Town) -> None:
    town.wire.faults.append(refused(400, "Bad Request: can't parse entities: Unsupported start tag"))

    await town.receive(typed(1, 7, "/note a < b"))

    assert [call["text"] for call in town.wire.sent("sendMessage")] == ["noted a &lt; b", "noted a < b"]


async def test_a_429_on_an_answer_is_waited_out(town: Town) -> None:
    town.wire.faults.append(refused(429, "Too Many Requests: retry after 5", retry_after=5))

    assert await town.receive(typed(1, 7, "/note drill")) is Outcome.DONE
    assert len(town.wire.sent("sendMessage")) == 2
    assert town.clock.passed_s >= 5
