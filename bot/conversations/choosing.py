"""The small parts of a step: a button that answers it, the answer itself, and the line over it."""

from __future__ import annotations

from backend.services.wording import clean_optional
from bot.callback_data import Verb
from bot.keyboards import Row, button
from bot.turn import Turn
from models.errors import Invalid

TYPED_LONGEST = 4096


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
