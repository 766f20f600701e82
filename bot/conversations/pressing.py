"""What a button carries, as the handlers want it."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from uuid import UUID

from bot.turn import Turn
from models.errors import Gone

_DIGITS = 9


def subject(turn: Turn) -> UUID:
    """The thing that the button is about; refused where it names none, for anybody can send a press by hand."""
    if turn.press is None or turn.press.subject is None:
        raise Gone(what="button")
    return turn.press.subject


def words(turn: Turn) -> tuple[str, ...]:
    """The small words of the button; nothing where something was typed."""
    return turn.press.words if turn.press else ()


def place_in_list(turn: Turn) -> int:
    """From which entry of a list on to show."""
    given = words(turn)
    return whole(given[0]) if given else 0


def from_button(minutes: str) -> datetime:
    """The moment behind a word of `callback_data.in_button`."""
    return datetime.fromtimestamp(whole(minutes) * 60, UTC)


def whole(word: str) -> int:
    """A number of at most nine digits in a button; refused where somebody made up another."""
    if not word.isdecimal() or len(word) > _DIGITS:
        raise Gone(what="button")
    return int(word)


def words_in_link(packed: str) -> str:
    """The words that a link carries; nothing where it carries none that can be read."""
    try:
        return urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()
    except ValueError:
        return ""


def words_for_link(words: str, *, longest: int) -> str:
    """The words in signs that a link may carry; nothing where they would be too many."""
    packed = urlsafe_b64encode(words.encode()).decode().rstrip("=")
    return packed if len(packed) <= longest else ""
