"""What came up for needs and alerts, told together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from backend.language import mark
from backend.services import tellings
from bot.cards.came import came_buttons, came_list
from bot.cards.eyes import Eyes
from bot.delivery import Card, Renderer
from bot.keyboards import keyboard
from bot.owed import Reader
from bot.replies import Say
from bot.texts import blocks, html
from models.notice import Notice, NoticeKind

_CAME_UP = mark("🔔 This came up for what you look for:")
_STOP = mark("/alerts shows what I look out for, and stops it.")


async def found(notice: Notice, reader: Reader, now: datetime) -> Card | None:
    """The finds are read again: what cannot be had any more is left out, and nothing is said of nothing."""
    if reader.person is None:
        return None
    came = await tellings.told(reader.person, UUID(str(notice.data.get("telling_id", notice.id))), now=now)
    if not came:
        return None
    eyes = Eyes(reader.language, reader.time_zone, now)
    text = blocks(html(reader.language, _CAME_UP), came_list(eyes, came), html(reader.language, _STOP))
    return Say(text, keyboard(*came_buttons(eyes, came)))


RENDERERS: Mapping[NoticeKind, Renderer] = {NoticeKind.THINGS_FOUND: found}
