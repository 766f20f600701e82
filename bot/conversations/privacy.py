"""What is known about a person, and leaving: two weeks to change one's mind, then everything is wiped.

/privacy ─▶ what is kept ─▶ delete me? ─▶ leaving until … ─▶ keep my account
                         └─▶ sign out all devices
"""

from __future__ import annotations

from collections.abc import Mapping

from backend.language import day, listing, mark, plural, sentence
from backend.services import blocks as blocked
from backend.services import groups, homes, people, resources, sessions
from bot.callback_data import Verb
from bot.conversations import menu
from bot.conversations.pressing import words
from bot.keyboards import beside, button, keyboard
from bot.replies import Replies, Show
from bot.routes import Command, Pressed, Route
from bot.texts import Html, blocks, bold, html, lines
from bot.turn import Handler, Turn

ERASURE_DAYS = 14

_TITLE = mark("What I keep about you")
_ACCOUNT = mark("Your name ({name}), your language, and which Telegram account is yours. Not your phone number.")
_GROUPS = mark("That you belong to {groups}.")
_HOME = mark(
    "Where you live: your neighbourhood, which others see, and apart from it the exact place, which they don't."
)
_THINGS = mark("{things} that you offer, with their photos. Photos are kept without what the camera wrote into them.")
_LOANS = mark("Your requests, bookings and the messages with them.")
_BLOCKED = mark("Whom you blocked. They are not told.")
_WHO_SEES = mark(
    "Your exact place is shown to the other side of a confirmed booking only, and each look is written down."
)
_DEVICES = mark("Devices signed in to your account: {n}.")
_SIGN_OUT, _SIGNED_OUT = mark("Sign out all devices"), mark("All devices are signed out.")
_DELETE = mark("🗑 Delete me")
_SURE = mark(
    "Delete your account? You have {days} days to change your mind. Then your name, messages, photos and places are"
    " wiped, requests you have open end, and what you lend is taken off the list."
)
_YES, _NO = mark("Yes, delete me"), mark("No, keep my account")
_LEAVING = mark("Your account will be deleted on {day}. Until then everything works as before.")
_KEEP, _KEPT = mark("↩ Keep my account"), mark("Good that you stay. Your account is kept.")


async def privacy(turn: Turn) -> Replies:
    """What is kept, and who sees it."""
    return [await _screen(turn)]


async def _screen(turn: Turn, *above: Html) -> Show:
    language, leaving = turn.language, turn.actor.is_leaving(turn.now)
    devices = await sessions.sessions_of(turn.actor, now=turn.now)
    sign_out = button(sentence(language, _SIGN_OUT), Verb.LEAVE, words=("devices",))
    keep_or_delete = _KEEP if leaving else _DELETE
    leave = button(sentence(language, keep_or_delete), Verb.LEAVE, words=("keep" if leaving else "ask",))
    return Show(
        blocks(
            *above,
            lines(bold(sentence(language, _TITLE)), *await _kept(turn)),
            html(language, _WHO_SEES),
            html(language, _DEVICES, n=len(devices)) if devices else None,
            _leaving(turn),
        ),
        keyboard(sign_out if devices else [], beside(leave, menu.home_button(turn))),
    )


async def _kept(turn: Turn) -> list[Html]:
    person, language = turn.actor, turn.language
    own, things = await groups.of(person), await resources.mine(person)
    named = listing(language, [group.name for group in own])
    count = plural(language, "{n} thing", "{n} things", len(things))
    kept = [
        html(language, _ACCOUNT, name=person.name),
        html(language, _GROUPS, groups=named) if own else None,
        html(language, _HOME) if await homes.of(person) else None,
        html(language, _THINGS, things=count) if things else None,
        html(language, _LOANS),
        html(language, _BLOCKED) if await blocked.mine(person) else None,
    ]
    return [Html(f"• {line}") for line in kept if line]


def _leaving(turn: Turn) -> Html | None:
    person = turn.actor
    if person.erase_after is None or not person.is_leaving(turn.now):
        return None
    return html(turn.language, _LEAVING, day=day(turn.language, person.erase_after, person.time_zone))


async def ask(turn: Turn) -> Replies:
    """Asks once more before the account is deleted."""
    if turn.actor.is_leaving(turn.now):
        return await privacy(turn)
    language = turn.language
    yes = button(sentence(language, _YES), Verb.LEAVE, words=("yes",))
    no = button(sentence(language, _NO), Verb.PRIVACY)
    return [Show(html(language, _SURE, days=ERASURE_DAYS), keyboard(yes, no))]


async def _leave(turn: Turn) -> Replies:
    if not turn.actor.is_leaving(turn.now):
        turn.person = await people.ask_erasure(turn.actor, days=ERASURE_DAYS, now=turn.now)
    return await privacy(turn)


async def _stay(turn: Turn) -> Replies:
    if not turn.actor.is_leaving(turn.now):
        return await privacy(turn)
    turn.person = await people.keep_account(turn.actor, now=turn.now)
    return [await menu.menu(turn, html(turn.language, _KEPT))]


async def _sign_out(turn: Turn) -> Replies:
    await sessions.revoke_all(turn.actor, now=turn.now)
    return [await _screen(turn, html(turn.language, _SIGNED_OUT))]


async def pressed(turn: Turn) -> Replies:
    """Leaves, stays, or signs devices out."""
    answer = words(turn)[0] if words(turn) else ""
    return await ANSWERS.get(answer, privacy)(turn)


ANSWERS: Mapping[str, Handler] = {"ask": ask, "yes": _leave, "keep": _stay, "devices": _sign_out}

handlers: list[Route] = [
    Command("privacy", privacy),
    Command("delete", ask),
    Pressed(Verb.PRIVACY, privacy),
    Pressed(Verb.LEAVE, pressed, redraw=privacy),
]
