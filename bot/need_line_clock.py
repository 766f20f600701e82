"""Finds clock times, parts of the day and lengths of time in a line."""

import re

from bot.need_line_days import number
from bot.need_line_scan import Clock, Length, Part, Scan
from bot.need_line_words import (
    ALL_DAY,
    DAY,
    ENDS,
    GREETINGS,
    HALF_DAY,
    JOINS,
    NOONS,
    NUMBERS,
    PARTS_OF_DAY,
    PLURAL_UNITS,
    RANGES,
    SINGULAR_UNITS,
    STARTS,
    STARTS_ABROAD,
    TODAY_PARTS,
    either,
)

UNIT = r"\s?(a\.?m\.?|p\.?m\.?|uhr|heures?|horas|hrs|h|o'clock)(?!\w)"
DIGITS = r"(\d{1,2})(?:(?::|\.|\s?h\s?)(\d{2})(?::\d{2})?)?(?!\d)"
TIME = rf"(?:{DIGITS}(?:{UNIT})?(?![\w/]|[.,:]\d)|({either(NOONS)})(?!\w))"
BEGIN = rf"(?<![\w.,/:-])(?:({either(RANGES)})\s+)?"
SPAN = re.compile(rf"{BEGIN}{TIME}\s*(?:{either(JOINS)})\s*{TIME}")
LED = re.compile(rf"(?<!\w)(?:({either(STARTS + STARTS_ABROAD)})|({either(ENDS)}))\s+{TIME}")
ALONE = re.compile(rf"(?<![\w.,/:-])(){TIME}")
HALF_HOUR = re.compile(r"(?<!\w)(?:um\s+|at\s+|gegen\s+)?(half\s+past|halb)\s+(\d{1,2}|" + either(NUMBERS) + r")(?!\w)")

HOUR_WORDS = {word: round(hour) for word, hour in NUMBERS.items() if hour >= 1 and len(word) > 2 and " " not in word}
HOUR_WORD = re.compile(rf"(?<!\w)(?:at|um|gegen|a\s+las?)\s+({either(HOUR_WORDS)})(?!\w)")

LED_PART = re.compile(
    r"(?<!\w)(?:in\s+the|am|im|in\s+der|por\s+la|en\s+la|de\s+la|a\s+la|por\s+el|le|l'|dans\s+la|dans\s+l'|"
    rf"during\s+the|of\s+the|du)\s*({either(PARTS_OF_DAY)})(?!\w)"
)
PART = re.compile(rf"(?<!\w)({either(PARTS_OF_DAY)})(?!\w)")
OF_TODAY = re.compile(rf"(?<!\w)({either(TODAY_PARTS)})(?!\w)")

FOR = r"(?:(for|fur|pour|pendant|por|durante|during)\s+)?"
COUNT = rf"(\d{{1,3}}(?:[.,]\d)?|(?:{either(NUMBERS)})(?=[\s-]))"
LENGTH = re.compile(rf"(?<![\w.,/-]){FOR}{COUNT}[\s-]*(?:({either(PLURAL_UNITS)})|({either(SINGULAR_UNITS)}))\.?(?!\w)")
HOURS_AND_MINUTES = re.compile(rf"(?<!\w){FOR}(\d{{1,2}})\s?h\s?(\d{{2}})(?!\w)")
HALF_DAYS = re.compile(
    rf"(?<!\w){FOR}(?:half\s+a\s+day|(?:einen?\s+)?halbe[rn]\s+tag|(?:une\s+)?demi-journee|medio\s+dia)(?!\w)"
)
ODD_WORDS = GREETINGS | {"mas"}


def find_parts(scan: Scan) -> None:
    """Mark the parts of day that stand in a phrase of time; to be called before the days are found."""
    scan.take(OF_TODAY, _part_of_today)
    scan.take(LED_PART, _led_part)


def find_clock(scan: Scan) -> None:
    """Mark clock times, lengths and the remaining parts of day; to be called when the days are marked."""
    scan.take(LENGTH, _led_length)
    scan.take(PART, _loose_part)
    scan.take(HALF_HOUR, _half_hour)
    scan.take(HOURS_AND_MINUTES, _hours_and_minutes)
    scan.take(SPAN, _span)
    scan.take(LED, _led)
    scan.take(HOUR_WORD, _hour_word)
    scan.take(HALF_DAYS, _half_day)
    scan.take(LENGTH, _length)
    scan.take(ALONE, _alone)


def find_length(scan: Scan) -> None:
    """Mark lengths alone."""
    scan.take(HALF_DAYS, _half_day)
    scan.take(HOURS_AND_MINUTES, _any_hours_and_minutes)
    scan.take(LENGTH, _length)


