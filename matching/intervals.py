"""Half-open stretches of time, [start, end), always in UTC: back-to-back never overlaps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from matching.invalid import InvalidValue

FIRST_YEAR = 1900
FOREVER = datetime(9000, 1, 1, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND, MINUTE_LENGTH, DAY_LENGTH = 1_000_000, 60_000_000, 86_400_000_000
"""In microseconds."""


def moment(value: datetime, pointer: str) -> datetime:
    """The same instant in UTC; naive ones and years that calendars cannot reckon with are refused.

    Two times of one non-UTC zone compare by wall clock in Python, wrong inside a fold: hence UTC throughout.
    """
    if value.utcoffset() is None:
        raise InvalidValue(pointer, "no_time_zone")
    if not FIRST_YEAR < value.year <= FOREVER.year:
        raise InvalidValue(pointer, "out_of_range", low=FIRST_YEAR + 1, high=FOREVER.year)
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def micros(moment: datetime) -> int:
    """Microseconds since 1970."""
    span = moment - EPOCH
    return span.days * DAY_LENGTH + span.seconds * SECOND + span.microseconds


def since_epoch(microseconds: int) -> datetime:
    """The moment that many microseconds after 1970 began."""
    return EPOCH + timedelta(microseconds=microseconds)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The instants from `start` up to, not including, `end`."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", moment(self.start, "/start"))
        object.__setattr__(self, "end", moment(self.end, "/end"))
        if self.end <= self.start:
            raise InvalidValue("/end", "end_before_start")

    @property
    def length(self) -> timedelta:
        """Elapsed time from start to end."""
        return self.end - self.start

    def overlaps(self, other: "Period") -> bool:
        """Whether some instant is in both."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Period") -> bool:
        """Whether every instant of `other` is in this one."""
        return self.start <= other.start and other.end <= self.end

    def shared(self, other: "Period") -> "Period | None":
        """The instants that are in both."""
        return between(max(self.start, other.start), min(self.end, other.end))


def between(start: datetime, end: datetime) -> Period | None:
    """The period from `start` to `end`, or None where nothing lies between them."""
    return Period(start, end) if start < end else None


def union(periods: Iterable[Period]) -> list[Period]:
    """The same instants as the fewest periods, in order; touching ones become one."""
    merged: list[Period] = []
    for period in sorted(periods):
        if merged and period.start <= merged[-1].end:
            merged[-1] = Period(merged[-1].start, max(merged[-1].end, period.end))
        else:
            merged.append(period)
    return merged


def greatest_sum(claims: Iterable[tuple[Period, int]]) -> int:
    """The most units that are ever taken at one instant; claims that never coexist never add up.

    A sweep over starts and ends in time order, ends first, so that back-to-back claims share nothing.
    """
    steps = [step for period, units in claims for step in ((period.start, units), (period.end, -units))]
    return max(accumulate((change for _, change in sorted(steps)), initial=0))
