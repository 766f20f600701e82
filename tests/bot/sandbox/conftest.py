"""A sandbox that runs, python-telegram-bot's own client for it, and two neighbours."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from telegram import Bot

from bot.sandbox import Person, Sandbox, Setup


class Hands:
    """A clock that stands until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
async def sandbox(hands: Hands) -> AsyncIterator[Sandbox]:
    async with Sandbox(Setup(retry_delays_s=(0.005,)), clock=hands).serving() as running:
        yield running


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    async with Bot(sandbox.setup.token, base_url=sandbox.base_url, base_file_url=sandbox.base_file_url) as client:
        yield client


@pytest.fixture
def ann(sandbox: Sandbox) -> Person:
    return sandbox.add_person(101, "Ann", "ann_totnes", "en")


@pytest.fixture
def ben(sandbox: Sandbox) -> Person:
    return sandbox.add_person(102, "Ben", None, "de")
