"""The button that keeps two neighbours apart; it stands where they meet, and asks before it does anything."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from backend.language import mark, sentence
from bot.callback_data import Verb
from bot.keyboards import Row, button

_BLOCK = mark("🚫 Block {name}")


class Met(StrEnum):
    """Over what two neighbours met."""

    BOOKING = "booking"
    ASK = "ask"


def block_button(language: str, name: str, over: Met, subject: UUID) -> Row:
    """Leads to the question whether one is sure; the button names what they met over, not the person."""
    return button(sentence(language, _BLOCK, name=name), Verb.BLOCK, subject, words=(str(over),))
