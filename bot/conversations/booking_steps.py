"""What a booking's buttons ask for before they act: another time, a later end, a reason.

Other time ──▶ when? ──┐
Keep it longer ──▶ until when? ──┼──▶ the booking's card
Cancel ──▶ why? ──┘          Cancel of the conversation: the card as it was
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from backend.language import duration, mark, refusal, sentence
from backend.services import booking_reads, bookings
from backend.services.moves import Act
from bot import drafts
from bot.cards.booking import booking_card
from bot.conversations.pressing import subject, whole, words
from bot.conversations.walking import Flow, Stage, way_out_of
from bot.conversations.when import EXAMPLE, day_rows, eyes, part_question, part_rows, read_answer, step_button
from bot.keyboards import Row, keyboard, pairs
from bot.need_line import parse_duration
from bot.replies import Replies, Show
from bot.texts import Html, blocks, bold, escape, html, lines
from bot.turn import Handler, Turn
from matching.wall import MINUTE
from models.booking import Booking
from models.errors import Unavailable
from models.lifecycle import Action

_LONGER_MINUTES = (60, 120, 24 * 60, 7 * 24 * 60)
_OTHER_TIME = mark("Which other time do you propose? {name} can then agree or take the request back.")
_LONGER = mark("It is booked until {end}. Until when would you like to keep it? {name} has to agree.")
_TYPE_LONGER = mark("Type a time such as “Sunday 18:00”, how much longer such as “2 hours”, or pick one.")
_BY = mark("{length} longer")
_NOT_LATER = mark("That is not later than now agreed.")
_NO_PERIOD = mark("Please give a beginning and an end, such as “Saturday 14:00–17:00”.")
_WHY = mark("Why do you cancel? {name} is told. Type it, or pick one.")
_NO_REASON = mark("Please say why in a few words.")
# What people most often give as a reason; sent as it stands, in the language of whoever cancels.
_REASONS = (
    mark("My plans have changed"),
    mark("I am not well"),
    mark("It is broken"),
    mark("I found another one"),
)


class Asking(Protocol):
    """Draws a question, with what was wrong with the answer before."""

    async def __call__(self, turn: Turn, problem: Html | None = None) -> Replies: ...


async def show(turn: Turn, booking_id: UUID) -> Replies:
    """The booking's card for this person."""
    card = booking_card(await booking_reads.seen(turn.actor, booking_id), eyes(turn))
    return [Show(card.text, card.keyboard)]


def _beginning(flow: str, step: str, draw: Handler) -> Handler:
    async def begin(turn: Turn) -> Replies:
        booking = await booking_reads.get(turn.actor, subject(turn))
        await drafts.begin(turn, flow, step, booking=str(booking[0].id))
        return await draw(turn)

    return begin


async def draw_other_time(turn: Turn, problem: Html | None = None) -> Replies:
    seen = await _seen(turn)
    text = blocks(
        _head(turn, seen), problem, html(turn.language, _OTHER_TIME, name=seen.other), html(turn.language, EXAMPLE)
    )
    return [Show(text, keyboard(*day_rows(turn), way_out_of(turn)))]


async def take_other_time(turn: Turn) -> Replies:
    answer = read_answer(turn)
    if answer.day is not None:
        seen = await _seen(turn)
        text = blocks(_head(turn, seen), part_question(turn, answer.day))
        return [Show(text, keyboard(*part_rows(turn, answer.day), way_out_of(turn)))]
    if answer.problem is not None:
        return await draw_other_time(turn, answer.problem)
    if answer.period is None or answer.open_end:
        return await draw_other_time(turn, html(turn.language, _NO_PERIOD))
    start, end = answer.period
    if answer.minutes is not None:
        end = min(end, start + answer.minutes * MINUTE)
    return await _do(turn, Act(Action.PROPOSE, starts_at=start, ends_at=end), draw_other_time)


