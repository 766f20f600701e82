"""Blocking a neighbour, from a booking with them or a question of theirs, and whom one blocked.

a booking, a question ──Block──▶ sure? ──Yes──▶ list      /blocks ─▶ list ──Unblock──▶ list
                                   └──No──▶ the booking or the question as it stands
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple
from uuid import UUID

from backend.language import mark, sentence
from backend.services import asks, blocks, booking_reads, people
from bot.callback_data import Verb
from bot.cards.blocking import Met
from bot.conversations.menu import home_button
from bot.conversations.pressing import place_in_list, subject, words
from bot.keyboards import Row, beside, button, keyboard
from bot.replies import Replies, Show, Toast
from bot.routes import Command, Pressed, Route
from bot.texts import blocks as parts
from bot.texts import bold, html
from bot.turn import Turn
from models.errors import NotFound

_SHOWN = 8
_SURE = mark(
    "Block {name}? Then neither of you finds what the other lends or needs. {name} is not told. Bookings that are"
    " under way stay as they are, so that everything comes home."
)
_YES, _NO = mark("Yes, block {name}"), mark("No, go back")
_DONE = mark("{name} is blocked.")
_TITLE = mark("Whom you blocked")
_WHAT = mark("Neither of you finds what the other lends or needs. Nobody but you sees this list.")
_NOBODY = mark("You have blocked nobody. A booking's card has a button for it, and so has a question of a neighbour.")
_UNBLOCK, _UNBLOCKED = mark("↩ Unblock {name}"), mark("{name} is not blocked any more.")
_MORE, _BEFORE = mark("More ➡"), mark("⬅ Before")


class Other(NamedTuple):
    """The one who was met, and the button that leads back there."""

    id: UUID
    name: str
    back: Verb


async def _of_booking(turn: Turn) -> Other:
    seen = await booking_reads.seen(turn.actor, subject(turn))
    if seen.other_id is None:
        raise NotFound(what="person")
    return Other(seen.other_id, seen.other, Verb.BOOKING)


async def _of_ask(turn: Turn) -> Other:
    need = (await asks.get(turn.actor, subject(turn))).need
    return Other(need.person_id, need.person.name, Verb.ANSWER)


_OTHERS: Mapping[str, Callable[[Turn], Awaitable[Other]]] = {Met.BOOKING: _of_booking, Met.ASK: _of_ask}


async def pressed(turn: Turn) -> Replies:
    """Asks whether one is sure; after a yes the two are kept apart."""
    match words(turn):
        case (met,) if met in _OTHERS:
            return _sure(turn, await _OTHERS[met](turn), met)
        case (met, "yes") if met in _OTHERS:
            other = await _OTHERS[met](turn)
            await blocks.block(turn.actor, other.id, now=turn.now)
            return [Toast(sentence(turn.language, _DONE, name=other.name)), *await listed(turn)]
    return await listed(turn)


def _sure(turn: Turn, other: Other, met: str) -> Replies:
    language = turn.language
    yes = button(sentence(language, _YES, name=other.name), Verb.BLOCK, subject(turn), words=(met, "yes"))
    no = button(sentence(language, _NO), other.back, subject(turn))
    return [Show(html(language, _SURE, name=other.name), keyboard(yes, no))]


async def listed(turn: Turn) -> Replies:
    """Whom one blocked, the latest first, each with the way back."""
    return await _listed(turn, place_in_list(turn) if turn.press and turn.press.verb is Verb.BLOCKS else 0)


async def _listed(turn: Turn, first: int) -> Replies:
    language, found = turn.language, await blocks.mine(turn.actor)
    rows = [
        button(sentence(language, _UNBLOCK, name=one.whom.name), Verb.UNBLOCK, one.whom_id)
        for one in found[first : first + _SHOWN]
    ]
    before = _page(turn, _BEFORE, max(0, first - _SHOWN)) if first else []
    more = _page(turn, _MORE, first + _SHOWN) if first + _SHOWN < len(found) else []
    text = parts(bold(sentence(language, _TITLE)), html(language, _WHAT if found else _NOBODY))
    return [Show(text, keyboard(*rows, beside(before, more), home_button(turn)))]


def _page(turn: Turn, label: str, first: int) -> Row:
    return button(sentence(turn.language, label), Verb.BLOCKS, words=(str(first),))


async def unblock(turn: Turn) -> Replies:
    """Lets the two find each other again."""
    other = await people.get(subject(turn))
    await blocks.unblock(turn.actor, other.id, now=turn.now)
    return [Toast(sentence(turn.language, _UNBLOCKED, name=other.name)), *await listed(turn)]


handlers: list[Route] = [
    Command("blocks", listed),
    Pressed(Verb.BLOCKS, listed),
    Pressed(Verb.BLOCK, pressed, redraw=listed),
    Pressed(Verb.UNBLOCK, unblock, redraw=listed),
]
