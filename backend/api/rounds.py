"""Rounds: requests for scarce things, collected until a cut-off and allocated together, so that anyone can check it."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from backend.api.inputs import Input, Line, Moment, PageQuery
from backend.api.outputs import Output
from backend.api.pages import Page
from backend.api.round_results import ResultOut, get_round_result
from backend.api.routing import Answer, Asked, Route, created, no_content
from backend.services import round_requests, rounds
from backend.services.round_requests import LONGEST_MINUTES, Wish
from backend.services.rounds import MOST_THINGS, MOST_WEEKS, SEED_LENGTHS, WEEKS, Plan
from models.round import RequestState, RoundRequest, RoundState

Ids = Annotated[tuple[UUID, ...], Field(max_length=MOST_THINGS, strict=False)]


class RoundQuery(PageQuery):
    """The rounds of one group, or of all of the caller's."""

    group_id: UUID | None = None


class RoundIn(Input):
    """A round to be opened by a steward, for things that the group owns or that can be booked at once."""

    group_id: UUID
    name: Annotated[Line, Field(max_length=rounds.NAME_LONGEST)]
    cut_off_at: Moment
    """Until when requests are collected."""
    starts_at: Moment
    """From when the bookings may lie; not before the cut-off."""
    ends_at: Moment
    resource_ids: Ids = ()
    category_id: Line | None = None
    """All of a category that is possible, besides the things that are named."""
    weeks: int = Field(default=WEEKS, ge=1, le=MOST_WEEKS)
    """How many weeks before the cut-off count when it is asked who had least lately."""
    seed: Annotated[str, Field(min_length=SEED_LENGTHS[0], max_length=SEED_LENGTHS[1])] | None = None
    """What the draw is made from; best left out, as then nobody knows it before the cut-off."""


class ThingBrief(Output):
    """A thing that the round is about."""

    id: UUID
    title: str


class RoundOut(Output):
    """A round."""

    id: UUID
    group_id: UUID
    name: str
    state: RoundState
    cut_off_at: datetime
    starts_at: datetime
    ends_at: datetime
    resources: list[ThingBrief]
    weeks: int
    asked: int
    """How many requests there are."""
    seed_hash: str
    """The SHA-256 of the seed, published when the round was opened."""
    seed: str | None
    """Published at the cut-off."""
    decided_at: datetime | None
    created_at: datetime
    version: int


class RequestIn(Input):
    """Any one of these things for so long, somewhere in the window."""

    starts_at: Moment
    ends_at: Moment
    duration_minutes: int = Field(ge=1, le=LONGEST_MINUTES)
    resource_ids: Ids = ()
    """Any of the round's, if left out."""


class RequestOut(Output):
    """A request of the caller's, and what became of it."""

    id: UUID
    round_id: UUID
    resource_ids: list[UUID]
    starts_at: datetime
    ends_at: datetime
    duration_minutes: int
    state: RequestState
    booking_id: UUID | None
    created_at: datetime
    version: int


async def list_rounds(asked: Asked[RoundQuery, Any]) -> Answer:
    """The rounds of the caller's groups, the newest first."""
    after = asked.after(tuple[UUID])
    before = after[0] if after else None
    rows = await rounds.of_groups(asked.person, group_id=asked.query.group_id, before=before, limit=asked.limit + 1)

    def shown(row: rounds.Shown) -> RoundOut:
        return present(row, asked.now)

    return asked.page(rows, position=lambda row: (row.round.id,), present=shown)


async def open_round(asked: Asked[Any, RoundIn]) -> Answer:
    """Open a round; for stewards of the group."""
    plan = asked.body.model_dump() | {"seed": asked.body.seed or ""}
    opened = await rounds.open_round(asked.person, Plan(**plan), now=asked.now)
    address = f"/v1/rounds/{opened.round.id}"
    return created(present(opened, asked.now), location=address, version=opened.round.version)


async def get_round(asked: Asked[Any, Any]) -> Answer:
    """A round of one of the caller's groups."""
    seen = await rounds.seen(asked.person, asked.id)
    return Answer(present(seen, asked.now), version=seen.round.version)


