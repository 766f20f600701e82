"""Told to stop while others dawdle: a mute Telegram and a client that does not finish hold nobody up."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from models.engine.connect import connect, disconnect
from models.notice import Notice, NoticeKind, NoticeState
from tests.conftest import Database
from tests.neighbourhood import settled_neighbourhood
from tests.served import serving, settings_for

TOKEN = "1:a-token-of-the-tests"
ENDS_WITHIN_S = 10.0


@dataclass
class Mute:
    """A Bot API that takes every message and never says what became of it."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    never: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if method.startswith("send"):
            self.asked.set()
        if method.startswith("send") or method == "getUpdates":
            await self.never.wait()
        me = {"id": 1, "is_bot": True, "first_name": "Borrowdale", "username": "borrowdale_bot"}
        result: Any = me if method == "getMe" else True
        return web.json_response({"ok": True, "result": result})


@asynccontextmanager
async def mute_telegram() -> AsyncIterator[tuple[Mute, str]]:
    mute, app = Mute(), web.Application()
    app.router.add_route("*", "/{bot}/{method}", mute.answer)
    async with TestServer(app) as server:
        yield mute, str(server.make_url("")).rstrip("/")
        mute.never.set()


async def half_a_request(url: str, token: str) -> asyncio.StreamWriter:
    """A client that announces a body and sends a part of it."""
    address = urlsplit(url)
    _reader, writer = await asyncio.open_connection(address.hostname, address.port)
    head = ["POST /v1/needs HTTP/1.1", "Host: here", f"Authorization: Bearer {token}", "Idempotency-Key: half"]
    head += ["Content-Type: application/json", "Content-Length: 1000", "", '{"text": "dri']
    writer.write("\r\n".join(head).encode())
    await writer.drain()
    return writer


async def test_neither_a_mute_telegram_nor_a_slow_client_holds_it_up(db: Database, tmp_path: Path) -> None:
    await disconnect()
    town = await settled_neighbourhood(db.url, lenders=3, borrowers=1)
    async with mute_telegram() as (mute, api_base):
        settings = settings_for(db.url, tmp_path / "data")
        settings |= {"BORROWDALE__TELEGRAM__TOKEN": TOKEN, "BORROWDALE__TELEGRAM__API_BASE": api_base}
        async with serving(settings, tmp_path / "log") as served:
            async with ClientSession(served.url) as client:
                asked = [await town.borrowers[0].asks(client, town.wish(lender)) for lender in town.lenders]
            await asyncio.wait_for(mute.asked.wait(), 10)
            slow = await half_a_request(served.url, town.borrowers[0].token)

            served.send(signal.SIGTERM)
            began = time.monotonic()
            code = await served.ended(within_s=ENDS_WITHIN_S * 6)
            took_s = time.monotonic() - began
            slow.close()

    await connect(db.url)
    owed = await Notice.filter(kind=NoticeKind.BOOKING_REQUESTED, state=NoticeState.OWED).count()
    assert took_s <= ENDS_WITHIN_S
    assert (code, [one.status for one in asked], owed) == (0, [201] * 3, 3)
    assert "Traceback" not in served.complaints
