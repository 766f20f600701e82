"""The independent judge of the bot's requests."""

from contextlib import suppress
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

from bot.sandbox import Person, Sandbox
from bot.sandbox.sample import SAMPLE_PHOTO
from tests.bot.sandbox.aiogram_check import Unreadable, check, judged

GOOD: list[tuple[str, dict[str, Any]]] = [
    ("sendMessage", {"chat_id": "5", "text": "12", "entities": '[{"type":"bold","offset":0,"length":2}]'}),
    ("sendMessage", {"chat_id": 5, "text": "hi", "reply_markup": {"inline_keyboard": [[{"text": "a", "url": "x"}]]}}),
    ("sendPhoto", {"chat_id": "5", "photo": "file:photo.png"}),
    ("getUpdates", {"offset": "3", "timeout": "10", "allowed_updates": '["message"]'}),
    ("setMyCommands", {"commands": '[{"command":"start","description":"Begin"}]', "scope": '{"type":"default"}'}),
]
BAD: list[tuple[str, dict[str, Any]]] = [
    ("sendPigeon", {}),
    ("sendMessage", {"chat_id": 5, "text": "hi", "colour": "red"}),
    ("sendMessage", {"chat_id": 5}),
    ("sendMessage", {"chat_id": 5, "text": "hi", "reply_markup": {"inline_keyboard": [[{"text": "a", "uri": "x"}]]}}),
    ("sendMessage", {"chat_id": 5, "text": "hi", "entities": [{"type": "bold", "offset": "first", "length": 1}]}),
    ("setMyCommands", {"commands": [{"command": "start", "description": "Begin", "icon": "x"}]}),
]


@pytest.mark.parametrize(("method", "params"), GOOD)
def test_a_right_request_passes(method: str, params: dict[str, Any]) -> None:
    check(method, params)


@pytest.mark.parametrize(("method", "params"), BAD)
def test_a_wrong_request_is_named(method: str, params: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        check(method, params)


async def test_what_python_telegram_bot_sends_passes(bot: Bot, sandbox: Sandbox, ann: Person) -> None:
    ann.starts()
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])

    with judged(sandbox):
        message = await bot.send_message(ann.id, "Really?", reply_markup=keyboard, disable_notification=True)
        await bot.edit_message_text("Done", ann.id, message.message_id, parse_mode="HTML")
        await bot.send_photo(ann.id, SAMPLE_PHOTO, caption="A drill")
        await bot.set_my_commands([("start", "Begin")])

    assert [request.method for request in sandbox.requests][-2:] == ["sendPhoto", "setMyCommands"]


async def test_a_field_that_telegram_does_not_know_fails_the_test(bot: Bot, sandbox: Sandbox, ann: Person) -> None:
    ann.starts()

    with pytest.raises(Unreadable, match="colour"), judged(sandbox), suppress(BadRequest):
        await bot.send_message(ann.id, "hi", api_kwargs={"colour": "red"})
