"""Makes one stretch of time of the marks that were found in a line."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.need_line_scan import Clock, Days, Length, Mark, Part, Scan, Soon, Value
from bot.need_line_words import DAY, DAY_JOINS, UNTIL
from matching.wall import instant, local

QUARTER = timedelta(minutes=15)
NO_END = "no_end"
BESIDE = frozenset({"", "the", "on the", "den", "dem", "der", "le", "el"})
Window = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class When:
    """What the marks say, sorted. `days` is empty where a time or a length stands alone; `late` is of the last day."""

    days: Days | None
    parts: tuple[Part, ...]
    late: Part | None
    clocks: tuple[Clock, ...]
    soon: int | None
    length: int | None


def sort_marks(scan: Scan) -> tuple[When, list[Mark]]:
    """What the marks say together, and the marks used: a second day that joins nothing stays in the text."""
    marks = sorted(scan.marks, key=lambda mark: mark.start)
    days, unused = _days(scan, marks)
    used = [mark for mark in marks if mark not in unused]
    values = [mark.value for mark in used]
    when = When(
        days=days,
        parts=tuple(value for value in values if isinstance(value, Part)),
        late=_late(values),
        clocks=tuple(value for value in values if isinstance(value, Clock)),
        soon=next((value.minutes for value in values if isinstance(value, Soon)), None),
        length=next((value.minutes for value in values if isinstance(value, Length)), None),
    )
    if days is None and (when.parts or when.clocks):
        again = None if any(part.today for part in when.parts) else 1
        when = replace(when, days=Days(scan.today, scan.today, again), soon=None)
    return when, used


def _late(values: list[Value]) -> Part | None:
    """The part of day that stands behind the last day: of "Friday evening to Sunday" it is none."""
    day = max((place for place, value in enumerate(values) if isinstance(value, Days)), default=0)
    return next((value for value in reversed(values[day:]) if isinstance(value, Part)), None)


def _days(scan: Scan, marks: list[Mark]) -> tuple[Days | None, list[Mark]]:
    named = [(mark, mark.value) for mark in marks if isinstance(mark.value, Days)]
    if not named:
        return None, []
    (before, days), *others = named
    if not others and scan.word_before(before.start) in UNTIL and days.first >= scan.today:
        return Days(scan.today, days.last), []
    for place, (mark, value) in enumerate(others):
        joined = _joined(days, value, _gap(scan, before, mark))
        if joined is None:
            return days, [other for other, _ in others[place:]]
        single = days.first == days.last and value.first == value.last
        if single and joined in (days, value) and days.first.weekday() != value.first.weekday():
            scan.fault("weekday_differs")
        before, days = mark, joined
    return days, []


def _gap(scan: Scan, before: Mark, after: Mark) -> str:
    """The words between two days that are not themselves of time."""
    return " ".join(scan.folded[before.end : after.start].replace("\x01", " ").split())


def _joined(first: Days, second: Days, gap: str) -> Days | None:
    """One stretch from both: a span, or a weekday beside its date, where the date counts."""
    if gap.strip(" ,") in BESIDE:
        if first.again is None or second.again is None:
            return first if first.again is None else second
        gap = ""
    if gap.strip(" ,") not in DAY_JOINS | {""}:
        return None
    step = timedelta(days=7 if second.again and second.last < first.first else 0)
    last = second.last + step
    return Days(first.first, max(first.last, last), first.again)


def window_of(when: When, *, zone: str, now: datetime) -> tuple[Window | None, tuple[str, ...]]:
    """The time that is meant, in UTC, with notes: `in_the_past`, `no_end`, `longer_than_window`."""
    if when.soon is not None:
        return _fitted(
            (now + timedelta(minutes=when.soon), now + timedelta(minutes=when.soon)), when, zone, open_end=True
        )
    if when.days is None:
        return None, ()
    window, open_end = _next_window(when, when.days, zone, now)
    if (window[0] if open_end else window[1]) <= now:
        return window, ("in_the_past",)
    return _fitted(_clipped(window, now), when, zone, open_end=open_end)


def _next_window(when: When, days: Days, zone: str, now: datetime) -> tuple[Window, bool]:
    """The window on these days, or on the next such days when it is over by now."""
    window, open_end = _window(when, days, zone)
    over = (window[0] if open_end else window[1]) <= now
    if over and days.again:
        step = timedelta(days=days.again)
        return _window(when, Days(days.first + step, days.last + step), zone)
    return window, open_end


def _window(when: When, days: Days, zone: str) -> tuple[Window, bool]:
    span = days.first != days.last
    start, end = _start(when), _end(when, span=span)
    open_end = end is None
    if end is None:
        end = max((part.end for part in when.parts if start is not None and part.end > start), default=DAY)
    begin = (when.parts[0].start if when.parts else 0) if start is None else start
    if not span and end <= begin:
        end += DAY // 2 if end + DAY // 2 > begin and _bare_end(when) else DAY
    return (instant(zone, days.first, begin), instant(zone, days.last, end)), open_end and start is not None


def _bare_end(when: When) -> bool:
    return any(clock.end is not None and clock.bare for clock in when.clocks)


def _start(when: When) -> int | None:
    """Minutes of the first day; None where no clock time says it."""
    part = when.parts[0] if when.parts else None
    return next((_hour(clock.start, clock, part) for clock in when.clocks if clock.start is not None), None)


def _end(when: When, *, span: bool) -> int | None:
    """Minutes of the last day; None where only a beginning was said."""
    part = when.late if span or not when.parts else when.parts[-1]
    ends = [_hour(clock.end, clock, part) for clock in when.clocks if clock.end is not None]
    if span:
        ends += [_hour(clock.start, clock, part) for clock in when.clocks[1:] if clock.start is not None]
    if ends:
        return ends[-1]
    if when.clocks and not span:
        return None
    return part.end if part else DAY


def _hour(minutes: int, clock: Clock, part: Part | None) -> int:
    """A bare "at 3" is after noon, and "at 9" in the evening is 21:00."""
    half = DAY // 2
    if minutes >= half or not (clock.bare or part):
        return minutes
    if part and part.start >= half:
        return minutes + half
    return minutes + half if clock.bare and part is None and minutes < 7 * 60 else minutes


def _clipped(window: Window, now: datetime) -> Window:
    """What is left of it, from the next quarter of an hour if that leaves anything."""
    start, end = window
    if start >= now:
        return window
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    quarter = midnight + -(-(now - midnight) // QUARTER) * QUARTER
    return (quarter if quarter < end else now), end


def _fitted(window: Window, when: When, zone: str, *, open_end: bool) -> tuple[Window, tuple[str, ...]]:
    """The window with room for the length: an end that nobody named gives way, one that was named does not."""
    start, end = window
    if when.length is None:
        if when.soon is not None:
            end = instant(zone, local(zone, start).date(), DAY)
        return (start, end), (NO_END,) if open_end else ()
    needed = _later(start, when.length, zone)
    if open_end:
        return (start, needed), ()
    if needed <= end:
        return (start, end), ()
    if any(_named_ends(when)):
        return (start, end), ("longer_than_window",)
    return (start, needed), ()


def _named_ends(when: When) -> Iterator[int]:
    return (clock.end for clock in when.clocks if clock.end is not None)


def _later(start: datetime, minutes: int, zone: str) -> datetime:
    """Days are counted by the calendar, hours by the clock that runs through."""
    if minutes < DAY:
        return start + timedelta(minutes=minutes)
    there = local(zone, start) + timedelta(minutes=minutes)
    return instant(zone, there.date(), there.hour * 60 + there.minute)
