"""Buttons under a message: at most two in a row, each saying in words what it does."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from backend.language import mark, sentence
from bot.callback_data import Press, Verb, encode
from bot.texts import Html, bold, html, label

_IN_A_ROW = 2
_BACK = mark("⬅ Back")
_CANCEL = mark("✖ Cancel")
_STEP = mark("Step {step}/{steps}")

Row = list[InlineKeyboardButton]


def button(text: str, verb: Verb, subject: UUID | None = None, *, version: int = 0, words: Sequence[str] = ()) -> Row:
    """One button in a row of its own."""
    data = encode(Press(verb, subject, version, tuple(words)))
    return [InlineKeyboardButton(label(text), callback_data=data)]


def link(text: str, url: str) -> Row:
    """One button that opens an address."""
    return [InlineKeyboardButton(label(text), url=url)]


def pairs(buttons: Iterable[Row]) -> list[Row]:
    """The buttons two and two, in their order."""
    flat = [one for row in buttons for one in row]
    return [flat[at : at + _IN_A_ROW] for at in range(0, len(flat), _IN_A_ROW)]


def beside(left: Row, right: Row) -> Row:
    """Two buttons in one row."""
    return [*left, *right]


def keyboard(*rows: Row) -> InlineKeyboardMarkup:
    """The rows as they are; a third button in one is a mistake in the program."""
    filled = [row for row in rows if row]
    if any(len(row) > _IN_A_ROW for row in filled):
        raise ValueError("more than two buttons in a row")
    return InlineKeyboardMarkup(filled)


def way_out(language: str, draft: UUID, version: int, *, first: bool = False) -> Row:
    """Back and Cancel, which every step has; the first step has nothing to go back to."""
    cancel = button(sentence(language, _CANCEL), Verb.CANCEL, draft, version=version)
    if first:
        return cancel
    return beside(button(sentence(language, _BACK), Verb.BACK, draft, version=version), cancel)


def step_header(language: str, title: str, step: int, steps: int) -> Html:
    """The line over a step: what is being done, and how far it has come ("2/5")."""
    progress = html(language, _STEP, step=step, steps=steps)
    return Html(f"{bold(title)} · {progress}")
