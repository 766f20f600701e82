"""Reads a need in one line: "drill saturday afternoon" is a drill, and a stretch of time."""

from dataclasses import dataclass
from datetime import datetime

from bot.need_line_abroad import find_abroad
from bot.need_line_clock import find_clock, find_length, find_parts
from bot.need_line_dates import find_dates
from bot.need_line_days import find_days
from bot.need_line_scan import Length, Scan
from bot.need_line_when import Window, sort_marks, window_of
from matching.wall import local

LONGEST = 500  # signs that are read; what comes after stays text


@dataclass(frozen=True, slots=True)
class NeedLine:
    """What was asked for and when; `window` is [start, end) in UTC, None if no time was named.

    faults: `in_the_past` (the window is kept as it was said), `no_such_date`, `longer_than_window`,
    `weekday_differs` (a weekday and a date that don't agree; the date counts)
    notes: `no_end` (only a beginning was said; the window runs to the end of that day or part of day)
    """

    text: str
    window: Window | None = None
    duration_minutes: int | None = None
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def parse(line: str, *, language: str, zone: str, now: datetime) -> NeedLine:
    """The thing's own words, and the time that the other words mean on the clocks of the zone."""
    return _read(line, language=language, zone=zone, now=now, loose=False)


def parse_period(answer: str, *, language: str, zone: str, now: datetime) -> NeedLine:
    """The same for an answer to "when?", where also "9-12", "sat" and "12.5" are meant as time."""
    return _read(answer, language=language, zone=zone, now=now, loose=True)


def parse_duration(answer: str, *, language: str) -> int | None:
    """Minutes: "2 hours", "zwei Stunden", "1h30", "halber Tag"; a number alone is hours. None if it says no length."""
    words = answer.strip()[:LONGEST]
    if words.isdecimal() and len(words) < 4:
        return int(words) * 60 or None
    scan = Scan(words, language=language, loose=True)
    find_length(scan)
    return next((mark.value.minutes for mark in scan.marks if isinstance(mark.value, Length)), None)


def _read(line: str, *, language: str, zone: str, now: datetime, loose: bool) -> NeedLine:
    scan = Scan(line[:LONGEST], local(zone, now).date(), language, loose)
    for find in (find_dates, find_parts, find_abroad, find_days, find_clock):
        find(scan)
    when, used = sort_marks(scan)
    window, remarks = window_of(when, zone=zone, now=now)
    text = " ".join(f"{scan.left_over(used)}{_rest(line)}".split())
    faults = (*scan.faults, *(remark for remark in remarks if remark != "no_end"))
    notes = tuple(remark for remark in remarks if remark == "no_end")
    return NeedLine(text, window, when.length, faults, notes)


def _rest(line: str) -> str:
    """What was not read; the blank that left_over takes from the end of the read part is given back."""
    return line[LONGEST - 1 :] if line[LONGEST - 1 : LONGEST].isspace() else line[LONGEST:]
