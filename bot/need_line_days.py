"""Finds days that are named by their distance or their weekday: tomorrow, next Saturday, the weekend, in three days."""

import re
from datetime import timedelta

from bot.need_line_scan import TAKEN, Days, Scan, Soon
from bot.need_line_words import (
    AT_ONCE,
    DAY,
    GERMAN_WEEKDAYS,
    GREETINGS,
    LAST_AFTER,
    LAST_BEFORE,
    NEXT_AFTER,
    NEXT_BEFORE,
    NOW_WORDS,
    NUMBERS,
    PARTS_OF_DAY,
    PLURAL_UNITS,
    RELATIVE_DAYS,
    SHORT_WEEKDAYS,
    SINGULAR_UNITS,
    THIS,
    WEEK,
    WEEKDAYS,
    WEEKEND,
    WEEKEND_ABROAD,
    either,
)

BEFORE = rf"(?:({either(NEXT_BEFORE)})\s+|({either(LAST_BEFORE)})\s+|({either(THIS)})\s+)?"
AFTER = rf"(?:\s+({either(NEXT_AFTER)})|\s+({either(LAST_AFTER)}))?"
GERMAN_PARTS = r"(?=vormittag|nachmittag|morgen|mittag|abend|nacht)"

UNITS = {**PLURAL_UNITS, **SINGULAR_UNITS}
NOW = re.compile(rf"(?<!\w)(?:({either(AT_ONCE)})|(?:(from|ab|von|des|desde)\s+)?(?:{either(NOW_WORDS)}))(?!\w)")
IN_A_WHILE = re.compile(
    rf"(?<!\w)(?:in|dans|en|dentro\s+de)\s+(\d{{1,3}}|{either(NUMBERS)})\s*({either(UNITS)})(?!\w)(?!\s+{either(WEEK)})"
)
WEEKS = re.compile(rf"(?<!\w){BEFORE}({either(WEEK)}){AFTER}(?!\w)")
WEEK_AFTER_NEXT = re.compile(r"(?<!\w)(?:(?:the\s+)?week\s+after\s+next|ubernachste[nr]?\s+woche)(?!\w)")
WEEKENDS = re.compile(
    rf"(?<!\w)(?:(am|over\s+the|at\s+the|on\s+the|for\s+the|furs|el|le|ubers)\s+)?"
    rf"{BEFORE}({either(WEEKEND + WEEKEND_ABROAD)})s?{AFTER}(?!\w)"
)
RELATIVE = re.compile(rf"(?<!\w)({either(RELATIVE_DAYS)})(?!\w)")
FRENCH_YESTERDAY = re.compile(r"(?<!\w)hier(?!\w)")
NAMED = re.compile(rf"(?<!\w){BEFORE}({either(WEEKDAYS)})(?:{AFTER}(?!\w)|{GERMAN_PARTS})")
SHORT = re.compile(rf"(?<!\w)(on\s+|next\s+|this\s+)?({either(SHORT_WEEKDAYS)})\.?(?!\w)")
SHORT_GERMAN = re.compile(rf"(?<!\w)(am\s+)?({either(GERMAN_WEEKDAYS)})\.?(?!\w)")
TO = r"\s*(?:-|/|to|till|until|and|or|bis|und|oder)\s*"
SHORT_FOLLOWS = re.compile(rf"\.?{TO}(?:{either({**SHORT_WEEKDAYS, **GERMAN_WEEKDAYS})})(?!\w)")
DAY_LEADS = re.compile(rf"{TAKEN}{TO}$")
TIME_FOLLOWS = re.compile(
    rf"\s+(?:(?:{either(PARTS_OF_DAY)}|\d{{1,2}}\s?(?:[:.h-]\d+|am|pm|uhr|h))(?!\w)|\d{{1,2}}(?=\s*(?:$|,)))"
)


def find_days(scan: Scan) -> None:
    """Mark every day that is named from today on."""
    scan.take(NOW, _now)
    scan.take(IN_A_WHILE, _in_a_while)
    scan.take(WEEKENDS, _weekend)
    scan.take(WEEK_AFTER_NEXT, _week_after_next)
    scan.take(WEEKS, _week)
    scan.take(RELATIVE, _relative)
    scan.take(NAMED, _weekday)
    scan.take(SHORT, _short)
    if scan.language.startswith("de"):
        scan.take(SHORT_GERMAN, _short_german)
    if scan.language.startswith("fr"):
        scan.take(FRENCH_YESTERDAY, _yesterday)


