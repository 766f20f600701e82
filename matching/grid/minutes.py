"""Moments as whole minutes since 1970, and bookings as the spans of minutes that nobody else may touch."""

from datetime import UTC, datetime

from matching.capacity import Busy
from matching.engine import Listing
from matching.grid.layout import DAY, FIRST_MINUTE, LAST_MINUTE
from matching.intervals import EPOCH, Period
from matching.rules import Rules

Span = tuple[int, int, int, int]
"""Start, end, when it is due if it is out, and the place of its unit among the units."""


def floor_minute(moment: datetime) -> int:
    """Rounded down."""
    span = moment - EPOCH
    return span.days * DAY + span.seconds // 60


def ceil_minute(moment: datetime) -> int:
    """Rounded up."""
    span = moment - EPOCH
    return span.days * DAY + span.seconds // 60 + bool(span.seconds % 60 or span.microseconds)


def bounds(moment: datetime) -> tuple[int, int]:
    """Rounded down and up."""
    span = moment - EPOCH
    seconds = span.seconds
    minute = span.days * DAY + seconds // 60
    return (minute, minute + 1) if seconds % 60 or span.microseconds else (minute, minute)


def is_whole(moment: datetime) -> bool:
    """Whether nothing was rounded."""
    return not (moment.second or moment.microsecond)


def keeps_minutes(period: Period | None) -> bool:
    """Whether it is a period without fractions of a minute."""
    return period is not None and is_whole(period.start) and is_whole(period.end)


def moment_of(minute: int) -> datetime:
    """The moment again."""
    return datetime.fromtimestamp(minute * 60, UTC)


def spans_of(listing: Listing) -> tuple[list[Span], bool]:
    """Where its units are taken or within a buffer; and whether no booking had to be rounded outward for that."""
    if not listing.busy:
        return [], True
    places = {unit: place for place, unit in enumerate(listing.units)}
    found = [span_of(busy, listing.rules, places[busy.unit]) for busy in listing.busy if busy.unit in places]
    return [span for span, _ in found], all(is_exact for _, is_exact in found)


def span_of(busy: Busy, rules: Rules, unit: int) -> tuple[Span, bool]:
    """As `capacity.blocked` for a claim with the buffers of the rules; and whether that is all of it and no more.

    What is out blocks everything before as well: nobody can have it for a time that is over.
    """
    since, until = busy.start - EPOCH, busy.end - EPOCH  # not by `bounds`: a booking is to be seen at once
    start, end = since.days * DAY + since.seconds // 60, until.days * DAY + until.seconds // 60
    is_exact = not (since.seconds % 60 or until.seconds % 60 or since.microseconds or until.microseconds)
    if not is_exact:
        end = ceil_minute(busy.end)
    before, after = busy.before_minutes, busy.after_minutes
    if before < rules.buffer_after_minutes:  # noqa: PLR1730 - `max` takes longer
        before = rules.buffer_after_minutes
    if after < rules.buffer_before_minutes:  # noqa: PLR1730
        after = rules.buffer_before_minutes
    span = start - before, end + after, LAST_MINUTE, unit
    if busy.out or span[1] > LAST_MINUTE:
        span = _kept_within(span, end if busy.out else None)
    return span, is_exact


def _kept_within(span: Span, due: int | None) -> Span:
    """In 32 bits, which end in the year 6053; due: when, for what is out."""
    start = FIRST_MINUTE if due is not None else min(span[0], LAST_MINUTE)
    return start, min(span[1], LAST_MINUTE), LAST_MINUTE if due is None else min(due, LAST_MINUTE), span[3]
