"""Figures of a refusal as people read them; the unit stands in the figure's name."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from backend.language.moments import clock, day
from backend.language.quantities import duration, length, listing, number

_BY_SUFFIX: tuple[tuple[str, Callable[[str, float], str]], ...] = (
    ("_minutes", duration),
    ("_min", duration),
    ("_days", lambda language, days: duration(language, timedelta(days=days))),
    ("_hours", lambda language, hours: duration(language, timedelta(hours=hours))),
    ("_s", lambda language, seconds: duration(language, timedelta(seconds=max(60.0, seconds)))),
    ("_m", length),
    ("granularity", duration),
)


def shown(language: str, params: Mapping[str, object]) -> dict[str, str]:
    """Each figure as text; moments in the zone that stands beside them as `zone`, else in UTC."""
    zone = str(params.get("zone", "UTC"))
    return {name: _one(language, name, value, zone) for name, value in params.items()}


def _one(language: str, name: str, value: object, zone: str) -> str:
    if isinstance(value, datetime):
        return f"{day(language, value, zone)}, {clock(language, value, zone)}"
    if isinstance(value, date):
        return day(language, value)
    if isinstance(value, timedelta):
        return duration(language, value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _figure(language, name, value)
    if isinstance(value, list | tuple | set | frozenset):
        return listing(language, [str(item) for item in value], "or")
    return str(value)


def _figure(language: str, name: str, value: float) -> str:
    for suffix, write in _BY_SUFFIX:
        if name.endswith(suffix):
            return write(language, value)
    return number(language, value)
