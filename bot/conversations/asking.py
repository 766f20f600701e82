"""Asking for a thing: when, how long, a note, and off it goes to whoever lends it.

Ask ──time unknown──▶ when? ──only a beginning──▶ how long? ──┐
  └──time known───────────────────────────────────────────────┴─▶ check, add a note ──Send──▶ the booking's card
Where it cannot be had then, the nearest times that can are buttons of "when?", and so is a round that collects for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from backend.language import duration, mark, refusal, sentence
from backend.services import booking_reads, bookings, fitting, needs, resources
from backend.services.wording import clean_text
from bot import drafts
from bot.callback_data import Verb, in_button, unpack_any
from bot.cards.booking import booking_card
from bot.conversations import need, searching
from bot.conversations.pressing import from_button, subject, whole, words
from bot.conversations.thing import pictures_button
from bot.conversations.walking import Flow, Stage, go, stopped, way_out_of
from bot.conversations.when import (
    EXAMPLE,
    ONLY_WORDS,
    Answer,
    Period,
    day_rows,
    eyes,
    part_question,
    part_rows,
    read_answer,
    step_button,
)
from bot.keyboards import Row, beside, button, keyboard, pairs, step_header
from bot.need_line import parse_duration
from bot.replies import Replies, Show
from bot.routes import Pressed, Route
from bot.texts import Html, blocks, bold, escape, html, lines, paragraph
from bot.turn import Turn
from models.booking import Booking
from models.errors import Instead, Unavailable
from models.resource import Resource

FLOW, STEPS = "ask", 2
_LENGTHS_MINUTES = (60, 120, 240, 24 * 60)

_TITLE = mark("Ask for it")
_WHEN = mark("When would you like it?")
_HOW_LONG = mark("From {start}. For how long? Type a length such as “2 hours”, or pick one.")
_NO_LENGTH = mark("I could not read a length in that.")
_BEGINNING = mark("Please say also when it should begin.")
_ALTERNATIVES = mark("It can be had at these times:")
_PARTLY = mark("It can be had for this part of the time you named.")
_CHECK = mark("Shall I ask {owner} for it?")
_CHECK_AT_ONCE = mark("It can be booked at once. Shall I book it?")
_NOTE = mark("Your note: “{note}”")
_ADD_NOTE = mark("If you like, type a note to go with it: what you need it for, when you could come by.")
_OTHER_NOTE = mark("Type another note to replace it.")
_SEND, _BOOK = mark("✅ Send request"), mark("✅ Book it")
_OTHER = mark("🕑 Other time")


async def start(turn: Turn) -> Replies:
    """The button under a result: on account of a need, of a time that was searched for, or of neither."""
    resource_id, given = subject(turn), words(turn)
    need_id = unpack_any(given[0]) if len(given) == 1 else None
    window: Period | None = None
    minutes = None
    if need_id is not None:
        wish = await needs.get(turn.actor, need_id)
        minutes = wish.duration_minutes
        window = (wish.starts_at, wish.ends_at) if wish.starts_at and wish.ends_at else None
    elif len(given) == 2:
        window = (from_button(given[0]), from_button(given[1]))
    known = {"resource": str(resource_id), "need": str(need_id) if need_id else None}
    if window is None:
        await resources.visible(turn.actor, resource_id)
        await drafts.begin(turn, FLOW, "when", **known)
        return await draw_when(turn)
    await drafts.begin(turn, FLOW, "check", **known)
    return await _fitted(turn, Answer(window, minutes))


async def draw_when(turn: Turn, problem: Html | None = None, ways: Sequence[Row] = ()) -> Replies:
    language, others = turn.language, _others(turn)
    offered = html(language, _ALTERNATIVES) if others else html(language, _WHEN)
    text = blocks(await _head(turn, 1), problem, offered, html(language, EXAMPLE))
    return [Show(text, keyboard(*ways, *others, *day_rows(turn), way_out_of(turn)))]


async def take_when(turn: Turn) -> Replies:
    match words(turn):
        case ("at", start, end):
            return await _fitted(turn, Answer((from_button(start), from_button(end))))
        case _:
            answer = read_answer(turn)
    if answer.day is not None:
        text = blocks(await _head(turn, 1), part_question(turn, answer.day))
        return [Show(text, keyboard(*part_rows(turn, answer.day), way_out_of(turn)))]
    if answer.problem is None and answer.period is None:
        answer = Answer(problem=html(turn.language, _BEGINNING))
    if answer.problem is not None:
        return await draw_when(turn, answer.problem)
    if answer.open_end and answer.period is not None:
        await go(turn, "long", start=answer.period[0].isoformat())
        return await draw_long(turn)
    return await _fitted(turn, answer)


async def draw_long(turn: Turn, problem: Html | None = None) -> Replies:
    start = _stored(turn, "start")
    text = blocks(await _head(turn, 1), problem, html(turn.language, _HOW_LONG, start=eyes(turn).period(start)))
    lengths = pairs(
        step_button(turn, duration(turn.language, minutes), "long", str(minutes)) for minutes in _LENGTHS_MINUTES
    )
    return [Show(text, keyboard(*lengths, way_out_of(turn)))]


async def take_long(turn: Turn) -> Replies:
    match words(turn):
        case ("long", said):
            minutes: int | None = whole(said)
        case _:
            minutes = parse_duration(turn.text, language=turn.language)
    if minutes is None:
        return await draw_long(turn, html(turn.language, _NO_LENGTH))
    start = _stored(turn, "start")
    return await _fitted(turn, Answer((start, start + timedelta(minutes=minutes)), minutes))


async def _fitted(turn: Turn, answer: Answer) -> Replies:
    """On to the check with what can be had in that time, or back to "when?" with what can be had instead."""
    if answer.period is None:
        return await draw_when(turn)
    resource_id = UUID(turn.conversation.data["resource"])
    try:
        period = await fitting.fit(turn.actor, resource_id, answer.period, now=turn.now, minutes=answer.minutes)
    except Unavailable as refused:
        return await _instead(turn, refused)
    partly = answer.minutes is None and (period.start, period.end) != answer.period
    chosen = {"partly": partly, "start": period.start.isoformat(), "end": period.end.isoformat(), "others": []}
    await (drafts.advance if turn.conversation.step == "check" else go)(turn, "check", **chosen)
    return await draw_check(turn)


async def _instead(turn: Turn, refused: Unavailable) -> Replies:
    await drafts.advance(turn, "when", others=[_pair(each) for each in refused.alternatives if each.kind == "time"])
    rounds = [each.params for each in refused.alternatives if each.kind == "round"]
    ways = [button(f"🎲 {one['name']}", Verb.ROUND, UUID(str(one["id"]))) for one in rounds]
    return await draw_when(turn, escape(refusal(turn.language, refused)), ways)


async def draw_check(turn: Turn, problem: Html | None = None) -> Replies:
    language, note = turn.language, str(turn.conversation.data.get("note", ""))
    resource = await _resource(turn)
    period = eyes(turn).period(_stored(turn, "start"), _stored(turn, "end"))
    check = html(language, _CHECK_AT_ONCE) if resource.instant else html(language, _CHECK, owner=_owner(resource))
    partly = html(language, _PARTLY) if turn.conversation.data.get("partly") else None
    noted = html(language, _NOTE, note=paragraph(note)) if note else None
    more = html(language, _OTHER_NOTE if note else _ADD_NOTE)
    text = blocks(
        await _head(turn, 2), bold(period), partly, paragraph(resource.description), problem, noted, check, more
    )
    send = step_button(turn, sentence(language, _BOOK if resource.instant else _SEND), "send")
    other = step_button(turn, sentence(language, _OTHER), "other")
    return [Show(text, keyboard(send, beside(other, await pictures_button(turn, resource)), way_out_of(turn)))]


async def take_check(turn: Turn) -> Replies:
    match words(turn):
        case ("send",):
            return await _send(turn)
        case ("other",):
            await go(turn, "when")
            return await draw_when(turn)
        case _:
            note = clean_text(turn.text, pointer="/note", longest=bookings.NOTE_LONGEST)
            if not note:
                return await draw_check(turn, html(turn.language, ONLY_WORDS))
            await drafts.advance(turn, "check", note=note)
            return await draw_check(turn)


async def _send(turn: Turn) -> Replies:
    try:
        booking = await _requested(turn)
    except Unavailable as refused:
        return await _instead(turn, refused)
    await drafts.end(turn)
    card = booking_card(await booking_reads.seen(turn.actor, booking.id), eyes(turn))
    return [Show(card.text, card.keyboard)]


async def _requested(turn: Turn) -> Booking:
    data = turn.conversation.data
    need_id = UUID(data["need"]) if data["need"] else None
    wanted = bookings.Wanted(
        UUID(data["resource"]), _stored(turn, "start"), _stored(turn, "end"), need_id, data.get("note", "")
    )
    if need_id is None:
        return await bookings.request(turn.actor, wanted, now=turn.now)
    return await needs.ask(turn.actor, need_id, wanted, now=turn.now)


async def left(turn: Turn) -> Replies:
    """Back to what was found, where it is still known."""
    if turn.conversation.data["need"]:
        return await need.results_of(turn, UUID(turn.conversation.data["need"]))
    return await searching.found_again(turn) or await stopped(turn)


async def _head(turn: Turn, step: int) -> Html:
    resource = await _resource(turn)
    header = step_header(turn.language, sentence(turn.language, _TITLE), step, STEPS)
    return lines(header, Html(f"{bold(resource.title)} · {escape(_owner(resource))}"))


async def _resource(turn: Turn) -> Resource:
    return await resources.visible(turn.actor, UUID(turn.conversation.data["resource"]))


def _owner(resource: Resource) -> str:
    holder = resource.owner or resource.owner_group
    return holder.name if holder else ""


def _others(turn: Turn) -> list[Row]:
    """The times that can be had instead, as buttons."""
    periods = [(from_button(start), from_button(end)) for start, end in turn.conversation.data.get("others", [])]
    return [
        step_button(turn, eyes(turn).words_for(start, end), "at", in_button(start), in_button(end))
        for start, end in periods
    ]


def _pair(other: Instead) -> tuple[str, str]:
    start, end = other.params["start"], other.params["end"]
    assert isinstance(start, datetime) and isinstance(end, datetime)  # noqa: S101, PT018 - calendars.refused makes them
    return in_button(start), in_button(end)


def _stored(turn: Turn, name: str) -> datetime:
    return datetime.fromisoformat(turn.conversation.data[name])


flows = [
    Flow(
        FLOW,
        {
            "when": Stage(draw_when, take_when),
            "long": Stage(draw_long, take_long),
            "check": Stage(draw_check, take_check),
        },
        left,
    )
]

handlers: list[Route] = [Pressed(Verb.ASK, start), *flows[0].routes()]
