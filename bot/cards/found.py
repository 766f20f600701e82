"""What was found, as a list to choose from: each thing with its owner, its distance and why it fits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from backend.language import distance, mark
from backend.services.cards import Card
from backend.services.search import Found
from bot.cards.eyes import Eyes
from bot.cards.record import seen_of_owner
from bot.texts import Html, blocks, bold, escape, html, html_plural, lines
from matching.engine import Hit

SHOWN = 5
_CLOSE_FIT = 0.7
_FREE_ALL = mark("free all that time")
_FREE = mark("free {period}")
_AT = mark("at {place}")
_AT_ONCE = mark("can be booked at once")
_FITS = mark("fits your words well")


def found_list(eyes: Eyes, title: Html, found: Sequence[Found], *, first: int = 0) -> Html:
    """The title and, numbered, the things from `first` on that one message shows."""
    count = html_plural(eyes.language, "{n} thing near you:", "{n} things near you:", len(found))
    shown = found[first : first + SHOWN]
    return blocks(title, count, *(_numbered(eyes, number, one) for number, one in enumerate(shown, start=first + 1)))


def _numbered(eyes: Eyes, number: int, one: Found) -> Html:
    return lines(Html(f"{number}. {bold(one.card.title)}"), thing_line(eyes, one.card, one.hit))


def thing_line(eyes: Eyes, card: Card, hit: Hit) -> Html:
    """Whose it is, roughly how far away, and why it fits."""
    near = distance(eyes.language, hit.band.low_m, hit.band.high_m)
    where = html(eyes.language, _AT, place=card.place) if card.place else None
    return _dotted(escape(card.owner), where, escape(near), *_reasons(eyes, hit), _at_once(eyes, card))


def _reasons(eyes: Eyes, hit: Hit) -> Iterable[Html]:
    for reason in hit.reasons:
        match reason.code, reason.params:
            case "free_all", _:
                yield html(eyes.language, _FREE_ALL)
            case "free_from", {"start": datetime() as start, "end": datetime() as end}:
                yield html(eyes.language, _FREE, period=eyes.period(start, end))
            case "text", {"fit": float() as fit} if fit >= _CLOSE_FIT:
                yield html(eyes.language, _FITS)
            case _:
                yield from seen_of_owner(eyes.language, reason)


def _at_once(eyes: Eyes, card: Card) -> Html | None:
    return html(eyes.language, _AT_ONCE) if card.instant else None


def _dotted(*parts: Html | None) -> Html:
    return Html(" · ".join(part for part in parts if part))
