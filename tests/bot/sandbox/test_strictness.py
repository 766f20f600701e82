"""What Telegram would refuse, the sandbox refuses, in the same words."""

from typing import Any

import aiohttp
import pytest
from aiogram import methods

from bot.sandbox import Person, Sandbox
from bot.sandbox.spec import SPEC

Answer = dict[str, Any]


async def call(sandbox: Sandbox, method: str, *, token: str | None = None, **params: object) -> Answer:
    """One call as JSON; the whole answer."""
    url = f"{sandbox.base_url}{token or sandbox.setup.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(url, json=params) as response:
        body: Answer = await response.json()
        assert response.status == body.get("error_code", 200)
        return body


def button(**fields: object) -> dict[str, object]:
    return {"inline_keyboard": [[{"text": "Press"} | fields]]}


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {"chat_id": 101, "text": "hi", "colour": 1}, 'unknown parameter "colour" of sendMessage'),
    ("sendMessage", {"text": "hi"}, "chat_id is empty"),
    ("sendMessage", {"chat_id": 101}, "message text is empty"),
    ("sendMessage", {"chat_id": 101, "text": " \n "}, "message text is empty"),
    ("sendMessage", {"chat_id": 101, "text": "𝒳" * 2049}, "message is too long"),
    ("sendMessage", {"chat_id": 999, "text": "hi"}, "chat not found"),
    ("sendMessage", {"chat_id": "somebody", "text": "hi"}, 'can\'t parse "chat_id": chat expected'),
    (
        "sendMessage",
        {"chat_id": 101, "text": "hi", "protect_content": "maybe"},
        'can\'t parse "protect_content": bool expected',
    ),
    ("sendMessage", {"chat_id": 101, "text": "hi", "message_thread_id": 7}, "message thread not found"),
    ("sendMessage", {"chat_id": 101, "text": "x", "parse_mode": "Runes"}, "unsupported parse_mode"),
    (
        "sendMessage",
        {"chat_id": 101, "text": "x", "reply_markup": button(callback_data="é" * 33)},
        "BUTTON_DATA_INVALID",
    ),
    ("sendMessage", {"chat_id": 101, "text": "x", "reply_markup": button(callback_data="")}, "BUTTON_DATA_INVALID"),
    (
        "sendMessage",
        {"chat_id": 101, "text": "x", "reply_markup": button()},
        "Text buttons are unallowed in the inline keyboard",
    ),
    (
        "sendMessage",
        {"chat_id": 101, "text": "x", "reply_markup": button(url="nowhere")},
        "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
    ),
    (
        "sendMessage",
        {"chat_id": 101, "text": "x", "reply_markup": button(url="https://a.b", color="red")},
        'unknown field "color" in inline keyboard button',
    ),
    (
        "sendMessage",
        {"chat_id": 101, "text": "x", "reply_parameters": {"message_id": 77}},
        "message to be replied not found",
    ),
    ("sendPhoto", {"chat_id": 101}, "there is no photo in the request"),
    ("sendPhoto", {"chat_id": 101, "photo": "nothing"}, "wrong file identifier/HTTP URL specified"),
    ("sendLocation", {"chat_id": 101, "latitude": 91, "longitude": 0}, "wrong latitude or longitude specified"),
    ("sendLocation", {"chat_id": 101, "latitude": "nan", "longitude": 0}, 'can\'t parse "latitude": float expected'),
    (
        "sendMediaGroup",
        {"chat_id": 101, "media": [{"type": "photo", "media": "x"}]},
        "group send must contain 2-10 items",
    ),
    ("sendChatAction", {"chat_id": 101, "action": "dancing"}, "wrong parameter action in request"),
    ("editMessageText", {"chat_id": 101, "message_id": 99, "text": "x"}, "message to edit not found"),
    ("editMessageText", {"chat_id": 101, "message_id": 1, "text": "x"}, "message can't be edited"),
    ("deleteMessage", {"chat_id": 101, "message_id": 99}, "message to delete not found"),
    (
        "answerCallbackQuery",
        {"callback_query_id": "1"},
        "query is too old and response timeout expired or query ID is invalid",
    ),
    ("getFile", {"file_id": "x"}, "wrong file_id or the file is temporarily unavailable"),
    ("setMyCommands", {"commands": [{"command": "Big", "description": "x"}]}, "BOT_COMMAND_INVALID"),
    ("setWebhook", {"url": "http://example.org/x"}, "bad webhook: An HTTPS URL must be provided for webhook"),
    (
        "setWebhook",
        {"url": "https://example.org/x", "secret_token": "a b"},
        "secret token contains unallowed characters",
    ),
    ("getUpdates", {"allowed_updates": ["massage"]}, 'unknown update type "massage" in allowed_updates'),
    ("sendMessage", {"chat_id": 101, "text": "x", "reply_markup": {"keys": []}}, "object expected as reply markup"),
    (
        "sendMessage",
        {"chat_id": 101, "text": "x", "reply_markup": {"keyboard": [["a"]], "colour": 1}},
        'unknown field "colour" in reply markup',
    ),
    (
        "sendMessage",
        {"chat_id": 101, "text": "x", "reply_markup": {"inline_keyboard": [1]}},
        "can't parse reply keyboard markup JSON object: array of arrays expected",
    ),
    (
        "sendMessage",
        {"chat_id": 101, "text": "x", "reply_markup": {"keyboard": [["a"] * 101]}},
        "reply markup is too long",
    ),
    (
        "sendMessage",
        {"chat_id": 101, "text": "x", "reply_markup": {"keyboard": [[" "]]}},
        "keyboard button text must be non-empty",
    ),
    (
        "sendMessage",
        {"chat_id": 101, "text": "x", "reply_markup": {"keyboard": [[{"text": "a", "color": 1}]]}},
        'unknown field "color" in keyboard button',
    ),
    (
        "sendMessage",
        {"chat_id": 101, "text": "x", "reply_markup": button(text=5, url="https://a.b")},
        'can\'t parse inline keyboard button: Field "text" must be of type String',
    ),
    (
        "sendMessage",
        {"chat_id": 101, "text": "x", "reply_markup": button(text=" ", url="https://a.b")},
        "inline keyboard button text must be non-empty",
    ),
    (
        "sendMessage",
        {"chat_id": 101, "text": "x", "reply_markup": button(web_app={"url": "http://a.b"})},
        "inline keyboard button Web App URL 'http://a.b' is invalid: Only HTTPS links are allowed",
    ),
    (
        "sendMessage",
        {"chat_id": 101, "text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
        "can't parse entities: Entity beginning at UTF-16 offset 0 ends after the end of the text",
    ),
    (
        "sendMessage",
        {"chat_id": 101, "text": "x", "entities": [{"type": "loud", "offset": 0, "length": 1}]},
        "can't parse MessageEntity: unsupported type",
    ),
    (
        "sendVenue",
        {"chat_id": 101, "latitude": 1, "longitude": 1, "title": " ", "address": "x"},
        "title must be non-empty",
    ),
    ("setMyName", {"name": "x" * 65}, "bot name is too long"),
    ("setChatMenuButton", {"menu_button": {"type": "bell"}}, "can't parse MenuButton: unsupported type"),
    ("copyMessage", {"chat_id": 101, "from_chat_id": 101, "message_id": 99}, "message to copy not found"),
    ("getChatAdministrators", {"chat_id": 101}, "there are no administrators in the private chat"),
    ("createForumTopic", {"chat_id": 101, "name": "Offers"}, "the chat is not a forum"),
]


