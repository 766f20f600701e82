"""Settings: name, language, how far to look, the night's rest, one's home; for stewards invitations and the chat.

/settings ─▶ one of them ─▶ a choice (or, for the name, typed) ─▶ settings
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from backend.language import distance, languages, mark, own_name, sentence
from backend.services import groups, homes, people
from bot import drafts
from bot.callback_data import Verb
from bot.conversations import inviting, menu
from bot.conversations.choosing import typed
from bot.conversations.pressing import whole, words
from bot.conversations.walking import Flow, Stage, way_out_of
from bot.keyboards import Row, beside, button, keyboard, pairs
from bot.replies import Replies, Show
from bot.routes import Command, Pressed, Route
from bot.texts import blocks, bold, html, lines
from bot.turn import Handler, Turn

_TITLE = mark("Settings")
_NAME = mark("Name: {name}")
_LANGUAGE = mark("Language: {language}")
_RADIUS = mark("I look for things up to {distance} away.")
_QUIET = mark("Between 22:00 and 08:00 only what cannot wait reaches you.")
_LOUD = mark("News reaches you at any hour.")
_ASKS = mark("You may be asked {n} times a week to lend something.")
_NO_ASKS = mark("You are not asked to lend unless somebody picks your thing.")
_CHANGE_ASKS = mark("Being asked")
_HOW_OFTEN = mark("How often a week may you be asked to lend something?")
_HOME_SET, _HOME_UNSET = mark("Your home is set."), mark("You have not said where you live.")
_CHANGE_NAME, _CHANGE_LANGUAGE, _CHANGE_RADIUS = mark("Name"), mark("Language"), mark("Distance")
_QUIET_ON, _QUIET_OFF = mark("🌙 Let me sleep at night"), mark("🔔 Tell me at any hour")
_PLACE, _PRIVACY = mark("📍 Where I live"), mark("Privacy")
_INVITE, _CHAT, _LINKS = mark("👋 Invite neighbours"), mark("Connect a group chat"), mark("🔗 Linked groups")
_TO_SETTINGS = mark("⬅ Settings")
_CALL_YOU = mark("What shall your neighbours call you? Type the name.")
_HOW_FAR = mark("How far shall I look for things?")
_RADII_KM = (1, 2, 5, 10, 25)
_ASKS_A_WEEK = (0, 1, 3, 7)


async def settings(turn: Turn) -> Replies:
    """How things are set, and a button for each."""
    person, language = turn.actor, turn.language
    settled = await homes.of(person) is not None
    text = lines(
        bold(sentence(language, _TITLE)),
        html(language, _NAME, name=person.name),
        html(language, _LANGUAGE, language=own_name(language)),
        html(language, _RADIUS, distance=_length(language, person.radius_m)),
        html(language, _QUIET if person.quiet_hours else _LOUD),
        html(language, _ASKS if person.asks_a_week else _NO_ASKS, n=person.asks_a_week),
        html(language, _HOME_SET if settled else _HOME_UNSET),
    )
    return [Show(text, keyboard(*await _rows(turn)))]


async def _rows(turn: Turn) -> list[Row]:
    language, quiet = turn.language, turn.actor.quiet_hours
    stewards = await groups.stewarded_by(turn.actor)
    return [
        beside(_setting(turn, _CHANGE_NAME, "name"), _setting(turn, _CHANGE_LANGUAGE, "language")),
        beside(_setting(turn, _CHANGE_RADIUS, "radius"), button(sentence(language, _PLACE), Verb.LIVE)),
        beside(
            _setting(turn, _QUIET_OFF if quiet else _QUIET_ON, "quiet", "off" if quiet else "on"),
            _setting(turn, _CHANGE_ASKS, "asks"),
        ),
        _setting(turn, _INVITE, inviting.WORD) if stewards else [],
        beside(button(sentence(language, _CHAT), Verb.CHAT), button(sentence(language, _LINKS), Verb.LINKS))
        if stewards
        else [],
        beside(button(sentence(language, _PRIVACY), Verb.PRIVACY), menu.home_button(turn)),
    ]


async def pressed(turn: Turn) -> Replies:
    """One of the settings: shows its choices, or takes one."""
    match words(turn):
        case (setting,) if setting in ASKING:
            return await ASKING[setting](turn)
        case (setting, value) if setting in TAKING:
            await _set(turn, TAKING[setting](value))
    return await settings(turn)


async def _ask_name(turn: Turn) -> Replies:
    await drafts.begin(turn, FLOW.name, "name")
    return await _draw_name(turn)


async def _ask_language(turn: Turn) -> Replies:
    return _choices(turn, _CHANGE_LANGUAGE, [(own_name(code), "language", code) for code in languages()])


async def _ask_radius(turn: Turn) -> Replies:
    lengths = [(_length(turn.language, km * 1000), "radius", str(km * 1000)) for km in _RADII_KM]
    return _choices(turn, _HOW_FAR, lengths)


async def _ask_asks(turn: Turn) -> Replies:
    return _choices(turn, _HOW_OFTEN, [(str(often), "asks", str(often)) for often in _ASKS_A_WEEK])


def _asks(often: str) -> people.Settings:
    return people.Settings(asks_a_week=whole(often))


def _radius(metres: str) -> people.Settings:
    return people.Settings(radius_m=int(metres) if metres.isdecimal() else 0)


def _choices(turn: Turn, title: str, options: list[tuple[str, str, str]]) -> Replies:
    rows = pairs(button(label, Verb.SETTING, words=chosen) for label, *chosen in options)
    to_settings = button(sentence(turn.language, _TO_SETTINGS), Verb.SETTINGS)
    return [Show(bold(sentence(turn.language, title)), keyboard(*rows, to_settings))]


def _setting(turn: Turn, label: str, *chosen: str) -> Row:
    return button(sentence(turn.language, label), Verb.SETTING, words=chosen)


async def _set(turn: Turn, wish: people.Settings) -> None:
    turn.person = await people.change(turn.actor, wish, now=turn.now)
    turn.language = turn.actor.language


async def _draw_name(turn: Turn) -> Replies:
    ask = blocks(html(turn.language, _NAME, name=turn.actor.name), html(turn.language, _CALL_YOU))
    return [Show(ask, keyboard(way_out_of(turn)))]


async def _take_name(turn: Turn) -> Replies:
    await _set(turn, people.Settings(name=typed(turn)))
    await drafts.end(turn)
    return await settings(turn)


def _length(language: str, metres: int) -> str:
    return distance(language, metres / 2, metres).rpartition("–")[2]


FLOW = Flow("settings", {"name": Stage(_draw_name, _take_name)}, left=settings)

ASKING: Mapping[str, Handler] = {
    "name": _ask_name,
    "language": _ask_language,
    "radius": _ask_radius,
    "asks": _ask_asks,
    inviting.WORD: inviting.invite,
}
TAKING: Mapping[str, Callable[[str], people.Settings]] = {
    "language": lambda code: people.Settings(language=code),
    "radius": _radius,
    "asks": _asks,
    "quiet": lambda wish: people.Settings(quiet_hours=wish == "on"),
}

handlers: list[Route] = [
    Command("settings", settings),
    Pressed(Verb.SETTINGS, settings),
    Pressed(Verb.SETTING, pressed, redraw=settings),
    *FLOW.routes(),
]