async def draw_longer(turn: Turn, problem: Html | None = None) -> Replies:
    seen = await _seen(turn)
    ends = eyes(turn).period(seen.booking.ends_at)
    ask = html(turn.language, _LONGER, end=ends, name=seen.other)
    buttons = pairs(_longer_by(turn, minutes) for minutes in _LONGER_MINUTES)
    text = blocks(_head(turn, seen), problem, ask, html(turn.language, _TYPE_LONGER))
    return [Show(text, keyboard(*buttons, way_out_of(turn)))]


def _longer_by(turn: Turn, minutes: int) -> Row:
    text = sentence(turn.language, _BY, length=duration(turn.language, minutes))
    return step_button(turn, text, "by", str(minutes))


async def take_longer(turn: Turn) -> Replies:
    ends_at = await _later_end(turn)
    if isinstance(ends_at, datetime):
        return await _do(turn, Act(Action.EXTEND, ends_at=ends_at), draw_longer)
    return await draw_longer(turn, ends_at)


async def _later_end(turn: Turn) -> datetime | Html:
    """The new end, or what is wrong with the answer."""
    booking = (await _seen(turn)).booking
    match words(turn):
        case ("by", minutes):
            return booking.ends_at + whole(minutes) * MINUTE
        case _:
            return _typed_end(turn, booking)


def _typed_end(turn: Turn, booking: Booking) -> datetime | Html:
    """An end that was typed: a time, or how much longer."""
    longer_by = parse_duration(turn.text, language=turn.language)
    answer = read_answer(turn)
    if answer.period is None and longer_by is not None:
        return booking.ends_at + longer_by * MINUTE
    if answer.period is None or answer.problem is not None:
        return answer.problem or html(turn.language, _NOT_LATER)
    start, end = answer.period
    ends_at = start if answer.open_end else end
    return ends_at if ends_at > booking.ends_at else html(turn.language, _NOT_LATER)


async def draw_reason(turn: Turn, problem: Html | None = None) -> Replies:
    seen = await _seen(turn)
    buttons = pairs(
        step_button(turn, sentence(turn.language, reason), "why", str(number)) for number, reason in enumerate(_REASONS)
    )
    text = blocks(_head(turn, seen), problem, html(turn.language, _WHY, name=seen.other))
    return [Show(text, keyboard(*buttons, way_out_of(turn)))]


async def take_reason(turn: Turn) -> Replies:
    match words(turn):
        case ("why", number) if whole(number) < len(_REASONS):
            reason = sentence(turn.language, _REASONS[whole(number)])
        case _:
            reason = turn.text.strip()
    if not reason:
        return await draw_reason(turn, html(turn.language, _NO_REASON))
    return await _do(turn, Act(Action.CANCEL, reason=reason), draw_reason)


async def _do(turn: Turn, act: Act, again: Asking) -> Replies:
    """Act and show the card; where the time cannot be had, ask again with the reason over it."""
    booking_id = _booking_id(turn)
    try:
        await bookings.act(turn.actor, booking_id, act, now=turn.now)
    except Unavailable as refused:
        return await again(turn, escape(refusal(turn.language, refused)))
    await drafts.end(turn)
    return await show(turn, booking_id)


async def left(turn: Turn) -> Replies:
    """The card as it was."""
    return await show(turn, _booking_id(turn))


def _booking_id(turn: Turn) -> UUID:
    return UUID(turn.conversation.data["booking"])


async def _seen(turn: Turn) -> booking_reads.Seen:
    return await booking_reads.seen(turn.actor, _booking_id(turn))


def _head(turn: Turn, seen: booking_reads.Seen) -> Html:
    booking = seen.booking
    return lines(bold(booking.resource.title), eyes(turn).period(booking.starts_at, booking.ends_at))


flows = [
    Flow("propose", {"when": Stage(draw_other_time, take_other_time)}, left),
    Flow("extend", {"until": Stage(draw_longer, take_longer)}, left),
    Flow("cancel", {"why": Stage(draw_reason, take_reason)}, left),
]

BEGIN: Mapping[Action, Handler] = {
    Action.PROPOSE: _beginning("propose", "when", draw_other_time),
    Action.EXTEND: _beginning("extend", "until", draw_longer),
    Action.CANCEL: _beginning("cancel", "why", draw_reason),
}
"""The actions that ask something first."""
