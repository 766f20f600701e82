"""What neighbours look for that a thing of the caller's would meet."""

from datetime import datetime
from typing import Any
from uuid import UUID

from backend.api.inputs import PageQuery
from backend.api.outputs import Output, Period
from backend.api.pages import Page
from backend.api.routing import Answer, Asked, Route
from backend.api.search import Distance, skipped_by
from backend.services import seekers


class Seeker(Output):
    """What somebody near looks for; not who, and not where."""

    need_id: UUID
    text: str
    category_id: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    duration_minutes: int | None
    distance: Distance
    free: Period | None
    """When the thing could serve them, of what they asked for."""


async def list_seekers(asked: Asked[PageQuery, Any]) -> Answer:
    """What neighbours look for that this thing of the caller's would meet, the best first."""
    skipped = skipped_by(asked)
    found = await seekers.seekers(asked.person, asked.id, now=asked.now, limit=skipped + asked.limit + 1)
    return asked.page(found[skipped:], position=lambda _one: (skipped + asked.limit,), present=present)


def present(one: seekers.Sought) -> Seeker:
    need = one.need
    return Seeker(
        need_id=need.id,
        text=need.text,
        category_id=need.category_id,
        starts_at=need.starts_at,
        ends_at=need.ends_at,
        duration_minutes=need.duration_minutes,
        distance=Distance(low_m=one.near.low_m, high_m=one.near.high_m),
        free=Period(start=one.free.start, end=one.free.end) if one.free else None,
    )


ROUTES = [Route("GET", "/v1/resources/{id}/needs", list_seekers, query=PageQuery, gives=Page[Seeker])]
