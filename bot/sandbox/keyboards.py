"""Keyboards under messages and under the input line, checked as Telegram checks them."""

import re
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.errors import bad_request

Json = dict[str, Any]
BUTTONS_LIMIT = 100
ACTIONS = frozenset(
    "url callback_data web_app login_url switch_inline_query switch_inline_query_current_chat "
    "switch_inline_query_chosen_chat copy_text callback_game pay".split()
)
LOOK = frozenset({"text", "style", "icon_custom_emoji_id"})
REPLY_ACTIONS = frozenset("request_users request_chat request_contact request_location request_poll web_app".split())
REPLY_FIELDS = frozenset(
    "keyboard is_persistent resize_keyboard one_time_keyboard input_field_placeholder selective".split()
)
KINDS = {
    "inline_keyboard": frozenset({"inline_keyboard"}),
    "keyboard": REPLY_FIELDS,
    "remove_keyboard": frozenset({"remove_keyboard", "selective"}),
    "force_reply": frozenset({"force_reply", "input_field_placeholder", "selective"}),
}


def checked_markup(markup: Json | None, *, private: bool) -> Json | None:
    """A reply markup that Telegram would take, or its refusal."""
    if not markup:
        return None
    kind = next((kind for kind in KINDS if kind in markup), None)
    if kind is None:
        raise bad_request("object expected as reply markup")
    if unknown := sorted(set(markup) - KINDS[kind]):
        raise bad_request(f'unknown field "{unknown[0]}" in reply markup')
    if kind == "inline_keyboard":
        rows = [[_inline(button, private=private) for button in row] for row in _rows(markup, kind)]
        return {"inline_keyboard": [row for row in rows if row]}
    if kind == "keyboard":
        return markup | {"keyboard": [[_reply(button) for button in row] for row in _rows(markup, kind)]}
    return markup


def _rows(markup: Json, kind: str) -> list[list[Any]]:
    """The rows of a keyboard, if it is a list of lists and not too large."""
    rows = markup[kind]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse reply keyboard markup JSON object: array of arrays expected")
    if sum(map(len, rows)) > BUTTONS_LIMIT:
        raise bad_request("reply markup is too long")
    return rows


def _inline(button: Any, *, private: bool) -> Json:
    """An inline button with a text and exactly one action."""
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if unknown := sorted(set(button) - ACTIONS - LOOK):
        raise bad_request(f'unknown field "{unknown[0]}" in inline keyboard button')
    actions = ACTIONS & set(button)
    if len(actions) != 1:
        raise bad_request("Text buttons are unallowed in the inline keyboard")
    _check_action(next(iter(actions)), button, private=private)
    return dict(button)


def _check_action(action: str, button: Json, *, private: bool) -> None:
    """Check what the button does."""
    value = button[action]
    if action == "callback_data" and not (isinstance(value, str) and 1 <= len(value.encode()) <= 64):
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "url":
        _check_address(value)
    if action == "web_app":
        if not private:
            raise bad_request("BUTTON_TYPE_INVALID")
        _check_web_app(value)


def _check_address(address: Any) -> None:
    """A link must be tg:// or lead to a host with a dot in its name."""
    parts = urlsplit(address if isinstance(address, str) else "")
    if parts.scheme == "tg" and parts.netloc:
        return
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not re.fullmatch(r"[^\s.]+(\.[^\s.]+)+", host):
        raise bad_request(f"inline keyboard button URL '{address}' is invalid: Wrong HTTP URL")


def _check_web_app(value: Any) -> None:
    """A Mini App needs HTTPS; the sandbox takes plain HTTP on the own machine, as Telegram's test servers do."""
    address = value.get("url") if isinstance(value, dict) else None
    parts = urlsplit(address if isinstance(address, str) else "")
    if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost", "::1"}:
        raise bad_request(f"inline keyboard button Web App URL '{address}' is invalid: Only HTTPS links are allowed")


def _reply(button: Any) -> Json:
    """A button of the reply keyboard; a plain text is one that sends it."""
    full = {"text": button} if isinstance(button, str) else button
    if not isinstance(full, dict) or not isinstance(full.get("text"), str) or not full["text"].strip():
        raise bad_request("keyboard button text must be non-empty")
    if unknown := sorted(set(full) - REPLY_ACTIONS - LOOK):
        raise bad_request(f'unknown field "{unknown[0]}" in keyboard button')
    return dict(full)
