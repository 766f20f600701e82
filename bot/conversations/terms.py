"""On what terms a thing is lent, in the few choices that the bot offers; each press goes to the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from backend.language import duration, mark, sentence
from matching.rules import YEAR_MINUTES

_DAY = 24 * 60

_ANY_TIME = mark("any time")
_EVENINGS = mark("evenings and weekends")
_WEEKENDS = mark("weekends")
_NO_LIMIT = mark("as long as we agree")
_WHEN = mark("When: {when}")
_AT_MOST = mark("At most: {length}")
_ASKED = mark("I answer each request")
_AT_ONCE = mark("Can be booked at once")

_WORKDAYS, _WEEKEND = range(5), range(5, 7)
_OWN_HOURS = "own"
_CHOICES = ("any", "evenings", "weekends")
_WHENS: Mapping[str, str] = {
    "any": _ANY_TIME,
    "evenings": _EVENINGS,
    "weekends": _WEEKENDS,
    _OWN_HOURS: mark("at its own hours"),
}
_LENGTHS = (_DAY, 3 * _DAY, 7 * _DAY, 14 * _DAY, 0)
_USUAL = {"space": _DAY, "vehicle": 3 * _DAY}

Terms = dict[str, Any]


def usual(kind: str) -> Terms:
    """What most people would say of a thing of this kind."""
    return {"when": "any", "longest": _USUAL.get(kind, 7 * _DAY), "instant": False}


def turned(terms: Terms, which: str) -> Terms:
    """The terms with the next choice for one of them."""
    choices: Mapping[str, Sequence[Any]] = {"when": _CHOICES, "longest": _LENGTHS, "instant": (False, True)}
    if which not in choices:
        return terms
    row = list(choices[which])
    at = row.index(terms[which]) if terms[which] in row else -1
    return {**terms, which: row[(at + 1) % len(row)]}


def lasting(terms: Terms, minutes: int) -> Terms:
    """The terms with a longest time of one's own."""
    return {**terms, "longest": max(30, min(minutes, YEAR_MINUTES))}


def in_words(terms: Terms, language: str) -> dict[str, str]:
    """Each of the terms as a line, by its name."""
    times, longest, at_once = _WHENS[terms["when"]], terms["longest"], terms["instant"]
    length = duration(language, longest) if longest else sentence(language, _NO_LIMIT)
    return {
        "when": sentence(language, _WHEN, when=sentence(language, times)),
        "longest": sentence(language, _AT_MOST, length=length),
        "instant": sentence(language, _AT_ONCE if at_once else _ASKED),
    }


def terms_of(rules: Mapping[str, Any], opening: object, *, instant: bool) -> Terms:
    """The terms that a resource has, also where they were not made here."""
    when = next((name for name in _CHOICES if opening_of({"when": name}) == opening), _OWN_HOURS)
    return {"when": when, "longest": rules.get("max_minutes") or 0, "instant": instant}


def rules_of(terms: Terms) -> dict[str, Any]:
    """The terms as the rules of a resource."""
    return {"max_minutes": terms["longest"]} if terms["longest"] else {}


def opening_of(terms: Terms) -> dict[str, Any] | None:
    """The terms as opening hours of a resource; None for any time."""
    whole = [{"weekday": day, "start": "08:00", "end": "22:00"} for day in _WEEKEND]
    evenings = [{"weekday": day, "start": "17:00", "end": "22:00"} for day in _WORKDAYS]
    return {"any": None, "evenings": {"weekly": [*evenings, *whole]}, "weekends": {"weekly": whole}}[terms["when"]]
