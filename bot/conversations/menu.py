"""The home screen: what one can do here, what is still missing, and what was left half done.

/start, "Home" or words that belong nowhere ─▶ menu ─▶ any conversation
"""

from __future__ import annotations

from collections.abc import Sequence

from backend.language import day, listing, mark, sentence
from backend.services import groups, homes
from bot import drafts
from bot.callback_data import Verb
from bot.keyboards import Row, button, keyboard, pairs
from bot.replies import Replies, Show
from bot.routes import Command, Pressed, Route
from bot.texts import Html, blocks, html, lines
from bot.turn import Turn
from models.group import Group
from models.receipt import Draft

HOME = mark("🏠 Home")

_HELLO = mark("Hello {name}! What would you like to do?")
_MEMBER_OF = mark("You belong to {groups}.")
_NO_GROUP = mark("You belong to no group yet: things are lent within a group of neighbours. Join one first.")
_NO_HOME = mark("You have not said where you live yet, so nothing can be sorted by distance.")
_LEAVING = mark("Your account will be deleted on {day}. You can still keep it.")
_STOPPED = mark("Stopped. Nothing was sent or changed.")

_MENU = (
    (mark("🔍 Find something"), Verb.FIND),
    (mark("📣 Say what I need"), Verb.NEED),
    (mark("🎁 Offer something"), Verb.OFFER),
    (mark("📦 My things"), Verb.THINGS),
    (mark("🗓 My bookings"), Verb.BOOKINGS),
    (mark("⚙ Settings"), Verb.SETTINGS),
    (mark("❓ Help"), Verb.HELP),
)
_UNFINISHED = {
    "offer": mark("▶ Go on with your offer"),
    "search": mark("▶ Go on with your search"),
    "need": mark("▶ Go on with what you need"),
    "ask": mark("▶ Go on with your request"),
    "round": mark("▶ Go on with opening a round"),
    "round_ask": mark("▶ Go on with your request in a round"),
    "write": mark("▶ Go on with your message"),
}
_SHOWN = 3


async def home(turn: Turn) -> Replies:
    """The menu; whatever was half done rests, one tap away."""
    await drafts.rest(turn)
    return [await menu(turn)]


async def stopped_at_home(turn: Turn) -> Replies:
    """The menu after a conversation that was cancelled."""
    return [await menu(turn, html(turn.language, _STOPPED))]


async def menu(turn: Turn, *above: Html) -> Show:
    """The menu, with something said above it."""
    own = await groups.of(turn.actor)
    settled = turn.actor.home_id is not None or await homes.of(turn.actor) is not None
    hello = html(turn.language, _HELLO, name=turn.actor.name)
    unfinished = [draft for draft in await drafts.unfinished(turn) if draft.flow in _UNFINISHED]
    return Show(
        blocks(*above, lines(hello, _belonging(turn, own), _missing(turn, own, settled=settled))),
        keyboard(
            *_first_things(turn, own, settled=settled),
            *(_go_on(turn, draft) for draft in unfinished[:_SHOWN]),
            *pairs(button(sentence(turn.language, label), verb) for label, verb in _MENU),
        ),
    )


def home_button(turn: Turn) -> Row:
    """Back to the menu."""
    return button(sentence(turn.language, HOME), Verb.HOME)


def _belonging(turn: Turn, own: Sequence[Group]) -> Html | None:
    if not own:
        return None
    return html(turn.language, _MEMBER_OF, groups=listing(turn.language, [group.name for group in own]))


def _missing(turn: Turn, own: Sequence[Group], *, settled: bool) -> Html:
    person = turn.actor
    leaving = None
    if person.is_leaving(turn.now) and person.erase_after is not None:
        leaving = html(turn.language, _LEAVING, day=day(turn.language, person.erase_after, person.time_zone))
    no_group = None if own else html(turn.language, _NO_GROUP)
    no_home = html(turn.language, _NO_HOME) if own and not settled else None
    return lines(leaving, no_group, no_home)


def _first_things(turn: Turn, own: Sequence[Group], *, settled: bool) -> list[Row]:
    language, rows = turn.language, []
    if turn.actor.is_leaving(turn.now):
        rows.append(button(sentence(language, mark("↩ Keep my account")), Verb.LEAVE, words=("keep",)))
    if not own:
        rows.append(button(sentence(language, mark("👋 Join a group")), Verb.JOIN))
    elif not settled:
        rows.append(button(sentence(language, mark("📍 Say where I live")), Verb.LIVE))
    return rows


def _go_on(turn: Turn, draft: Draft) -> Row:
    return button(sentence(turn.language, _UNFINISHED[draft.flow]), Verb.RESUME, draft.id)


handlers: list[Route] = [Command("home", home), Command("menu", home), Pressed(Verb.HOME, home)]
