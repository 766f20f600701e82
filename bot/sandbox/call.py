"""One call of a Bot API method, and what its handlers ask of it first."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.sandbox.arguments import Uploads
from bot.sandbox.errors import bad_request, forbidden
from bot.sandbox.world import Chat, Json, World

APPLICANT_WINDOW = timedelta(minutes=5)


@dataclass(frozen=True)
class Call:
    """A method's name, its checked parameters and the files that came with it."""

    world: World
    method: str
    params: Json
    uploads: Uploads

    def get(self, name: str, default: Any = None) -> Any:
        """A parameter, or the default."""
        return self.params.get(name, default)


Handler = Callable[[Call], object | Awaitable[object]]


def find_chat(call: Call, name: str = "chat_id") -> Chat:
    """The chat that a call names, if the bot knows it."""
    wanted = call.get(name)
    if wanted is None:
        raise bad_request("chat_id is empty")
    chat = call.world.chats.get(wanted) if isinstance(wanted, int) else None
    if chat is None:
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
    return chat


def writable(call: Call) -> Chat:
    """The chat that a call names, if the bot may write there."""
    chat = find_chat(call)
    bot_id = call.world.bot.id
    if chat.type == "private":
        _check_private(call, chat)
    elif not chat.has(bot_id):
        gone = "kicked from" if chat.members.get(bot_id) == "kicked" else "not a member of"
        raise forbidden(f"bot {'was' if gone.startswith('k') else 'is'} {gone} the {chat.type} chat")
    thread = call.get("message_thread_id")
    if thread is not None and thread not in chat.topics:
        raise bad_request("message thread not found")
    return chat


def _check_private(call: Call, chat: Chat) -> None:
    """Refuse to write to somebody who blocked the bot or never started it."""
    if chat.members.get(call.world.bot.id) == "kicked":
        raise forbidden("bot was blocked by the user")
    if not chat.started and not _applies_now(call, chat.id):
        raise forbidden("bot can't initiate conversation with a user")


def _applies_now(call: Call, person_id: int) -> bool:
    """Whether this person asked to join one of the bot's groups in the last five minutes."""
    since = call.world.clock() - APPLICANT_WINDOW
    return any(person_id in c.applicants and c.applicants[person_id] > since for c in call.world.chats.values())


def bot_runs(call: Call, chat: Chat, right: str) -> None:
    """Refuse unless the bot is an administrator of the chat with this right."""
    bot_id = call.world.bot.id
    if not chat.is_admin(bot_id) or not chat.rights.get(bot_id, {}).get(right, False):
        raise bad_request("not enough rights")
