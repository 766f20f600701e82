"""Joining a group by an invitation, from a link or typed.

t.me/<bot>?start=join_<code> ─▶ (registering) ─▶ member ─▶ home, if none yet ─▶ menu
"Join a group" ─▶ paste the link or the code ─▶ member
"""

from __future__ import annotations

import re

from backend.language import mark, sentence
from backend.services import groups
from bot.conversations.choosing import arriving_head, choice, chosen, typed
from bot.conversations.walking import way_out_of
from bot.keyboards import keyboard
from bot.replies import Replies, Show
from bot.texts import Html, blocks, html
from bot.turn import Turn
from models.errors import Gone
from models.group import Group

LATER = "later"

_TITLE = mark("Your group")
_ASK = mark(
    "Things are lent within a group of neighbours. Its stewards write /invite to me and get a link for newcomers:"
    " paste it here, or the code in it. Nobody has sent you one? Ask in your Transition group, tool library or street."
)
_LATER = mark("Later")
_JOINED = mark("Welcome to {group}!")
_ALREADY = mark("You belong to {group} already.")
_CODE = re.compile(r"(?:^|[=\s])(?:join_)?([A-Za-z0-9_-]{16,64})$")


async def draw(turn: Turn) -> Replies:
    """Asks for the invitation."""
    text = blocks(arriving_head(turn, sentence(turn.language, _TITLE)), html(turn.language, _ASK))
    later = choice(turn, sentence(turn.language, _LATER), LATER)
    return [Show(text, keyboard(later, way_out_of(turn)))]


async def take(turn: Turn) -> Html:
    """Joins with the code in what was typed; says so."""
    if LATER in chosen(turn):
        return Html("")
    found = _CODE.search(typed(turn))
    if found is None:
        raise Gone(what="invitation_unreadable")
    return await join(turn, found.group(1))


async def join(turn: Turn, code: str) -> Html:
    """Makes the person a member; says so."""
    before = {group.id for group in await groups.of(turn.actor)}
    group = await groups.join(turn.actor, code, now=turn.now)
    return html(turn.language, _ALREADY if group.id in before else _JOINED, group=group.name)


async def invited_to(turn: Turn, code: str) -> Group | None:
    """The group that the code invites to, if it still does."""
    try:
        return await groups.invited_to(code, now=turn.now)
    except Gone:
        return None
