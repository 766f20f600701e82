"""What a person was told, for reading again; sending it is the bot's work."""

from __future__ import annotations

from uuid import UUID

from models.notice import Notice, NoticeState
from models.person import Person


async def told(actor: Person, *, before: UUID | None = None, limit: int = 20) -> list[Notice]:
    """What this person was told or is yet to be told, the newest first; without what had lost its point."""
    found = Notice.filter(person_id=actor.id).exclude(state=NoticeState.DROPPED)
    if before is not None:
        found = found.filter(id__lt=before)
    return await found.order_by("-id").limit(limit)
