"""Trouble on purpose: what a test may let go wrong between the bot and Telegram."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Effect(StrEnum):
    """What happens to a call instead of, or after, being handled."""

    TOO_MANY = "too_many"
    SERVER_ERROR = "server_error"
    BAD_GATEWAY = "bad_gateway"
    CUT_BEFORE = "cut_before"
    CUT_AFTER = "cut_after"


@dataclass
class Fault:
    """A rule: which calls it meets (all, of a method, to a chat, a share), how often, and its effect."""

    effect: Effect
    method: str | None = None
    chat_id: int | None = None
    share: float = 1.0
    times: int | None = None
    retry_after_s: int = 1
    met: int = 0

    def fits(self, method: str, chat_id: object) -> bool:
        """Whether this rule is about such a call, and not used up."""
        used_up = self.times is not None and self.met >= self.times
        return not used_up and self.method in {None, method} and self.chat_id in {None, chat_id}


class Faults:
    """The rules in force; the first that fits and whose die falls right is taken."""

    def __init__(self, seed: int) -> None:
        self.copies_of_each_update = 1
        self._dice = Random(seed)  # noqa: S311 - trouble must be repeatable, not secret
        self._rules: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Put a rule in force and return it; its `met` counts the calls it hit."""
        self._rules.append(fault)
        return fault

    def clear(self) -> None:
        """End all trouble."""
        self._rules.clear()
        self.copies_of_each_update = 1

    def meeting(self, method: str, chat_id: object) -> Fault | None:
        """The rule that hits this call, counted as met."""
        if method in {"getUpdates", "getMe"}:
            rules = [rule for rule in self._rules if rule.method == method]
        else:
            rules = self._rules
        for rule in rules:
            if rule.fits(method, chat_id) and self._dice.random() < rule.share:
                rule.met += 1
                return rule
        return None
