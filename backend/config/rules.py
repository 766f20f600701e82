"""What one setting demands of another; a table, each line with its advice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pydantic import SecretStr

from backend.config.faults import Fault
from backend.config.settings import Settings

SECRET_CHARACTERS = 32


@dataclass(frozen=True, slots=True)
class Rule:
    """A demand that holds when `kept` says so; `key` is the setting to change when it does not."""

    key: str
    kept: Callable[[Settings], bool]
    advice: str


def broken(settings: Settings) -> Iterator[Fault]:
    """Yield a fault for every rule that these settings do not keep."""
    for rule in RULES:
        if not rule.kept(settings):
            yield Fault(rule.key, rule.advice)


def _fits(secret: SecretStr, pattern: str) -> bool:
    return re.fullmatch(pattern, secret.get_secret_value()) is not None


def _polls(settings: Settings) -> bool:
    return settings.telegram.mode == "polling"


def _finds_home(settings: Settings) -> bool:
    return settings.app.default_language in settings.app.languages


def _secret_is_long(settings: Settings) -> bool:
    return not 0 < len(settings.app.secret) < SECRET_CHARACTERS


def _has_weight(settings: Settings) -> bool:
    chosen = settings.matching
    return chosen.distance + chosen.overlap + chosen.text + chosen.record + chosen.trust > 0


def _is_reachable(settings: Settings) -> bool:
    """Telegram itself wants https; a Bot API server of one's own may be next door."""
    at_telegram = settings.telegram.api_base == type(settings.telegram)().api_base
    return _polls(settings) or settings.app.public_url.startswith("https://" if at_telegram else "http")


def _knows_telegram(settings: Settings) -> bool:
    return _polls(settings) or _fits(settings.telegram.webhook_secret, r"[A-Za-z0-9_-]{16,256}")


def _names_a_contact(settings: Settings) -> bool:
    return not settings.geocoding.enabled or settings.geocoding.user_agent_contact.strip() != ""


RULES = (
    Rule("app.default_language", _finds_home, "choose one of app.languages"),
    Rule(
        "app.secret",
        _secret_is_long,
        f"use at least {SECRET_CHARACTERS} characters, or leave it empty and one is made",
    ),
    Rule(
        "app.public_url", _is_reachable, "telegram.mode is webhook: give the https:// address that Telegram can reach"
    ),
    Rule(
        "database.url",
        lambda settings: _fits(settings.database.url, r"(sqlite|postgres|postgresql)://.+"),
        "begin with sqlite:// (and a file) or postgres:// (and user, host, database)",
    ),
    Rule(
        "telegram.token",
        lambda settings: _fits(settings.telegram.token, r"(\d+:[A-Za-z0-9_-]+)?"),
        "copy the whole token from BotFather, as 123456:ABC…",
    ),
    Rule(
        "telegram.webhook_secret",
        _knows_telegram,
        "telegram.mode is webhook: give 16 to 256 letters, digits, _ or -",
    ),
    Rule(
        "geocoding.user_agent_contact",
        _names_a_contact,
        "geocoding is enabled: give an e-mail address or a page where its operators reach you",
    ),
    Rule("matching.distance", _has_weight, "give distance, overlap, text, record or trust a weight above 0"),
)
