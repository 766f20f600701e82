"""What is known of an owner, in words: how often they lent, whether they answer, who trusts them."""

from __future__ import annotations

from collections.abc import Iterator

from backend.language import mark
from bot.texts import Html, html, html_plural
from matching.reasons import Fit, Reason

ALWAYS_FROM = 3
"""From how many requests on one may speak of always; before, the figures say how little was seen."""
_ALWAYS = mark("always answered")


def seen_of_owner(language: str, reason: Reason) -> Iterator[Html]:
    """What this reason tells of the owner; nothing of whom there is no data yet, or where it is another reason."""
    match reason.code, reason.params:
        case Fit.RECORD, {"lent": int() as lent, "asked": int() as asked, "answered": int() as answered}:
            known = [_lent(language, lent), _answers(language, asked, answered)]
            said = ", ".join(part for part in known if part)
            yield from [Html(said)] if said else []
        case Fit.TRUST, {"people": int() as people} if people:
            yield html_plural(language, "trusted by {n} neighbour", "trusted by {n} neighbours", people)


def _lent(language: str, times: int) -> Html | None:
    return html_plural(language, "lent once", "lent {n} times", times) if times else None


def _answers(language: str, asked: int, answered: int) -> Html | None:
    if not asked:
        return None
    if answered == asked >= ALWAYS_FROM:
        return html(language, _ALWAYS)
    return html_plural(language, "answers {answered} of {n}", "answers {answered} of {n}", asked, answered=answered)
