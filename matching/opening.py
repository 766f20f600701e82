"""When a place is open: weekly hours in its own wall time, and dates that differ."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from itertools import chain
from typing import TypeAlias

from matching import fields, wall
from matching.intervals import Period, between, union
from matching.invalid import InvalidValue

Hours: TypeAlias = tuple[tuple[int, int], ...]
"""Minutes of one local day, [start, end), up to 1440."""


def _check_hours(start: int, end: int) -> None:
    fields.integer(start, "/start", low=0, high=wall.DAY_MINUTES - 1)
    fields.integer(end, "/end", low=1, high=wall.DAY_MINUTES)
    if end <= start:
        raise InvalidValue("/end", "end_before_start")


def _within(prefix: str, start: int, end: int) -> None:
    try:
        _check_hours(start, end)
    except InvalidValue as fault:
        raise fault.under(prefix) from fault


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Open every week on one weekday (0 is Monday); a night is two windows, up to 1440 and from 0."""

    weekday: int
    start_minute: int
    end_minute: int

    def __post_init__(self) -> None:
        fields.integer(self.weekday, "/weekday", low=0, high=6)
        _check_hours(self.start_minute, self.end_minute)


@dataclass(frozen=True, slots=True)
class Opening:
    """Weekly windows in the zone's wall time; an exception replaces its date's windows (none: closed)."""

    zone: str
    weekly: tuple[Window, ...]
    exceptions: Mapping[date, Hours] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        wall.zone(self.zone)
        for day, hours in self.exceptions.items():
            for number, (start, end) in enumerate(hours):
                _within(f"/exceptions/{day}/{number}", start, end)

    def hours(self, day: date) -> Hours:
        """The minutes of that date during which the place is open, before any merging."""
        if day in self.exceptions:
            return self.exceptions[day]
        return tuple((one.start_minute, one.end_minute) for one in self.weekly if one.weekday == day.weekday())


def always(zone: str = "UTC") -> Opening:
    """Open day and night, with days and grids reckoned in that zone."""
    return Opening(zone, tuple(Window(weekday, 0, wall.DAY_MINUTES) for weekday in range(7)))


ALWAYS = always()


@lru_cache(maxsize=16_384)
def day_windows(opening: Opening, day: date) -> tuple[Period, ...]:
    """The open periods of one local day, merged and kept inside that day."""
    first, last = wall.local_day(opening.zone, day)
    windows = (
        between(max(first, wall.instant(opening.zone, day, start)), min(last, wall.instant(opening.zone, day, end)))
        for start, end in opening.hours(day)
    )
    return tuple(union(window for window in windows if window))


def open_windows(opening: Opening, start: datetime, end: datetime) -> list[Period]:
    """The open periods between two moments, in order, cut to them and merged across midnight."""
    asked = Period(start, end)
    days = (day_windows(opening, day) for day in wall.dates(opening.zone, asked))
    return union(part for window in chain.from_iterable(days) if (part := window.shared(asked)))


def hands_out(opening: Opening, moment: datetime) -> bool:
    """Whether the place is open at that moment."""
    return any(window.start <= moment < window.end for window in _near(opening, moment))


def takes_back(opening: Opening, moment: datetime) -> bool:
    """Whether the place is open at that moment or closes at it."""
    return any(window.start <= moment <= window.end for window in _near(opening, moment))


def from_dict(source: object) -> Opening:
    """An opening from stored JSON; InvalidValue points at the first field that is wrong."""
    stored = fields.mapping(source, "")
    fields.only(stored, ("zone", "weekly", "exceptions"), "")
    weekly = fields.sequence(stored.get("weekly", []), "/weekly")
    dated = fields.mapping(stored.get("exceptions", {}), "/exceptions")
    return Opening(
        zone=fields.text(stored.get("zone"), "/zone"),
        weekly=tuple(_read_window(one, f"/weekly/{number}") for number, one in enumerate(weekly)),
        exceptions={fields.day(key, f"/exceptions/{key}"): _read_hours(key, dated[key]) for key in dated},
    )


def to_dict(opening: Opening) -> dict[str, object]:
    """The opening as JSON: times as HH:MM, dates as YYYY-MM-DD."""
    return {
        "zone": opening.zone,
        "weekly": [
            {"weekday": one.weekday, "start": fields.clock(one.start_minute), "end": fields.clock(one.end_minute)}
            for one in opening.weekly
        ],
        "exceptions": {
            day.isoformat(): [[fields.clock(start), fields.clock(end)] for start, end in hours]
            for day, hours in sorted(opening.exceptions.items())
        },
    }


def _near(opening: Opening, moment: datetime) -> chain[Period]:
    day = wall.local(opening.zone, moment).date()
    return chain.from_iterable(day_windows(opening, one) for one in (day - wall.DAY, day, day + wall.DAY))


def _read_window(source: object, pointer: str) -> Window:
    stored = fields.mapping(source, pointer)
    fields.only(stored, ("weekday", "start", "end"), pointer)
    weekday = fields.integer(stored.get("weekday"), f"{pointer}/weekday", low=0, high=6)
    start = fields.minute(stored.get("start"), f"{pointer}/start")
    end = fields.minute(stored.get("end"), f"{pointer}/end")
    _within(pointer, start, end)
    return Window(weekday, start, end)


def _read_hours(key: str, source: object) -> Hours:
    pointer = f"/exceptions/{key}"
    pairs = enumerate(fields.sequence(source, pointer))
    return tuple(_read_pair(pair, f"{pointer}/{number}") for number, pair in pairs)


def _read_pair(source: object, pointer: str) -> tuple[int, int]:
    pair = fields.sequence(source, pointer)
    if len(pair) != len(("start", "end")):
        raise InvalidValue(pointer, "not_a_pair")
    start, end = (fields.minute(one, f"{pointer}/{number}") for number, one in enumerate(pair))
    _within(pointer, start, end)
    return start, end
