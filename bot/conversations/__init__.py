"""What the bot can talk about, in the order in which updates are offered to it."""

from __future__ import annotations

from bot.conversations import (
    alerts,
    answering,
    asking,
    blocking,
    bookings,
    group_chat,
    helping,
    inviting,
    linking,
    login,
    menu,
    need,
    offer,
    privacy,
    relay,
    round_asking,
    round_opening,
    rounds,
    searching,
    settings,
    start,
    thing,
    things,
)
from bot.conversations.fallbacks import at_home, nothing_fits, resume
from bot.conversations.registered import registered
from bot.conversations.walking import Flow, fallbacks, redrawing, shared_routes
from bot.routes import Fallbacks, Route

FLOWS: tuple[Flow, ...] = (
    start.FLOW,
    offer.FLOW,
    things.FLOW,
    settings.FLOW,
    group_chat.FLOW,
    *need.flows,
    *searching.flows,
    *asking.flows,
    *bookings.flows,
    *relay.flows,
    linking.FLOW,
    round_opening.FLOW,
    round_asking.FLOW,
)

ROUTES: list[Route] = [
    *start.handlers,  # first, so that /start works whatever else is broken
    *group_chat.in_groups,  # needs no account: it only points into the private chat
    *registered(
        [
            *menu.handlers,
            *offer.handlers,
            *things.handlers,
            *need.handlers,
            *searching.handlers,
            *alerts.handlers,
            *answering.handlers,
            *rounds.handlers,
            *round_opening.handlers,
            *round_asking.handlers,
            *thing.handlers,
            *asking.handlers,
            *bookings.handlers,
            *relay.handlers,
            *blocking.handlers,
            *linking.handlers,
            *settings.handlers,
            *privacy.handlers,
            *login.handlers,
            *group_chat.handlers,
            *inviting.handlers,
            *helping.handlers,
            resume(redrawing(FLOWS, at_home)),
            *shared_routes(FLOWS, at_home),  # Back, Cancel and /cancel, the same everywhere
        ],
        otherwise=at_home,
    ),
]

FALLBACKS: Fallbacks = fallbacks(FLOWS, typed=nothing_fits, pressed=nothing_fits, home=at_home)
