"""Opening a round, for stewards.

/round ─▶ group ─▶ things ─▶ name ─▶ requests until ─▶ bookings from, to ─▶ check ─▶ the round's card
          (only with several)
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from backend.language import fault, listing, mark, sentence
from backend.services import groups, rounds
from backend.services.wording import clean_line
from bot import drafts
from bot.callback_data import Verb, in_button, pack, unpack_any
from bot.conversations import menu
from bot.conversations import rounds as round_cards
from bot.conversations.choosing import Option, choice, option_rows, picked, typed
from bot.conversations.pressing import from_button, whole
from bot.conversations.walking import Flow, Stage, go, way_out_of
from bot.conversations.when import eyes, read_answer
from bot.keyboards import keyboard, step_header
from bot.replies import Replies, Show
from bot.routes import Command, Pressed, Route
from bot.texts import Html, blocks, bold, escape, html, lines
from bot.turn import Turn
from matching.wall import instant, local
from models.errors import Fault
from models.resource import Resource

NAME = "round"
_ORDER = ("group", "things", "name", "until", "window", "check")
_UNTIL_DAYS, _UNTIL_MINUTE = (1, 3, 7), 20 * 60
_WINDOW_DAYS = (7, 14, 30)

_TITLE = mark("Open a round")
_WHICH_GROUP = mark("In which group?")
_WHICH = mark("Which things is it about? Only what the group owns and what can be booked at once can be in a round.")
_NOTHING = mark("There is nothing yet that a round could be about: only what the group owns, or can be booked at once.")
_ALL, _GO_ON = mark("All of them"), mark("Go on")
_NAMED = mark("What shall it be called? Type a name that your neighbours understand.")
_UNTIL = mark("Until when can people ask? Pick one, or type it, such as “Friday 18:00”.")
_WINDOW = mark("When may the bookings lie? Pick one, or type it, such as “next weekend”.")
_AFTER = mark("The {n} days after")
_NO_TIME = mark("I could not read a time in that.")
_CHECK = mark("Requests until {until}, for {window}. Who had least in the last 12 weeks comes first; ties are drawn.")
_TELLS = mark("Your group's chat hears of it at once.")
_OPEN = mark("✅ Open the round")


async def begin(turn: Turn) -> Replies:
    """Starts where one is a steward; anybody else sees the rounds that there are."""
    own = await groups.stewarded_by(turn.actor)
    if not own:
        return await round_cards.listed(turn)
    if len(own) > 1:
        await drafts.begin(turn, NAME, "group", steps=6, things=[])
        return await draw_group(turn)
    await drafts.begin(turn, NAME, "things", steps=5, group=str(own[0].id), things=[])
    return await draw_things(turn)


async def draw_group(turn: Turn) -> Replies:
    text = blocks(_head(turn), html(turn.language, _WHICH_GROUP))
    return [Show(text, keyboard(*option_rows(turn, await _groups(turn)), way_out_of(turn)))]


async def take_group(turn: Turn) -> Replies:
    match picked(turn, await _groups(turn)):
        case ("group", code) if (chosen := unpack_any(code)) is not None:
            await go(turn, "things", group=str(chosen), things=[])
            return await draw_things(turn)
    return await draw_group(turn)


async def _groups(turn: Turn) -> list[Option]:
    return [(group.name, ("group", pack(group.id))) for group in await groups.stewarded_by(turn.actor)]


async def draw_things(turn: Turn) -> Replies:
    possible = await _possible(turn)
    asked = html(turn.language, _WHICH if possible else _NOTHING)
    options = option_rows(turn, _things(turn, possible))
    return [Show(blocks(_head(turn), asked), keyboard(*options, way_out_of(turn)))]


async def take_things(turn: Turn) -> Replies:
    possible, chosen = await _possible(turn), list(turn.conversation.data["things"])
    match picked(turn, _things(turn, possible)):
        case ("thing", code) if (one := unpack_any(code)) is not None:
            kept = [each for each in chosen if each != str(one)]
            await drafts.note(turn, things=kept if len(kept) < len(chosen) else [*chosen, str(one)])
        case ("all",):
            await drafts.note(turn, things=[str(thing.id) for thing in possible])
        case ("on",) if chosen:
            await go(turn, "name")
            return await draw_name(turn)
    return await draw_things(turn)


def _things(turn: Turn, possible: list[Resource]) -> list[Option]:
    chosen = turn.conversation.data["things"]
    each: list[Option] = [
        (f"{'✓' if str(thing.id) in chosen else '✗'} {thing.title}", ("thing", pack(thing.id))) for thing in possible
    ]
    every: list[Option] = [(sentence(turn.language, _ALL), ("all",))] if len(possible) > 1 else []
    on: list[Option] = [(sentence(turn.language, _GO_ON), ("on",))] if chosen else []
    return [*each, *every, *on]


async def draw_name(turn: Turn) -> Replies:
    options = option_rows(turn, await _names(turn))
    return [Show(blocks(_head(turn), html(turn.language, _NAMED)), keyboard(*options, way_out_of(turn)))]


async def take_name(turn: Turn) -> Replies:
    own = await _names(turn)
    name = own[0][0] if turn.press and own else typed(turn)
    await go(turn, "until", name=clean_line(name, pointer="/name", longest=rounds.NAME_LONGEST))
    return await draw_until(turn)


async def _names(turn: Turn) -> list[Option]:
    """Its own title, where it is about one thing."""
    chosen = [thing.title for thing in await _possible(turn) if str(thing.id) in turn.conversation.data["things"]]
    return [(chosen[0], ("own",))] if len(chosen) == 1 else []


async def draw_until(turn: Turn, problem: Html | None = None) -> Replies:
    text = blocks(_head(turn), problem, html(turn.language, _UNTIL))
    return [Show(text, keyboard(*option_rows(turn, _untils(turn)), way_out_of(turn)))]


async def take_until(turn: Turn) -> Replies:
    match picked(turn, _untils(turn)):
        case ("at", minutes):
            until = from_button(minutes)
        case _:
            answer = read_answer(turn)
            if answer.period is None:
                return await draw_until(turn, answer.problem or html(turn.language, _NO_TIME))
            until = answer.period[0 if answer.open_end else 1]
    if until <= turn.now:
        return await draw_until(turn, escape(fault(turn.language, Fault("", "in_the_past"))))
    await go(turn, "window", until=until.isoformat())
    return await draw_window(turn)


def _untils(turn: Turn) -> list[Option]:
    zone = turn.actor.time_zone
    today = local(zone, turn.now).date()
    moments = [instant(zone, today + timedelta(days=ahead), _UNTIL_MINUTE) for ahead in _UNTIL_DAYS]
    return [(eyes(turn).words_for(moment), ("at", in_button(moment))) for moment in moments]


async def draw_window(turn: Turn, problem: Html | None = None) -> Replies:
    text = blocks(_head(turn), problem, html(turn.language, _WINDOW))
    return [Show(text, keyboard(*option_rows(turn, _windows(turn)), way_out_of(turn)))]


async def take_window(turn: Turn) -> Replies:
    until = _stored(turn, "until")
    match picked(turn, _windows(turn)):
        case ("days", days):
            zone = turn.actor.time_zone
            first = local(zone, until).date() + timedelta(days=1)
            start, end = instant(zone, first, 0), instant(zone, first + timedelta(days=whole(days)), 0)
        case _:
            answer = read_answer(turn)
            if answer.period is None:
                return await draw_window(turn, answer.problem or html(turn.language, _NO_TIME))
            start, end = answer.period
    if start < until:
        return await draw_window(turn, escape(fault(turn.language, Fault("", "before_cut_off"))))
    await go(turn, "check", start=start.isoformat(), end=end.isoformat())
    return await draw_check(turn)


def _windows(turn: Turn) -> list[Option]:
    return [(sentence(turn.language, _AFTER, n=days), ("days", str(days))) for days in _WINDOW_DAYS]


async def draw_check(turn: Turn) -> Replies:
    look, language = eyes(turn), turn.language
    until, window = look.period(_stored(turn, "until")), look.period(_stored(turn, "start"), _stored(turn, "end"))
    titles = [thing.title for thing in await _possible(turn) if str(thing.id) in turn.conversation.data["things"]]
    name = bold(turn.conversation.data["name"])
    what = lines(name, listing(language, titles), html(language, _CHECK, until=until, window=window))
    text = blocks(_head(turn), what, html(language, _TELLS))
    return [Show(text, keyboard(choice(turn, sentence(language, _OPEN), "open"), way_out_of(turn)))]


async def take_check(turn: Turn) -> Replies:
    if picked(turn, [(sentence(turn.language, _OPEN), ("open",))]) != ("open",):
        return await draw_check(turn)
    data = turn.conversation.data
    plan = rounds.Plan(
        UUID(data["group"]),
        data["name"],
        _stored(turn, "until"),
        _stored(turn, "start"),
        _stored(turn, "end"),
        tuple(UUID(one) for one in data["things"]),
    )
    opened = await rounds.open_round(turn.actor, plan, now=turn.now)
    await drafts.end(turn)
    return await round_cards.card(turn, opened.round.id)


async def _possible(turn: Turn) -> list[Resource]:
    possible = await rounds.eligible(turn.actor, UUID(turn.conversation.data["group"]))
    return possible[: rounds.MOST_THINGS]


def _stored(turn: Turn, name: str) -> datetime:
    return datetime.fromisoformat(turn.conversation.data[name])


def _head(turn: Turn) -> Html:
    steps = int(turn.conversation.data["steps"])
    at = _ORDER[-steps:].index(turn.conversation.step) + 1
    return step_header(turn.language, sentence(turn.language, _TITLE), at, steps)


FLOW = Flow(
    NAME,
    {
        "group": Stage(draw_group, take_group),
        "things": Stage(draw_things, take_things),
        "name": Stage(draw_name, take_name),
        "until": Stage(draw_until, take_until),
        "window": Stage(draw_window, take_window),
        "check": Stage(draw_check, take_check),
    },
    left=menu.stopped_at_home,
)

handlers: list[Route] = [Command("round", begin), Pressed(Verb.ROUND_OPEN, begin), *FLOW.routes()]
