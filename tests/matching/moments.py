"""Short ways to write times in tests: UTC unless they say otherwise."""

from datetime import UTC, datetime

from matching.capacity import Busy
from matching.intervals import Period


def at(text: str) -> datetime:
    """The moment written in ISO form, in UTC where it names no offset."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def span(start: str, end: str) -> Period:
    return Period(at(start), at(end))


def hours(day: str, *pairs: str) -> list[Period]:
    """Periods of one UTC day, each written like 09:00-10:30."""
    return [span(*(f"{day}T{clock}" for clock in pair.split("-"))) for pair in pairs]


def taken(*periods: Period, unit: int = 1) -> tuple[Busy, ...]:
    return tuple(Busy(unit, period.start, period.end) for period in periods)
