"""What a button carries, as the handlers want it."""

from __future__ import annotations

from uuid import UUID

from bot.turn import Turn


def subject(turn: Turn) -> UUID:
    """The thing that the button is about; only for handlers of buttons that have one."""
    if turn.press is None or turn.press.subject is None:
        raise LookupError("this handler is for a button about something")
    return turn.press.subject


def words(turn: Turn) -> tuple[str, ...]:
    """The small words of the button; nothing where something was typed."""
    return turn.press.words if turn.press else ()


def place_in_list(turn: Turn) -> int:
    """From which entry of a list on to show."""
    given = words(turn)
    return int(given[0]) if given and given[0].isdecimal() else 0
