"""Owners asked for a need in waves: how far that has come, and for an owner what they are asked."""

from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from backend.api.inputs import PageQuery
from backend.api.outputs import Output, PersonBrief, person_brief
from backend.api.pages import Page
from backend.api.routing import Answer, Asked, Route, created, no_content
from backend.api.search import Distance
from backend.services import asks, inquiries
from models.inquiry import Answer as Said
from models.inquiry import InquiryState


class InquiryOut(Output):
    """How far the asking for a need has come; who was asked stays unsaid."""

    id: UUID
    need_id: UUID
    state: InquiryState
    wave: int
    asked: int
    """How many things' owners were asked."""
    refused: int
    """How many of those said that it is not possible."""
    next_at: datetime | None
    """When more are asked; null where nobody else will be."""
    created_at: datetime
    version: int


class AskOut(Output):
    """What the caller is asked to lend, by whom and for when."""

    id: UUID
    resource_id: UUID
    title: str
    need_id: UUID
    text: str
    by: PersonBrief
    distance: Distance
    starts_at: datetime | None
    ends_at: datetime | None
    duration_minutes: int | None
    """How long, somewhere in that window; as much of it as is free, if null."""
    answer: Said
    booking_id: UUID | None
    """What became of a yes; null where no time was named, and the two settle that."""
    asked_at: datetime
    answered_at: datetime | None


async def ask_around(asked: Asked[Any, Any]) -> Answer:
    """Have the owners of what fits asked, a few at a time and no further than the first yes."""
    progress = await inquiries.begin(asked.person, asked.id, now=asked.now)
    address = f"/v1/needs/{asked.id}/ask-around"
    return created(present(progress), location=address, version=progress.inquiry.version)


async def get_inquiry(asked: Asked[Any, Any]) -> Answer:
    """How far the asking for a need of the caller's has come."""
    progress = await inquiries.of(asked.person, asked.id)
    return Answer(present(progress), version=progress.inquiry.version)


async def stop_asking(asked: Asked[Any, Any]) -> Answer:
    """Ask nobody else, and tell those who were asked that it is no longer needed."""
    await inquiries.stop(asked.person, asked.id, now=asked.now, version=asked.expected)
    return no_content()


async def list_asks(asked: Asked[PageQuery, Any]) -> Answer:
    """What the caller was asked to lend, the newest first."""
    after = asked.after(tuple[UUID])
    rows = await asks.mine(asked.person, before=after[0] if after else None, limit=asked.limit + 1)
    return asked.page(rows, position=lambda put: (put.ask.id,), present=present_ask)


async def get_ask(asked: Asked[Any, Any]) -> Answer:
    """One question that was put to the caller."""
    return Answer(present_ask(await asks.get(asked.person, asked.id)))


async def agree_ask(asked: Asked[Any, Any]) -> Answer:
    """Lend it: the first yes makes a booking that is agreed."""
    return Answer(present_ask(await asks.agree(asked.person, asked.id, now=asked.now)))


async def refuse_ask(asked: Asked[Any, Any]) -> Answer:
    """Not this time; nobody is told who said so."""
    return Answer(present_ask(await asks.refuse(asked.person, asked.id, now=asked.now)))


def present(progress: inquiries.Progress) -> InquiryOut:
    inquiry = progress.inquiry
    return InquiryOut(
        id=inquiry.id,
        need_id=inquiry.need_id,
        state=inquiry.state,
        wave=inquiry.wave,
        asked=progress.asked,
        refused=progress.refused,
        next_at=inquiry.next_at,
        created_at=inquiry.created_at,
        version=inquiry.version,
    )


def present_ask(put: asks.Put) -> AskOut:
    ask, need = put.ask, put.ask.need
    return AskOut(
        id=ask.id,
        resource_id=ask.resource_id,
        title=ask.resource.title,
        need_id=need.id,
        text=need.text,
        by=person_brief(need.person),
        distance=Distance(low_m=put.near.low_m, high_m=put.near.high_m),
        starts_at=need.starts_at,
        ends_at=need.ends_at,
        duration_minutes=need.duration_minutes,
        answer=ask.answer,
        booking_id=put.booking_id,
        asked_at=ask.asked_at,
        answered_at=ask.answered_at,
    )


_AROUND = "/v1/needs/{id}/ask-around"
_ASK = "/v1/asks/{id}"

ROUTES = [
    Route("POST", _AROUND, ask_around, gives=InquiryOut, status=HTTPStatus.CREATED, idempotent=True, etag=True),
    Route("GET", _AROUND, get_inquiry, gives=InquiryOut, etag=True),
    Route("DELETE", _AROUND, stop_asking, etag=True),
    Route("GET", "/v1/asks", list_asks, query=PageQuery, gives=Page[AskOut]),
    Route("GET", _ASK, get_ask, gives=AskOut),
    Route("POST", f"{_ASK}/agree", agree_ask, gives=AskOut),
    Route("POST", f"{_ASK}/refuse", refuse_ask, gives=AskOut),
]