def _part_of_today(_scan: Scan, match: re.Match[str]) -> Part:
    return Part(*TODAY_PARTS[" ".join(match[1].split())], today=True)


def _led_part(_scan: Scan, match: re.Match[str]) -> Part:
    return Part(*PARTS_OF_DAY[" ".join(match[1].split())])


def _half_day(_scan: Scan, _match: re.Match[str]) -> Length:
    return Length(HALF_DAY)


def _loose_part(scan: Scan, match: re.Match[str]) -> Part | None:
    part = _led_part(scan, match)
    all_day = (part.start, part.end) == ALL_DAY
    before = scan.word_before(match.start())
    if before in ODD_WORDS or (before in STARTS + STARTS_ABROAD + ENDS and match[1] in NOONS):
        return None
    return part if all_day or scan.credible(*match.span()) else None


def _half_hour(scan: Scan, match: re.Match[str]) -> Clock | None:
    hour = number(match[2])
    if not (1 <= hour <= 24 and scan.ends_at(match.end())):
        return None
    return Clock(int(hour) * 60 + (-30 if match[1] == "halb" else 30), bare=hour <= 12)


def _span(scan: Scan, match: re.Match[str]) -> Clock | None:
    lead, first, last = match[1], match.groups()[1:5], match.groups()[5:9]
    start, end = _minutes(first, unit=last[2]), _minutes(last)
    if start is None or end is None:
        return None
    sure = _sure(first) or _sure(last)
    meant = scan.loose or lead or scan.touches(*match.span())
    if not (sure or (meant and scan.ends_at(match.end()))):
        return None
    return Clock(start, end, bare=not sure)


def _led(scan: Scan, match: re.Match[str]) -> Clock | None:
    time = match.groups()[2:6]
    minutes = _minutes(time)
    if minutes is None or not (_sure(time) or scan.ends_at(match.end())):
        return None
    bare = not _sure(time)
    return Clock(None, minutes, bare=bare) if match[2] else Clock(minutes, bare=bare)


def _hour_word(scan: Scan, match: re.Match[str]) -> Clock | None:
    return Clock(HOUR_WORDS[match[1]] * 60, bare=True) if scan.ends_at(match.end()) else None


def _alone(scan: Scan, match: re.Match[str]) -> Clock | None:
    time = match.groups()[1:5]
    minutes = _minutes(time)
    if minutes is None:
        return None
    noon = time[3] and scan.credible(*match.span())
    answer = scan.loose and scan.ends_at(match.end())
    return Clock(minutes, bare=not _sure(time)) if _sure(time) or noon or answer else None


def _sure(time: tuple[str | None, ...]) -> bool:
    """Whether the digits can only be a time: a colon's minutes or a unit beside them."""
    hour, minutes, unit, noon = time
    return bool(unit or noon or (minutes and hour))


def _minutes(time: tuple[str | None, ...], *, unit: str | None = None) -> int | None:
    """Minutes of the day; None if no clock shows that. `unit` is the other end's, for "2-4 pm"."""
    hour, minutes, own, noon = time
    if noon:
        return NOONS[noon]
    total = int(hour or 0) * 60 + int(minutes or 0)
    half = (own or unit or "").replace(".", "")
    if half in {"am", "pm"} and int(hour or 0) <= 12:
        total = total % 720 + (720 if half == "pm" else 0)
    return total if total <= DAY and int(minutes or 0) < 60 else None


def _hours_and_minutes(_scan: Scan, match: re.Match[str]) -> Length | None:
    """A length after "pendant" or below 7 hours; "15h30" alone is a time."""
    hours = int(match[2])
    return Length(hours * 60 + int(match[3])) if match[1] or hours < 7 else None


def _any_hours_and_minutes(_scan: Scan, match: re.Match[str]) -> Length:
    return Length(int(match[2]) * 60 + int(match[3]))


def _led_length(scan: Scan, match: re.Match[str]) -> Length | None:
    return _length(scan, match) if match[1] else None


def _length(scan: Scan, match: re.Match[str]) -> Length | None:
    count = number(match[2])
    romance_time = match[3] in {"h", "heures", "horas"} and 7 <= count <= 24 and not match[1]
    if romance_time and not scan.language.startswith(("en", "de")):
        return None
    if match[4] and count != 1 and not (match[1] or match[2] in NUMBERS or scan.credible(*match.span())):
        return None
    unit = PLURAL_UNITS[match[3]] if match[3] else SINGULAR_UNITS[match[4]]
    return Length(round(count * unit)) if count > 0 else None
