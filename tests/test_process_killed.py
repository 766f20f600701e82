"""Killed in the middle of writes and started again: what was acknowledged is there, what was owed is told."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from aiohttp import ClientError, ClientSession

from backend.clock import utc_now
from bot.sandbox import Sandbox, Setup
from models.booking import Booking
from models.engine.connect import connect, disconnect
from models.journal import Journal
from models.need import Need
from models.notice import Notice, NoticeKind, NoticeState
from models.receipt import Receipt, UpdateId
from tests.conftest import Database
from tests.neighbourhood import Borrower, Lender, Neighbourhood, settled_neighbourhood, talking
from tests.served import Served, serving, settings_for

KILLS = 3
WRITERS = 6
READY_WITHIN_S = 10.0


@dataclass
class Ledger:
    """What the clients were told, over all of the server's lives."""

    town: Neighbourhood
    lenders: Iterator[Lender]
    acknowledged: dict[str, Lender] = field(default_factory=dict)
    told: asyncio.Event = field(default_factory=asyncio.Event)

    async def write_until_gone(self, served: Served, borrower: Borrower) -> None:
        """Ask one lender after another, each once, until the server does not answer any more."""
        async with ClientSession(served.url) as client:
            for lender in self.lenders:
                try:
                    asked = await borrower.asks(client, self.town.wish(lender))
                except ClientError:
                    return
                assert asked.status == 201
                self.acknowledged[asked.booking_id] = lender
                self.told.set()

    async def until(self, count: int) -> None:
        """Wait until so many bookings have been acknowledged."""
        while len(self.acknowledged) < count:
            self.told.clear()
            await self.told.wait()


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(Setup(retry_delays_s=(0.05,))).serving() as running:
        yield running


async def a_minute_passes(url: str) -> None:
    """What the dead process had in hand is anybody's again: notices to be sent, updates to be answered."""
    await connect(url)
    await Notice.filter(state=NoticeState.OWED).update(leased_until=None)
    await UpdateId.filter(state=Receipt.DONE).update(at=utc_now() - timedelta(minutes=1))
    await disconnect()


async def lived_and_died(ledger: Ledger, settings: dict[str, str], folder: Path, *, after: int) -> float:
    """One life: so many bookings acknowledged, then killed with others under way; how long it took to be ready."""
    async with serving(settings, folder) as served:
        writers = [asyncio.create_task(ledger.write_until_gone(served, borrower)) for borrower in ledger.town.borrowers]
        await ledger.until(len(ledger.acknowledged) + after)
        served.send(signal.SIGKILL)
        await asyncio.gather(*writers)
        assert await served.ended(within_s=5) == -signal.SIGKILL
    return served.ready_after_s


async def test_nothing_acknowledged_is_lost_and_nothing_owed_is_forgotten(
    db: Database, tmp_path: Path, sandbox: Sandbox
) -> None:
    await disconnect()
    town = await settled_neighbourhood(db.url, lenders=90, borrowers=WRITERS)
    owners = {lender.number: lender.enters(sandbox) for lender in town.lenders}
    settings = settings_for(db.url, tmp_path / "data", sandbox)
    ledger, random = Ledger(town, iter(town.lenders)), Random(9)

    starts = []
    for _ in range(KILLS):
        starts.append(await lived_and_died(ledger, settings, tmp_path / "log", after=random.randint(3, 14)))
        await a_minute_passes(db.url)
    async with serving(settings, tmp_path / "log") as served, ClientSession(served.url) as client:
        starts.append(served.ready_after_s)
        found = [await known(client, town, booking) for booking in ledger.acknowledged]
        for lender in ledger.acknowledged.values():
            await sandbox.until(owners[lender.number], lender.title, within_s=10)
        served.send(signal.SIGTERM)
        code = await served.ended(within_s=10)

    assert set(found) == {200}
    assert code == 0
    assert max(starts) <= READY_WITHIN_S
    await everything_agrees(db.url, ledger)


async def known(client: ClientSession, town: Neighbourhood, booking_id: str) -> int:
    """The status that one of the borrowers, whose booking it is, gets for it."""
    statuses = []
    for borrower in town.borrowers:
        async with client.get(f"/v1/bookings/{booking_id}", headers=borrower.headers) as answer:
            statuses.append(answer.status)
    return min(statuses)


async def everything_agrees(url: str, ledger: Ledger) -> None:
    """Each booking that stands has its journal row and its notice, sent; none of them stands alone."""
    await connect(url)
    kept = {str(booking.id) for booking in await Booking.all()}
    journal = await Journal.filter(verb="booking.requested")
    notices = await Notice.filter(kind=NoticeKind.BOOKING_REQUESTED)
    assert set(ledger.acknowledged) <= kept
    assert sorted(str(row.subject_id) for row in journal) == sorted(kept)
    assert sorted(str(notice.data["booking_id"]) for notice in notices) == sorted(kept)
    assert {notice.state for notice in notices if notice.data["booking_id"] in ledger.acknowledged} == {
        NoticeState.SENT
    }


@pytest.mark.parametrize("mode", ["webhook", "polling"])
async def test_each_update_is_done_once_and_answered(db: Database, tmp_path: Path, sandbox: Sandbox, mode: str) -> None:
    await disconnect()
    town = await settled_neighbourhood(db.url, lenders=1, borrowers=40)
    people = [talking(sandbox, borrower.number, f"Ben {borrower.number}") for borrower in town.borrowers]
    settings = settings_for(db.url, tmp_path / "data", sandbox, mode=mode)

    async with serving(settings, tmp_path / "log") as served:
        for number, person in enumerate(people):
            person.types(f"/need drill {number}")
        await sandbox.until(people[5], "Drill 1001")
        served.send(signal.SIGKILL)
        assert await served.ended(within_s=5) == -signal.SIGKILL
    await a_minute_passes(db.url)
    async with serving(settings, tmp_path / "log"):
        for person in people:
            await sandbox.until(person, lambda chat: any(line.from_bot for line in chat.lines), within_s=20)
        await sandbox.settled(within_s=20)

    await connect(db.url)
    assert sorted(need.text for need in await Need.all()) == sorted(f"drill {n}" for n in range(len(people)))
