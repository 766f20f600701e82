"""From what people do to the updates that the bot is told of."""

from itertools import count
from typing import Any

from bot.sandbox.rights import member_json
from bot.sandbox.text import command_of
from bot.sandbox.world import PRESSES_KEPT, Chat, Json, Press, User, World

SERVICE_FIELDS = frozenset(
    "new_chat_members left_chat_member new_chat_title migrate_to_chat_id migrate_from_chat_id group_chat_created "
    "forum_topic_created forum_topic_edited forum_topic_closed pinned_message".split()
)


class Happenings:
    """Writes what happened into the world and queues the update for the bot, if Telegram would tell it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._presses = count(4_900_000_000_000_000_001)

    def message(self, chat: Chat, sender: User, body: Json) -> Json:
        """A person's message, or a service message."""
        message = self.world.post(chat, sender, body)
        if self.bot_hears(chat, message):
            self.world.updates.push("message", snapshot(message), ("chat", chat.id))
        return message

    def edited(self, chat: Chat, message: Json, body: Json) -> None:
        """A person changed a message of their own."""
        for name in ("text", "entities", "caption", "caption_entities"):
            message.pop(name, None)
        message |= body | {"edit_date": self.world.stamp()}
        self.world.touch(chat, message["message_id"])
        if self.bot_hears(chat, message):
            self.world.updates.push("edited_message", snapshot(message), ("chat", chat.id))

    def bot_hears(self, chat: Chat, message: Json) -> bool:
        """Privacy mode: of a group a plain member hears commands, answers to itself and service messages."""
        if chat.type == "private":
            return True
        bot = self.world.bot
        if not chat.has(bot.id):
            return False
        if chat.is_admin(bot.id) or SERVICE_FIELDS & set(message):
            return True
        answered = message.get("reply_to_message", {}).get("from", {}).get("id") == bot.id
        return answered or self._is_my_command(message)

    def _is_my_command(self, message: Json) -> bool:
        """Whether a message begins with a command for nobody else."""
        command = command_of(message)
        if command is None:
            return False
        _, _, addressee = command.partition("@")
        return addressee.lower() in {"", (self.world.bot.username or "").lower()}

    def press(self, chat: Chat, person: User, message: Json, data: str) -> Press:
        """A press of a callback button."""
        press = Press(str(next(self._presses)), person.id, chat.id, message["message_id"], data, self.world.clock())
        self.world.keep(press)
        body = {"id": press.id, "from": person.json(), "message": snapshot(message), "data": data}
        body["chat_instance"] = str(chat.id * 7_919)
        self.world.updates.push("callback_query", body, ("person", person.id))
        return press

    def standing(self, chat: Chat, actor: User, subject: User, status: str) -> None:
        """Somebody's membership changed; the bot's own is told as my_chat_member."""
        old = member_json(self.world, chat, subject.id)
        chat.members[subject.id] = status
        if not chat.has(self.world.bot.id) and subject.id != self.world.bot.id:
            return
        new = member_json(self.world, chat, subject.id)
        body = {"chat": chat.json(), "from": actor.json(), "date": self.world.stamp()}
        kind = "my_chat_member" if subject.id == self.world.bot.id else "chat_member"
        change: dict[str, Any] = {"old_chat_member": old, "new_chat_member": new}
        self.world.updates.push(kind, body | change, ("chat", chat.id))
        self.world.touch(chat)

    def application(self, chat: Chat, person: User, words: str) -> None:
        """Somebody asks to be let in; the bot is told if it may invite."""
        chat.applicants[person.id] = self.world.clock()
        if not chat.rights.get(self.world.bot.id, {}).get("can_invite_users"):
            return
        body = {"chat": chat.json(), "from": person.json(), "user_chat_id": person.id, "date": self.world.stamp()}
        self.world.updates.push("chat_join_request", body | ({"bio": words} if words else {}), ("chat", chat.id))

    def inline_query(self, person: User, words: str) -> Json:
        """Somebody types @bot and a few words."""
        query: Json = {"id": str(next(self._presses)), "person_id": person.id}
        self.world.inline[query["id"]] = query
        while len(self.world.inline) > PRESSES_KEPT:
            del self.world.inline[next(iter(self.world.inline))]
        body = {"id": query["id"], "from": person.json(), "query": words, "offset": "", "chat_type": "sender"}
        self.world.updates.push("inline_query", body, ("person", person.id))
        return query


def snapshot(message: Json) -> Json:
    """The message as it is now: later edits don't reach an update that is on its way."""
    return dict(message)
