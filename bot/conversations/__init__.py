"""What the bot can talk about, in the order in which updates are offered to it."""

from __future__ import annotations

from bot.conversations import menu, start
from bot.conversations.fallbacks import for_members, nothing_fits, resume
from bot.conversations.walking import Flow, fallbacks, redrawing, shared_routes
from bot.routes import Fallbacks, Route

FLOWS: tuple[Flow, ...] = (start.FLOW,)

ROUTES: list[Route] = [
    *start.handlers,  # first, so that /start works whatever else is broken
    *for_members(
        [
            *menu.handlers,
            resume(redrawing(FLOWS, menu.home)),
            *shared_routes(FLOWS, menu.home),  # Back, Cancel and /cancel, the same everywhere
        ]
    ),
]

FALLBACKS: Fallbacks = fallbacks(FLOWS, typed=nothing_fits, pressed=nothing_fits, home=menu.home)
