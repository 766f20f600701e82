"""What the bot looks out for: alerts, set from a search that found little, listed here and stopped.

search ──Tell me──▶ alert          /alerts ─▶ list ─▶ what there is now ──Ask──▶ asking.py
                                               └─▶ Stop ─▶ list      └─▶ another half year
"""

from __future__ import annotations

from backend.language import length, mark, sentence
from backend.services import alerts, tellings
from bot.callback_data import Verb, in_button
from bot.cards.came import came_buttons, came_list, what
from bot.cards.found import SHOWN, found_list
from bot.conversations.menu import home_button
from bot.conversations.pressing import place_in_list, subject, words
from bot.conversations.when import eyes
from bot.keyboards import Row, beside, button, keyboard
from bot.replies import Replies, Show
from bot.routes import Command, Pressed, Route
from bot.texts import Html, blocks, bold, html, lines
from bot.turn import Turn
from models.alert import Alert

_MATCHES = 50
_TITLE = mark("What I look out for")
_NOTHING = mark(
    "I look out for nothing. Search for something: where there is little, I can tell you when there is more."
)
_UNTOLD = mark("Come up since I last told you:")
_WITHIN = mark("within {distance}, until {until}")
_NONE_YET = mark("There is none yet. I tell you when there is one.")
_STOP, _RENEW = mark("✖ Stop"), mark("🔁 Another half year")
_FIND = mark("🔍 Find something")
_ASK = mark("Ask for {thing}")
_MORE, _BEFORE = mark("More ➡"), mark("⬅ Before")
_TO_LIST = mark("⬅ My alerts")


async def mine(turn: Turn) -> Replies:
    """What is looked out for, and what came up that was not told yet."""
    standing = await alerts.standing(turn.actor, now=turn.now)
    untold = await tellings.untold(turn.actor, now=turn.now)
    since = [html(turn.language, _UNTOLD), came_list(eyes(turn), untold)] if untold else []
    if not standing:
        empty = blocks(html(turn.language, _NOTHING), *since)
        find = button(sentence(turn.language, _FIND), Verb.FIND)
        return [Show(empty, keyboard(*came_buttons(eyes(turn), untold), find, home_button(turn)))]
    text = blocks(bold(sentence(turn.language, _TITLE)), *(_lines(turn, one) for one in standing), *since)
    rows = [_entry(turn, one) for one in standing]
    return [Show(text, keyboard(*came_buttons(eyes(turn), untold), *rows, home_button(turn)))]


def _entry(turn: Turn, alert: Alert) -> Row:
    look = button(f"🔍 {what(alert, turn.language)}", Verb.ALERT_RESULTS, alert.id)
    return beside(look, _act(turn, alert, _STOP, "stop"))


def _act(turn: Turn, alert: Alert, label: str, word: str) -> Row:
    return button(sentence(turn.language, label), Verb.ALERT, alert.id, version=alert.version, words=(word,))


def _lines(turn: Turn, alert: Alert) -> Html:
    look = eyes(turn)
    period = look.period(alert.starts_at, alert.ends_at) if alert.starts_at else None
    within = length(turn.language, alert.radius_m)
    reach = html(turn.language, _WITHIN, distance=within, until=look.period(alert.expires_at))
    return lines(bold(what(alert, turn.language)), period, reach)


async def results(turn: Turn) -> Replies:
    """What there is by now for one of them, from the place in the list that the button names."""
    alert = await alerts.get(turn.actor, subject(turn))
    found = await alerts.matches(turn.actor, alert.id, now=turn.now, limit=_MATCHES)
    first = place_in_list(turn)
    title = _lines(turn, alert)
    if not found:
        text = blocks(title, html(turn.language, _NONE_YET))
        return [Show(text, keyboard(*_rest(turn, alert)))]
    asks = [
        button(sentence(turn.language, _ASK, thing=one.card.title), Verb.ASK, one.card.id, words=_span(alert))
        for one in found[first : first + SHOWN]
    ]
    text = found_list(eyes(turn), title, found, first=first)
    return [Show(text, keyboard(*asks, _pages(turn, alert, first, len(found)), *_rest(turn, alert)))]


def _span(alert: Alert) -> list[str]:
    return [in_button(moment) for moment in (alert.starts_at, alert.ends_at) if moment is not None]


def _pages(turn: Turn, alert: Alert, first: int, count: int) -> Row:
    def page(label: str, place: int) -> Row:
        return button(sentence(turn.language, label), Verb.ALERT_RESULTS, alert.id, words=(str(place),))

    before = page(_BEFORE, max(0, first - SHOWN)) if first else []
    return beside(before, page(_MORE, first + SHOWN) if first + SHOWN < count else [])


def _rest(turn: Turn, alert: Alert) -> list[Row]:
    renew = [] if alert.ends_at else _act(turn, alert, _RENEW, "renew")
    to_list = button(sentence(turn.language, _TO_LIST), Verb.ALERTS)
    return [beside(_act(turn, alert, _STOP, "stop"), renew), to_list]


async def pressed(turn: Turn) -> Replies:
    """Stop it, or look out for it longer."""
    match words(turn):
        case ("stop",):
            await alerts.withdraw(turn.actor, subject(turn), now=turn.now)
        case ("renew",):
            await alerts.renew(turn.actor, subject(turn), now=turn.now)
        case _:
            pass
    return await mine(turn)


handlers: list[Route] = [
    Command("alerts", mine),
    Pressed(Verb.ALERTS, mine),
    Pressed(Verb.ALERT_RESULTS, results, redraw=mine),
    Pressed(Verb.ALERT, pressed, redraw=mine),
]
