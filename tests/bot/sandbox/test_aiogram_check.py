"""The independent judge of the bot's requests."""

from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.sandbox import Person, Sandbox
from tests.bot.sandbox.aiogram_check import Unreadable, check

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
    message = await bot.send_message(ann.id, "Really?", reply_markup=keyboard, disable_notification=True)
    await bot.edit_message_text("Done", ann.id, message.message_id, parse_mode="HTML")

    for request in sandbox.requests:
        check(request.method, request.params)

    assert [request.method for request in sandbox.requests] == ["getMe", "sendMessage", "editMessageText"]
