"""Which units of a thing are free: bookings, the gaps between them, and the greatest simultaneous sum."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from matching.intervals import FOREVER, Period, greatest_sum, union
from matching.wall import MINUTE


@dataclass(frozen=True, slots=True)
class Busy:
    """One unit taken from `start` to `end`, with its own buffers; `booking` is None for maintenance.

    out: in somebody's hands and not yet back, so that past `end` it is still not free.
    """

    unit: int
    start: datetime
    end: datetime
    before_minutes: int = 0
    after_minutes: int = 0
    booking: str | None = None
    out: bool = False

    def __post_init__(self) -> None:
        period = Period(self.start, self.end)
        object.__setattr__(self, "start", period.start)
        object.__setattr__(self, "end", period.end)


@dataclass(frozen=True, slots=True)
class Claim:
    """A period that somebody wants, with the buffers it would have; `exclude` is the booking being changed."""

    period: Period
    now: datetime
    before_minutes: int = 0
    after_minutes: int = 0
    exclude: str | None = None


def is_overdue(busy: Busy, now: datetime) -> bool:
    """Whether it should be back and is not."""
    return busy.out and busy.end <= now


def blocked(busy: Busy, claim: Claim) -> Period:
    """The time that the claim may not touch on account of one booking.

    The gap between two bookings is the larger of the first one's after and the second one's before;
    nobody knows when an overdue thing comes back, so it blocks from its start onwards.
    """
    start = min(busy.start, claim.now) if busy.out else busy.start
    before = max(busy.before_minutes, claim.after_minutes) * MINUTE
    after = max(busy.after_minutes, claim.before_minutes) * MINUTE
    return Period(start - before, FOREVER if is_overdue(busy, claim.now) else busy.end + after)


def blocked_by_unit(units: Iterable[int], busy: Iterable[Busy], claim: Claim) -> dict[int, list[Period]]:
    """For each unit the periods that the claim may not touch, merged and in order."""
    found: defaultdict[int, list[Period]] = defaultdict(list)
    for one in busy:
        if claim.exclude is None or one.booking != claim.exclude:
            found[one.unit].append(blocked(one, claim))
    return {unit: union(found[unit]) for unit in units}


def untouched(taken: Mapping[int, list[Period]], period: Period) -> list[int]:
    """The units of which nothing that is taken reaches into the period."""
    return [unit for unit, periods in taken.items() if not any(one.overlaps(period) for one in periods)]


def free_units(units: tuple[int, ...], busy: Iterable[Busy], claim: Claim) -> int:
    """How many of the units are left throughout the period: all, less the greatest simultaneous sum."""
    taken = blocked_by_unit(units, busy, claim).values()
    return len(units) - greatest_sum(
        (part, 1) for periods in taken for period in periods if (part := period.shared(claim.period))
    )


def choose_unit(units: tuple[int, ...], busy: Iterable[Busy], claim: Claim) -> int | None:
    """The unit to book, or None: its own one when a booking is changed, else the tightest gap.

    Best fit keeps the other units whole for long bookings; equal gaps go to the unit named first.
    """
    known = tuple(busy)
    taken = blocked_by_unit(units, known, claim)
    free = untouched(taken, claim.period)
    own = {one.unit for one in known if claim.exclude is not None and one.booking == claim.exclude}
    return min(free, key=lambda unit: (unit not in own, *_slack(taken[unit], claim.period)), default=None)


def _slack(taken: list[Period], period: Period) -> tuple[timedelta, timedelta]:
    """The idle time that would be left round the period, and on its closer side."""
    before = min((period.start - one.end for one in taken if one.end <= period.start), default=timedelta.max / 4)
    after = min((one.start - period.end for one in taken if one.start >= period.end), default=timedelta.max / 4)
    return before + after, min(before, after)
