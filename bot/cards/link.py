"""Links between groups in words, and the buttons of their stewards."""

from __future__ import annotations

from backend.language import mark, sentence
from backend.services.links import Linked
from bot.callback_data import Verb
from bot.keyboards import Row, beside, button
from bot.texts import Html, html

_LINKED = mark("{own} and {other} are linked.")
_ASKED = mark("{other} would like to be linked with {own}.")
_WAITS = mark("{other} has not yet agreed to be linked with {own}.")
_AGREE, _DECLINE = mark("✅ Agree to {group}"), mark("✖ Decline")
_END, _TAKE_BACK = mark("✖ End link with {group}"), mark("✖ Take back: {group}")


def link_line(language: str, linked: Linked) -> Html:
    """How things stand between the two."""
    wording = _LINKED if linked.is_agreed else _ASKED if linked.waits_for_us else _WAITS
    return html(language, wording, own=linked.own.name, other=linked.other.name)


def link_buttons(language: str, linked: Linked) -> Row:
    """What a steward of the one side can do."""
    if linked.waits_for_us:
        return beside(_act(language, linked, _AGREE, "agree"), _act(language, linked, _DECLINE, "sure"))
    return _act(language, linked, _END if linked.is_agreed else _TAKE_BACK, "sure")


def _act(language: str, linked: Linked, label: str, word: str) -> Row:
    return button(sentence(language, label, group=linked.other.name), Verb.LINK, linked.link.id, words=(word,))