@pytest.mark.parametrize(("method", "params", "words"), REFUSED)
async def test_a_wrong_call_is_refused(
    sandbox: Sandbox, ann: Person, method: str, params: dict[str, Any], words: str
) -> None:
    ann.starts()

    answer = await call(sandbox, method, **params)

    assert answer == {"ok": False, "error_code": 400, "description": f"Bad Request: {words}"}


async def test_an_unknown_method_is_not_found(sandbox: Sandbox) -> None:
    answer = await call(sandbox, "sendPigeon")

    assert answer == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}


async def test_another_token_is_unauthorised_for_calls_and_files(sandbox: Sandbox) -> None:
    answer = await call(sandbox, "getMe", token="1:wrong")
    async with aiohttp.ClientSession() as session, session.get(f"{sandbox.base_file_url}1:wrong/photos/x") as response:
        file_answer = await response.json()

    assert answer == file_answer == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_who_never_started_the_bot_cannot_be_written_to(sandbox: Sandbox, ann: Person) -> None:
    answer = await call(sandbox, "sendMessage", chat_id=ann.id, text="hi")

    assert answer["error_code"] == 403
    assert answer["description"] == "Forbidden: bot can't initiate conversation with a user"


async def test_who_blocked_the_bot_cannot_be_written_to_until_they_unblock(sandbox: Sandbox, ann: Person) -> None:
    ann.starts()
    ann.blocks()
    refused = await call(sandbox, "sendMessage", chat_id=ann.id, text="hi")
    ann.unblocks()
    taken = await call(sandbox, "sendMessage", chat_id=ann.id, text="hi")

    assert refused == {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}
    assert taken["ok"]


