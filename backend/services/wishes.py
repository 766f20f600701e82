"""What a need and an alert have in common: their words checked, and what they look for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from backend.services import search
from backend.services.people import RADII_M
from models.errors import Invalid
from models.resource import Category

FURTHEST = timedelta(days=366)
LONGEST_MINUTES = 525_600


class Timed(Protocol):
    """Some time, or in a window; with a length, or for as much of it as makes sense."""

    @property
    def starts_at(self) -> datetime | None: ...
    @property
    def ends_at(self) -> datetime | None: ...
    @property
    def duration_minutes(self) -> int | None: ...


def check_time(wish: Timed, now: datetime) -> None:
    """Refuse a window or a length that nothing could ever fit into."""
    _check_window(wish, now)
    _check_length(wish)


async def known_category(category_id: str | None) -> str | None:
    """The category, if there is such."""
    if category_id is not None and not await Category.exists(id=category_id):
        raise Invalid.at("/category_id", "unknown_category")
    return category_id


def checked_radius(radius_m: int) -> int:
    """The radius in metres, if it is one that may be looked within."""
    if not RADII_M[0] <= radius_m <= RADII_M[1]:
        raise Invalid.at("/radius_m", "out_of_range", ge=RADII_M[0], le=RADII_M[1])
    return radius_m


def shortest(wish: Timed) -> int | None:
    """What a thing must be free for: the length that was named, else an hour in the window, or all of a wide one."""
    if wish.starts_at is None or wish.ends_at is None:
        return None
    if wish.duration_minutes is None and wish.ends_at - wish.starts_at > search.WIDEST_WINDOW:
        return None
    return wish.duration_minutes or search.shortest(wish.starts_at, wish.ends_at)


def _check_window(wish: Timed, now: datetime) -> None:
    if (wish.starts_at is None) != (wish.ends_at is None):
        raise Invalid.at("/ends_at" if wish.ends_at is None else "/starts_at", "missing")
    if wish.starts_at is not None and wish.ends_at is not None:
        if wish.ends_at <= wish.starts_at:
            raise Invalid.at("/ends_at", "end_before_start")
        if wish.ends_at <= now:
            raise Invalid.at("/ends_at", "in_the_past")
        if wish.ends_at - now > FURTHEST:
            raise Invalid.at("/ends_at", "too_far_ahead", days=FURTHEST.days)


def _check_length(wish: Timed) -> None:
    if wish.duration_minutes is None:
        return
    if not 1 <= wish.duration_minutes <= LONGEST_MINUTES:
        raise Invalid.at("/duration_minutes", "out_of_range", ge=1, le=LONGEST_MINUTES)
    if wish.starts_at and wish.ends_at and wish.ends_at - wish.starts_at > search.WIDEST_WINDOW:
        raise Invalid.at("/ends_at", "window_too_wide", max_days=search.WIDEST_WINDOW.days)
