"""Finds written dates in a line: 2026-05-12, 12.5., 12/05/2026, 12 May, 12.-14. Mai, le 12."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from bot.need_line_scan import Days, Scan
from bot.need_line_words import MONTHS, WEEKDAYS, either

LONG_PAST = timedelta(days=60)
FAR_YEARS = 20
INCH_PARTS = {2, 4, 8, 16, 32, 64}

ORDINAL = r"(?:st|nd|rd|th|er|\.|°)?"
MONTH = rf"({either(MONTHS)})\.?(?!\w)"
YEAR = r"(?:\s*,?\s*(?:del?\s+)?(\d{4})(?![\w:.]*\d))?"
TO = r"\s*(?:-|to|until|till|bis|bis\s+zum|au|al|a|and|und|et|y)\s*(?:the\s+|zum\s+|le\s+|el\s+)?"
WEEKDAY = rf"(?:(?:{either(WEEKDAYS)}),?\s+(?:den\s+|the\s+)?)?"
LED = r"(?:on|by|until|from|am|vom|zum|ab|bis|den|le|du|au|el|del|al)"

ISO = re.compile(r"(?<![\w.-])(\d{4})-(\d{1,2})-(\d{1,2})(?:t(?=\d\d:)|(?![\w-]))")
WITH_YEAR = re.compile(r"(?<![\w./-])(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|(?<!-)\d{2})(?![\w/:-])")
SPAN_IN_MONTH = re.compile(
    rf"(?<![\w.,/:-])(\d{{1,2}}){ORDINAL}{TO}{WEEKDAY}(\d{{1,2}}){ORDINAL}\s*(?:of\s+|de\s+)?{MONTH}{YEAR}"
)
SPAN_DOTTED = re.compile(r"(?<![\w.,/:-])(\d{1,2})\.\s*(?:-|bis|bis\s+zum)\s*(\d{1,2})\.\s?(\d{1,2})\.(\d{4})?(?!\w)")
MONTH_SPAN = re.compile(rf"(?<!\w){MONTH}\s+(\d{{1,2}}){ORDINAL}{TO}(\d{{1,2}}){ORDINAL}(?![\w:]){YEAR}")
DAY_MONTH = re.compile(rf"(?<![\w.,/:-])(\d{{1,2}}){ORDINAL}\s*(?:of\s+|de\s+)?{MONTH}{YEAR}")
MONTH_DAY = re.compile(rf"(?<!\w){MONTH}\s+(\d{{1,2}})(st|nd|rd|th)?(?![\w:/]|\.\d){YEAR}")
DOTTED = re.compile(rf"(?<![\w.,/-])({LED}\s+)?(\d{{1,2}})\.\s?(\d{{1,2}})(\.?)(?![\w/]|\.\d)")
SLASHED = re.compile(rf"(?<![\w.,/-])({LED}\s+)?(\d{{1,2}})/(\d{{1,2}})(?![\w/\"'])")
LONE_DAY = re.compile(r"(?<!\w)(?:(?:on\s+)?the|am|le|el(?:\s+dia)?)\s+(\d{1,2})(?:st|nd|rd|th|er|\.)?(?![\w:.,/])")
LONE_SPAN = re.compile(
    rf"(?<!\w)(?:from\s+the|the|vom|du|del)\s+(\d{{1,2}}){ORDINAL}{TO}(\d{{1,2}}){ORDINAL}(?![\w:,/]|\.\d)"
)
TIME_LEAD = re.compile(r"\s*(?:at|from|between|um|ab|von|zwischen|a|a\s+las|de|entre)\s+\d")


def find_dates(scan: Scan) -> None:
    """Mark every written date; one that no calendar has leaves the fault `no_such_date`."""
    for pattern, read in READERS:
        scan.take(pattern, read)


def _iso(scan: Scan, match: re.Match[str]) -> Days | None:
    year, month, day = map(int, match.groups())
    return dates_in_month(scan, (day, day), month, year)


def _with_year(scan: Scan, match: re.Match[str]) -> Days | None:
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    day, month = _day_and_month(scan, first, second, match[2])
    return dates_in_month(scan, (day, day), month, year if year > 99 else 2000 + year)


def _span_in_month(scan: Scan, match: re.Match[str]) -> Days | None:
    return dates_in_month(scan, (int(match[1]), int(match[2])), MONTHS[match[3]], _year(match[4]))


def _span_dotted(scan: Scan, match: re.Match[str]) -> Days | None:
    return dates_in_month(scan, (int(match[1]), int(match[2])), int(match[3]), _year(match[4]))


def _month_span(scan: Scan, match: re.Match[str]) -> Days | None:
    return dates_in_month(scan, (int(match[2]), int(match[3])), MONTHS[match[1]], _year(match[4]))


def _day_month(scan: Scan, match: re.Match[str]) -> Days | None:
    return dates_in_month(scan, (int(match[1]), int(match[1])), MONTHS[match[2]], _year(match[3]))


def _month_day(scan: Scan, match: re.Match[str]) -> Days | None:
    if not (match[3] or match[4] or scan.ends_at(match.end())):
        return None
    return dates_in_month(scan, (int(match[2]), int(match[2])), MONTHS[match[1]], _year(match[4]))


def _dotted(scan: Scan, match: re.Match[str]) -> Days | None:
    german = scan.language.startswith("de")
    meant = match[1] or scan.loose or (match[4] and german) or scan.touches(*match.span())
    if not meant or not (_complete(scan, match.end()) or (match[4] and (match[1] or german))):
        return None
    return _if_a_date(scan, int(match[2]), int(match[3]))


def _slashed(scan: Scan, match: re.Match[str]) -> Days | None:
    first, second = int(match[2]), int(match[3])
    fraction = first < second and second in INCH_PARTS
    meant = match[1] or scan.loose or scan.touches(*match.span()) or not fraction
    if not meant or not _complete(scan, match.end()):
        return None
    return _if_a_date(scan, *_day_and_month(scan, first, second, "/"))


def _complete(scan: Scan, end: int) -> bool:
    """Whether nothing follows that the figures could count: no word at all, or a time."""
    return scan.ends_at(end) or TIME_LEAD.match(scan.folded, end) is not None


def _lone_span(scan: Scan, match: re.Match[str]) -> Days | None:
    first, last = int(match[1]), int(match[2])
    if not scan.ends_at(match.end()) or not 1 <= first < last <= 31:
        return None
    return _coming(scan, first, last)


def _lone_day(scan: Scan, match: re.Match[str]) -> Days | None:
    day = int(match[1])
    if not scan.ends_at(match.end()) or not 1 <= day <= 31:
        return None
    return _coming(scan, day, day)


def _coming(scan: Scan, first: int, last: int) -> Days | None:
    """The next month that has both days and in which they are not over."""
    months = (
        (scan.today.year + (scan.today.month - 1 + ahead) // 12, (scan.today.month - 1 + ahead) % 12 + 1)
        for ahead in range(3)
    )
    found = ((_date(year, month, first), _date(year, month, last)) for year, month in months)
    return next((Days(start, end) for start, end in found if start and end and end >= scan.today), None)


def _if_a_date(scan: Scan, day: int, month: int) -> Days | None:
    return dates_in_month(scan, (day, day), month, None) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _day_and_month(scan: Scan, first: int, second: int, sign: str) -> tuple[int, int]:
    """Only the United States put the month first; a number above 12 settles it for anybody."""
    american = sign == "/" and scan.language.lower().replace("_", "-") == "en-us"
    if (american and first <= 12) or second > 12:
        return second, first
    return first, second


def dates_in_month(scan: Scan, days: tuple[int, int], month: int, year: int | None) -> Days | None:
    """The dates; a year left out is the one that puts them ahead, or less than 60 days ago."""
    years = (year,) if year else (scan.today.year, scan.today.year + 1)
    for each in years:
        first, last = _date(each, month, days[0]), _date(each, month, days[1])
        near = abs(each - scan.today.year) <= FAR_YEARS
        if near and first and last and first <= last and (year or last >= scan.today - LONG_PAST):
            return Days(first, last)
    scan.fault("no_such_date")
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(digits: str | None) -> int | None:
    return int(digits) if digits else None


Reader = Callable[[Scan, re.Match[str]], Days | None]
READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (ISO, _iso),
    (WITH_YEAR, _with_year),
    (SPAN_IN_MONTH, _span_in_month),
    (SPAN_DOTTED, _span_dotted),
    (DAY_MONTH, _day_month),
    (MONTH_SPAN, _month_span),
    (MONTH_DAY, _month_day),
    (DOTTED, _dotted),
    (SLASHED, _slashed),
    (LONE_SPAN, _lone_span),
    (LONE_DAY, _lone_day),
)
