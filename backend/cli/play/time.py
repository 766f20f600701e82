"""The play's own time: it stands still until somebody moves it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


class OwnTime:
    """A clock to be given to the program, to the sandbox and to the bot's pacing."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._slept_s = 0.0

    def __call__(self) -> datetime:
        return self.now

    def forward_to(self, moment: datetime) -> None:
        """Let it be later."""
        self.now = max(self.now, moment)

    def monotonic(self) -> float:
        """Seconds, for those who pace themselves."""
        return self._slept_s

    async def sleep(self, span_s: float) -> None:
        """Wait without waiting."""
        self._slept_s += span_s
        await asyncio.sleep(0)


def saturday_after(now: datetime, zone: str) -> datetime:
    """Noon there on the first Saturday that is at least two days away."""
    soon = now.astimezone(ZoneInfo(zone)) + timedelta(days=2)
    saturday = soon + timedelta(days=(5 - soon.weekday()) % 7)
    return saturday.replace(hour=12, minute=0, second=0, microsecond=0).astimezone(UTC)


def monday_of(now: datetime) -> datetime:
    """Nine o'clock UTC on the Monday of that week."""
    return (now - timedelta(days=now.weekday())).replace(hour=9, minute=0, second=0, microsecond=0)