async def call_off_round(asked: Asked[Any, Any]) -> Answer:
    """Have no round after all; for stewards, before the cut-off."""
    await rounds.call_off(asked.person, asked.id, now=asked.now, version=asked.expected)
    return no_content()


async def list_round_requests(asked: Asked[PageQuery, Any]) -> Answer:
    """The caller's own requests in a round, without those taken back."""
    rows = await round_requests.mine(asked.person, asked.id)
    return asked.listed(rows, position=lambda row: (row.created_at, row.id), present=present_request)


async def put_round_request(asked: Asked[Any, RequestIn]) -> Answer:
    """Ask for something in a round."""
    request = await round_requests.put(asked.person, asked.id, Wish(**asked.body.model_dump()), now=asked.now)
    address = f"/v1/rounds/{asked.id}/requests/{request.id}"
    return created(present_request(request), location=address, version=request.version)


async def get_round_request(asked: Asked[Any, Any]) -> Answer:
    """One of the caller's own requests."""
    request = await _own(asked)
    return Answer(present_request(request), version=request.version)


async def change_round_request(asked: Asked[Any, RequestIn]) -> Answer:
    """Ask for something else instead; the request keeps its lot in the draw."""
    request, wish = await _own(asked), Wish(**asked.body.model_dump())
    changed = await round_requests.change(asked.person, request.id, wish, now=asked.now, version=asked.expected)
    return Answer(present_request(changed), version=changed.version)


async def withdraw_round_request(asked: Asked[Any, Any]) -> Answer:
    """Take a request back."""
    request = await _own(asked)
    await round_requests.withdraw(asked.person, request.id, now=asked.now, version=asked.expected)
    return no_content()


async def _own(asked: Asked[Any, Any]) -> RoundRequest:
    return await round_requests.of_round(asked.person, asked.id, asked.uuid("request_id"))


def present(seen: rounds.Shown, now: datetime) -> RoundOut:
    found = seen.round
    return RoundOut(
        id=found.id,
        group_id=found.group_id,
        name=found.name,
        state=found.state,
        cut_off_at=found.cut_off_at,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        resources=[ThingBrief(id=thing.id, title=thing.title) for thing in seen.things],
        weeks=found.weeks,
        asked=seen.asked,
        seed_hash=found.seed_hash,
        seed=found.published_seed(now),
        decided_at=found.decided_at,
        created_at=found.created_at,
        version=found.version,
    )


def present_request(request: RoundRequest) -> RequestOut:
    return RequestOut(
        id=request.id,
        round_id=request.round_id,
        resource_ids=[UUID(one) for one in request.resource_ids],
        starts_at=request.starts_at,
        ends_at=request.ends_at,
        duration_minutes=request.duration_minutes,
        state=request.state,
        booking_id=request.booking_id,
        created_at=request.created_at,
        version=request.version,
    )


_MADE = HTTPStatus.CREATED
_ROUND = "/v1/rounds/{id}"
_REQUESTS = f"{_ROUND}/requests"
_REQUEST = f"{_REQUESTS}/{{request_id}}"

ROUTES = [
    Route("GET", "/v1/rounds", list_rounds, query=RoundQuery, gives=Page[RoundOut]),
    Route("POST", "/v1/rounds", open_round, body=RoundIn, gives=RoundOut, status=_MADE, idempotent=True, etag=True),
    Route("GET", _ROUND, get_round, gives=RoundOut, etag=True),
    Route("DELETE", _ROUND, call_off_round, etag=True),
    Route("GET", f"{_ROUND}/result", get_round_result, gives=ResultOut),
    Route("GET", _REQUESTS, list_round_requests, query=PageQuery, gives=Page[RequestOut]),
    Route(
        "POST", _REQUESTS, put_round_request, body=RequestIn, gives=RequestOut, status=_MADE, idempotent=True, etag=True
    ),
    Route("GET", _REQUEST, get_round_request, gives=RequestOut, etag=True),
    Route("PUT", _REQUEST, change_round_request, body=RequestIn, gives=RequestOut, etag=True),
    Route("DELETE", _REQUEST, withdraw_round_request, etag=True),
]
