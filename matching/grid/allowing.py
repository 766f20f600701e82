"""Whether hours and rules allow a period, for the compiler: `matching.limits` where no clock changes near by."""

from matching.compiled import compiled
from matching.grid.hours import are_open_days, is_open, is_open_later, is_open_throughout, takes_back
from matching.grid.layout import (
    AHEAD,
    AHEAD_NOW,
    ASK,
    BY_DAY,
    CHANGING,
    CLOSED_COUNT,
    CONSTANT_SINCE_NOW,
    CROSS_CLOSED,
    DAY,
    HANDOVER_OPEN,
    HORIZON,
    LEAD,
    LIMITS,
    LONGEST,
    NO,
    NOW,
    NOW_AFTER,
    OPENING,
    SHORTEST,
    STEADY,
    STEP,
    YES,
    Longs,
    Numbers,
)

Term = tuple[int, int, int, int, int, int, int, int]
Zone = tuple[int, int, int]
"""One row of the table, as numbers: a view of an array costs more than all the rest."""


@compiled
def term_of(table: Longs, term: int) -> Term:
    """The row of an opening with rules."""
    return (
        table[term, 0], table[term, 1], table[term, 2], table[term, 3],
        table[term, 4], table[term, 5], table[term, 6], table[term, 7],
    )  # fmt: skip


@compiled
def zone_of(zones: Longs, zone: int) -> Zone:
    """The row of a zone."""
    return zones[zone, 0], zones[zone, 1], zones[zone, 2]


@compiled
def allows(term: Term, hours: Longs, zone: Zone, numbers: Numbers, period: tuple[int, int]) -> int:
    """NO, YES or ASK for a period of whole minutes since 1970, UTC."""
    if zone[STEADY] == CHANGING:
        return ASK
    in_time = _in_time(term, zone, numbers, period)
    if in_time != YES or not _on_grid(term, zone, period):
        return in_time if in_time != YES else NO
    length = _length(term, period[1] - period[0])
    if length != YES:
        return length
    if term[STEP] == BY_DAY:
        return YES if _days_fit(term, hours, zone, numbers, period) else NO
    return YES if _moments_fit(term, hours, zone, period) else NO


@compiled
def earliest(term: Term, zone: Zone, numbers: Numbers) -> int:
    """The first minute at which it may start; by the day reckoned with the clock of now."""
    if term[STEP] != BY_DAY:
        return numbers[NOW_AFTER] + term[LEAD]
    local = numbers[NOW] + term[LEAD] + zone[AHEAD_NOW]
    return local - local % DAY - zone[AHEAD]


@compiled
def latest(term: Term, zone: Zone, numbers: Numbers) -> int:
    """The minute by which it must end."""
    today = (numbers[NOW] + zone[AHEAD_NOW]) // DAY
    return (today + term[HORIZON] + 1) * DAY - zone[AHEAD]


@compiled
def is_certain(term: Term, zone: Zone, numbers: Numbers, start: int) -> bool:
    """Whether `earliest` tells for that start: near now by the day, the clock must be the same as now."""
    if term[STEP] != BY_DAY or zone[STEADY] == CONSTANT_SINCE_NOW:
        return True
    return start >= numbers[NOW] + term[LEAD] + 2 * DAY


@compiled
def _in_time(term: Term, zone: Zone, numbers: Numbers, period: tuple[int, int]) -> int:
    start, end = period
    if end <= numbers[NOW] or end > latest(term, zone, numbers):
        return NO
    if not is_certain(term, zone, numbers, start):
        return ASK
    return YES if start >= earliest(term, zone, numbers) else NO


@compiled
def _length(term: Term, minutes: int) -> int:
    if minutes < term[SHORTEST]:
        return NO
    if term[LONGEST] == 0 or minutes <= term[LONGEST]:
        return YES
    return NO if term[LIMITS] & CLOSED_COUNT else ASK


@compiled
def _on_grid(term: Term, zone: Zone, period: tuple[int, int]) -> bool:
    step = DAY if term[STEP] == BY_DAY else term[STEP]
    if step == 0:
        return True
    start, end = (period[0] + zone[AHEAD]) % DAY, (period[1] + zone[AHEAD]) % DAY
    return start % step == 0 and end % step == 0


@compiled
def _days_fit(term: Term, hours: Longs, zone: Zone, numbers: Numbers, period: tuple[int, int]) -> bool:
    """The first day has open time that is not over yet (a day that is over is only past), the last day any."""
    start, end = period[0] + zone[AHEAD], period[1] + zone[AHEAD]
    opening, now = term[OPENING], numbers[NOW] + zone[AHEAD]
    if term[LIMITS] & HANDOVER_OPEN:
        first, last = start // DAY, (end - 1) // DAY
        is_past = (first + 1) * DAY <= now
        if not (is_past or is_open_later(hours, opening, first, now)):
            return False
        if not are_open_days(hours, opening, last * DAY, end):
            return False
    return bool(term[LIMITS] & CROSS_CLOSED) or are_open_days(hours, opening, start, end)


@compiled
def _moments_fit(term: Term, hours: Longs, zone: Zone, period: tuple[int, int]) -> bool:
    start, end = period[0] + zone[AHEAD], period[1] + zone[AHEAD]
    opening = term[OPENING]
    if term[LIMITS] & HANDOVER_OPEN and not (is_open(hours, opening, start) and takes_back(hours, opening, end)):
        return False
    return bool(term[LIMITS] & CROSS_CLOSED) or is_open_throughout(hours, opening, start, end)
