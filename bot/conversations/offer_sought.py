"""For somebody who has just offered a thing: what neighbours look for that it would meet."""

from __future__ import annotations

from uuid import UUID

from backend.language import distance
from backend.services import seekers
from bot.conversations.when import eyes
from bot.texts import Html, blocks, bold, escape, html_plural
from bot.turn import Turn
from models.errors import Busy

_MOST, _SHOWN = 50, 3


async def sought(turn: Turn, resource_id: UUID) -> Html | None:
    """How many look for something like it, and what the nearest say; never who, and roughly how far away only."""
    try:
        found = await seekers.seekers(turn.actor, resource_id, now=turn.now, limit=_MOST)
    except Busy:
        return None  # the needs are still being read; the thing is listed all the same
    if not found:
        return None
    count = html_plural(
        turn.language,
        "{n} neighbour is looking for something like this:",
        "{n} neighbours are looking for something like this:",
        len({one.need.person_id for one in found}),
    )
    return blocks(count, *(_card(turn, one) for one in found[:_SHOWN]))


def _card(turn: Turn, one: seekers.Sought) -> Html:
    near = escape(distance(turn.language, one.near.low_m, one.near.high_m))
    need = one.need
    period = f" · {eyes(turn).period(need.starts_at, need.ends_at)}" if need.starts_at else ""
    return Html(f"{bold(need.text)}{period} · {near}")
