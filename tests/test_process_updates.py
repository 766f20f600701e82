"""Updates that come more than once, to one process or to two at the same time: one effect, one answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.sandbox import Sandbox, Setup
from models.engine.connect import connect, disconnect
from models.need import Need
from tests.conftest import Database, Dialect
from tests.neighbourhood import settled_neighbourhood, talking
from tests.served import WEBHOOK_SECRET, serving, settings_for

BORROWER = 2_001
COPIES = 5
PATIENCE = 200


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(Setup(retry_delays_s=(0.02,))).serving() as running:
        yield running


def update(number: int, text: str) -> dict[str, Any]:
    """A command as Telegram hands it in."""
    person = {"id": BORROWER, "is_bot": False, "first_name": "Ben", "language_code": "en"}
    command = {"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}
    message = {
        "message_id": number,
        "date": 1_790_000_000,
        "chat": {"id": BORROWER, "type": "private", "first_name": "Ben"},
        "from": person,
        "text": text,
        "entities": [command],
    }
    return {"update_id": number, "message": message}


async def handed_in(client: ClientSession, url: str, content: dict[str, Any], secret: str = WEBHOOK_SECRET) -> int:
    """Post an update until it is taken, as Telegram does; the last status."""
    status = 0
    for _ in range(PATIENCE):
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        async with client.post(f"{url}/telegram", json=content, headers=headers) as answer:
            status = answer.status
        if status != 503:
            break
    return status


def answers(sandbox: Sandbox) -> list[str]:
    """What was written to Ben."""
    return [
        request.method
        for request in sandbox.requests
        if str(request.params.get("chat_id")) == str(BORROWER) and request.method.startswith(("send", "edit"))
    ]


async def test_the_same_update_five_times_has_one_effect(
    db: Database, dialect: Dialect, tmp_path: Path, sandbox: Sandbox
) -> None:
    """On PostgreSQL the copies race in two processes."""
    await disconnect()
    await settled_neighbourhood(db.url, lenders=1, borrowers=1)
    ben = talking(sandbox, BORROWER, "Ben")
    copies = 2 if dialect == "postgres" else 1
    settings = [settings_for(db.url, tmp_path / "data", sandbox, mode="webhook") for _ in range(copies)]
    async with AsyncExitStack() as stack:
        served = [await stack.enter_async_context(serving(one, tmp_path / "log")) for one in settings]
        client = await stack.enter_async_context(ClientSession())
        wrong = await handed_in(client, served[0].url, update(70, "/need ladder"), secret="wrong")

        posts = [handed_in(client, one.url, update(71, "/need drill")) for one in served for _ in range(COPIES)]
        statuses = await asyncio.gather(*posts)
        again = await handed_in(client, served[-1].url, update(71, "/need drill"))
        await sandbox.until(ben, "Drill 1001")

    await connect(db.url)
    assert (wrong, set(statuses), again) == (403, {200}, 200)
    assert [need.text for need in await Need.all()] == ["drill"]
    assert answers(sandbox) == ["sendMessage"]


@pytest.mark.parametrize("mode", ["webhook", "polling"])
async def test_updates_are_taken_by_webhook_and_by_polling(
    db: Database, tmp_path: Path, sandbox: Sandbox, mode: str
) -> None:
    await disconnect()
    await settled_neighbourhood(db.url, lenders=1, borrowers=1)
    ben = talking(sandbox, BORROWER, "Ben")
    sandbox.faults.copies_of_each_update = COPIES

    async with serving(settings_for(db.url, tmp_path / "data", sandbox, mode=mode), tmp_path / "log"):
        ben.types("/need drill")
        await sandbox.until(ben, "Drill 1001")
        await sandbox.settled()

    await connect(db.url)
    assert [need.text for need in await Need.all()] == ["drill"]
    assert answers(sandbox) == ["sendMessage"]
