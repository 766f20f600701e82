"""What came up for somebody, as a short list with a button under it for each: the nearest first."""

from __future__ import annotations

from collections.abc import Sequence

from backend.language import distance, mark, sentence
from backend.services.tellings import Came
from bot.callback_data import Verb, in_button, pack
from bot.cards.eyes import Eyes
from bot.keyboards import Row, button
from bot.texts import Html, blocks, bold, escape, html, html_plural, lines
from matching.categories import load
from models.alert import Alert
from models.need import Need

SHOWN = 5
_FOR = mark("for “{what}”")
_ASK = mark("Ask for {thing}")
_ALL = mark("🔍 Show all")


def came_list(eyes: Eyes, came: Sequence[Came]) -> Html:
    """The first few, numbered, and how many more there are."""
    rest = len(came) - SHOWN
    more = html_plural(eyes.language, "and {n} more", "and {n} more", rest) if rest > 0 else None
    return blocks(*(_numbered(eyes, number, one) for number, one in enumerate(came[:SHOWN], start=1)), more)


def came_buttons(eyes: Eyes, came: Sequence[Came]) -> list[Row]:
    """Ask for each of those in sight; and, where there are more, the search that finds them all."""
    asks = [_ask(eyes, one) for one in came[:SHOWN]]
    return asks if len(came) <= SHOWN else [*asks, _all(eyes, came)]


def what(wish: Need | Alert, language: str) -> str:
    """The words of a need or an alert, or the name of its category."""
    tree, category = load(), wish.category_id or ""
    return wish.text or (tree.name(category, language) if category in tree else "")


def _numbered(eyes: Eyes, number: int, one: Came) -> Html:
    near = escape(distance(eyes.language, one.near.low_m, one.near.high_m))
    wanted = html(eyes.language, _FOR, what=what(one.wish, eyes.language))
    return lines(Html(f"{number}. {bold(one.resource.title)}"), Html(f"{escape(one.owner)} · {near} · {wanted}"))


def _ask(eyes: Eyes, one: Came) -> Row:
    """It carries the need, or the time that was looked for."""
    wish = one.wish
    given = [pack(wish.id)] if isinstance(wish, Need) else _span(wish)
    return button(sentence(eyes.language, _ASK, thing=one.resource.title), Verb.ASK, one.resource.id, words=given)


def _span(wish: Alert) -> list[str]:
    return [in_button(moment) for moment in (wish.starts_at, wish.ends_at) if moment is not None]


def _all(eyes: Eyes, came: Sequence[Came]) -> Row:
    """The search for which the most came up."""
    wishes = [one.wish.id for one in came]
    most = max(came, key=lambda one: wishes.count(one.wish.id)).wish
    verb = Verb.NEED_RESULTS if isinstance(most, Need) else Verb.ALERT_RESULTS
    return button(sentence(eyes.language, _ALL), verb, most.id)
