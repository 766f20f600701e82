"""What a listing says of time to all who wait for it: worked out once, where `brute_force.free_when` asks for each."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np

from matching.capacity import Busy, is_overdue
from matching.intervals import DAY_LENGTH, MINUTE_LENGTH, Period, micros
from matching.limits import earliest_start, latest_end
from matching.rules import Rules
from matching.standing_layout import FAR, Longs
from matching.supply import Supply
from matching.wall import DAY, DAY_MINUTES, MINUTE

CLOCKS = 2 * DAY
"""Surely more than any change of clocks, and of dates, takes or gives."""

SOON = timedelta(days=400)
WHOLE_MINUTES = datetime(1973, 1, 1, tzinfo=UTC)
"""From then on every zone is whole minutes ahead of UTC: Monrovia was the last (IANA time zone database, africa)."""

NEVER_FULL: Longs = np.empty((0, 2), np.int64)
ALWAYS_FULL: Longs = np.array([(-FAR, FAR)], np.int64)

Span = tuple[int, int]


def lengths(span: timedelta) -> int:
    """The span in microseconds."""
    return span // timedelta.resolution


def bounds(periods: Iterable[Period]) -> Longs:
    """(n, 2): start and end of each."""
    return np.array([(micros(one.start), micros(one.end)) for one in periods], np.int64).reshape(-1, 2)


def full_stretches(supply: Supply, now: datetime) -> Longs:
    """(n, 2): when no unit is left for anybody who asks now, in order and apart.

    A claim's buffers are the owner's, so that what blocks one claim on the thing blocks every other.
    """
    if not supply.units:
        return ALWAYS_FULL
    if not supply.busy:
        return NEVER_FULL
    taken = [_taken(unit, supply, now) for unit in set(supply.units)]
    found = taken[0] if len(supply.units) == 1 else _crowded(taken, len(supply.units))
    return np.array(found, np.int64) if found else NEVER_FULL


def _crowded(taken: list[list[Span]], units: int) -> list[Span]:
    """When so many are taken at once."""
    spans = [span for one in taken for span in one]
    steps = sorted([(start, 1) for start, _ in spans] + [(end, -1) for _, end in spans])
    found, depth = [], 0
    for (moment, change), (following, _) in pairwise(steps):
        depth += change
        if depth >= units and moment < following:
            found.append((moment, following))
    return found


def _taken(unit: int, supply: Supply, now: datetime) -> list[Span]:
    """When the unit is taken or within a buffer, in order and apart."""
    found: list[Span] = []
    for start, end in sorted([_blocked(one, supply.rules, now) for one in supply.busy if one.unit == unit]):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _blocked(busy: Busy, rules: Rules, now: datetime) -> Span:
    """As `capacity.blocked`."""
    start = min(busy.start, now) if busy.out else busy.start
    before = max(busy.before_minutes, rules.buffer_after_minutes) * MINUTE_LENGTH
    after = max(busy.after_minutes, rules.buffer_before_minutes) * MINUTE_LENGTH
    return micros(start) - before, FAR if is_overdue(busy, now) else micros(busy.end) + after


def reach(supply: Supply, now: datetime, latest: int) -> Span:
    """The first moment at which a time may begin and the last at which it may end; none that is wanted ends later."""
    rules, soonest = supply.rules, now + supply.rules.lead_minutes * MINUTE
    if rules.granularity == "day":
        soonest = earliest_start(rules, supply.zone, soonest)
    surely = micros(now) + rules.horizon_days * DAY_LENGTH - lengths(CLOCKS)
    return micros(soonest), surely if surely >= latest else micros(latest_end(rules, supply.zone, now))


def bookings(rules: Rules) -> tuple[int, ...]:
    """What the rules say of a booking, from LEAST to HANDED in the layout."""
    by_day = rules.granularity == "day"
    step = rules.granularity if isinstance(rules.granularity, int) else DAY_MINUTES if by_day else 1
    loss = lengths(CLOCKS) if by_day else 0
    return rules.min_minutes or 1, rules.max_minutes or FAR, step, loss, +rules.cross_closed, +rules.handover_open


def limits(rules: Rules) -> tuple[int, int, int, int]:
    """Which lengths are refused and which suit for sure, from TOO_SHORT to TOO_LONG in the layout.

    A limit of whole days is held against the wall clock, and closed days need not count towards the longest.
    """
    least, less = _limit(rules.min_minutes or 1)
    most, more = _limit(rules.max_minutes) if rules.max_minutes else (FAR, 0)
    shortest = (least - less, least + less) if rules.min_minutes else (0, 0)
    return *shortest, most - more, most + more if rules.closed_days == "all" else FAR


def _limit(minutes: int) -> Span:
    """The limit, and by how much the wall clock may see it otherwise."""
    return minutes * MINUTE_LENGTH, 0 if minutes % DAY_MINUTES else lengths(CLOCKS)


def known_until(rules: Rules, now: datetime) -> int:
    """Up to when the end of a period is told here: not for what is lent by days or on a grid, nor far ahead."""
    return micros(now + SOON) if now >= WHOLE_MINUTES and rules.granularity is None else -FAR
