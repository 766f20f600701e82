"""The owner's terms held against a wish: each rule yields its reasons for refusing."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from matching import wall
from matching.intervals import Period, between
from matching.opening import day_windows, hands_out, open_windows, takes_back
from matching.reasons import Reason, Refusal
from matching.rules import YEAR_MINUTES, Rules
from matching.supply import Asked, Supply
from matching.wall import DAY, DAY_MINUTES, MINUTE


def earliest_start(rules: Rules, zone: str, soonest: datetime) -> datetime:
    """The first start not before `soonest`; by the day, today's midnight still counts."""
    return wall.instant(zone, wall.local(zone, soonest).date(), 0) if rules.granularity == "day" else soonest


def latest_end(rules: Rules, zone: str, now: datetime) -> datetime:
    """The end of the last local day within the horizon."""
    return wall.instant(zone, wall.local(zone, now).date() + (rules.horizon_days + 1) * DAY, 0)


def time_reasons(asked: Asked, supply: Supply) -> Iterator[Reason]:
    """Past, lead time and horizon; a booking that keeps its start met the first two when it was made."""
    rules, latest = supply.rules, latest_end(supply.rules, supply.zone, asked.now)
    earliest = earliest_start(rules, supply.zone, asked.now + rules.lead_minutes * MINUTE)
    kept = asked.keeps_start(supply.busy)
    if asked.end <= asked.now or (asked.start < earliest_start(rules, supply.zone, asked.now) and not kept):
        yield Reason(Refusal.IN_THE_PAST, {"now": asked.now})
    elif asked.start < earliest and not (kept or asked.is_owner):
        yield Reason(Refusal.TOO_SOON, {"earliest": earliest, "lead_minutes": rules.lead_minutes})
    if asked.end > latest:
        yield Reason(Refusal.BEYOND_HORIZON, {"latest": latest, "horizon_days": rules.horizon_days})


def length_reasons(asked: Asked, supply: Supply) -> Iterator[Reason]:
    """Minimum and maximum length, closed days counted as the rules say."""
    shortest, longest = supply.rules.min_minutes, supply.rules.max_minutes
    if shortest and _length(supply.zone, asked.period, shortest) < shortest * MINUTE:
        yield Reason(Refusal.TOO_SHORT, {"min_minutes": shortest})
    if longest and _counted(asked, supply, longest) > longest * MINUTE:
        yield Reason(Refusal.TOO_LONG, {"max_minutes": longest})


def grid_reasons(asked: Asked, supply: Supply) -> Iterator[Reason]:
    """Starts and ends off the grid, except a start that a change leaves alone."""
    step = supply.rules.granularity
    moments = [asked.end] if asked.keeps_start(supply.busy) else [asked.start, asked.end]
    if step is not None and not all(_on_grid(supply.zone, moment, step) for moment in moments):
        yield Reason(Refusal.OFF_GRID, {"granularity": step})


def opening_reasons(asked: Asked, supply: Supply) -> Iterator[Reason]:
    """Closed when it is handed over, closed when it comes back, or closed in between where that matters."""
    by_the_day = supply.rules.granularity == "day"
    begun = asked.start <= asked.now and asked.keeps_start(supply.busy)
    start, end = _open_days(asked, supply) if by_the_day else _open_moments(asked, supply)
    if supply.rules.handover_open and not (start or begun):
        yield Reason(Refusal.CLOSED, {"where": "start"})
    if supply.rules.handover_open and not end:
        yield Reason(Refusal.CLOSED, {"where": "end"})
    if not supply.rules.cross_closed and not _open_throughout(asked, supply):
        yield Reason(Refusal.CLOSED, {"where": "inside"})


def _length(zone: str, period: Period, limit_minutes: int) -> timedelta:
    """Wall-clock length where the limit is in days, elapsed time where it is in hours."""
    return period.length if limit_minutes % DAY_MINUTES else wall.nominal_length(zone, period)


def _counted(asked: Asked, supply: Supply, limit_minutes: int) -> timedelta:
    total = _length(supply.zone, asked.period, limit_minutes)
    if supply.rules.closed_days == "all":
        return total
    first = 0 if supply.rules.closed_days == "none" else supply.rules.closed_days
    uncounted = _closed_parts(asked, supply)[first:]
    return total - sum((_length(supply.zone, part, limit_minutes) for part in uncounted), timedelta())


def _closed_parts(asked: Asked, supply: Supply) -> list[Period]:
    """The part of each wholly closed local day that lies in the wish."""
    near = _reckoned(asked, supply)
    days = wall.dates(supply.zone, near) if near else ()
    closed = (wall.local_day(supply.zone, day) for day in days if not day_windows(supply.opening, day))
    return [part for midnight, following in closed if (part := asked.period.shared(Period(midnight, following)))]


def _reckoned(asked: Asked, supply: Supply) -> Period | None:
    """The part of the wish that is gone through day by day: refused ones may last for centuries."""
    start = max(asked.start, asked.now - YEAR_MINUTES * MINUTE)
    return between(start, min(asked.end, latest_end(supply.rules, supply.zone, asked.now)))


def _on_grid(zone: str, moment: datetime, step: int | str) -> bool:
    return wall.on_grid(zone, moment, step) if isinstance(step, int) else wall.is_midnight(zone, moment)


def _open_moments(asked: Asked, supply: Supply) -> tuple[bool, bool]:
    return hands_out(supply.opening, asked.start), takes_back(supply.opening, asked.end)


def _open_days(asked: Asked, supply: Supply) -> tuple[bool, bool]:
    """Whether the first day has open time that is not over yet, and the last day any; a past day is only past."""
    first, last = _first_day(asked, supply), _last_day(asked, supply)
    past = wall.local_day(supply.zone, first)[1] <= asked.now
    return any(past or window.end > asked.now for window in day_windows(supply.opening, first)), bool(
        day_windows(supply.opening, last)
    )


def _first_day(asked: Asked, supply: Supply) -> date:
    return wall.local(supply.zone, asked.start).date()


def _last_day(asked: Asked, supply: Supply) -> date:
    return wall.local(supply.zone, asked.end - timedelta.resolution).date()


def _open_throughout(asked: Asked, supply: Supply) -> bool:
    near = _reckoned(asked, supply)
    if near is None:
        return True
    if supply.rules.granularity == "day":
        return all(day_windows(supply.opening, day) for day in wall.dates(supply.zone, near))
    return open_windows(supply.opening, near.start, near.end) == [near]
