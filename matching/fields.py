"""Strict readers for stored JSON: each gives the value or says which field is wrong and why."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

from matching.invalid import InvalidValue


def mapping(source: object, pointer: str) -> Mapping[str, object]:
    """The JSON object that `source` is."""
    if not isinstance(source, Mapping):
        raise InvalidValue(pointer, "not_an_object")
    return cast("Mapping[str, object]", source)


def only(source: Mapping[str, object], allowed: Sequence[str], pointer: str) -> None:
    """Refuse the first field that nobody would read."""
    for name in source:
        if name not in allowed:
            raise InvalidValue(f"{pointer}/{name}", "unknown_field")


def sequence(source: object, pointer: str) -> Sequence[object]:
    """The JSON array that `source` is."""
    if not isinstance(source, list | tuple):
        raise InvalidValue(pointer, "not_a_list")
    return source


def text(source: object, pointer: str) -> str:
    """The JSON string that `source` is."""
    if not isinstance(source, str):
        raise InvalidValue(pointer, "not_a_string")
    return source


def flag(source: object, pointer: str) -> bool:
    """The JSON boolean that `source` is."""
    if not isinstance(source, bool):
        raise InvalidValue(pointer, "not_a_boolean")
    return source


def integer(source: object, pointer: str, *, low: int, high: int) -> int:
    """The whole number between `low` and `high`, both included."""
    if isinstance(source, bool) or not isinstance(source, int):
        raise InvalidValue(pointer, "not_a_whole_number")
    if not low <= source <= high:
        raise InvalidValue(pointer, "out_of_range", low=low, high=high)
    return source


def day(source: object, pointer: str) -> date:
    """The date written as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text(source, pointer))
    except ValueError as fault:
        raise InvalidValue(pointer, "not_a_date") from fault


def minute(source: object, pointer: str) -> int:
    """The minute of the day written as HH:MM, up to 24:00."""
    hours, colon, minutes = text(source, pointer).partition(":")
    digits = len(hours) == len(minutes) == len("00") and (hours + minutes).isascii() and (hours + minutes).isdigit()
    if not colon or not digits or int(minutes) > 59:
        raise InvalidValue(pointer, "not_a_time")
    return integer(int(hours) * 60 + int(minutes), pointer, low=0, high=24 * 60)


def clock(minute_of_day: int) -> str:
    """HH:MM for a minute of the day."""
    return f"{minute_of_day // 60:02d}:{minute_of_day % 60:02d}"
