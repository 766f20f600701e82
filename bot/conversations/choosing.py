"""The small parts of a step: a button that answers it, the answer itself, and the line over it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from backend.services.wording import clean_optional, folded
from bot.callback_data import Verb
from bot.keyboards import Row, button, step_header
from bot.texts import Html, bold
from bot.turn import Turn
from models.errors import Invalid

TYPED_LONGEST = 4096
_ORNAMENT = re.compile(r"^\W+")

Option = tuple[str, tuple[str, ...]]


def choice(turn: Turn, text: str, *words: str) -> Row:
    """A button that answers the step at hand with these words."""
    draft = turn.conversation
    return button(text, Verb.STEP, draft.id, version=draft.version, words=words)


def chosen(turn: Turn) -> tuple[str, ...]:
    """What the pressed button answers; nothing where something was typed or sent."""
    return turn.press.words if turn.press else ()


def typed(turn: Turn) -> str:
    """What was typed; refused where it was a sticker, a voice message or the like."""
    text = clean_optional(turn.text, pointer="/text", longest=TYPED_LONGEST)
    if not text:
        raise Invalid.at("/text", "words_wanted")
    return text


def arriving_head(turn: Turn, title: str) -> Html:
    """The line over a step of coming in, with how far it has come; only a title where one came back for this step."""
    data, step = turn.conversation.data, turn.conversation.step
    if "steps" not in data:
        return bold(title)
    at = {"name": 1, "group": 2, "home": data["steps"]}[step]
    return step_header(turn.language, title, at, data["steps"])


def picked(turn: Turn, options: Sequence[Option]) -> tuple[str, ...] | None:
    """The option that was pressed, or typed by its number, its name or the beginning of it; None for other words."""
    if turn.press:
        return turn.press.words or ("",)
    said = folded(typed(turn))
    if said.isdecimal() and 0 < int(said[:3]) <= len(options):
        return options[int(said[:3]) - 1][1]
    names = [(_bare(label), words) for label, words in options]
    exact = [words for name, words in names if name == said]
    begun = exact or [words for name, words in names if name.startswith(said)]
    return begun[0] if len(begun) == 1 else None


def option_rows(turn: Turn, options: Sequence[Option]) -> list[Row]:
    """The options as buttons, each in a row."""
    return [choice(turn, label, *words) for label, words in options]


def _bare(label: str) -> str:
    """A label as one would type it: no emoji before it."""
    return folded(_ORNAMENT.sub("", label))
