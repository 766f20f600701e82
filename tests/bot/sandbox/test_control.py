"""The endpoints behind the chat page."""

from typing import Any

import aiohttp
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.sandbox import Person, Sandbox


async def post(sandbox: Sandbox, path: str, body: object, **headers: str) -> tuple[int, str]:
    """Status and text of a POST."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{sandbox.address}/sandbox/people/{path}", json=body, headers=headers) as response,
    ):
        return response.status, await response.text()


async def get(sandbox: Sandbox, path: str, **headers: str) -> Any:
    """The JSON at a path."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{sandbox.address}{path}", headers=headers) as response,
    ):
        return await response.json() if response.content_type == "application/json" else response.status


async def test_a_person_types_through_the_endpoint(sandbox: Sandbox, ann: Person) -> None:
    status, _ = await post(sandbox, "101/types", {"text": "hello"})

    seen = await get(sandbox, "/sandbox/people/101/chats/101")
    assert status == 200
    assert [message["text"] for message in seen["messages"]] == ["hello"]


async def test_a_press_names_its_place_and_only_what_is_in_sight(bot: Bot, sandbox: Sandbox, ann: Person) -> None:
    ann.starts()
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("A", callback_data="a")]])
    card = await bot.send_message(ann.id, "?", reply_markup=keyboard)
    place = {"row": 0, "message_id": card.message_id}

    seen, _ = await post(sandbox, "101/presses", place | {"column": 0})
    unseen, words = await post(sandbox, "101/presses", place | {"column": 1})

    assert (seen, unseen) == (200, 400)
    assert "Ann sees no such button" in words
    assert [press.data for press in sandbox.world.presses.values()] == ["a"]


async def test_new_messages_are_marked_until_they_are_read(bot: Bot, sandbox: Sandbox, ann: Person) -> None:
    ann.starts()
    before = (await get(sandbox, "/sandbox/people"))["people"][0]["unread"]
    await bot.send_message(ann.id, "news")
    unread = (await get(sandbox, "/sandbox/people"))["people"][0]["unread"]
    await get(sandbox, "/sandbox/people/101/chats/101?read")
    after = (await get(sandbox, "/sandbox/people"))["people"][0]["unread"]

    assert (before, unread, after) == (False, True, False)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("101/types", {}),
        ("101/types", {"text": 5}),
        ("101/types", []),
        ("101/types", {"text": "x", "chat": -5}),
        ("101/presses", {"row": "0", "column": 0}),
        ("101/sends_location", {"latitude": 91, "longitude": 0}),
        ("101/joins", {"group": 3}),
        ("999/types", {"text": "hi"}),
    ],
)
async def test_what_cannot_be_done_is_worded(sandbox: Sandbox, ann: Person, path: str, body: object) -> None:
    status, words = await post(sandbox, path, body)

    assert status == 400
    assert '"error":' in words


async def test_other_sites_and_other_host_names_get_nothing(sandbox: Sandbox, ann: Person) -> None:
    by_site, _ = await post(sandbox, "101/types", {"text": "x"}, Origin="https://evil.example")
    by_name = await get(sandbox, "/sandbox/people", Host="evil.example")

    assert by_site == by_name == 403
    assert not ann.transcript().lines


async def test_the_page_may_load_nothing_from_elsewhere(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session, session.get(sandbox.address) as response:
        policy = response.headers["Content-Security-Policy"]
        page = await response.text()

    assert policy.startswith("default-src 'none'; script-src 'self'")
    assert "https://" not in page


async def test_the_token_is_never_told(bot: Bot, sandbox: Sandbox, ann: Person) -> None:
    ann.starts()
    await bot.set_webhook("https://example.org/hook", secret_token="CANARY")
    await bot.delete_webhook()
    await bot.send_message(ann.id, "hi")

    told = [await get(sandbox, path) for path in ("/sandbox/requests", "/sandbox/people", "/sandbox/people/101/chats")]

    assert sandbox.setup.token not in str(told)
    assert "CANARY" not in str(told)
    assert told[0][-1]["method"] == "sendMessage"
