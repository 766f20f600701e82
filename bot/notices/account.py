"""Notices about one's own account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from backend.language import mark
from bot.cards.eyes import Eyes
from bot.delivery import Card, Renderer
from bot.owed import Reader
from bot.replies import Say
from bot.texts import html
from models.notice import Notice, NoticeKind

_LEAVING = mark("Your account will be deleted on {until}. If you change your mind until then, type /start.")


async def leaving(notice: Notice, reader: Reader, now: datetime) -> Card | None:
    """Until when one can change one's mind; nothing if one has done so already."""
    del notice
    person = reader.person
    if person is None or person.erase_after is None or not person.is_leaving(now):
        return None
    eyes = Eyes(reader.language, reader.time_zone, now)
    return Say(html(reader.language, _LEAVING, until=eyes.period(person.erase_after)))


RENDERERS: Mapping[NoticeKind, Renderer] = {NoticeKind.LEAVING: leaving}
