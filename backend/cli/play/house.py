"""The house in which a play is given: the whole program and a sandbox in this process, on one clock of their own."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import SecretStr

from backend.app import Parts, Program, running
from backend.cli.play.time import OwnTime
from backend.clock import JOBS
from backend.config.settings import App, Database, Http, Settings, Telegram
from bot.sandbox import Sandbox, Setup
from bot.sending import Sending
from models.notice import Notice, NoticeState

Mode = Literal["polling", "webhook"]
PATIENCE_S = 10.0
BOT_NAME = "borrowdale_bot"
PARTS = frozenset({"api", "bot"})  # the clock's jobs are done when the play says that it is time


@dataclass(frozen=True, slots=True)
class House:
    """A running program, the sandbox beside it, and their clock."""

    program: Program
    sandbox: Sandbox
    time: OwnTime

    async def told(self) -> None:
        """Wait until each update has been taken."""
        await self.sandbox.settled()

    async def all_told(self) -> None:
        """Wait until nothing that is due is owed to anybody."""
        await self.told()
        bot = self.program.bot
        async with asyncio.timeout(PATIENCE_S):
            while bot and await Notice.filter(state=NoticeState.OWED, not_before__lte=self.time()).exists():
                await bot.delivery.deliver_due()

    async def time_acts(self) -> None:
        """Do what the clock would do now."""
        for name in ("news", "bookings"):
            await JOBS[name][0](self.time())


@asynccontextmanager
async def opened(database_url: str, folder: Path, time: OwnTime, *, mode: Mode = "polling") -> AsyncIterator[House]:
    """Run the program against a sandbox while the context is open; nothing leaves this machine or this folder."""
    setup = Setup(token=f"1:{secrets.token_urlsafe(24)}", username=BOT_NAME, retry_delays_s=(0.05,))
    async with Sandbox(setup, clock=time).serving() as sandbox:
        settings = _settings(database_url, folder, sandbox, mode)
        pace = Sending(clock=time.monotonic, sleep=time.sleep)
        async with running(settings, Parts(only=PARTS, clock=time, sending=pace)) as program:
            yield House(program, sandbox, time)


def _settings(database_url: str, folder: Path, sandbox: Sandbox, mode: Mode) -> Settings:
    telegram = Telegram(
        token=SecretStr(sandbox.setup.token),
        username=BOT_NAME,
        api_base=sandbox.address,
        mode=mode,
        webhook_secret=SecretStr(secrets.token_urlsafe(24) if mode == "webhook" else ""),
    )
    return Settings(
        app=App(data_dir=folder),
        database=Database(url=SecretStr(database_url)),
        http=Http(port=0, requests_per_minute=100_000),
        telegram=telegram,
    )
