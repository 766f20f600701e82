"""For stewards: another group would like to be linked with theirs, or has agreed to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from backend.language import mark
from backend.services import links
from bot.cards.link import link_buttons, link_line
from bot.delivery import Card, Renderer
from bot.keyboards import keyboard
from bot.owed import Reader
from bot.replies import Say
from bot.texts import Html, html, lines
from models.notice import Notice, NoticeKind

_MORE = mark("/links tells more.")


async def render(notice: Notice, reader: Reader, now: datetime) -> Card | None:
    """How the link stands; nothing where it has ended, or where what was proposed is agreed already."""
    del now
    linked = await links.proposed(UUID(str(notice.data["link_id"])))
    asks = notice.kind is NoticeKind.LINK_PROPOSED
    if linked is None or (asks and linked.is_agreed):
        return None
    text = lines(Html(f"🔗 {link_line(reader.language, linked)}"), html(reader.language, _MORE))
    return Say(text, keyboard(link_buttons(reader.language, linked)) if asks else None)


RENDERERS: Mapping[NoticeKind, Renderer] = {NoticeKind.LINK_PROPOSED: render, NoticeKind.LINK_AGREED: render}
