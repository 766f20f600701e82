"""What the links into the bot are for: `t.me/<bot>?start=` and one of these.

join_<code> is read in start.py, before anything else; chat_<code> in group_chat.py, in the group.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from bot.callback_data import unpack_any
from bot.conversations import helping, login, need, offer, rounds, searching, thing
from bot.replies import Replies
from bot.turn import Turn
from models.errors import NotFound

Opener = Callable[[Turn, str], Awaitable[Replies]]


async def _resource(turn: Turn, code: str) -> Replies:
    return await thing.open_resource(turn, _known(code, "resource"))


async def _need(turn: Turn, code: str) -> Replies:
    return await need.open_need(turn, _known(code, "need"))


async def _round(turn: Turn, code: str) -> Replies:
    return await rounds.card(turn, _known(code, "round"))


async def _search(turn: Turn, _rest: str) -> Replies:
    return await searching.begin(turn)


async def _help(turn: Turn, _rest: str) -> Replies:
    return await helping.help_(turn)


def _known(code: str, what: str) -> UUID:
    subject = unpack_any(code)
    if subject is None:
        raise NotFound(what=what)
    return subject


OPENERS: Mapping[str, Opener] = {
    "login_": login.asked,
    "r_": _resource,
    "n_": _need,
    "d_": _round,
    "need": need.begin_by_link,
    "need_": need.begin_by_link,
    "offer": offer.begin_by_link,
    "search": _search,
    "help": _help,
}


async def open_link(turn: Turn, payload: str) -> Replies | None:
    """What the payload leads to; None where it leads nowhere."""
    prefix, separator, rest = payload.partition("_")
    opener = OPENERS.get(prefix + separator)
    return await opener(turn, rest) if opener else None
