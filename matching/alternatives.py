"""Other times of the same length, the nearest first."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain

from matching import wall
from matching.intervals import Period, between
from matching.limits import earliest_start, latest_end, length_reasons
from matching.reasons import Refusal
from matching.refusals import has_unit, term_reasons
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
    for start in _starts(asked, supply) if _length_can_be_had(asked, supply) else ():
        other = _moved(asked, supply, start)
        if not any(one.overlaps(other.period) for one in found) and _is_bookable(other, supply):
            found.append(other.period)
        if len(found) == MOST:
            break
    return tuple(found)


def _starts(asked: Asked, supply: Supply) -> Iterator[datetime]:
    """Every start on the grid except the one asked for, outward from it, a day each way at a time."""
    lead = timedelta() if asked.is_owner else supply.rules.lead_minutes * MINUTE
    first = earliest_start(supply.rules, supply.zone, asked.now + lead)
    last = latest_end(supply.rules, supply.zone, asked.now)
    middle = max(first, min(asked.start, last))
    for ring in range(DAYS_EACH_WAY):
        near, far = ring * DAY, (ring + 1) * DAY
        sides = between(max(first, middle - far), middle - near), between(middle + near, min(last, middle + far))
        starts = chain.from_iterable(starts_on_grid(supply, side) for side in sides if side)
        yield from sorted(
            (start for start in starts if start != asked.start), key=lambda start: (abs(start - middle), start)
        )


def _moved(asked: Asked, supply: Supply, start: datetime) -> Asked:
    """The same wish from another start: whole days stay whole days on the wall clock."""
    days = wall.nominal_length(supply.zone, asked.period)
    end = start + asked.period.length if days % DAY else wall.later(supply.zone, start, days)
    return replace(asked, start=start, end=end)


def _length_can_be_had(asked: Asked, supply: Supply) -> bool:
    reasons = {reason.code for reason in length_reasons(asked, supply)}
    too_long = Refusal.TOO_LONG in reasons and supply.rules.closed_days == "all"
    return bool(supply.units) and not too_long and Refusal.TOO_SHORT not in reasons


def _is_bookable(asked: Asked, supply: Supply) -> bool:
    return has_unit(asked, supply) and not any(term_reasons(asked, supply))
