"""Owners asked in waves: the question to each, that it is settled, and to the one who needs it how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from backend.language import mark, sentence
from backend.services import asks, needs
from bot.callback_data import Verb, pack
from bot.cards.ask import ask_buttons, ask_text
from bot.cards.eyes import Eyes
from bot.delivery import Card, Renderer
from bot.keyboards import button, keyboard
from bot.owed import Reader
from bot.replies import Say
from bot.texts import blocks, bold, html
from models.errors import NotFound
from models.inquiry import Answer, Ask, InquiryState
from models.need import NeedState
from models.notice import Notice, NoticeKind, NoticeState

_ASKED = mark("🔔 A neighbour asks around:")
_FOUND = mark("🔔 {what}: found, thank you.")
_OVER = mark("🔔 {what}: no longer needed, thank you.")
_AGREED = mark("🔔 Good news: {name} can lend you {thing}. Ask for a time that suits you.")
_ASK = mark("Ask for {thing}")
_NOBODY = mark(
    "🔔 Nobody could lend you {what} this time. Your request stands until {until}, and your group can see it."
)
_LOOK = mark("🔍 What there is now")


async def asked(notice: Notice, reader: Reader, now: datetime) -> Card | None:
    """The question, unless it was answered or settled before it could be put."""
    put = await _put(notice, reader)
    if put is None or put.ask.answer is not Answer.WAITING or put.need.state is not NeedState.OPEN:
        return None
    eyes = Eyes(reader.language, reader.time_zone, now)
    return Say(blocks(html(reader.language, _ASKED), ask_text(eyes, put)), keyboard(*ask_buttons(eyes, put)))


async def closed(notice: Notice, reader: Reader, now: datetime) -> Card | None:
    """That no answer is needed any more; nothing to somebody who was not told of it."""
    del now
    put = await _put(notice, reader)
    if put is None or put.ask.answer is not Answer.CLOSED:
        return None
    if not await Notice.exists(dedupe=f"asked:{put.ask.id}", state=NoticeState.SENT):
        return None
    found = put.ask.inquiry.state is InquiryState.AGREED or put.need.state is NeedState.MET
    return Say(html(reader.language, _FOUND if found else _OVER, what=bold(put.need.text)))


async def agreed(notice: Notice, reader: Reader, now: datetime) -> Card | None:
    """For the one who needs it, where no time was named: somebody can lend it."""
    del now
    ask = await Ask.get_or_none(id=UUID(str(notice.data.get("ask_id", notice.id)))).select_related(
        "need", "person", "resource"
    )
    if ask is None or reader.person is None or ask.need.person_id != reader.person.id:
        return None
    thing = ask.resource.title
    text = html(reader.language, _AGREED, name=bold(ask.person.name), thing=bold(thing))
    given = [pack(ask.need_id)]
    return Say(
        text, keyboard(button(sentence(reader.language, _ASK, thing=thing), Verb.ASK, ask.resource_id, words=given))
    )


async def asked_all(notice: Notice, reader: Reader, now: datetime) -> Card | None:
    """For the one who needs it: everybody who could be asked was, and nobody said yes."""
    if reader.person is None:
        return None
    try:
        need = await needs.get(reader.person, UUID(str(notice.data["need_id"])))
    except NotFound:
        return None
    if need.state is not NeedState.OPEN or now >= need.expires_at:
        return None
    until = Eyes(reader.language, reader.time_zone, now).period(need.expires_at)
    text = html(reader.language, _NOBODY, what=bold(need.text), until=until)
    return Say(text, keyboard(button(sentence(reader.language, _LOOK), Verb.NEED_RESULTS, need.id)))


async def _put(notice: Notice, reader: Reader) -> asks.Put | None:
    if reader.person is None:
        return None
    try:
        return await asks.get(reader.person, UUID(str(notice.data.get("ask_id", notice.id))))
    except NotFound:
        return None


RENDERERS: Mapping[NoticeKind, Renderer] = {
    NoticeKind.ASKED: asked,
    NoticeKind.ASK_CLOSED: closed,
    NoticeKind.ASK_AGREED: agreed,
    NoticeKind.ASKED_ALL: asked_all,
}
