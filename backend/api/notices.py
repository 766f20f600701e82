"""What the caller was told, for an app that shows it itself."""

from datetime import datetime
from typing import Any
from uuid import UUID

from backend.api.inputs import PageQuery
from backend.api.outputs import Output
from backend.api.pages import Page
from backend.api.routing import Answer, Asked, Route
from backend.services import notices
from models.notice import Notice, NoticeKind


class NoticeOut(Output):
    """One thing that happened, and what it is about."""

    id: UUID
    kind: NoticeKind
    booking_id: UUID | None
    message_id: UUID | None
    """A message in that booking."""
    group_id: UUID | None
    person_id: UUID | None
    """Who joined the group."""
    ask_id: UUID | None
    """What they were asked to lend, at `/v1/asks`."""
    need_id: UUID | None
    """A need of theirs."""
    round_id: UUID | None
    """A round that they asked in, at `/v1/rounds`."""
    link_id: UUID | None
    """A link of the group, at `/v1/groups/{group_id}/links`."""
    until: datetime | None
    """When the account will be wiped."""
    created_at: datetime
    sent_at: datetime | None
    """When the bot told it; null where it has not, or cannot."""


_ABOUT = ("booking_id", "message_id", "group_id", "person_id", "ask_id", "need_id", "round_id", "link_id", "until")


async def list_notices(asked: Asked[PageQuery, Any]) -> Answer:
    """What the caller was told, the newest first."""
    after = asked.after(tuple[UUID])
    rows = await notices.told(asked.person, before=after[0] if after else None, limit=asked.limit + 1)
    return asked.page(rows, position=lambda row: (row.id,), present=present)


def present(notice: Notice) -> NoticeOut:
    about = {name: notice.data.get(name) for name in _ABOUT}
    return NoticeOut.model_validate(
        {"id": notice.id, "kind": notice.kind, "created_at": notice.created_at, "sent_at": notice.sent_at, **about}
    )


ROUTES = [Route("GET", "/v1/notices", list_notices, query=PageQuery, gives=Page[NoticeOut])]
