"""What time does: requests lapse, people are reminded, silence closes a loan, accounts are wiped, traces purged."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from backend.services.booking_notices import sides
from backend.services.bookings import let_time_act
from backend.services.telling import tell
from backend.services.timetable import next_moment
from models.booking import Booking
from models.lifecycle import Action, State
from models.notice import NoticeKind
from models.receipt import Draft, UpdateId
from models.transaction import execute, for_update, transactional

UPDATES_KEPT = timedelta(days=3)


async def advance_bookings(*, now: datetime, limit: int = 200) -> int:
    """Do what is due for bookings, each in its own transaction; how many were moved on."""
    rows = await execute("SELECT id FROM bookings WHERE next_at <= $1 ORDER BY next_at LIMIT $2", [now, limit])
    done = 0
    for row in rows:
        done += await _advance(UUID(str(row["id"])), now=now)
    return done


@transactional
async def _advance(booking_id: UUID, *, now: datetime) -> int:
    """Move one booking on, unless another process has it in hand or it is no longer due."""
    claimed = await execute(
        f"SELECT id FROM bookings WHERE id = $1 AND next_at <= $2{for_update(skip_locked=True)}",  # noqa: S608 - a clause
        [booking_id, now],
    )
    if not claimed:
        return 0
    booking = await Booking.get(id=booking_id).select_related("resource__place", "borrower")
    if booking.state is State.REQUESTED:
        await let_time_act(booking_id, Action.EXPIRE, now=now)
    elif booking.state is State.RETURNED:
        await let_time_act(booking_id, Action.CLOSE, now=now)
    else:
        await _remind(booking, now)
    return 1


async def _remind(booking: Booking, now: datetime) -> None:
    """Owe the reminders of this moment, and note the next one."""
    if booking.state is State.CONFIRMED and now < booking.starts_at:
        kind, people = NoticeKind.STARTS_SOON, await sides(booking)
    elif booking.is_overdue(now):
        kind, people = NoticeKind.OVERDUE, await sides(booking)
    else:
        kind, people = NoticeKind.DUE_SOON, [booking.borrower]
    if booking.state in (State.CONFIRMED, State.OUT):
        for person in people:
            mark = f"{kind}:{booking.id}:{person.id}:{booking.next_at:%Y%m%dT%H%M}"
            tell(person, kind, now=now, dedupe=mark, booking_id=booking.id)
    await Booking.filter(id=booking.id).update(next_at=next_moment(booking, now))


@transactional
async def forget_traces(*, now: datetime) -> None:
    """Drop what has served: old update ids, lapsed drafts."""
    await UpdateId.filter(at__lt=now - UPDATES_KEPT).delete()
    await Draft.filter(expires_at__lt=now).delete()
