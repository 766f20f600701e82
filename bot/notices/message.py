"""A message from the other side of a booking, with buttons to answer it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from backend.language import mark, sentence
from backend.services import booking_reads, messages
from bot.callback_data import Verb
from bot.cards.eyes import Eyes
from bot.delivery import Card, Renderer
from bot.keyboards import beside, button, keyboard
from bot.owed import Reader
from bot.replies import Say
from bot.texts import Html, blocks, bold, html, lines, paragraph
from models.errors import NotFound
from models.notice import Notice, NoticeKind

_FROM = mark("✉ {name} writes:")
_ABOUT = mark("About {thing}, {period}")
_REPLY, _CARD = mark("💬 Reply"), mark("📋 Show booking")


async def render(notice: Notice, reader: Reader, now: datetime) -> Card | None:
    """Who writes, what, and about which booking."""
    if reader.person is None:
        return None
    booking_id = UUID(str(notice.data["booking_id"]))
    try:
        seen = await booking_reads.seen(reader.person, booking_id)
        message = await messages.get(reader.person, UUID(str(notice.data["message_id"])))
    except NotFound:
        return None
    language, booking = reader.language, seen.booking
    period = Eyes(language, reader.time_zone, now).period(booking.starts_at, booking.ends_at)
    about = html(language, _ABOUT, thing=bold(booking.resource.title), period=period)
    words = Html(f"<blockquote>{paragraph(message.text)}</blockquote>")
    reply = button(sentence(language, _REPLY), Verb.WRITE, booking_id)
    show = button(sentence(language, _CARD), Verb.BOOKING, booking_id)
    text = blocks(lines(html(language, _FROM, name=bold(message.sender.name)), words), about)
    return Say(text, keyboard(beside(reply, show)))


RENDERERS: Mapping[NoticeKind, Renderer] = {NoticeKind.MESSAGE: render}
