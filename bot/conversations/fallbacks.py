"""What happens where nothing fits: strangers are let in first, everybody else is shown the menu."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from backend.language import mark, sentence
from bot import drafts
from bot.callback_data import Verb
from bot.conversations import menu, start
from bot.replies import Replies, Toast
from bot.routes import Membered, Pressed, Route
from bot.texts import html
from bot.turn import Handler, Turn

_OLD = mark("This button belongs to an older message. Here is how things stand now.")
_UNKNOWN_COMMAND = mark("I do not know {command}. Here is what I can do; /help says more.")
_ADRIFT = mark("I am not sure what to do with that. Here is what I can do.")


async def nothing_fits(turn: Turn) -> Replies:
    """The menu, and why it comes."""
    if turn.person is None:
        return await start.come_in(turn)
    await drafts.rest(turn)
    if turn.press or turn.update.callback_query:
        return [Toast(sentence(turn.language, _OLD)), *await menu.home(turn)]
    if turn.text.startswith("/"):
        return [await menu.menu(turn, html(turn.language, _UNKNOWN_COMMAND, command=turn.text.split()[0][:33]))]
    return [await menu.menu(turn, html(turn.language, _ADRIFT))]


def resume(redraw: Handler) -> Route:
    """The button that takes up a half-done conversation."""

    async def resumed(turn: Turn) -> Replies:
        subject = turn.press.subject if turn.press else None
        draft = await drafts.find(turn.actor, subject, now=turn.now) if subject else None
        if draft is None:
            return [Toast(sentence(turn.language, _OLD)), *await menu.home(turn)]
        await drafts.resume(turn, draft)
        return await redraw(turn)

    return Pressed(Verb.RESUME, resumed)


def for_members(routes: Iterable[Route]) -> list[Route]:
    """The same routes; whoever has not registered is let in first."""
    return [_guarded(route) for route in routes]


def _guarded(route: Route) -> Route:
    if isinstance(route, Membered):
        return route
    handler = _let_in_first(route.handler)
    if isinstance(route, Pressed):
        return replace(route, handler=handler, redraw=_let_in_first(route.redraw) if route.redraw else None)
    return replace(route, handler=handler)


def _let_in_first(handler: Handler) -> Handler:
    async def let_in(turn: Turn) -> Replies:
        return await (start.come_in(turn) if turn.person is None else handler(turn))

    return let_in
