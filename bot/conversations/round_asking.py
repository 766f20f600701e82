"""Asking in a round, or asking for something else instead.

Ask ─▶ which thing, or any ─▶ when? ─▶ how long? ─▶ the round's card
       (not where there is but one)
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from backend.language import day, duration, fault, mark, sentence
from backend.services import homes, round_requests, rounds
from bot import drafts
from bot.callback_data import Verb, pack, unpack_any
from bot.cards.round import wish_line
from bot.conversations import rounds as round_cards
from bot.conversations.choosing import Option, option_rows, picked
from bot.conversations.pressing import subject, whole, words
from bot.conversations.walking import Flow, Stage, go, stopped, way_out_of
from bot.conversations.when import Answer, eyes, part_question, part_rows, read_answer, step_button
from bot.keyboards import keyboard, pairs, step_header
from bot.need_line import parse_duration
from bot.replies import Replies, Show
from bot.routes import Pressed, Route
from bot.texts import Html, blocks, bold, escape, html, lines
from bot.turn import Turn
from matching.intervals import Period
from matching.wall import dates
from models.errors import Fault, Gone
from models.round import Round

NAME = "round_ask"
_DAYS = 8
_LENGTHS_MINUTES = (60, 120, 240, 24 * 60)

_TITLE = mark("Ask in the round")
_WHICH = mark("Which of them would you like?")
_ANY = mark("Any of them")
_WHEN = mark("When could you use it? The wider the time, the likelier it is to come true.")
_TYPE = mark("Pick a day, or type it, such as “Saturday 14:00–18:00”.")
_ANY_TIME = mark("Any time in the round")
_HOW_LONG = mark("For how long, within {window}? Pick a length or type one such as “2 hours”.")
_ALL_OF_IT = mark("All of that time")
_NO_LENGTH = mark("I could not read a length in that.")
_NOTED = mark("Noted: {wish}. After the cut-off you hear how it was decided.")


async def begin(turn: Turn) -> Replies:
    """The button under a round; with a request in it, that one is changed."""
    seen = await rounds.seen(turn.actor, subject(turn))
    if not seen.round.takes_requests(turn.now):
        raise Gone(what="round")
    await homes.require(turn.actor)
    given = words(turn)
    changed = unpack_any(given[0]) if given else None
    known: dict[str, object] = {"round": str(seen.round.id), "request": str(changed) if changed else None, "things": []}
    one = len(seen.things) == 1
    await drafts.begin(turn, NAME, "when" if one else "which", steps=2 if one else 3, **known)
    return await (draw_when if one else draw_which)(turn)


async def draw_which(turn: Turn) -> Replies:
    seen = await _seen(turn)
    text = blocks(_head(turn, seen.round, "which"), html(turn.language, _WHICH))
    return [Show(text, keyboard(*option_rows(turn, _things(turn, seen)), way_out_of(turn)))]


async def take_which(turn: Turn) -> Replies:
    seen = await _seen(turn)
    match picked(turn, _things(turn, seen)):
        case ("any",):
            await go(turn, "when", things=[])
        case ("thing", code) if (chosen := unpack_any(code)) is not None:
            await go(turn, "when", things=[str(chosen)])
        case _:
            return await draw_which(turn)
    return await draw_when(turn)


def _things(turn: Turn, seen: rounds.Shown) -> list[Option]:
    each: list[Option] = [(thing.title, ("thing", pack(thing.id))) for thing in seen.things]
    return [(sentence(turn.language, _ANY), ("any",)), *each]


async def draw_when(turn: Turn, problem: Html | None = None) -> Replies:
    found = (await _seen(turn)).round
    zone, window = turn.actor.time_zone, Period(found.starts_at, found.ends_at)
    each = [one for one, _ in zip(dates(zone, window), range(_DAYS), strict=False)]
    days = pairs(step_button(turn, day(turn.language, one), "day", str(one)) for one in each)
    text = blocks(_head(turn, found, "when"), problem, html(turn.language, _WHEN), html(turn.language, _TYPE))
    any_time = step_button(turn, sentence(turn.language, _ANY_TIME), "any")
    return [Show(text, keyboard(any_time, *days, way_out_of(turn)))]


async def take_when(turn: Turn) -> Replies:
    found = (await _seen(turn)).round
    answer = Answer((found.starts_at, found.ends_at)) if words(turn) == ("any",) else read_answer(turn)
    if answer.day is not None:
        text = blocks(_head(turn, found, "when"), part_question(turn, answer.day))
        return [Show(text, keyboard(*part_rows(turn, answer.day), way_out_of(turn)))]
    if answer.problem is not None or answer.period is None:
        return await draw_when(turn, answer.problem)
    start, end = max(answer.period[0], found.starts_at), min(answer.period[1], found.ends_at)
    if end <= start:
        return await draw_when(turn, escape(fault(turn.language, Fault("", "outside_round"))))
    await go(turn, "long", start=start.isoformat(), end=end.isoformat())
    return await (_put(turn, answer.minutes) if answer.minutes else draw_long(turn))


async def draw_long(turn: Turn, problem: Html | None = None) -> Replies:
    start, end = _window(turn)
    all_of_it = (end - start) // timedelta(minutes=1)
    fitting = [minutes for minutes in _LENGTHS_MINUTES if minutes < all_of_it]
    lengths = pairs(step_button(turn, duration(turn.language, minutes), "long", str(minutes)) for minutes in fitting)
    whole_time = step_button(turn, sentence(turn.language, _ALL_OF_IT), "long", str(all_of_it))
    asked = html(turn.language, _HOW_LONG, window=eyes(turn).period(start, end))
    text = blocks(_head(turn, (await _seen(turn)).round, "long"), problem, asked)
    shortest_day = [] if all_of_it > round_requests.LONGEST_MINUTES else whole_time
    return [Show(text, keyboard(*lengths, shortest_day, way_out_of(turn)))]


async def take_long(turn: Turn) -> Replies:
    match words(turn):
        case ("long", said):
            minutes: int | None = whole(said)
        case _:
            minutes = parse_duration(turn.text, language=turn.language)
    if minutes is None:
        return await draw_long(turn, html(turn.language, _NO_LENGTH))
    return await _put(turn, minutes)


async def _put(turn: Turn, minutes: int) -> Replies:
    """Put the request in, or in the place of the one that is changed."""
    data, (start, end) = turn.conversation.data, _window(turn)
    wish = round_requests.Wish(start, end, minutes, tuple(UUID(one) for one in data["things"]))
    if data["request"]:
        request = await round_requests.change(turn.actor, UUID(data["request"]), wish, now=turn.now)
    else:
        request = await round_requests.put(turn.actor, UUID(data["round"]), wish, now=turn.now)
    seen = await _seen(turn)
    await drafts.end(turn)
    noted = html(turn.language, _NOTED, wish=wish_line(eyes(turn), request, seen.things))
    return await round_cards.card(turn, request.round_id, noted)


async def _seen(turn: Turn) -> rounds.Shown:
    return await rounds.seen(turn.actor, UUID(turn.conversation.data["round"]))


def _window(turn: Turn) -> tuple[datetime, datetime]:
    data = turn.conversation.data
    return datetime.fromisoformat(data["start"]), datetime.fromisoformat(data["end"])


def _head(turn: Turn, found: Round, step: str) -> Html:
    steps = int(turn.conversation.data["steps"])
    at = ("which", "when", "long")[-steps:].index(step) + 1
    return lines(step_header(turn.language, sentence(turn.language, _TITLE), at, steps), bold(found.name))


async def left(turn: Turn) -> Replies:
    """Back at the round, with nothing asked."""
    said = next(one.text for one in await stopped(turn) if isinstance(one, Show))
    return await round_cards.card(turn, UUID(turn.conversation.data["round"]), said)


FLOW = Flow(
    NAME,
    {"which": Stage(draw_which, take_which), "when": Stage(draw_when, take_when), "long": Stage(draw_long, take_long)},
    left=left,
)

handlers: list[Route] = [Pressed(Verb.ROUND_ASK, begin, redraw=round_cards.listed), *FLOW.routes()]
