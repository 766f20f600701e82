"""Words from one side of a booking to the other, relayed: nobody's name on Telegram or number is shown.

Write to …, or Reply under a message ──▶ what? ──typed──▶ sent
"""

from __future__ import annotations

from uuid import UUID

from backend.language import mark
from backend.services import booking_reads, messages
from bot import drafts
from bot.callback_data import Verb
from bot.conversations.booking_steps import show
from bot.conversations.pressing import subject
from bot.conversations.walking import Flow, Stage, way_out_of
from bot.keyboards import keyboard
from bot.replies import Replies, Say, Show
from bot.routes import Pressed, Route
from bot.texts import Html, blocks, bold, html
from bot.turn import Turn

FLOW = "write"
_WHAT = mark("Type what you want to say to {name}. I pass it on; neither of you sees the other's number.")
_ONLY_WORDS = mark("I can pass on words only. Please type your message.")
_SENT = mark("✉ Passed on to {name}.")


async def begin(turn: Turn) -> Replies:
    booking, _role = await booking_reads.get(turn.actor, subject(turn))
    await drafts.begin(turn, FLOW, "text", booking=str(booking.id))
    return await draw(turn)


async def draw(turn: Turn, problem: Html | None = None) -> Replies:
    seen = await booking_reads.seen(turn.actor, _booking_id(turn))
    text = blocks(bold(seen.booking.resource.title), problem, html(turn.language, _WHAT, name=seen.other))
    return [Show(text, keyboard(way_out_of(turn)))]


async def take(turn: Turn) -> Replies:
    booking_id = _booking_id(turn)
    if not turn.text.strip():
        return await draw(turn, html(turn.language, _ONLY_WORDS))
    await messages.send(turn.actor, booking_id, turn.text, now=turn.now)
    await drafts.end(turn)
    seen = await booking_reads.seen(turn.actor, booking_id)
    return [Say(html(turn.language, _SENT, name=seen.other)), *await show(turn, booking_id)]


async def left(turn: Turn) -> Replies:
    return await show(turn, _booking_id(turn))


def _booking_id(turn: Turn) -> UUID:
    return UUID(turn.conversation.data["booking"])


flows = [Flow(FLOW, {"text": Stage(draw, take)}, left)]

handlers: list[Route] = [Pressed(Verb.WRITE, begin), *flows[0].routes()]
