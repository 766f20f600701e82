"""Being asked for something of one's own: a yes is a booking, the first one; a no asks others the sooner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.expressions import F

from backend.services import blocks, bookings, fitting, inquiries, resources
from backend.services.moves import Act
from backend.services.people import require_active
from backend.services.telling import tell
from matching.geo import Band, band, distance_between_cells
from models.booking import Booking
from models.errors import Gone, NotFound
from models.inquiry import Answer, Ask, Inquiry, InquiryState
from models.journal import Journal
from models.lifecycle import Action, State
from models.need import Need, NeedState
from models.notice import NoticeKind
from models.person import Person
from models.transaction import transactional

FAR = Band(25_000, None)


@dataclass(frozen=True, slots=True)
class Put:
    """A question as it was put to somebody, and how far away the one who asks looks from."""

    ask: Ask
    near: Band
    booking_id: UUID | None = None
    """What became of a yes."""

    @property
    def need(self) -> Need:
        return self.ask.need


async def mine(actor: Person, *, before: UUID | None = None, limit: int = 20) -> list[Put]:
    """What this person was asked, the newest first."""
    rows = Ask.filter(person_id=actor.id)
    if before is not None:
        rows = rows.filter(id__lt=before)
    read = rows.select_related("need__person", "resource__place", "inquiry")
    return [await _put(ask) for ask in await read.order_by("-id").limit(limit)]


async def get(actor: Person, ask_id: UUID) -> Put:
    """One question that was put to this person; to anybody else it is not there."""
    rows = Ask.filter(id=ask_id, person_id=actor.id)
    ask = await rows.select_related("need__person", "resource__place", "inquiry").first()
    if ask is None:
        raise NotFound(what="ask")
    return await _put(ask)


@transactional
async def agree(actor: Person, ask_id: UUID, *, now: datetime) -> Put:
    """Lend it: the first yes makes the booking, agreed; where no time was named, the two settle that."""
    require_active(actor)
    ask = (await get(actor, ask_id)).ask
    if ask.answer is Answer.YES:
        return await get(actor, ask_id)
    need = ask.need
    await _claim(ask, now)
    over = need.state is not NeedState.OPEN or now >= need.expires_at
    if over or not await _may_lend(actor, ask):
        raise Gone(what="ask")
    Journal.write("ask.agreed", actor=actor, subject=ask, group_id=need.group_id, now=now, need_id=need.id)
    if need.starts_at is None or need.ends_at is None:
        tell(need.person, NoticeKind.ASK_AGREED, now=now, ask_id=ask.id)
    else:
        await _book(actor, ask, (need.starts_at, need.ends_at), now)
    return await get(actor, ask_id)


async def _may_lend(actor: Person, ask: Ask) -> bool:
    """Whether it is still the actor's to lend, to somebody in a group that sees it; neither blocks the other."""
    if not await resources.decides(actor, ask.resource) or await blocks.are_apart(actor.id, ask.need.person_id):
        return False
    return bool(await resources.common_groups(ask.need.person, ask.resource))


async def _claim(ask: Ask, now: datetime) -> None:
    """Be the first to say yes; refused where somebody was, or it is no longer needed."""
    await _lock(ask)
    said = Ask.filter(id=ask.id, answer__in=[Answer.WAITING, Answer.NO])
    is_first = await said.update(answer=Answer.YES, answered_at=now)
    if not is_first or not await inquiries.end(ask.inquiry, InquiryState.AGREED, now=now):
        raise Gone(what="ask")


async def _book(actor: Person, ask: Ask, window: tuple[datetime, datetime], now: datetime) -> None:
    """The booking that a request and its confirmation would have made, in the best part of the window."""
    need, resource_id = ask.need, ask.resource_id
    period = await fitting.fit(need.person, resource_id, window, now=now, minutes=need.duration_minutes)
    wanted = bookings.Wanted(resource_id, period.start, period.end, need.id)
    booking = await bookings.request(need.person, wanted, now=now)
    if booking.state is State.REQUESTED:
        await bookings.act(actor, booking.id, Act(Action.CONFIRM), now=now)
    else:
        tell(need.person, NoticeKind.BOOKING_CONFIRMED, now=now, booking_id=booking.id)


@transactional
async def refuse(actor: Person, ask_id: UUID, *, now: datetime) -> Put:
    """Not this time; when all of a wave have said so, the next one is asked at once."""
    ask = (await get(actor, ask_id)).ask
    await _lock(ask)
    if await Ask.filter(id=ask.id, answer=Answer.WAITING).update(answer=Answer.NO, answered_at=now):
        Journal.write("ask.refused", actor=actor, subject=ask, group_id=ask.need.group_id, now=now)
        if not await Ask.filter(inquiry_id=ask.inquiry_id, wave=ask.wave, answer=Answer.WAITING).exists():
            going = Inquiry.filter(id=ask.inquiry_id, state=InquiryState.ASKING, wave=ask.wave)
            await going.update(next_at=now, version=F("version") + 1)
    return await get(actor, ask_id)


async def _lock(ask: Ask) -> None:
    """Make others who were asked for the same need wait: of two answers at once, one sees the other."""
    await Inquiry.filter(id=ask.inquiry_id).select_for_update().first()


async def _put(ask: Ask) -> Put:
    near = band(distance_between_cells(ask.need.cell, ask.resource.place.cell)) if _both_known(ask) else FAR
    booked = Booking.filter(need_id=ask.need_id, resource_id=ask.resource_id).order_by("-id")
    booking = await booked.first() if ask.answer is Answer.YES else None
    return Put(ask, near, booking.id if booking else None)


def _both_known(ask: Ask) -> bool:
    """Whether neither has left meanwhile, and taken their cell with them."""
    return bool(ask.need.cell and ask.resource.place.cell)
