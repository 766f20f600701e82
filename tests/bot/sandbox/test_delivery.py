"""Updates reach the bot in order, again after failures, and not after their time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from telegram import Bot, Update
from telegram.error import Conflict

from bot.sandbox import NotSettled, Person, Sandbox
from tests.bot.sandbox.conftest import Hands


class Receiver:
    """A webhook that notes what it gets and answers as a test wants."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.status: Callable[[int], int] = lambda _: 200
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.got.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        return web.Response(status=self.status(len(self.got)))

    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.got]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    hook = Receiver()
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def test_a_webhook_gets_every_update_with_the_secret(
    bot: Bot, sandbox: Sandbox, ann: Person, receiver: Receiver
) -> None:
    await bot.set_webhook(receiver.url, secret_token="s3cret", allowed_updates=["message"])
    ann.types("one")
    ann.types("two")

    await sandbox.settled()

    assert receiver.texts() == ["one", "two"]
    assert receiver.secrets == ["s3cret", "s3cret"]


async def test_a_failed_update_holds_up_its_own_chat_only(
    bot: Bot, sandbox: Sandbox, ann: Person, ben: Person, receiver: Receiver
) -> None:
    receiver.status = lambda _: 503 if receiver.texts()[-1] == "ann 1" and receiver.texts().count("ann 1") < 4 else 200
    await bot.set_webhook(receiver.url)
    ann.types("ann 1")
    ann.types("ann 2")
    ben.types("ben 1")

    await sandbox.settled()

    assert [text for text in receiver.texts() if "ann" in text] == ["ann 1"] * 4 + ["ann 2"]
    assert receiver.texts().count("ben 1") == 1
    assert receiver.texts().index("ben 1") < 4


async def test_what_was_pending_before_the_webhook_is_delivered_to_it(
    bot: Bot, sandbox: Sandbox, ann: Person, receiver: Receiver
) -> None:
    ann.types("early")
    await bot.set_webhook(receiver.url)

    await sandbox.settled()
    info = await bot.get_webhook_info()

    assert receiver.texts() == ["early"]
    assert (info.url, info.pending_update_count) == (receiver.url, 0)


async def test_each_update_may_come_several_times(bot: Bot, sandbox: Sandbox, ann: Person, receiver: Receiver) -> None:
    sandbox.faults.copies_of_each_update = 3
    await bot.set_webhook(receiver.url)
    ann.types("one")

    await sandbox.settled()

    assert len({update["update_id"] for update in receiver.got}) == 1
    assert receiver.texts() == ["one"] * 3


async def test_a_failure_is_told_by_webhook_info(bot: Bot, sandbox: Sandbox, ann: Person, receiver: Receiver) -> None:
    receiver.status = lambda _: 500
    await bot.set_webhook(receiver.url)
    ann.types("one")

    await sandbox.world.pulse.until(lambda: sandbox.webhook.last_error, within_s=2)
    info = await bot.get_webhook_info()

    assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"
    with pytest.raises(NotSettled, match="message 700000001"):
        await sandbox.settled(within_s=0.02)


async def test_messages_expire_after_a_day_and_presses_after_150_seconds(
    bot: Bot, sandbox: Sandbox, ann: Person, hands: Hands
) -> None:
    ann.starts()
    message = await bot.send_message(ann.id, "?")
    ann.presses_data("x", message_id=message.message_id)

    hands.forward(seconds=151)
    after_151_s = [update.callback_query for update in await bot.get_updates()]
    hands.forward(hours=24)
    after_a_day = await bot.get_updates()

    assert after_151_s == [None]
    assert after_a_day == ()
    assert sandbox.world.updates.expired == 2


async def test_an_update_comes_again_until_the_offset_moves_past_it(bot: Bot, ann: Person) -> None:
    ann.types("one")
    ann.types("two")

    first = await bot.get_updates(limit=1)
    again = await bot.get_updates(limit=1)
    rest = await bot.get_updates(offset=first[0].update_id + 1)

    assert first == again
    assert [update.effective_message.text for update in rest if update.effective_message] == ["two"]


async def test_a_negative_offset_forgets_all_but_the_last(bot: Bot, ann: Person) -> None:
    for text in ("one", "two", "three"):
        ann.types(text)

    last = await bot.get_updates(offset=-1)

    assert [update.effective_message.text for update in last if update.effective_message] == ["three"]


async def test_a_long_poll_returns_as_soon_as_something_happens(bot: Bot, sandbox: Sandbox, ann: Person) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await sandbox.world.pulse.next()
    ann.types("at last")

    updates: tuple[Update, ...] = await asyncio.wait_for(poll, 2)

    assert len(updates) == 1


async def test_a_second_poller_throws_the_first_out(bot: Bot, sandbox: Sandbox, ann: Person) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await sandbox.world.pulse.next()
    ann.types("hello")
    url = f"{sandbox.base_url}{sandbox.setup.token}/getUpdates"
    first_updates = await first
    waiting = asyncio.create_task(bot.get_updates(offset=first_updates[0].update_id + 1, timeout=20))
    await sandbox.world.pulse.next()

    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert response.status == 200

    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await waiting


async def test_polling_and_a_webhook_exclude_each_other(bot: Bot, receiver: Receiver) -> None:
    await bot.set_webhook(receiver.url)

    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()

    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_only_wanted_kinds_are_queued(bot: Bot, sandbox: Sandbox, ann: Person) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    ann.types("unheard")

    assert await bot.get_updates() == ()
