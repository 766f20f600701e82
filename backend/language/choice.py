"""Which language somebody is spoken to in."""

from collections.abc import Sequence

from backend.language.catalogue import base


def choose(
    person_language: str | None, telegram_language: str | None, group_language: str | None, available: Sequence[str]
) -> str:
    """The person's choice, else their Telegram's language, else the group's, else the first available."""
    for wish in (person_language, telegram_language, group_language):
        if wish and (found := _among(wish, available)):
            return found
    return available[0]


def negotiate(accept_language: str | None, choices: Sequence[str]) -> str | None:
    """The best choice for an Accept-Language header; None where it names none of them."""
    ranges = [_weighed(part) for part in (accept_language or "")[:1000].split(",")]
    refused = {tag for tag, weight in ranges if weight == 0}
    wanted = [(weight, -position, tag) for position, (tag, weight) in enumerate(ranges) if weight > 0]
    for _weight, _position, tag in sorted(wanted, reverse=True):
        left = [choice for choice in choices if choice.lower() not in refused]
        found = left[0] if tag == "*" and left else _among(tag, left)
        if found:
            return found
    return None


def _among(wish: str, choices: Sequence[str]) -> str | None:
    exact = wish.replace("_", "-").lower()
    for choice in choices:
        if choice.lower() == exact:
            return choice
    return next((choice for choice in choices if base(choice) == base(wish)), None)


def _weighed(part: str) -> tuple[str, float]:
    tag, _, parameter = part.partition(";")
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return tag.strip().lower(), 1.0 if tag.strip() else 0.0
    try:
        weight = float(value)
    except ValueError:
        return tag.strip().lower(), 0.0
    return tag.strip().lower(), weight if 0 <= weight <= 1 else 0.0
