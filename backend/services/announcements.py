"""New offers and needs told in the group's chat: a follower of the journal, so that each is told once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from backend.services import followers
from backend.services.telling import announce
from models.group import Group
from models.need import Need
from models.notice import NoticeKind
from models.resource import Listed, Offer

NAME = "announcements"
STALE = timedelta(days=1)


async def publish(*, now: datetime) -> int:
    """Owe the groups' chats what the journal has that is new; how many of its rows were read."""

    async def handle(entries: list[followers.Entry]) -> None:
        fresh = [entry for entry in entries if now - entry.at < STALE]
        groups = await _asked(fresh)
        for entry in fresh:
            await _announce(entry, groups, now)

    return await followers.follow(NAME, handle)


async def _announce(entry: followers.Entry, asked: Mapping[str, Group], now: datetime) -> None:
    if entry.verb == "resource.offered" and entry.data.get("news"):
        offers = Offer.filter(resource_id=UUID(entry.subject_id), resource__state=Listed.LISTED)
        for offer in await offers.select_related("group"):
            announce(offer.group, NoticeKind.RESOURCE_OFFERED, now=now, resource_id=entry.subject_id)
    elif entry.verb == "need.stated" and entry.subject_id in asked:
        announce(asked[entry.subject_id], NoticeKind.NEED_POSTED, now=now, need_id=entry.subject_id)


async def _asked(entries: Iterable[followers.Entry]) -> dict[str, Group]:
    """The group of each need that was stated, where it has a chat: by one query, as there may be many."""
    ids = [UUID(entry.subject_id) for entry in entries if entry.verb == "need.stated"]
    heard = Need.filter(id__in=ids, group__telegram_chat_id__not_isnull=True)
    return {str(need.id): need.group for need in await heard.select_related("group")} if ids else {}