async def test_an_edit_that_changes_nothing_is_refused(sandbox: Sandbox, ann: Person) -> None:
    ann.starts()
    sent = await call(sandbox, "sendMessage", chat_id=ann.id, text="<b>hi</b>", parse_mode="HTML")
    where = {"chat_id": ann.id, "message_id": sent["result"]["message_id"]}

    same = await call(sandbox, "editMessageText", **where, text=" <b>hi</b>", parse_mode="HTML")
    other = await call(sandbox, "editMessageText", **where, text="<i>hi</i>", parse_mode="HTML")

    assert same["description"].startswith("Bad Request: message is not modified: specified new message content")
    assert other["ok"]


@pytest.mark.parametrize(("later_s", "taken"), [(150, True), (151, False)])
async def test_a_press_is_answered_within_150_seconds_or_not_at_all(
    sandbox: Sandbox, ann: Person, hands: Any, later_s: int, taken: bool
) -> None:
    ann.starts()
    await call(sandbox, "sendMessage", chat_id=ann.id, text="?", reply_markup=button(callback_data="x"))
    press = ann.presses("Press")
    hands.forward(seconds=later_s)

    assert press is not None
    answer = await call(sandbox, "answerCallbackQuery", callback_query_id=press.id)

    assert answer["ok"] is taken


async def test_a_press_is_answered_once(sandbox: Sandbox, ann: Person) -> None:
    ann.starts()
    await call(sandbox, "sendMessage", chat_id=ann.id, text="?", reply_markup=button(callback_data="x"))
    press = ann.presses("Press")

    assert press is not None
    answers = [await call(sandbox, "answerCallbackQuery", callback_query_id=press.id) for _ in range(2)]

    assert [answer["ok"] for answer in answers] == [True, False]


async def test_text_at_the_limit_passes(sandbox: Sandbox, ann: Person) -> None:
    ann.starts()

    answer = await call(sandbox, "sendMessage", chat_id=ann.id, text="𝒳" * 2048)

    assert answer["ok"]


@pytest.mark.parametrize("method", sorted(SPEC))
def test_the_table_of_parameters_agrees_with_aiogram(method: str) -> None:
    spec = SPEC[method]
    model = getattr(methods, spec.name[0].upper() + spec.name[1:])

    assert set(spec.types) <= set(model.model_fields)
    assert {name for name, field in model.model_fields.items() if field.is_required()} <= set(spec.required)


async def test_parameters_are_read_from_the_query_and_from_forms(sandbox: Sandbox, ann: Person) -> None:
    ann.starts()
    url = f"{sandbox.base_url}{sandbox.setup.token}/SENDMESSAGE"
    async with aiohttp.ClientSession() as session:
        async with session.get(url, params={"chat_id": "101", "text": "by query"}) as response:
            by_query = await response.json()
        async with session.post(url, data={"chat_id": "101", "text": "by form", "entities": "[]"}) as response:
            by_form = await response.json()
        async with session.post(url, data=b"{", headers={"Content-Type": "application/json"}) as response:
            by_nothing = await response.json()

    assert (by_query["result"]["text"], by_form["result"]["text"]) == ("by query", "by form")
    assert by_nothing["description"] == "Bad Request: can't parse JSON"


async def test_a_picture_must_be_one_and_of_sane_size(sandbox: Sandbox, ann: Person) -> None:
    ann.starts()
    header = bytes.fromhex("89504e470d0a1a0a0000000d49484452")
    pictures = [b"no picture", header + (20_000).to_bytes(4, "big") * 2, b""]
    words = []
    async with aiohttp.ClientSession() as session:
        for data in pictures:
            form = aiohttp.FormData({"chat_id": "101"})
            form.add_field("photo", data, filename="x.png")
            async with session.post(f"{sandbox.base_url}{sandbox.setup.token}/sendPhoto", data=form) as response:
                words.append((await response.json())["description"].removeprefix("Bad Request: "))

    assert words == ["IMAGE_PROCESS_FAILED", "PHOTO_INVALID_DIMENSIONS", "file must be non-empty"]
