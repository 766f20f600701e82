"""Moments as whole minutes since 1970, and bookings as the spans of minutes that nobody else may touch."""

from datetime import UTC, datetime

from matching.capacity import Busy
from matching.engine import Listing
from matching.grid.layout import DAY, FIRST_MINUTE, LAST_MINUTE
from matching.intervals import Period
from matching.rules import Rules

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

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
    kept = [busy for busy in listing.busy if busy.unit in listing.units]
    spans = [span_of(busy, listing.rules, listing.units.index(busy.unit)) for busy in kept]
    return spans, all(is_exact(busy) for busy in kept)


def is_exact(busy: Busy) -> bool:
    """Whether its span in minutes is all of it and no more."""
    return is_whole(busy.start) and is_whole(busy.end)


def span_of(busy: Busy, rules: Rules, unit: int) -> Span:
    """As `capacity.blocked` for a claim with the buffers of the rules.

    What is out blocks everything before as well: nobody can have it for a time that is over.
    """
    before = max(busy.before_minutes, rules.buffer_after_minutes)
    after = max(busy.after_minutes, rules.buffer_before_minutes)
    start = FIRST_MINUTE if busy.out else _within(floor_minute(busy.start) - before)
    end = _within(ceil_minute(busy.end) + after)
    return start, end, _within(ceil_minute(busy.end)) if busy.out else LAST_MINUTE, unit


def _within(minute: int) -> int:
    return min(max(minute, FIRST_MINUTE), LAST_MINUTE)
