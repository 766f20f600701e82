"""New offers and needs told in the group's chat: a follower of the journal, so that each is told once."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from backend.services import followers
from backend.services.telling import announce
from models.need import Need
from models.notice import NoticeKind
from models.resource import Listed, Offer

NAME = "announcements"
STALE = timedelta(days=1)


async def publish(*, now: datetime) -> int:
    """Owe the groups' chats what the journal has that is new; how many of its rows were read."""

    async def handle(entries: list[followers.Entry]) -> None:
        for entry in entries:
            if now - entry.at < STALE:
                await _announce(entry, now)

    return await followers.follow(NAME, handle)


async def _announce(entry: followers.Entry, now: datetime) -> None:
    if entry.verb == "resource.offered" and entry.data.get("news"):
        offers = Offer.filter(resource_id=UUID(entry.subject_id), resource__state=Listed.LISTED)
        for offer in await offers.select_related("group"):
            announce(offer.group, NoticeKind.RESOURCE_OFFERED, now=now, resource_id=entry.subject_id)
    elif entry.verb == "need.stated":
        need = await Need.get(id=UUID(entry.subject_id)).select_related("group")
        announce(need.group, NoticeKind.NEED_POSTED, now=now, need_id=need.id)
