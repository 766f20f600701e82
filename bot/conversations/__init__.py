"""What the bot can talk about, in the order in which updates are offered to it."""

from __future__ import annotations

from bot.conversations import menu, start
from bot.conversations.fallbacks import at_home, nothing_fits, resume
from bot.conversations.registered import registered
from bot.conversations.walking import Flow, fallbacks, redrawing, shared_routes
from bot.routes import Fallbacks, Route

FLOWS: tuple[Flow, ...] = (start.FLOW,)

ROUTES: list[Route] = [
    *start.handlers,  # first, so that /start works whatever else is broken
    *registered(
        [
            *menu.handlers,
            resume(redrawing(FLOWS, at_home)),
            *shared_routes(FLOWS, at_home),  # Back, Cancel and /cancel, the same everywhere
        ],
        otherwise=at_home,
    ),
]

FALLBACKS: Fallbacks = fallbacks(FLOWS, typed=nothing_fits, pressed=nothing_fits, home=at_home)
