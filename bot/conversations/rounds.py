"""Rounds for members: a list, a round's card, one's requests taken back, and for stewards calling it off.

/rounds ─▶ list ─▶ a round ──Ask──▶ round_asking.py        the card in the group's chat ─▶ a round
             │        ├─▶ Take back ─▶ the round
             │        └─▶ Call off ─▶ sure? ─▶ the round
             └──Open a round──▶ round_opening.py
"""

from __future__ import annotations

from uuid import UUID

from backend.language import mark, sentence
from backend.services import groups, round_records, round_requests, rounds
from bot.callback_data import Verb
from bot.cards.round import round_buttons, round_text, sure_button
from bot.conversations.menu import home_button
from bot.conversations.pressing import subject, words
from bot.conversations.when import eyes
from bot.keyboards import button, keyboard
from bot.replies import Replies, Show
from bot.routes import Command, Pressed, Route
from bot.texts import Html, blocks, bold, html
from bot.turn import Turn
from models.round import RoundState

_SHOWN = 8
_TITLE = mark("Rounds")
_WHAT = mark(
    "Where many want the same thing, requests are collected and decided together, so that nobody has to hurry."
)
_NONE = mark("There is no round at present.")
_OPEN = mark("➕ Open a round")
_OFF = mark("Call “{name}” off? Those who asked are told.")
_MARKS = {RoundState.OPEN: "🟢", RoundState.CLOSED: "⏳", RoundState.DONE: "✅", RoundState.CALLED_OFF: "✖"}


async def listed(turn: Turn) -> Replies:
    """The rounds of one's groups, the newest first; for stewards also the way to open one."""
    found = await rounds.of_groups(turn.actor, limit=_SHOWN)
    rows = [button(f"{_MARKS[one.round.state]} {one.round.name}", Verb.ROUND, one.round.id) for one in found]
    steward = await groups.stewarded_by(turn.actor)
    opening = button(sentence(turn.language, _OPEN), Verb.ROUND_OPEN) if steward else []
    none = None if found else html(turn.language, _NONE)
    text = blocks(bold(sentence(turn.language, _TITLE)), html(turn.language, _WHAT), none)
    return [Show(text, keyboard(*rows, opening, home_button(turn)))]


async def look(turn: Turn) -> Replies:
    """The round of the button."""
    return await card(turn, subject(turn))


async def card(turn: Turn, round_id: UUID, said: Html | None = None) -> Replies:
    """A round as it stands, with something said above it."""
    seen = await rounds.seen(turn.actor, round_id)
    own = await round_requests.mine(turn.actor, round_id)
    done = seen.round.state is RoundState.DONE
    result = await round_records.result(turn.actor, round_id) if done else None
    buttons = round_buttons(eyes(turn), seen, own, steward=await _stewards(turn, seen))
    return [Show(blocks(said, round_text(eyes(turn), seen, own, result)), keyboard(*buttons, home_button(turn)))]


async def _stewards(turn: Turn, seen: rounds.Shown) -> bool:
    return seen.round.group_id in {group.id for group in await groups.stewarded_by(turn.actor)}


async def drop(turn: Turn) -> Replies:
    """Take the request of the button back."""
    request = await round_requests.withdraw(turn.actor, subject(turn), now=turn.now)
    return await card(turn, request.round_id)


async def call_off(turn: Turn) -> Replies:
    """For stewards: asked once more before it is done."""
    if words(turn) == ("sure",):
        await rounds.call_off(turn.actor, subject(turn), now=turn.now)
        return await look(turn)
    seen = await rounds.seen(turn.actor, subject(turn))
    back = button(f"🎲 {seen.round.name}", Verb.ROUND, seen.round.id)
    text = html(turn.language, _OFF, name=seen.round.name)
    return [Show(text, keyboard(sure_button(turn.language, seen), back))]


handlers: list[Route] = [
    Command("rounds", listed),
    Pressed(Verb.ROUNDS, listed),
    Pressed(Verb.ROUND, look, redraw=listed),
    Pressed(Verb.ROUND_DROP, drop, redraw=listed),
    Pressed(Verb.ROUND_OFF, call_off, redraw=listed),
]
