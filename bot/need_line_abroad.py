"""Finds days in the further languages by the words that dateparser knows; ours are settled without it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial

from dateparser.languages.loader import default_loader  # type: ignore[import-untyped]  # it ships no types

from bot.need_line_dates import dates_in_month
from bot.need_line_days import days_from_today, next_weekday
from bot.need_line_scan import Days, Scan, fold
from bot.need_line_words import either

OWN_LANGUAGES = ("en", "de", "fr", "es")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
NEAR_DAYS = {"2 day ago": -2, "1 day ago": -1, "0 day ago": 0, "in 1 day": 1, "in 2 day": 2}
SHORTEST = 4  # letters of a weekday: "sab", "ma" and "za" are words of other things as well


@dataclass(frozen=True, slots=True)
class Vocabulary:
    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    near: Mapping[str, int]

    def day_pattern(self) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)({either({**self.weekdays, **self.near})})(?!\w)")

    def date_pattern(self) -> re.Pattern[str]:
        month = either(self.months)
        return re.compile(
            rf"(?<![\w.,/:-])(\d{{1,2}})[.°]?\s*(?:di\s+|de\s+)?({month})(?!\w)(?:\s+(?:de\s+)?(\d{{4}}))?(?!\w)"
        )


def find_abroad(scan: Scan) -> None:
    """Mark days written in the line's own language where that is none of ours."""
    language = scan.language.replace("_", "-").partition("-")[0].lower()
    words = _vocabulary(language)
    if words is not None:
        scan.take(words.date_pattern(), partial(_date, words))
        scan.take(words.day_pattern(), partial(_day, words))


@cache
def _vocabulary(language: str) -> Vocabulary | None:
    if language in OWN_LANGUAGES:
        return None
    try:
        known = default_loader.get_locale(language).info
    except ValueError:
        return None
    near = known.get("relative-type", {})
    return Vocabulary(
        {fold(word): day for day, name in enumerate(WEEKDAYS) for word in known.get(name, ()) if len(word) >= SHORTEST},
        {fold(word): month for month, name in enumerate(MONTHS, start=1) for word in known.get(name, ())},
        {fold(word): days for name, days in NEAR_DAYS.items() for word in near.get(name, ())},
    )


def _date(words: Vocabulary, scan: Scan, match: re.Match[str]) -> Days | None:
    year = int(match[3]) if match[3] else None
    return dates_in_month(scan, (int(match[1]), int(match[1])), words.months[match[2]], year)


def _day(words: Vocabulary, scan: Scan, match: re.Match[str]) -> Days:
    word = " ".join(match[1].split())
    return days_from_today(scan, words.near[word]) if word in words.near else next_weekday(scan, words.weekdays[word])
