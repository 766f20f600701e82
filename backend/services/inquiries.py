"""Asking owners for a need in waves: a few, after silence a few more, and no further than the first yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from tortoise.expressions import F

from backend.services import index, needs
from backend.services.one_by_one import one_by_one
from backend.services.people import require_active
from backend.services.telling import after_quiet_hours, tell
from backend.services.willing import willing
from models.engine.rows import objects
from models.errors import Conflict, Gone, NotFound, Stale
from models.fields import identifier
from models.inquiry import Answer, Ask, Inquiry, InquiryState
from models.journal import Journal
from models.need import Need, NeedState
from models.notice import NoticeKind
from models.person import Person
from models.transaction import execute, racing, transactional

WAVES = (3, 5, 8)
"""How many owners each wave asks."""
SILENCE = timedelta(hours=4)
MOST = 5
"""Needs that a person may ask around for at a time."""

_DUE = """
    SELECT i.id FROM inquiries AS i JOIN needs AS n ON n.id = i.need_id
    WHERE i.next_at IS NOT NULL AND (i.next_at <= $1 OR n.state <> 'open' OR n.expires_at <= $1)
    ORDER BY i.next_at LIMIT $2
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the asking for a need has come: how many were asked, and how many of them said no."""

    inquiry: Inquiry
    asked: int
    refused: int


@transactional
async def begin(actor: Person, need_id: UUID, *, now: datetime) -> Progress:
    """Have the nearest and most willing few asked, the next time the clock looks; again changes nothing."""
    require_active(actor)
    need = await needs.get(actor, need_id)
    if await Inquiry.exists(need_id=need.id):
        return await of(actor, need_id)
    if need.state is not NeedState.OPEN or now >= need.expires_at:
        raise Gone(what="need")
    asking = Inquiry.filter(need__person_id=actor.id, state=InquiryState.ASKING)
    if await asking.count() >= MOST:
        raise Conflict(why="enough_inquiries", most=MOST)
    with racing():
        inquiry = await Inquiry.create(need_id=need.id, next_at=now, created_at=now)
    Journal.write("inquiry.begun", actor=actor, subject=inquiry, group_id=need.group_id, now=now, need_id=need.id)
    return Progress(inquiry, 0, 0)


async def of(actor: Person, need_id: UUID) -> Progress:
    """How far the asking for one's own need has come."""
    progress = await known(await needs.get(actor, need_id))
    if progress is None:
        raise NotFound(what="inquiry")
    return progress


async def known(need: Need) -> Progress | None:
    """The same of a need that is at hand; None where nobody asked for it."""
    inquiries = await objects(Inquiry, "SELECT i.* FROM inquiries AS i WHERE i.need_id = $1", [need.id])
    if not inquiries:
        return None
    inquiry = inquiries[0]
    asks = await Ask.filter(inquiry_id=inquiry.id)
    refused = {ask.resource_id for ask in asks if ask.answer is Answer.NO}
    return Progress(inquiry, len({ask.resource_id for ask in asks}), len(refused))


@transactional
async def stop(actor: Person, need_id: UUID, *, now: datetime, version: int | None = None) -> Progress:
    """Ask nobody else, and tell those who were asked; saying it again changes nothing."""
    inquiry = (await of(actor, need_id)).inquiry
    if version is not None and version != inquiry.version:
        raise Stale(what="inquiry")
    await end(inquiry, InquiryState.STOPPED, now=now)
    return await of(actor, need_id)


async def advance(*, now: datetime, limit: int = 100) -> int:
    """Make the waves that are due, and end what is no longer needed; how many were moved on."""
    rows = await execute(_DUE, [now, limit])
    if rows:
        await index.current().catch_up()  # here, as a transaction would not wait for it
    return await one_by_one([identifier(row["id"]) for row in rows], partial(_advance, now=now))


@transactional
async def _advance(inquiry_id: UUID, *, now: datetime) -> int:
    inquiry = await Inquiry.get(id=inquiry_id)
    need = await Need.get(id=inquiry.need_id).select_related("person")
    if need.state is not NeedState.OPEN or now >= need.expires_at or not need.person.may_act():
        return await end(inquiry, InquiryState.STOPPED, now=now)
    if inquiry.next_at is None or inquiry.next_at > now:
        return 0
    return await _next_wave(inquiry, need, now)


async def _next_wave(inquiry: Inquiry, need: Need, now: datetime) -> int:
    """Ask so many more owners; where there is none left, or no wave, the asking is over. 0: somebody was first."""
    size = WAVES[inquiry.wave] if inquiry.wave < len(WAVES) else 0
    chosen = await willing(need, size, now=now) if size else []
    if not chosen:
        return await _exhausted(inquiry, need, now)
    patience = after_quiet_hours(after_quiet_hours(now, need.person.time_zone) + SILENCE, need.person.time_zone)
    if not await _stored(inquiry, wave=inquiry.wave + 1, next_at=patience):
        return 0
    for resource_id, people in chosen:
        for person in people:
            await _put_to(person, resource_id, inquiry, now)
    return 1


async def _put_to(person: Person, resource_id: UUID, inquiry: Inquiry, now: datetime) -> None:
    ask = await Ask.create(
        inquiry_id=inquiry.id,
        need_id=inquiry.need_id,
        person_id=person.id,
        resource_id=resource_id,
        wave=inquiry.wave + 1,
        asked_at=now,
    )
    tell(person, NoticeKind.ASKED, now=now, dedupe=f"asked:{ask.id}", ask_id=ask.id)


async def _exhausted(inquiry: Inquiry, need: Need, now: datetime) -> int:
    if not await _stored(inquiry, state=InquiryState.EXHAUSTED, next_at=None):
        return 0
    Journal.write("inquiry.exhausted", subject=inquiry, group_id=need.group_id, now=now, need_id=need.id)
    tell(need.person, NoticeKind.ASKED_ALL, now=now, need_id=need.id)
    return 1


async def end(inquiry: Inquiry, state: InquiryState, *, now: datetime) -> int:
    """End the asking, also where all waves are over, and tell those who have not answered; 0 if it had ended."""
    going = Inquiry.filter(id=inquiry.id, state__in=[InquiryState.ASKING, InquiryState.EXHAUSTED])
    if not await going.update(state=state, next_at=None, version=F("version") + 1):
        return 0
    Journal.write(f"inquiry.{state}", subject=inquiry, now=now, need_id=inquiry.need_id)
    waiting = await Ask.filter(inquiry_id=inquiry.id, answer=Answer.WAITING).select_related("person")
    await Ask.filter(id__in=[ask.id for ask in waiting]).update(answer=Answer.CLOSED, answered_at=now)
    for ask in waiting:
        tell(ask.person, NoticeKind.ASK_CLOSED, now=now, dedupe=f"closed:{ask.id}", ask_id=ask.id)
    return 1


async def _stored(inquiry: Inquiry, **changed: object) -> int:
    """Move it on, unless somebody has moved it on or ended it meanwhile."""
    seen = Inquiry.filter(id=inquiry.id, version=inquiry.version, state=InquiryState.ASKING)
    return await seen.update(**changed, version=inquiry.version + 1)
