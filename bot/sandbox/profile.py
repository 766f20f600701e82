"""What the bot says about itself: names, descriptions, commands, menu button; and inline answers."""

import re
from collections.abc import Mapping
from typing import Any

from bot.sandbox.call import Call, Handler
from bot.sandbox.errors import bad_request
from bot.sandbox.world import Json

LIMITS = {"name": 64, "description": 512, "short_description": 120}
SCOPES = frozenset(
    "default all_private_chats all_group_chats all_chat_administrators chat chat_administrators chat_member".split()
)
MENU_BUTTONS = frozenset({"default", "commands", "web_app"})


def get_me(call: Call) -> Json:
    """The bot itself."""
    return call.world.bot.json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def _setter(field: str) -> Handler:
    """A method that keeps one text for each language."""

    def set_text(call: Call) -> bool:
        value = call.get(field, "")
        if len(value) > LIMITS[field]:
            raise bad_request(f"bot {field.replace('_', ' ')} is too long")
        call.world.settings[f"{field}:{call.get('language_code', '')}"] = value
        return True

    return set_text


def _getter(field: str) -> Handler:
    """A method that reads one text in a language, or in the default one."""

    def get_text(call: Call) -> Json:
        kept = call.world.settings
        default = call.world.bot.first_name if field == "name" else ""
        text = kept.get(f"{field}:{call.get('language_code', '')}") or kept.get(f"{field}:") or default
        return {field: text}

    return get_text


def _commands_key(call: Call) -> str:
    """Where the commands of this scope and language are kept."""
    scope = call.get("scope") or {"type": "default"}
    if scope.get("type") not in SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type")
    return f"commands:{sorted(scope.items())}:{call.get('language_code', '')}"


def set_commands(call: Call) -> bool:
    """Keep the list of commands for a scope and language."""
    commands = call.get("commands")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        _check_command(command)
    call.world.settings[_commands_key(call)] = commands
    call.world.pulse.beat()
    return True


def _check_command(command: Any) -> None:
    """A command has a short lower-case name and a description."""
    if not isinstance(command, dict) or set(command) != {"command", "description"}:
        raise bad_request("can't parse BotCommand: command and description expected")
    if not re.fullmatch(r"/?[a-z0-9_]{1,32}", command["command"]):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(command["description"]) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


def get_commands(call: Call) -> list[Json]:
    """The commands kept for a scope and language."""
    found: list[Json] = call.world.settings.get(_commands_key(call), [])
    return found


def delete_commands(call: Call) -> bool:
    """Forget the commands of a scope and language."""
    call.world.settings.pop(_commands_key(call), None)
    return True


def set_menu_button(call: Call) -> bool:
    """Keep the menu button of one chat, or of all."""
    button = call.get("menu_button") or {"type": "default"}
    if button.get("type") not in MENU_BUTTONS:
        raise bad_request("can't parse MenuButton: unsupported type")
    call.world.settings[f"menu:{call.get('chat_id', '')}"] = button
    return True


def get_menu_button(call: Call) -> Json:
    """The menu button of one chat."""
    kept = call.world.settings
    button: Json = kept.get(f"menu:{call.get('chat_id', '')}") or kept.get("menu:") or {"type": "commands"}
    return button


def done(_call: Call) -> bool:
    """Take the call and change nothing."""
    return True


def answer_inline(call: Call) -> bool:
    """Keep the results for the person who asked."""
    query = call.world.inline.get(call.get("inline_query_id"))
    results = call.get("results")
    if query is None or "results" in query:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(results) > 50:
        raise bad_request("RESULTS_TOO_MUCH")
    identities = [result.get("id") if isinstance(result, dict) else None for result in results]
    if None in identities or len(set(identities)) < len(identities):
        raise bad_request("RESULT_ID_DUPLICATE" if None not in identities else "RESULT_ID_EMPTY")
    query |= {
        "results": results,
        "is_personal": call.get("is_personal", False),
        "cache_time": call.get("cache_time", 300),
    }
    call.world.pulse.beat()
    return True


METHODS: Mapping[str, Handler] = {
    "getMe": get_me,
    "logOut": done,
    "close": done,
    "setMyName": _setter("name"),
    "getMyName": _getter("name"),
    "setMyDescription": _setter("description"),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description"),
    "getMyShortDescription": _getter("short_description"),
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setChatMenuButton": set_menu_button,
    "getChatMenuButton": get_menu_button,
    "setMyDefaultAdministratorRights": done,
    "answerInlineQuery": answer_inline,
}
