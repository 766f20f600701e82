"""Other times of the same length, the nearest first."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain

from matching import wall
from matching.capacity import blocked_by_unit, untouched
from matching.intervals import Period, between
from matching.limits import earliest_start, latest_end, length_reasons
from matching.reasons import Refusal
from matching.refusals import term_reasons
from matching.slots import starts_on_grid
from matching.supply import Asked, Supply
from matching.wall import DAY, MINUTE

MOST = 3
DAYS_EACH_WAY = 14


def nearest_others(asked: Asked, supply: Supply) -> tuple[Period, ...]:
    """At most three bookable times within a fortnight of the wish, closest first, then earlier.

    They don't overlap each other: a quarter of an hour's difference is no second choice. A wish that comes
    too early or too late to be had is answered from the nearest end of what can be had.
    """
    found: list[Period] = []
    taken = blocked_by_unit(supply.units, supply.busy, supply.claim(asked.period, asked.now, asked.exclude))
    for start in _starts(asked, supply) if _length_can_be_had(asked, supply) else ():
        period = _moved(asked, supply, start)
        is_new = untouched(taken, period) and not any(one.overlaps(period) for one in found)
        if is_new and not any(term_reasons(replace(asked, start=period.start, end=period.end), supply)):
            found.append(period)
        if len(found) == MOST:
            break
    return tuple(found)


def _starts(asked: Asked, supply: Supply) -> Iterator[datetime]:
    """Every start on the grid except the one asked for, outward from it, a day each way at a time."""
    first, last = _bounds(asked, supply)
    middle = max(first, min(asked.start, last))
    for ring in range(DAYS_EACH_WAY):
        near, far = ring * DAY, (ring + 1) * DAY
        sides = between(max(first, middle - far), middle - near), between(middle + near, min(last, middle + far))
        starts = chain.from_iterable(starts_on_grid(supply, side) for side in sides if side)
        yield from sorted(
            (start for start in starts if start != asked.start), key=lambda start: (abs(start - middle), start)
        )


def _bounds(asked: Asked, supply: Supply) -> tuple[datetime, datetime]:
    """The first start and the last end that the terms allow."""
    lead = timedelta() if asked.is_owner else supply.rules.lead_minutes * MINUTE
    first = earliest_start(supply.rules, supply.zone, asked.now + lead)
    return first, latest_end(supply.rules, supply.zone, asked.now)


def _moved(asked: Asked, supply: Supply, start: datetime) -> Period:
    """The same length from another start: whole days stay whole days on the wall clock."""
    days = wall.nominal_length(supply.zone, asked.period)
    return Period(start, start + asked.period.length if days % DAY else wall.later(supply.zone, start, days))


def _length_can_be_had(asked: Asked, supply: Supply) -> bool:
    first, last = _bounds(asked, supply)
    if not supply.units or last - first < asked.period.length:
        return False
    reasons = {reason.code for reason in length_reasons(asked, supply)}
    too_long = Refusal.TOO_LONG in reasons and supply.rules.closed_days == "all"
    return not too_long and Refusal.TOO_SHORT not in reasons
