"""What neighbours look for: stated, matched, asked for, withdrawn."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from backend.api.bookings import BookingOut, created_booking
from backend.api.inputs import Input, Line, Moment, PageQuery, Paragraph
from backend.api.outputs import Output
from backend.api.pages import Page
from backend.api.routing import Answer, Asked, Route, created, no_content
from backend.api.search import Match, Radius, page_of_matches, skipped_by
from backend.services import needs
from backend.services.bookings import Wanted
from backend.services.needs import Wish
from models.need import Need, NeedState


class NeedIn(Input):
    """What somebody needs, in their own words."""

    text: Line
    category_id: Line | None = None
    """Guessed from the text, if left out."""
    group_id: UUID | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    duration_minutes: int | None = Field(default=None, ge=1, le=132_480)
    """How long, somewhere in that window; all of it, if left out."""
    radius_m: Radius | None = None


class NeedOut(Output):
    """Somebody's open request."""

    id: UUID
    text: str
    category_id: str | None
    group_id: UUID
    starts_at: datetime | None
    ends_at: datetime | None
    duration_minutes: int | None
    radius_m: int
    state: NeedState
    expires_at: datetime
    created_at: datetime
    version: int


class AskIn(Input):
    """Which of the matches to ask for, and when."""

    resource_id: UUID
    starts_at: Moment
    ends_at: Moment
    note: Annotated[Paragraph, Field(max_length=1000)] = ""


async def list_needs(asked: Asked[PageQuery, Any]) -> Answer:
    """The caller's needs, the newest first."""
    after = asked.after(tuple[UUID])
    rows = await needs.mine(asked.person, before=after[0] if after else None, limit=asked.limit + 1)
    return asked.page(rows, position=lambda need: (need.id,), present=present)


async def state_need(asked: Asked[Any, NeedIn]) -> Answer:
    """Say what one needs; it stands for a week."""
    need = await needs.state(asked.person, Wish(**asked.body.model_dump()), now=asked.now)
    return created(present(need), location=f"/v1/needs/{need.id}", version=need.version)


async def get_need(asked: Asked[Any, Any]) -> Answer:
    """One of the caller's needs."""
    need = await needs.get(asked.person, asked.id)
    return Answer(present(need), version=need.version)


async def withdraw_need(asked: Asked[Any, Any]) -> Answer:
    """Say that one no longer needs it."""
    await needs.withdraw(asked.person, asked.id, now=asked.now, version=asked.expected)
    return no_content()


async def list_matches(asked: Asked[PageQuery, Any]) -> Answer:
    """What there is for a need, the best first."""
    skipped = skipped_by(asked)
    found = await needs.matches(asked.person, asked.id, now=asked.now, limit=skipped + asked.limit + 1)
    return page_of_matches(asked, found[skipped:], skipped=skipped)


async def ask_for_match(asked: Asked[Any, AskIn]) -> Answer:
    """Ask for a thing on account of a need."""
    wanted = Wanted(**asked.body.model_dump(), need_id=asked.id)
    booking = await needs.ask(asked.person, asked.id, wanted, now=asked.now)
    return await created_booking(asked, booking.id)


def present(need: Need) -> NeedOut:
    return NeedOut(
        id=need.id,
        text=need.text,
        category_id=need.category_id,
        group_id=need.group_id,
        starts_at=need.starts_at,
        ends_at=need.ends_at,
        duration_minutes=need.duration_minutes,
        radius_m=need.radius_m,
        state=need.state,
        expires_at=need.expires_at,
        created_at=need.created_at,
        version=need.version,
    )


_MADE = HTTPStatus.CREATED
_NEED = "/v1/needs/{id}"

ROUTES = [
    Route("GET", "/v1/needs", list_needs, query=PageQuery, gives=Page[NeedOut]),
    Route("POST", "/v1/needs", state_need, body=NeedIn, gives=NeedOut, status=_MADE, idempotent=True, etag=True),
    Route("GET", _NEED, get_need, gives=NeedOut, etag=True),
    Route("DELETE", _NEED, withdraw_need, etag=True),
    Route("GET", f"{_NEED}/matches", list_matches, query=PageQuery, gives=Page[Match]),
    Route("POST", f"{_NEED}/ask", ask_for_match, body=AskIn, gives=BookingOut, status=_MADE, idempotent=True),
]
