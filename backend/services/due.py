"""What time does: requests lapse, people are reminded, silence closes a loan, accounts are wiped, traces purged."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from backend.services import calendars
from backend.services.booking_notices import sides
from backend.services.bookings import let_time_act
from backend.services.one_by_one import one_by_one
from backend.services.telling import tell
from backend.services.timetable import next_moment
from models.booking import Booking
from models.fields import identifier
from models.lifecycle import Action, State
from models.notice import NoticeKind
from models.receipt import Draft, UpdateId
from models.transaction import execute, transactional

UPDATES_KEPT = timedelta(days=3)


async def advance_bookings(*, now: datetime, limit: int = 200) -> int:
    """Do what is due for bookings, each in its own transaction; how many were moved on."""
    rows = await execute("SELECT id FROM bookings WHERE next_at <= $1 ORDER BY next_at LIMIT $2", [now, limit])
    return await one_by_one([identifier(row["id"]) for row in rows], partial(_advance, now=now))


@transactional
async def _advance(booking_id: UUID, *, now: datetime) -> int:
    """Move one booking on, unless somebody else has its resource in hand or it is no longer due."""
    if not await calendars.lock_of(booking_id, skip_locked=True):
        return 0
    booking = await Booking.get(id=booking_id).select_related("resource__place", "borrower")
    if booking.next_at is None or booking.next_at > now:
        return 0
    if booking.state is State.REQUESTED:
        await let_time_act(booking_id, Action.EXPIRE, now=now)
    elif booking.state is State.RETURNED:
        await let_time_act(booking_id, Action.CLOSE, now=now)
    else:
        await _remind(booking, now)
    return 1


async def _remind(booking: Booking, now: datetime) -> None:
    """Owe the reminders of this moment, and note the next one."""
    kind = _reminder(booking, now)
    for person in await sides(booking):
        if kind and (kind is not NoticeKind.DUE_SOON or person.id == booking.borrower_id):
            mark = f"{kind}:{booking.id}:{person.id}:{booking.next_at:%Y%m%dT%H%M}"
            tell(person, kind, now=now, dedupe=mark, booking_id=booking.id)
    await Booking.filter(id=booking.id).update(next_at=next_moment(booking, now))


def _reminder(booking: Booking, now: datetime) -> NoticeKind | None:
    if booking.state is State.CONFIRMED:
        return NoticeKind.STARTS_SOON if now < booking.starts_at else None
    if booking.state is State.OUT:
        return NoticeKind.OVERDUE if booking.is_overdue(now) else NoticeKind.DUE_SOON
    return None


@transactional
async def forget_traces(*, now: datetime) -> None:
    """Drop what has served: old update ids, lapsed drafts."""
    await UpdateId.filter(at__lt=now - UPDATES_KEPT).delete()
    await Draft.filter(expires_at__lt=now).delete()
