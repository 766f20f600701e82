"""One update as a handler sees it: who, where, in which language, what was said or pressed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar, cast

from telegram import Bot, Chat, Message, Update, User

from bot.callback_data import Press, decode
from bot.means import Means
from bot.replies import Replies
from models.person import Person
from models.receipt import Draft

T = TypeVar("T")


class NeedsOutside(Exception):
    """The handler needs something over the network, which is never awaited in a transaction."""

    def __init__(self, key: str, fetch: Callable[[], Awaitable[object]]) -> None:
        super().__init__(key)
        self.key = key
        self.fetch = fetch


@dataclass(slots=True)
class Turn:
    """What a handler is given.

    `person` is None until they have registered; `draft` is the live conversation, `ended` the one just over.
    """

    update: Update
    sender: User
    chat: Chat
    now: datetime
    language: str
    bot: Bot
    means: Means
    person: Person | None = None
    draft: Draft | None = None
    press: Press | None = None
    known: dict[str, object] = field(default_factory=dict)
    ended: Draft | None = None
    drafts: list[Draft] | None = None
    """All conversations of the person; None until they are read, and again when one was changed."""

    @property
    def actor(self) -> Person:
        """The person; only for handlers that the frame gives to registered people."""
        if self.person is None:
            raise LookupError("this handler is for people who have registered")
        return self.person

    @property
    def conversation(self) -> Draft:
        """The draft; only for handlers of a step."""
        if self.draft is None:
            raise LookupError("this handler is for a step of a conversation")
        return self.draft

    @property
    def message(self) -> Message | None:
        """The message that was sent, or the one whose button was pressed if it can still be reached."""
        if self.update.callback_query:
            pressed = self.update.callback_query.message
            return pressed if isinstance(pressed, Message) else None
        return self.update.message

    @property
    def text(self) -> str:
        """What was typed; empty for a press, a photo without words or a place."""
        message = self.update.message
        return ((message.text or message.caption) if message else None) or ""

    @property
    def argument(self) -> str:
        """What stands after a command: "drill saturday" in "/need drill saturday"."""
        head, _, rest = self.text.partition(" ")
        return rest.strip() if head.startswith("/") else self.text.strip()

    async def outside(self, key: str, fetch: Callable[[], Awaitable[T]]) -> T:
        """The result of `fetch`, which runs outside the transaction; the handler is then begun again.

        `fetch` must be the same each time for one key, and the handler must not have changed anything that
        a rollback does not undo.
        """
        if key not in self.known:
            raise NeedsOutside(key, fetch)
        return cast("T", self.known[key])


Handler = Callable[[Turn], Awaitable[Replies]]


def pressed(update: Update) -> Press | None:
    """The button of the update, if it is one of ours."""
    query = update.callback_query
    return decode(query.data) if query else None
