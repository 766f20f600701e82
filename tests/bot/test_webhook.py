"""The webhook lets nobody in but Telegram, and answers 200 only when the work is done."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.frame import assemble
from bot.means import Means
from bot.replies import Replies
from bot.routes import Command, Fallbacks
from bot.turn import Turn
from bot.webhook import webhook
from models.errors import Busy
from models.person import Person
from models.receipt import UpdateId
from tests.bot.wire import Clock, Wire, application_on, typed

SECRET = "a-secret-ä"
Client = TestClient[web.Request, web.Application]


async def note(turn: Turn) -> Replies:
    await Person.create(name=turn.argument, language="en", time_zone="UTC", created_at=turn.now)
    return []


async def busy(turn: Turn) -> Replies:
    raise Busy


async def nothing(turn: Turn) -> Replies:
    return []


@pytest.fixture
async def client(db: object) -> AsyncIterator[Client]:
    fallbacks = Fallbacks(typed=nothing, pressed=nothing, redraw=nothing)
    routes = [Command("note", note), Command("busy", busy)]
    frame = assemble(application_on(Wire()), routes, fallbacks, Means(Clock()))
    await frame.start()
    application = web.Application()
    application.router.add_post("/telegram", webhook(frame.receiving, frame.bot, secret=SECRET))
    async with TestClient(TestServer(application)) as client:
        yield client
    await frame.stop()


async def post(client: Client, body: Any, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
    kind = {"data": BytesIO(body)} if isinstance(body, bytes) else {"json": body}
    async with client.post("/telegram", headers=headers, **kind) as response:
        return response.status


@pytest.mark.parametrize("secret", [None, "", "a-secret", "A-SECRET-Ä", SECRET + " x"])
async def test_without_the_secret_nothing_happens(client: Client, secret: str | None) -> None:
    assert await post(client, typed(1, 7, "/note drill"), secret) == 403
    assert await Person.all().count() + await UpdateId.all().count() == 0


async def test_200_means_that_it_is_stored(client: Client) -> None:
    assert await post(client, typed(1, 7, "/note drill")) == 200
    assert await Person.filter(name="drill").count() == 1


async def test_the_same_update_many_times_at_once_has_one_effect(client: Client) -> None:
    statuses = await asyncio.gather(*(post(client, typed(1, 7, "/note drill")) for _ in range(20)))

    assert statuses == [200] * 20
    assert await Person.filter(name="drill").count() == 1


async def test_what_may_be_tried_again_is_answered_503(client: Client) -> None:
    assert await post(client, typed(1, 7, "/busy")) == 503


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"1",
        b'"x"',
        b"{}",
        b"[" * 100_000,
        b"\xff",
        b'{"update_id":"x"}',
        b'{"update_id":1,"message":7}',
    ],
)
async def test_nonsense_with_the_secret_is_no_accident(client: Client, body: bytes) -> None:
    assert await post(client, body) in (200, 400)
    assert await Person.all().count() == 0


async def test_a_body_too_large_is_not_read(client: Client) -> None:
    assert await post(client, b" " * (1024 * 1024 + 1)) == 413


def test_there_is_no_webhook_without_a_secret() -> None:
    with pytest.raises(ValueError, match="secret"):
        webhook(None, None, secret="")  # type: ignore[arg-type]
