"""How far clocks are ahead of UTC round a period, and whether they change near it."""

from datetime import timedelta
from functools import lru_cache

import numpy as np

from matching import wall
from matching.grid.layout import CHANGING, CONSTANT, CONSTANT_SINCE_NOW, DAY, Longs
from matching.intervals import EPOCH

FURTHEST_DAYS = 4_500
"""No clock is looked at for longer: ten years of horizon and some more."""


@lru_cache(maxsize=4_096)
def zones_near(names: tuple[str, ...], days: tuple[int, int, int]) -> Longs:
    """(zones, 3): minutes ahead of UTC now and round the period, and STEADY; for the days of now, start and end.

    Constant is said where the clock is the same from the day before the period to the day after it.
    """
    return np.array([_near(name, *days) for name in names], np.int64).reshape(-1, 3)


def _near(name: str, now: int, start: int, end: int) -> tuple[int, int, int]:
    ahead_now, ahead = ahead_of_utc(name, now), ahead_of_utc(name, start - 1)
    if ahead_now is None or ahead is None or not is_constant(name, start - 1, end + 1):
        return 0, 0, CHANGING
    since_now = is_constant(name, min(now, start) - 1, end + 1)
    return ahead_now, ahead, CONSTANT_SINCE_NOW if since_now else CONSTANT


def is_constant(name: str, first: int, last: int) -> bool:
    """Whether the clock is the same throughout all these days since 1970, UTC."""
    if last - first > FURTHEST_DAYS:
        return False
    until = _constant_until(name, first)
    while until < last:
        longer = _constant_until(name, until)
        if longer <= until:
            return False
        until = longer
    return until >= first


@lru_cache(maxsize=65_536)
def ahead_of_utc(name: str, day: int) -> int | None:
    """The minutes that the zone is ahead on that day; None if they change on it or are not whole."""
    first, last = _offset(name, day), _offset(name, day + 1)
    if first != last or first % wall.MINUTE:
        return None
    return first // wall.MINUTE


@lru_cache(maxsize=65_536)
def _constant_until(name: str, day: int) -> int:
    """The last day, of this and the following hundred, with the clock of this one; the day before if it changes."""
    ahead = ahead_of_utc(name, day)
    if ahead is None:
        return day - 1
    following = range(day + 1, day + 101)
    return next((one - 1 for one in following if ahead_of_utc(name, one) != ahead), day + 100)


def _offset(name: str, day: int) -> timedelta:
    moment = EPOCH + timedelta(minutes=day * DAY)
    return wall.local(name, moment) - moment.replace(tzinfo=None)
