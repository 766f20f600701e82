"""News for a group's chat: what is offered and needed, never who, where or anything private; and news of members."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from backend.language import mark, sentence
from backend.services import needs, people, resources
from bot.callback_data import pack
from bot.cards.eyes import Eyes
from bot.delivery import Card, Renderer
from bot.keyboards import keyboard, link
from bot.owed import Reader
from bot.replies import Say
from bot.texts import Html, bold, html, lines
from matching.categories import load
from models.errors import Refused
from models.group import Group
from models.notice import Notice, NoticeKind

_OFFERED = mark("🎁 New to borrow: {thing}")
_NEEDED = mark("🔍 Somebody needs: {thing}")
_LOOK, _HELP = mark("Have a look"), mark("I can help")
_JOINED = mark("👋 {name} has joined {group}.")


async def offered(notice: Notice, reader: Reader, now: datetime) -> Card | None:
    """A thing that anybody in the group can now borrow."""
    del now
    resource = await resources.announced(UUID(str(notice.data["resource_id"])))
    if resource is None:
        return None
    tree, category = load(), resource.category_id
    kind = tree.name(category, reader.language) if category in tree else ""
    text = lines(html(reader.language, _OFFERED, thing=bold(resource.title)), kind)
    return _with_link(reader, text, _LOOK, f"r_{pack(resource.id)}")


async def needed(notice: Notice, reader: Reader, now: datetime) -> Card | None:
    """Something that somebody in the group looks for."""
    need = await needs.announced(UUID(str(notice.data["need_id"])), now=now)
    if need is None:
        return None
    eyes = Eyes(reader.language, reader.time_zone, now)
    period = eyes.period(need.starts_at, need.ends_at) if need.starts_at else None
    text = lines(html(reader.language, _NEEDED, thing=bold(need.text)), period)
    return _with_link(reader, text, _HELP, f"n_{pack(need.id)}")


def _with_link(reader: Reader, text: Html, label: str, payload: str) -> Say:
    """The card with one neutral button, which leads into the private chat."""
    url = f"https://t.me/{reader.bot_username}?start={payload}"
    return Say(text, keyboard(link(sentence(reader.language, label), url)))


async def joined(notice: Notice, reader: Reader, now: datetime) -> Card | None:
    """For the stewards: who is new."""
    del now
    try:
        person = await people.get(UUID(str(notice.data["person_id"])))
    except Refused:
        return None
    group = await Group.get_or_none(id=UUID(str(notice.data["group_id"])))
    if group is None or not person.may_act():
        return None
    return Say(html(reader.language, _JOINED, name=bold(person.name), group=group.name))


RENDERERS: Mapping[NoticeKind, Renderer] = {
    NoticeKind.RESOURCE_OFFERED: offered,
    NoticeKind.NEED_POSTED: needed,
    NoticeKind.MEMBER_JOINED: joined,
}
