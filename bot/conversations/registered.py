"""Routes for people who have an account: anybody else is welcomed first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.replies import Replies
from bot.routes import Command, Membered, Pressed, Route, Step
from bot.turn import Handler, Turn


def registered(routes: Iterable[Route], *, otherwise: Handler) -> list[Route]:
    """The same routes, each leading to `otherwise` for somebody whom the program does not know yet."""
    return [_guarded(route, otherwise) for route in routes]


def _guarded(route: Route, otherwise: Handler) -> Route:
    match route:
        case Command() | Step() | Membered():
            return replace(route, handler=_guard(route.handler, otherwise))
        case Pressed():
            redraw = _guard(route.redraw, otherwise) if route.redraw else None
            return replace(route, handler=_guard(route.handler, otherwise), redraw=redraw)


def _guard(handler: Handler, otherwise: Handler) -> Handler:
    async def guarded(turn: Turn) -> Replies:
        return await (handler if turn.person else otherwise)(turn)

    return guarded
