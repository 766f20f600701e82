"""One booking's card and its buttons, and the list of one's bookings.

My bookings ──▶ card ──Accept, Decline, Take back, Handed over, Back, …──▶ the card as it stands now
                  ├── Other time, Keep it longer, Cancel ──▶ booking_steps.py
                  ├── Write to … ──▶ relay.py
                  └── Where exactly? ──▶ a pin, only when asked for
"""

from __future__ import annotations

from collections.abc import Sequence

from backend.language import mark, sentence
from backend.services import booking_reads, bookings
from backend.services.moves import Act
from bot.callback_data import Verb
from bot.conversations import booking_steps
from bot.conversations.booking_steps import show
from bot.conversations.pressing import subject, words
from bot.conversations.when import eyes
from bot.keyboards import Row, button, keyboard
from bot.replies import Pin, Replies, Show, Toast
from bot.routes import Command, Pressed, Route
from bot.texts import blocks, bold, html
from bot.turn import Turn
from models.booking import Booking
from models.lifecycle import ENDED, Action, Role

_SHOWN = 8
_ALL = mark("Your bookings")
_NONE = mark("You have no bookings yet. Find something with /search or /need, or lend something with /offer.")
_LENT, _BORROWED = mark("→ {title}, {period}"), mark("← {title}, {period}")
_LEGEND = mark("→ you lend it, ← you borrow it, ✓ is over.")
_OVER = mark("✓ {title}, {period}")
_OLDER = mark("Older ➡")
_DONE = mark("Done. {name} is told.")
_MEET = mark("Hand-over: {thing}")

# What changes which period depends on the version that the presser saw.
_OF_A_VERSION = {Action.ACCEPT_TIME, Action.AGREE_EXTENSION}


async def card(turn: Turn) -> Replies:
    """The booking as it stands now."""
    return await show(turn, subject(turn))


async def act(turn: Turn) -> Replies:
    """The action of the pressed button; one that needs words or a time asks for them first."""
    said = words(turn)
    action = Action(said[0]) if said and said[0] in set(Action) else None
    if action is None:
        return await card(turn)
    if action in booking_steps.BEGIN:
        return await booking_steps.BEGIN[action](turn)
    seen_version = turn.press.version if turn.press and action in _OF_A_VERSION else None
    await bookings.act(turn.actor, subject(turn), Act(action), now=turn.now, version=seen_version)
    seen = await booking_reads.seen(turn.actor, subject(turn))
    return [Toast(sentence(turn.language, _DONE, name=seen.other)), *await card(turn)]


async def mine(turn: Turn) -> Replies:
    """The list, the newest first; each is one button."""
    before = turn.press.subject if turn.press else None
    found = await booking_reads.bookings_of(turn.actor, booking_reads.Listing(before=before, limit=_SHOWN + 1))
    if not found:
        return [Show(html(turn.language, _NONE))]
    rows = [await _entry(turn, one) for one in found[:_SHOWN]]
    text = blocks(bold(sentence(turn.language, _ALL)), html(turn.language, _LEGEND))
    return [Show(text, keyboard(*rows, _older(turn, found)))]


async def _entry(turn: Turn, booking: Booking) -> Row:
    _booking, role = await booking_reads.get(turn.actor, booking.id)
    form = _OVER if booking.state in ENDED else _BORROWED if role is Role.BORROWER else _LENT
    period = eyes(turn).words_for(booking.starts_at, booking.ends_at)
    return button(sentence(turn.language, form, title=booking.resource.title, period=period), Verb.BOOKING, booking.id)


def _older(turn: Turn, found: Sequence[Booking]) -> Row:
    if len(found) <= _SHOWN:
        return []
    return button(sentence(turn.language, _OLDER), Verb.BOOKINGS, found[_SHOWN - 1].id)


async def where(turn: Turn) -> Replies:
    """The exact place, once agreed; the look is written down."""
    booking, _role = await booking_reads.get(turn.actor, subject(turn))
    meeting = await booking_reads.meeting(turn.actor, booking.id, now=turn.now)
    title = sentence(turn.language, _MEET, thing=booking.resource.title)
    period = eyes(turn).words_for(booking.starts_at, booking.ends_at)
    return [Pin(meeting.lat, meeting.lon, title, meeting.address or period)]


flows = booking_steps.flows

handlers: list[Route] = [
    Command("bookings", mine),
    Pressed(Verb.BOOKINGS, mine),
    Pressed(Verb.BOOKING, card),
    Pressed(Verb.BOOKING_ACT, act, redraw=card),
    Pressed(Verb.WHERE, where, redraw=card),
    *(route for flow in flows for route in flow.routes()),
]
