"""The program as `serve` runs it, but for one thing: its bot answers as fast as it can.

Telegram takes 30 messages a second, and the bot keeps to that; a measurement of its updates would show only that.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys

import uvloop

from backend.app import Parts, running
from backend.config import load
from bot.sending import Priority, Sending


class Unpaced(Sending):
    """Sends at once."""

    def wait_s(self, chat_id: int, *, priority: Priority) -> float:  # noqa: ARG002 - as the paced one
        """Never."""
        return 0.0


async def main() -> None:
    """Serve until SIGTERM; the settings come from the environment."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with running(load(None, os.environ), Parts()) as program:
        if program.bot is not None:
            program.bot.frame.sending.__class__ = Unpaced
        sys.stdout.write(f"{program.api_url}\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    uvloop.run(main())
