"""When the database is busy, the client gone or the program ending, the door says what its contract says."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest
from aiohttp import ClientSession
from tortoise.transactions import in_transaction

from backend.api.deps import ApiDeps
from backend.api.routes import ROUTES
from backend.services import sessions
from models.booking import Booking
from models.engine.sql import connection
from models.transaction import execute
from tests.backend.api.served import listening
from tests.backend.api.town import Clock, Neighbour, town_deps
from tests.backend.services.conftest import Town, town

__all__ = ["town"]

PERIOD = {"starts_at": "2026-05-16T10:00:00Z", "ends_at": "2026-05-16T12:00:00Z"}


@pytest.fixture
def dialect() -> str:
    """SQLite has one connection and no pool that could run dry."""
    return "postgres"


@dataclass
class Counter:
    """Ben at a door of which every part is at hand."""

    ben: Neighbour
    deps: ApiDeps
    url: str
    wanted: dict[str, str]

    async def asked_on_a_line_of_its_own(self) -> asyncio.StreamWriter:
        """Ben asks for the drill, with a key, and nobody reads the answer yet."""
        body = orjson.dumps(self.wanted)
        head = (
            "POST /v1/bookings HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nIdempotency-Key: one\r\n"
            f"Authorization: Bearer {self.ben.token}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        _reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(self.url).port)
        writer.write(head.encode() + body)
        await writer.drain()
        return writer

    async def until_waiting(self) -> None:
        """Until a request is under way."""
        while not self.deps.drain._under_way:
            await self.ben.client.get("/livez")


@pytest.fixture
async def counter(town: Town) -> AsyncIterator[Counter]:
    deps = town_deps(Clock(town.now))
    token = (await sessions.issue_token(town.ben, "test", now=town.now)).access_token
    async with listening(deps, ROUTES) as url, ClientSession(url) as client:
        yield Counter(Neighbour(client, town.ben, token), deps, url, {"resource_id": str(town.drill.id), **PERIOD})


@asynccontextmanager
async def every_connection_taken(*, patience_s: float) -> AsyncIterator[None]:
    """Others have the whole pool; a request waits for so long."""
    client: Any = connection()
    client._acquire_timeout_s = patience_s
    taken = [await client.borrowed() for _ in range(client._pool_max)]
    try:
        yield
    finally:
        for one in taken:
            await client.returned(one)


@pytest.mark.parametrize(("language", "word"), [("en", "again"), ("de", "noch")])
async def test_where_the_pool_is_dry_the_answer_is_to_come_back(counter: Counter, language: str, word: str) -> None:
    async with every_connection_taken(patience_s=0.1):
        answer = await counter.ben.ask("GET", "/v1/me", Accept_Language=language)
        ready = await counter.ben.client.get("/livez")
    problem = await answer.json(content_type="application/problem+json")

    assert (answer.status, problem["code"], answer.headers["Retry-After"]) == (503, "busy", "1")
    assert word in problem["detail"]
    assert answer.headers["Content-Language"] == language
    assert ready.status == 200
    assert (await counter.ben.ask("GET", "/v1/me")).status == 200


async def test_a_write_that_met_a_dry_pool_is_done_once_when_it_is_sent_again(counter: Counter) -> None:
    async with every_connection_taken(patience_s=0.1):
        busy = await counter.ben.ask("POST", "/v1/bookings", counter.wanted, Idempotency_Key="one")
    again = [await counter.ben.ask("POST", "/v1/bookings", counter.wanted, Idempotency_Key="one") for _ in range(2)]

    assert (busy.status, [answer.status for answer in again]) == (503, [201, 201])
    assert await Booking.all().count() == 1


async def test_what_is_under_way_when_the_program_ends_is_answered(counter: Counter) -> None:
    async with every_connection_taken(patience_s=30):
        asking = asyncio.create_task(counter.ben.ask("POST", "/v1/bookings", counter.wanted))
        await counter.until_waiting()
        ending = asyncio.create_task(counter.deps.drain.finish(within_s=30))
        await asyncio.sleep(0)
        ready = await counter.ben.client.get("/livez")
        still = ending.done()
    answer = await asking

    assert (answer.status, answer.headers["Connection"]) == (201, "close")
    assert (still, await ending, ready.headers["Connection"]) == (False, True, "close")


async def test_a_client_that_hangs_up_before_it_was_read_has_asked_for_nothing(
    counter: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    async with every_connection_taken(patience_s=30):
        writer = await counter.asked_on_a_line_of_its_own()
        await counter.until_waiting()
        await hung_up(writer)
    ended = await counter.deps.drain.finish(within_s=30)

    assert (ended, await Booking.all().count()) == (True, 0)
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_a_client_that_hangs_up_later_has_what_it_asked_for_when_it_comes_back(counter: Counter) -> None:
    async with in_transaction():
        await execute("SELECT id FROM resources FOR UPDATE")
        writer = await counter.asked_on_a_line_of_its_own()
        while not await execute("SELECT pid FROM pg_locks WHERE NOT granted"):
            await counter.ben.client.get("/livez")
        await hung_up(writer)
    ended = await counter.deps.drain.finish(within_s=30)

    body = orjson.dumps(counter.wanted)
    again = await counter.ben.send("POST", "/v1/bookings", body, Content_Type="application/json", Idempotency_Key="one")

    assert (ended, again.status, again.headers.get("Idempotency-Replayed")) == (True, 201, "true")
    assert await Booking.all().count() == 1


async def hung_up(writer: asyncio.StreamWriter) -> None:
    writer.close()
    await writer.wait_closed()
