"""Dates and times as a neighbour would write them, in the wall time of the thing's own zone."""

from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time

from backend.language.catalogue import locale_of

_TO = " – "


def when(
    language: str, start: datetime, end: datetime | None, zone: str | tzinfo, *, now: datetime | None = None
) -> str:
    """A period in local time: one day, several whole days, or from a moment to another.

    The year is written only where it is not the year of `now`; without `now`, where the period crosses a new year.
    """
    wall = _zone(zone)
    first = start.astimezone(wall)
    if end is None:
        return _moment(language, first, year=_other_year(first, first, now, wall))
    last = end.astimezone(wall)
    year = _other_year(first, last, now, wall)
    if _midnight(first) and _midnight(last) and last > first:
        return _days(language, first.date(), last.date() - timedelta(days=1), year=year)
    if first.date() == last.date():
        return f"{_moment(language, first, year=year)}–{clock(language, last)}"
    return f"{_moment(language, first, year=year)}{_TO}{_moment(language, last, year=year)}"


def day(language: str, moment: datetime | date, zone: str | tzinfo = "UTC", *, year: bool = False) -> str:
    """The weekday, day and month; a moment is taken to its local day first."""
    local = moment.astimezone(_zone(zone)).date() if isinstance(moment, datetime) else moment
    written: str = format_skeleton(
        "yMMMEd" if year else "MMMEd",
        datetime.combine(local, time()),
        locale=locale_of(language),
    )
    return written


def clock(language: str, moment: datetime, zone: str | tzinfo | None = None) -> str:
    """The time of day, on a 24-hour clock where the language's people use one."""
    local = moment.astimezone(_zone(zone)) if zone is not None else moment
    return format_time(local.time(), format="short", locale=locale_of(language))


def _moment(language: str, local: datetime, *, year: bool) -> str:
    return f"{day(language, local.date(), year=year)}, {clock(language, local)}"


def _days(language: str, first: date, last: date, *, year: bool) -> str:
    if first == last:
        return day(language, first, year=year)
    return f"{day(language, first, year=year)}{_TO}{day(language, last, year=year)}"


def _other_year(first: datetime, last: datetime, now: datetime | None, wall: tzinfo) -> bool:
    here = now.astimezone(wall).year if now else first.year
    return first.year != here or last.year != here


def _midnight(local: datetime) -> bool:
    return local.time() == time()


def _zone(zone: str | tzinfo) -> tzinfo:
    return ZoneInfo(zone) if isinstance(zone, str) else zone
