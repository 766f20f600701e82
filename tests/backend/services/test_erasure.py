"""Leaving: fourteen days to think again, then no name, text, picture or place of theirs is left anywhere."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from backend.services import bookings, erasure, messages, people, sessions
from backend.services.moves import Act
from models.booking import Booking
from models.errors import NotFound
from models.journal import Journal
from models.lifecycle import Action, State
from models.person import Person, Provider
from models.transaction import execute
from tests.backend.services.conftest import NOW, Town

TABLES = (
    "persons",
    "identities",
    "places",
    "resources",
    "messages",
    "bookings",
    "notices",
    "needs",
    "sessions",
    "journal",
)


async def dump() -> str:
    return "\n".join([str(await execute(f"SELECT * FROM {table}")) for table in TABLES])


async def test_after_fourteen_days_nothing_names_them_any_more(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(30), town.at(30, 17))
    await messages.send(town.ben, booking.id, "canary-message", now=NOW)
    await sessions.issue_token(town.ben, "canary-phone", now=NOW)
    await people.change(town.ben, people.Settings(name="Canary Ben"), now=NOW)
    await people.ask_erasure(await people.get(town.ben.id), days=14, now=NOW)

    early = await erasure.erase_due(now=NOW + timedelta(days=13))
    done = await erasure.erase_due(now=NOW + timedelta(days=14))

    assert (early, done) == (0, 1)
    left = (await dump()).lower()
    assert "canary" not in left
    assert (await Booking.get(id=booking.id)).state in {State.WITHDRAWN, State.EXPIRED}
    assert await people.find(Provider.TELEGRAM, "101") is None


async def test_somebody_who_changes_their_mind_stays(town: Town) -> None:
    await people.ask_erasure(town.ben, days=14, now=NOW)
    ben = await people.get(town.ben.id)

    await people.keep_account(ben, now=NOW + timedelta(days=13))

    assert await erasure.erase_due(now=NOW + timedelta(days=30)) == 0
    with pytest.raises(NotFound):
        await people.keep_account(await people.get(town.ben.id), now=NOW)


async def test_two_clocks_wipe_somebody_once(town: Town) -> None:
    await people.ask_erasure(town.ben, days=14, now=NOW)

    done = await asyncio.gather(*(erasure.erase_due(now=NOW + timedelta(days=14)) for _ in range(2)))

    assert sum(done) == 1
    assert await Journal.filter(verb="person.erased").count() == 1


async def test_nobody_leaves_with_a_drill_in_their_hands(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(1), town.at(1, 17))
    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=NOW)
    await bookings.act(town.ada, booking.id, Act(Action.HAND_OVER), now=town.at(1))
    await people.ask_erasure(town.ben, days=14, now=NOW)

    kept = await erasure.erase_due(now=NOW + timedelta(days=15))
    await bookings.act(town.ada, booking.id, Act(Action.RETURN), now=town.at(16))
    wiped = await erasure.erase_due(now=NOW + timedelta(days=17))

    assert (kept, wiped) == (0, 1)
    assert (await Person.get(id=town.ben.id)).name == erasure.WIPED
