"""The program as a process: it comes up, says so, ends in time, and shares its database with nobody by accident."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession, TCPConnector

from bot.sandbox import Sandbox, Setup
from models.booking import Booking
from models.engine.connect import connect, disconnect
from models.journal import Journal
from models.notice import Notice, NoticeKind
from tests.conftest import PATIENCE_S, Database
from tests.neighbourhood import Neighbourhood, settled_neighbourhood
from tests.served import Served, serving, settings_for, started

WRITERS = 16
ENDS_WITHIN_S = 10.0


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(Setup(retry_delays_s=(0.05,))).serving() as running:
        yield running


async def writing(served: Served, town: Neighbourhood, writer: int, *, acknowledged: set[str]) -> int:
    """Ask for one slot after another until the server is gone; how many answers were faults of the server's."""
    faults, borrower = 0, town.borrowers[writer]
    async with ClientSession(served.url) as client:
        for number in count():
            lender = town.lenders[(writer + number) % len(town.lenders)]
            slot = writer + WRITERS * (number // len(town.lenders))
            try:
                asked = await borrower.asks(client, town.wish(lender, slot))
            except ClientError:
                return faults
            if asked.status == 201:
                acknowledged.add(asked.booking_id)
            faults += asked.status not in {201, 503}
    raise AssertionError("unreachable")


@pytest.mark.parametrize("word", [signal.SIGTERM, signal.SIGINT])
async def test_told_to_stop_under_load_it_ends_in_time_and_has_kept_what_it_promised(
    db: Database, tmp_path: Path, sandbox: Sandbox, word: signal.Signals
) -> None:
    await disconnect()
    town = await settled_neighbourhood(db.url, lenders=8, borrowers=WRITERS)
    for lender in town.lenders:
        lender.enters(sandbox)
    acknowledged: set[str] = set()
    async with serving(settings_for(db.url, tmp_path / "data", sandbox), tmp_path / "log") as served:
        writers = [asyncio.create_task(writing(served, town, n, acknowledged=acknowledged)) for n in range(WRITERS)]
        await sandbox.until(sandbox.people[town.lenders[0].number], town.lenders[0].title)

        served.send(word)
        code = await served.ended(within_s=ENDS_WITHIN_S)
        faults = await asyncio.gather(*writers)

    await connect(db.url)
    kept = {str(booking.id) for booking in await Booking.all()}
    assert (code, sum(faults)) == (0, 0)
    assert len(acknowledged) > WRITERS
    assert acknowledged <= kept
    assert await Journal.filter(verb="booking.requested").count() == len(kept)
    assert await Notice.filter(kind=NoticeKind.BOOKING_REQUESTED).count() == len(kept)
    assert "Traceback" not in served.complaints


async def test_it_says_where_it_is_and_is_ready(db: Database, tmp_path: Path) -> None:
    await disconnect()

    async with serving(settings_for(db.url, tmp_path / "data"), tmp_path / "log") as served:
        async with ClientSession(served.url) as client:
            live, ready = await client.get("/livez"), await client.get("/readyz")
            statuses = (live.status, ready.status, (await client.get("/docs")).status)
        served.send(signal.SIGTERM)
        code = await served.ended(within_s=ENDS_WITHIN_S)

    assert statuses == (200, 200, 200)
    assert [line.split()[1] for line in served.said if line.startswith("borrowdale")][-3:] == ["API", "API", "ready"]
    assert code == 0


async def test_two_hundred_clients_on_one_slot_have_one_winner(db: Database, tmp_path: Path) -> None:
    await disconnect()
    town = await settled_neighbourhood(db.url, lenders=1, borrowers=200)
    wish = town.wish(town.lenders[0])
    patient = settings_for(db.url, tmp_path / "data") | {"BORROWDALE__DATABASE__ACQUIRE_TIMEOUT_S": str(PATIENCE_S)}

    async with (
        serving(patient, tmp_path / "log") as served,
        ClientSession(served.url, connector=TCPConnector(limit=0)) as client,
    ):
        asked = await asyncio.gather(*(borrower.asks(client, wish) for borrower in town.borrowers))

    assert Counter(one.status for one in asked) == {201: 1, 409: 199}


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_second_process_on_the_same_sqlite_file_is_refused_in_a_sentence(db: Database, tmp_path: Path) -> None:
    await disconnect()
    settings = settings_for(db.url, tmp_path / "data")

    async with serving(settings, tmp_path / "log") as first, started(settings, tmp_path / "log") as second:
        code = await second.ended(within_s=ENDS_WITHIN_S)
        async with ClientSession(first.url) as client:
            still = (await client.get("/readyz")).status

    assert (code, still) == (2, 200)
    assert f"is open in another process ({first.process.pid})" in second.complaints
    assert len(second.complaints.splitlines()) == 1


@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
async def test_api_and_bot_in_processes_of_their_own_work_on_one_booking(
    db: Database, tmp_path: Path, sandbox: Sandbox
) -> None:
    await disconnect()
    town = await settled_neighbourhood(db.url, lenders=1, borrowers=1)
    owner, borrower = town.lenders[0], town.borrowers[0]
    actor = owner.enters(sandbox)
    settings = settings_for(db.url, tmp_path / "data", sandbox)

    async with (
        serving(settings, tmp_path / "log", "--only", "api") as api,
        serving(settings, tmp_path / "log", "--only", "bot", "--only", "clock") as rest,
        ClientSession(api.url) as client,
        ClientSession(rest.url) as other,
    ):
        asked = await borrower.asks(client, town.wish(owner))
        await sandbox.until(actor, owner.title)
        elsewhere = await borrower.asks(other, town.wish(owner, 1))

    assert asked.status == 201
    assert elsewhere.status == 404
