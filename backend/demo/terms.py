"""On what terms things are lent in the demo town, and when people there fetch and bring them back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from backend.demo.geography import ZONE, hours
from matching.wall import instant

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """Sharing rules and own hours of a resource, and the habits of those who borrow it.

    days: the weekdays on which it changes hands, each with the minute it is fetched and the minute it is back.
    nights: how long it usually stays away; (0, 0) is used where it stands, and back the same day.
    """

    rules: Mapping[str, Any]
    days: Mapping[int, tuple[int, int]]
    nights: tuple[int, int] = (0, 0)
    opening: Mapping[str, Any] | None = None
    instant: bool = False

    @property
    def stays(self) -> bool:
        """Whether it is used where it stands."""
        return self.nights == (0, 0)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From when to when it is booked."""

    start: datetime
    end: datetime


def daily(start: int, end: int, days: str = "0123456") -> dict[int, tuple[int, int]]:
    """The same hours (full hours, local) on each of these weekdays."""
    return {int(day): (start * 60, end * 60) for day in days}


WEEK = 7 * 24 * 60
TERMS: Mapping[str, Terms] = {
    "home": Terms({"min_minutes": 60, "max_minutes": WEEK, "lead_minutes": 120}, daily(10, 18), (0, 3)),
    "garden": Terms({"min_minutes": 60, "max_minutes": WEEK, "horizon_days": 120}, daily(9, 19), (0, 2)),
    "heavy": Terms(
        {"min_minutes": 240, "max_minutes": WEEK, "lead_minutes": 1_440, "buffer_after_minutes": 120},
        daily(8, 17),
        (1, 3),
    ),
    "wheels": Terms(
        {"min_minutes": 120, "max_minutes": WEEK, "lead_minutes": 180, "granularity": 30, "buffer_after_minutes": 60},
        daily(9, 20),
        (0, 2),
    ),
    "motor": Terms(
        {
            "min_minutes": 120,
            "max_minutes": WEEK,
            "lead_minutes": 720,
            "granularity": 30,
            "buffer_before_minutes": 30,
            "buffer_after_minutes": 60,
        },
        daily(8, 20),
        (0, 1),
    ),
    "library": Terms(
        {"min_minutes": 60, "max_minutes": 2 * WEEK, "horizon_days": 90},
        {2: (17 * 60 + 30, 18 * 60 + 30), 5: (10 * 60 + 30, 12 * 60)},
        (3, 8),
    ),
    "desk": Terms(
        {"min_minutes": 60, "max_minutes": 630, "granularity": 30, "horizon_days": 60, "cross_closed": False},
        daily(9, 17, "01234"),
        instant=True,
    ),
    "room": Terms(
        {
            "min_minutes": 30,
            "max_minutes": 240,
            "granularity": 30,
            "horizon_days": 90,
            "buffer_after_minutes": 15,
            "cross_closed": False,
        },
        daily(14, 16, "01234"),
        instant=True,
    ),
    "room_at_home": Terms(
        {"min_minutes": 60, "max_minutes": 540, "granularity": 30, "lead_minutes": 720, "cross_closed": False},
        daily(10, 16, "01234"),
        opening=hours(("01234", "08:00", "18:00")),
    ),
    "hall": Terms(
        {
            "min_minutes": 60,
            "max_minutes": 600,
            "granularity": 30,
            "lead_minutes": 1_440,
            "buffer_before_minutes": 30,
            "buffer_after_minutes": 60,
            "cross_closed": False,
        },
        daily(15, 20),
        opening=hours(("01234", "09:00", "21:00"), ("56", "10:00", "22:30")),
    ),
    "studio": Terms(
        {"min_minutes": 60, "max_minutes": 300, "granularity": 30, "lead_minutes": 360, "cross_closed": False},
        daily(18, 20, "135") | daily(10, 13, "5"),
        opening=hours(("13", "17:30", "21:00"), ("5", "09:30", "17:00")),
    ),
}


def on_or_after(terms: Terms, day: date) -> date:
    """The first day from `day` on which it changes hands."""
    while day.weekday() not in terms.days:
        day += DAY
    return day


def on_or_before(terms: Terms, day: date) -> date:
    """The last day up to `day` on which it changes hands."""
    while day.weekday() not in terms.days:
        day -= DAY
    return day


def span(terms: Terms, first: date, last: date) -> Span:
    """Fetched on the first day and back on the last, at the usual hours."""
    return Span(
        instant(ZONE, first, terms.days[first.weekday()][0]), instant(ZONE, last, terms.days[last.weekday()][1])
    )
