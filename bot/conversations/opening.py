"""What the links into the bot are for: `t.me/<bot>?start=` and one of these."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.replies import Replies
from bot.turn import Turn

Opener = Callable[[Turn, str], Awaitable[Replies]]

OPENERS: Mapping[str, Opener] = {}


async def open_link(turn: Turn, payload: str) -> Replies | None:
    """What the payload leads to; None where it leads nowhere."""
    prefix, separator, rest = payload.partition("_")
    opener = OPENERS.get(prefix + separator)
    return await opener(turn, rest) if opener else None
