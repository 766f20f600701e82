"""The state of the small world: people, chats, messages, presses."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from bot.sandbox.clock import Clock
from bot.sandbox.errors import NotPossible
from bot.sandbox.files import Files
from bot.sandbox.pulse import Pulse
from bot.sandbox.updates import Updates

Json = dict[str, Any]
MESSAGES_PER_CHAT = 500
PRESSES_KEPT = 2_000
FIRST_SUPERGROUP = 1_000_000_001
PRESENT = frozenset({"creator", "administrator", "member", "restricted"})


@dataclass
class User:
    """A person or the bot, as the Bot API shows them."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False

    def json(self) -> Json:
        """The User object."""
        body: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        optional = {"username": self.username, "language_code": self.language_code}
        return body | {name: value for name, value in optional.items() if value}


@dataclass
class Chat:
    """A private chat or a group, with what stands in it now."""

    id: int
    type: str
    title: str = ""
    person: User | None = None
    is_forum: bool = False
    members: dict[int, str] = field(default_factory=dict)
    rights: dict[int, Json] = field(default_factory=dict)
    messages: dict[int, Json] = field(default_factory=dict)
    revisions: dict[int, int] = field(default_factory=dict)
    reply_keyboard: Json | None = None
    topics: dict[int, Json] = field(default_factory=dict)
    applicants: dict[int, datetime] = field(default_factory=dict)
    invite_links: dict[str, Json] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    started: bool = False
    migrated_to: int | None = None
    revision: int = 0
    read: dict[int, int] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def json(self) -> Json:
        """The Chat object."""
        if self.person is not None:
            name = {k: v for k, v in self.person.json().items() if k in {"first_name", "username"}}
            return {"id": self.id, "type": self.type} | name
        return {"id": self.id, "type": self.type, "title": self.title} | ({"is_forum": True} if self.is_forum else {})

    def has(self, user_id: int) -> bool:
        """Whether this user is in the chat now."""
        return self.members.get(user_id) in PRESENT

    def is_admin(self, user_id: int) -> bool:
        """Whether this user runs the chat."""
        return self.members.get(user_id) in {"creator", "administrator"}


@dataclass
class Press:
    """One press of a callback button, and how the bot answered it."""

    id: str
    person_id: int
    chat_id: int
    message_id: int
    data: str
    at: datetime
    answer: Json | None = None


class World:
    """Everything the sandbox knows; each change of it beats the pulse."""

    def __init__(self, bot: User, clock: Clock) -> None:
        self.bot = bot
        self.clock = clock
        self.pulse = Pulse()
        self.users: dict[int, User] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.files = Files()
        self.presses: dict[str, Press] = {}
        self.inline: dict[str, Json] = {}
        self.settings: Json = {}
        self.albums = count(13_000_000_000)
        self.updates = Updates(clock, self.pulse)
        self._numbers = count(1)
        self._groups = count(4_001)
        self._supergroups = count(FIRST_SUPERGROUP)
        self.version = 0

    def new_group_id(self, *, supergroup: bool) -> int:
        """An unused id in Telegram's number range for this kind of group."""
        return -1_000_000_000_000 - next(self._supergroups) if supergroup else -next(self._groups)

    def chat(self, chat_id: int) -> Chat:
        """The chat with this id; the sandbox's own callers know that it exists."""
        if chat_id not in self.chats:
            raise NotPossible(f"there is no chat {chat_id}")
        return self.chats[chat_id]

    def post(self, chat: Chat, sender: User, body: Json) -> Json:
        """Add a message to a chat and return it as the Bot API shows it."""
        numbers = chat.numbers if chat.type == "supergroup" else self._numbers
        number = next(numbers)
        head: Json = {"message_id": number, "from": sender.json(), "chat": chat.json(), "date": self.stamp()}
        message = head | body
        chat.messages[number] = message
        while len(chat.messages) > MESSAGES_PER_CHAT:
            oldest = next(iter(chat.messages))
            del chat.messages[oldest]
            chat.revisions.pop(oldest, None)
        self.touch(chat, number)
        return message

    def touch(self, chat: Chat, message_id: int | None = None) -> None:
        """Note that a chat looks different now."""
        chat.revision += 1
        self.version += 1
        if message_id is not None and message_id in chat.messages:
            chat.revisions[message_id] = chat.revision
        self.pulse.beat()

    def stamp(self) -> int:
        """Now, as Telegram writes it."""
        return int(self.clock().timestamp())

    def keep(self, press: Press) -> None:
        """Remember a press, forgetting the oldest ones."""
        self.presses[press.id] = press
        while len(self.presses) > PRESSES_KEPT:
            del self.presses[next(iter(self.presses))]
