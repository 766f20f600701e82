"""Our own client speaks to the Bot API as the library's does, and never shows the token."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.request import AiohttpRequest
from tests.bot.wire import ME, TOKEN

ME_ANSWER = {"ok": True, "result": ME}


class Server:
    """A Bot API of one method at a time, on loopback."""

    def __init__(self) -> None:
        self.answer: Callable[[web.Request], object] = lambda _request: web.json_response(ME_ANSWER)
        self.seen: list[tuple[str, dict[str, object]]] = []
        self.release = asyncio.Event()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.content_type == "application/json":
            fields = await request.json()
        else:
            form = await request.post()
            fields = {
                name: (value.filename, value.content_type, value.file.read())
                if isinstance(value, web.FileField)
                else value
                for name, value in form.items()
            }
        self.seen.append((request.path, fields))
        result = self.answer(request)
        if result is None:
            await self.release.wait()
            return web.Response()
        assert isinstance(result, web.StreamResponse)
        return result


@pytest.fixture
def server() -> Server:
    return Server()


@asynccontextmanager
async def talking_to(server: Server, *, timeout_s: float = 5.0) -> AsyncIterator[Bot]:
    application = web.Application(client_max_size=8 * 1024 * 1024)
    application.router.add_route("*", "/{rest:.*}", server.handle)
    async with TestServer(application) as loopback:
        request, updates = AiohttpRequest(timeout_s=timeout_s), AiohttpRequest(connections=1)
        base = str(loopback.make_url("/"))
        bot = Bot(
            TOKEN, base_url=f"{base}bot", base_file_url=f"{base}file/bot", request=request, get_updates_request=updates
        )
        async with request, updates:
            yield bot
        server.release.set()


def failing(status: int, description: str, **parameters: int) -> Callable[[web.Request], web.Response]:
    body = {"ok": False, "error_code": status, "description": description, "parameters": parameters}
    return lambda _request: web.json_response(body, status=status)


async def test_parameters_go_as_json_in_their_own_types(server: Server) -> None:
    sent = {"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "ä"}
    server.answer = lambda _request: web.json_response({"ok": True, "result": sent})

    async with talking_to(server) as bot:
        message = await bot.send_message(7, "ä <b>", parse_mode="HTML")

    assert message.message_id == 5
    assert server.seen == [(f"/bot{TOKEN}/sendMessage", {"chat_id": 7, "text": "ä <b>", "parse_mode": "HTML"})]


async def test_a_photo_goes_up_and_comes_down_unchanged(server: Server) -> None:
    picture = b"\xff\xd8" + bytes(range(256)) * 5000
    size = {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}
    sent = {"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}, "photo": [size]}
    server.answer = lambda _request: web.json_response({"ok": True, "result": sent})

    async with talking_to(server) as bot:
        await bot.send_photo(7, picture, caption="drill", filename="drill.jpg")
        server.answer = lambda _request: web.json_response({"ok": True, "result": {**size, "file_path": "a/b.jpg"}})
        file = await bot.get_file("f")
        server.answer = lambda _request: web.Response(body=picture)
        came_down = await file.download_as_bytearray()

    fields = server.seen[0][1]
    assert fields["caption"] == "drill"
    assert fields["chat_id"] == "7"
    assert ("drill.jpg", "image/jpeg", picture) in fields.values()
    assert bytes(came_down) == picture
    assert server.seen[-1][0] == f"/file/bot{TOKEN}/a/b.jpg"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (failing(400, "Bad Request: chat not found"), BadRequest),
        (failing(400, "upgraded", migrate_to_chat_id=-1009), ChatMigrated),
        (failing(403, "Forbidden: bot was blocked by the user"), Forbidden),
        (failing(429, "Too Many Requests", retry_after=3), RetryAfter),
        (failing(502, "Bad Gateway"), NetworkError),
        (lambda _request: web.Response(text="<html>gateway</html>", status=502), NetworkError),
        (lambda _request: web.Response(text="<html>portal</html>"), NetworkError),
        (lambda _request: web.Response(text="[1]"), NetworkError),
        (lambda _request: web.Response(status=302, headers={"Location": "/elsewhere"}), NetworkError),
    ],
)
async def test_every_answer_becomes_the_librarys_error(
    server: Server, answer: Callable[[web.Request], object], error: type[TelegramError]
) -> None:
    server.answer = answer

    async with talking_to(server) as bot:
        with pytest.raises(TelegramError) as raised:
            await bot.get_me()

    assert type(raised.value) is error
    assert len(server.seen) == 1


async def test_an_answer_that_does_not_come_is_timed_out(server: Server) -> None:
    server.answer = lambda _request: None

    async with talking_to(server, timeout_s=0.05) as bot:
        with pytest.raises(TimedOut):
            await bot.get_me()


def cut(request: web.Request) -> web.Response:
    assert request.transport
    request.transport.abort()
    return web.Response()


async def test_a_cut_connection_is_a_network_error_without_the_token(server: Server) -> None:
    server.answer = cut

    async with talking_to(server) as bot:
        with pytest.raises(NetworkError) as raised:
            await bot.get_me()

    assert TOKEN not in repr(raised.value)
    assert raised.value.__suppress_context__


@pytest.mark.parametrize("base", ["http://127.0.0.1:1/bot", "http://bad host/bot", "nonsense://x/bot"])
async def test_nobody_there_is_a_network_error_without_the_token(base: str, caplog: pytest.LogCaptureFixture) -> None:
    request = AiohttpRequest()
    async with request:
        bot = Bot(TOKEN, base_url=base, request=request, get_updates_request=request)
        caplog.set_level(logging.DEBUG)  # not before: the library itself writes down the address of a new Bot
        with pytest.raises(NetworkError) as raised:
            await bot.get_me()

    assert TOKEN not in repr(raised.value)
    assert TOKEN not in caplog.text


async def test_it_can_be_opened_and_closed_again(server: Server) -> None:
    request = AiohttpRequest()
    await request.shutdown()
    await request.initialize()
    await request.initialize()
    await request.shutdown()

    with pytest.raises(RuntimeError, match="initialize"):
        await request.do_request("http://127.0.0.1:1/", "GET")


async def test_of_what_we_sent_only_what_telegram_adds_is_read(server: Server) -> None:
    sent = {"message_id": 7, "date": 0, "chat": {"id": 1, "type": "private"}, "text": "hello"}
    echo = {"reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}, "entities": [{"type": "?"}]}
    server.answer = lambda _request: web.json_response({"ok": True, "result": sent | echo})

    async with talking_to(server) as bot:
        message = await bot.send_message(1, "hello")

    assert (message.message_id, message.text) == (7, "hello")
    assert message.reply_markup is None
    assert not message.entities
