"""Asking for a time, the same everywhere: typed as one would say it, or picked as a day and a part of it.

days ──day──▶ parts of the day ──part──▶ a period
  └────────────typed────────────────────▶ a period, a beginning alone, or what was not understood
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from backend.language import day, fault, mark, sentence
from bot.callback_data import Verb
from bot.cards.eyes import Eyes
from bot.keyboards import Row, button, pairs
from bot.need_line import NeedLine, parse_period
from bot.texts import Html, escape, html
from bot.turn import Turn
from matching.wall import instant, local
from models.errors import Fault, Gone

DAYS_SHOWN = 6


class _Words:
    """The first words of the buttons."""

    DAY = "day"
    PART = "part"


# The part's name, its first and last minute of the local day.
_PARTS = {
    "morning": (mark("Morning, 8–12"), 8 * 60, 12 * 60),
    "afternoon": (mark("Afternoon, 12–18"), 12 * 60, 18 * 60),
    "evening": (mark("Evening, 18–22"), 18 * 60, 22 * 60),
    "all": (mark("The whole day"), 0, 24 * 60),
}
_TODAY, _TOMORROW = mark("Today"), mark("Tomorrow")
EXAMPLE = mark("Type it as you would say it, such as “Saturday 14:00–17:00” or “tomorrow afternoon”, or pick a day.")
_WHICH_PART = mark("{day}: which part of the day? You can also type a time.")
ONLY_WORDS = mark("I can use only words here, no pictures or recordings.")
_NOT_UNDERSTOOD = mark("I could not read a time in that.")
_NO_SUCH_DATE = mark("There is no such date. Please look at the calendar again.")
_WEEKDAY_DIFFERS = mark("The weekday and the date do not agree; I took the date.")
_LONGER = mark("That length does not fit into the time you named.")
_PROBLEMS = {"no_such_date": _NO_SUCH_DATE, "longer_than_window": _LONGER}

Period = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said about the time; where `problem` is given the rest is not to be used."""

    period: Period | None = None
    minutes: int | None = None
    open_end: bool = False
    day: date | None = None
    problem: Html | None = None
    remark: Html | None = None


def eyes(turn: Turn) -> Eyes:
    """The person of the turn as a reader of cards."""
    return Eyes(turn.language, turn.actor.time_zone, turn.now)


def read_answer(turn: Turn) -> Answer:
    """The time that was typed or pressed."""
    match turn.press.words if turn.press else ():
        case (_Words.DAY, chosen):
            return Answer(day=_date(chosen))
        case (_Words.PART, chosen, part) if part in _PARTS:
            return _part(turn, _date(chosen), part)
    return judged(turn, parse_period(turn.text, language=turn.language, zone=turn.actor.time_zone, now=turn.now))


def judged(turn: Turn, line: NeedLine) -> Answer:
    """A line that was read, with what is wrong with it in words."""
    language = turn.language
    if "in_the_past" in line.faults:
        return Answer(problem=escape(fault(language, Fault("", "in_the_past"))))
    problem = next((_PROBLEMS[code] for code in line.faults if code in _PROBLEMS), None)
    if problem is not None:
        return Answer(problem=html(language, problem))
    if line.window is None and line.duration_minutes is None:
        return Answer(problem=html(language, _NOT_UNDERSTOOD))
    remark = html(language, _WEEKDAY_DIFFERS) if "weekday_differs" in line.faults else None
    return Answer(line.window, line.duration_minutes, "no_end" in line.notes, remark=remark)


def _date(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError as wrong:
        raise Gone(what="button") from wrong


def _part(turn: Turn, chosen: date, part: str) -> Answer:
    _name, first, last = _PARTS[part]
    zone = turn.actor.time_zone
    start, end = instant(zone, chosen, first), instant(zone, chosen, last)
    if end <= turn.now:
        return Answer(problem=escape(fault(turn.language, Fault("", "in_the_past"))))
    return Answer((max(start, _quarter(turn.now)), end))


def _quarter(now: datetime) -> datetime:
    """The next quarter of an hour."""
    step = timedelta(minutes=15)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + -(-(now - midnight) // step) * step


def day_rows(turn: Turn) -> list[Row]:
    """Buttons for the next days."""
    today = local(turn.actor.time_zone, turn.now).date()
    names = {0: sentence(turn.language, _TODAY), 1: sentence(turn.language, _TOMORROW)}
    days = [today + timedelta(days=ahead) for ahead in range(DAYS_SHOWN)]
    shown = [names.get(ahead) or day(turn.language, each) for ahead, each in enumerate(days)]
    return pairs(step_button(turn, name, _Words.DAY, str(each)) for name, each in zip(shown, days, strict=True))


def part_rows(turn: Turn, chosen: date) -> list[Row]:
    """Buttons for the parts of a day that are not over yet."""
    zone = turn.actor.time_zone
    left = {part: name for part, (name, _first, last) in _PARTS.items() if instant(zone, chosen, last) > turn.now}
    return pairs(
        step_button(turn, sentence(turn.language, name), _Words.PART, str(chosen), part) for part, name in left.items()
    )


def part_question(turn: Turn, chosen: date) -> Html:
    """Asks for the part of the day that was picked."""
    return html(turn.language, _WHICH_PART, day=day(turn.language, chosen))


def step_button(turn: Turn, text: str, *words: str) -> Row:
    """A button for the step at which the conversation is."""
    draft = turn.conversation
    return button(text, Verb.STEP, draft.id, version=draft.version, words=words)
