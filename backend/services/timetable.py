"""When time has to do something about a booking; pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from models.booking import Booking
from models.lifecycle import State

REPLY = timedelta(hours=24)
SILENCE = timedelta(hours=48)
NO_SHOW_GRACE = timedelta(hours=1)
_BEFORE_START = (timedelta(hours=24), timedelta(hours=2))
_BEFORE_END, _SHORT_LOAN = timedelta(hours=2), timedelta(hours=6)
_AFTER_END = (timedelta(0), timedelta(days=1), timedelta(days=3), timedelta(days=7))


def reply_by(starts_at: datetime, ends_at: datetime, now: datetime) -> datetime:
    """Until when a request holds its unit: a day, or the start (the end, once it has begun), whichever is first."""
    return min(now + REPLY, starts_at if starts_at > now else ends_at)


def next_moment(booking: Booking, after: datetime) -> datetime | None:
    """When it lapses or closes, however late that is; else when to remind next after `after`; or None."""
    match booking.state:
        case State.REQUESTED:
            return booking.reply_by
        case State.RETURNED if booking.ended_at is not None:
            return booking.ended_at + SILENCE
        case _:
            return min((moment for moment in _reminders(booking) if moment > after), default=None)


def _reminders(booking: Booking) -> list[datetime]:
    match booking.state:
        case State.CONFIRMED:
            return [booking.starts_at - early for early in _BEFORE_START]
        case State.OUT:
            early = [booking.ends_at - _BEFORE_END] if booking.ends_at - booking.starts_at > _SHORT_LOAN else []
            return early + [booking.ends_at + late for late in _AFTER_END]
        case _:
            return []
