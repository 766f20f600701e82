"""Rounds: to the group's chat that requests are collected, to those who asked how it was decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from backend.language import mark, sentence
from backend.services import round_records, round_requests, rounds
from bot.callback_data import Verb, pack
from bot.cards.eyes import Eyes
from bot.cards.round import booking_buttons, result_lines, round_text
from bot.delivery import Card, Renderer
from bot.keyboards import button, keyboard, link
from bot.owed import Reader
from bot.replies import Say
from bot.texts import blocks, bold, html
from models.errors import Refused
from models.notice import Notice, NoticeKind
from models.round import RoundState

_COLLECTED = mark("Requests for this are collected and decided together:")
_ASK = mark("Ask for it")
_DECIDED = mark("🎲 The round “{name}” is decided.")
_HOW = mark("🎲 How it was decided")
_CALLED_OFF = mark("🎲 The round “{name}” was called off; nothing comes of your request.")


async def opened(notice: Notice, reader: Reader, now: datetime) -> Card | None:
    """For the group's chat: a neutral card whose button goes on in private."""
    seen = await rounds.announced(_round_id(notice), now=now)
    if seen is None:
        return None
    eyes = Eyes(reader.language, reader.time_zone, now)
    text = blocks(html(reader.language, _COLLECTED), round_text(eyes, seen, ()))
    url = f"https://t.me/{reader.bot_username}?start=d_{pack(seen.round.id)}"
    return Say(text, keyboard(link(sentence(reader.language, _ASK), url)))


async def result(notice: Notice, reader: Reader, now: datetime) -> Card | None:
    """What became of one's requests, and how that was decided."""
    if reader.person is None:
        return None
    try:
        seen = await rounds.seen(reader.person, _round_id(notice))
        own = await round_requests.mine(reader.person, seen.round.id)
        found = await round_records.result(reader.person, seen.round.id)
    except Refused:
        return None
    if not own:
        return None
    eyes = Eyes(reader.language, reader.time_zone, now)
    head = html(reader.language, _DECIDED, name=bold(seen.round.name))
    how = button(sentence(reader.language, _HOW), Verb.ROUND, seen.round.id)
    text = blocks(head, result_lines(eyes, own, found, seen.things))
    return Say(text, keyboard(*booking_buttons(reader.language, own), how))


async def called_off(notice: Notice, reader: Reader, now: datetime) -> Card | None:
    """For those who had asked."""
    del now
    if reader.person is None:
        return None
    try:
        found = await rounds.get(reader.person, _round_id(notice))
    except Refused:
        return None
    if found.state is not RoundState.CALLED_OFF:
        return None
    return Say(html(reader.language, _CALLED_OFF, name=bold(found.name)))


def _round_id(notice: Notice) -> UUID:
    return UUID(str(notice.data.get("round_id", notice.id)))


RENDERERS: Mapping[NoticeKind, Renderer] = {
    NoticeKind.ROUND_OPENED: opened,
    NoticeKind.ROUND_RESULT: result,
    NoticeKind.ROUND_CALLED_OFF: called_off,
}