def number(word: str) -> float:
    """What a numeral or a number word is worth."""
    words = " ".join(word.split())
    return NUMBERS[words] if words in NUMBERS else float(words.replace(",", "."))


def days_from_today(scan: Scan, days: int, *, length: int = 1, again: int | None = None) -> Days:
    first = scan.today + timedelta(days=days)
    return Days(first, first + timedelta(days=length - 1), again)


def _yesterday(scan: Scan, _match: re.Match[str]) -> Days:
    return days_from_today(scan, -1)


def _now(scan: Scan, match: re.Match[str]) -> Soon | None:
    return Soon(0) if match[1] or match[2] or scan.credible(*match.span()) else None


def _in_a_while(scan: Scan, match: re.Match[str]) -> Days | Soon:
    minutes = round(number(match[1]) * UNITS[match[2]])
    return days_from_today(scan, minutes // DAY) if minutes >= DAY else Soon(minutes)


def _week(scan: Scan, match: re.Match[str]) -> Days | None:
    monday = -scan.today.weekday()
    if match[1] or match[5]:
        return days_from_today(scan, monday + 7, length=7)
    if match[2] or match[6]:
        return days_from_today(scan, monday - 7, length=7)
    return days_from_today(scan, monday, length=7) if match[3] else None


def _week_after_next(scan: Scan, _match: re.Match[str]) -> Days:
    return days_from_today(scan, 14 - scan.today.weekday(), length=7)


def _weekend(scan: Scan, match: re.Match[str]) -> Days | None:
    """The next weekend is the next that has not begun; the last is over; all others may be the one that is on."""
    saturday = 5 - scan.today.weekday()
    if match[2] or match[6]:
        return days_from_today(scan, saturday + (7 if saturday <= 0 else 0), length=2)
    if match[3] or match[7]:
        return days_from_today(scan, saturday - 7, length=2)
    led = match[1] or match[4]
    return days_from_today(scan, saturday, length=2, again=7) if led or scan.credible(*match.span()) else None


def _relative(scan: Scan, match: re.Match[str]) -> Days | None:
    word, before = " ".join(match[1].split()), scan.word_before(match.start())
    if word in PARTS_OF_DAY and (before in GREETINGS or before in WEEKDAYS or before in RELATIVE_DAYS):
        return None
    return days_from_today(scan, RELATIVE_DAYS[word])


def next_weekday(scan: Scan, weekday: int) -> Days:
    """The next such day, or today, as long as it is not over."""
    return days_from_today(scan, (weekday - scan.today.weekday()) % 7, again=7)


def _weekday(scan: Scan, match: re.Match[str]) -> Days:
    ahead = (WEEKDAYS[match[4]] - scan.today.weekday()) % 7
    if match[2] or match[6]:
        return days_from_today(scan, ahead - 7)
    if match[1] or match[5]:
        return days_from_today(scan, ahead or 7)
    return days_from_today(scan, ahead, again=7)


def _short(scan: Scan, match: re.Match[str]) -> Days | None:
    led = match[1] and scan.ends_at(match.end())
    if not (led or _among_times(scan, match)):
        return None
    return next_weekday(scan, SHORT_WEEKDAYS[match[2]])


def _among_times(scan: Scan, match: re.Match[str]) -> bool:
    """Whether a short name is meant as a day: a time or another day stands beside it."""
    start, end = match.span()
    follows = TIME_FOLLOWS.match(scan.folded, end) or SHORT_FOLLOWS.match(scan.folded, end)
    return bool(follows or DAY_LEADS.search(scan.folded[:start])) or scan.credible(start, end)


def _short_german(scan: Scan, match: re.Match[str]) -> Days | None:
    capital = scan.written[match.start(2)].isupper()
    if not (capital and (match[1] or _among_times(scan, match))):
        return None
    return next_weekday(scan, GERMAN_WEEKDAYS[match[2]])
