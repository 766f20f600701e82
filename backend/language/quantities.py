"""Distances, lengths of time, numbers and lists, in the language's own conventions."""

from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache
from typing import Literal

from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit

from backend.language.catalogue import locale_of, mark, sentence

_KILOMETRE_M = 1000
_NEAR = mark("under {distance}")
_FAR = mark("over {distance}")


@lru_cache(maxsize=1_024)
def distance(language: str, low_m: float, high_m: float | None = None) -> str:
    """A band in words: "under 1 km", "600–1,000 m", "1–2 km"; without an upper end "over 25 km"."""
    if high_m is None:
        return sentence(language, _FAR, distance=length(language, low_m))
    if low_m <= 0:
        return sentence(language, _NEAR, distance=length(language, high_m))
    unit_m = 1 if high_m <= _KILOMETRE_M else _KILOMETRE_M
    return f"{number(language, low_m / unit_m)}–{_in_unit(language, high_m, unit_m)}"


def duration(language: str, length: timedelta | float) -> str:
    """A length of time in days, hours and minutes; a bare number counts minutes."""
    minutes = round(length.total_seconds() / 60) if isinstance(length, timedelta) else round(length)
    days, rest = divmod(abs(minutes), 24 * 60)
    hours, left = divmod(rest, 60)
    named = [(days, "day"), (hours, "hour"), (left, "minute")]
    parts = [(count, unit) for count, unit in named if count] or [(0, "minute")]
    locale = locale_of(language)
    return format_list([format_unit(count, f"duration-{unit}", locale=locale) for count, unit in parts], locale=locale)


def listing(language: str, items: Iterable[str], style: Literal["and", "or"] = "and") -> str:
    """The items with commas and the language's "and" or "or"."""
    return _listed(language, tuple(items), style)


@lru_cache(maxsize=1_024)
def _listed(language: str, items: tuple[str, ...], style: Literal["and", "or"]) -> str:
    return format_list(list(items), style="or" if style == "or" else "standard", locale=locale_of(language))


def number(language: str, value: float) -> str:
    """A number with the language's separators and at most one decimal."""
    return format_decimal(value, format="#,##0.#", locale=locale_of(language))


def length(language: str, metres: float) -> str:
    """One distance in metres, or from a kilometre on in kilometres."""
    return _in_unit(language, metres, 1 if metres < _KILOMETRE_M else _KILOMETRE_M)


def _in_unit(language: str, metres: float, unit_m: int) -> str:
    name = "length-meter" if unit_m == 1 else "length-kilometer"
    value = round(metres / unit_m, 1)
    return format_unit(value, name, length="short", format="#,##0.#", locale=locale_of(language))
