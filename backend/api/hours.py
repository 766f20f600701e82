"""Opening hours and lending terms, as JSON has them."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from backend.api.inputs import Input
from matching.rules import NUMBERS
from matching.wall import DAY_MINUTES

Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$")]
Minutes = Annotated[int, Field(ge=1, le=NUMBERS["max_minutes"][1])]
Lead = Annotated[int, Field(ge=0, le=NUMBERS["lead_minutes"][1])]
Buffer = Annotated[int, Field(ge=0, le=NUMBERS["buffer_before_minutes"][1])]


class Window(Input):
    """Open every week on one weekday; 0 is Monday, 24:00 the end of the day."""

    weekday: int = Field(ge=0, le=6)
    start: Clock
    end: Clock


class Hours(Input):
    """When it is open, in the wall time of its place; a dated exception replaces that day's windows."""

    weekly: Annotated[tuple[Window, ...], Field(max_length=100)] = ()
    exceptions: dict[date, tuple[tuple[Clock, Clock], ...]] = Field(default_factory=dict, max_length=400)
    """By date; an empty list means closed."""


class Terms(Input):
    """The owner's terms for when and how long it may be had, in minutes and days."""

    min_minutes: Minutes | None = None
    max_minutes: Minutes | None = None
    granularity: Annotated[int, Field(ge=1, le=DAY_MINUTES)] | Literal["day"] | None = None
    """Starts and ends lie on that many minutes of the local day, or at midnights."""
    lead_minutes: Lead = 0
    horizon_days: int = Field(default=365, ge=0, le=NUMBERS["horizon_days"][1])
    buffer_before_minutes: Buffer = 0
    buffer_after_minutes: Buffer = 0
    cross_closed: bool = True
    """Whether the inside of a booking may cross closed time."""
    handover_open: bool = True
    """Whether it has to begin and end in open time."""
    closed_days: Annotated[int, Field(ge=0, le=366)] | Literal["all", "none"] = "all"
    """How many wholly closed days count towards the longest time."""


def hours_in(hours: Hours | None) -> dict[str, Any] | None:
    """Hours as they are stored."""
    if hours is None:
        return None
    return {
        "weekly": [window.model_dump() for window in hours.weekly],
        "exceptions": {day.isoformat(): [list(pair) for pair in pairs] for day, pairs in hours.exceptions.items()},
    }


def hours_out(stored: dict[str, Any] | None) -> Hours | None:
    """Hours as they are told."""
    if stored is None:
        return None
    exceptions = {
        date.fromisoformat(day): tuple((start, end) for start, end in pairs)
        for day, pairs in stored.get("exceptions", {}).items()
    }
    return Hours(weekly=tuple(Window(**window) for window in stored.get("weekly", ())), exceptions=exceptions)
