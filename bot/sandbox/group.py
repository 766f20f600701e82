"""A group as an actor: people come and go, the bot is added, runs it, is removed; it moves to a new id."""

from bot.sandbox.errors import NotPossible
from bot.sandbox.happenings import Happenings
from bot.sandbox.rights import admin_rights
from bot.sandbox.world import Chat, User


class Group:
    """A group chat; `id` changes when it becomes a supergroup."""

    def __init__(self, happenings: Happenings, chat: Chat) -> None:
        self._happenings = happenings
        self._world = happenings.world
        self.chat = chat

    @property
    def id(self) -> int:
        """The chat's id now."""
        return self.chat.id

    @property
    def title(self) -> str:
        """The group's name."""
        return self.chat.title

    def _require(self, person: User, *, admin: bool = False) -> None:
        """Refuse to let somebody act who is not in the group, or does not run it."""
        if not self.chat.has(person.id) or (admin and not self.chat.is_admin(person.id)):
            raise NotPossible(f"{person.first_name} {'does not run' if admin else 'is not in'} {self.title}")

    def let_in(self, person: User) -> None:
        """Somebody joins."""
        if self.chat.has(person.id) or self.chat.members.get(person.id) == "kicked":
            raise NotPossible(f"{person.first_name} cannot join {self.title}")
        self._happenings.standing(self.chat, person, person, "member")
        self._happenings.message(self.chat, person, {"new_chat_members": [person.json()]})

    def let_go(self, person: User) -> None:
        """Somebody leaves."""
        self._require(person)
        self._happenings.message(self.chat, person, {"left_chat_member": person.json()})
        self._happenings.standing(self.chat, person, person, "left")

    def apply(self, person: User, words: str) -> None:
        """Somebody asks to be let in."""
        if self.chat.has(person.id):
            raise NotPossible(f"{person.first_name} is in {self.title}")
        self._happenings.application(self.chat, person, words)

    def add_bot(self, by: User, payload: str = "") -> None:
        """The bot is added, by a `startgroup` link if there is a payload."""
        self._require(by)
        bot = self._world.bot
        self._happenings.standing(self.chat, by, bot, "member")
        self._happenings.message(self.chat, by, {"new_chat_members": [bot.json()]})
        if payload:
            text = f"/start@{bot.username} {payload}"
            command = {"type": "bot_command", "offset": 0, "length": text.index(" ")}
            self._happenings.message(self.chat, by, {"text": text, "entities": [command]})

    def remove_bot(self, by: User) -> None:
        """The bot is put out."""
        self._require(by, admin=True)
        bot = self._world.bot
        self._world.post(self.chat, by, {"left_chat_member": bot.json()})
        self._happenings.standing(self.chat, by, bot, "kicked")

    def promote(self, by: User, subject: User, **rights: bool) -> None:
        """Somebody, or the bot, is made administrator; rights are changed by name."""
        self._require(by, admin=True)
        self._require(subject)
        self.chat.rights[subject.id] = admin_rights(**rights)
        self._happenings.standing(self.chat, by, subject, "administrator")

    def demote(self, by: User, subject: User) -> None:
        """An administrator becomes a plain member."""
        self._require(by, admin=True)
        self.chat.rights.pop(subject.id, None)
        self._happenings.standing(self.chat, by, subject, "member")

    def rename(self, by: User, title: str) -> None:
        """The group gets another name."""
        self._require(by)
        self.chat.title = title
        self._happenings.message(self.chat, by, {"new_chat_title": title})

    def migrate(self, by: User, *, forum: bool = False) -> int:
        """The group becomes a supergroup with a new id; the old id leads the bot to it."""
        self._require(by, admin=True)
        old = self.chat
        if old.type != "group":
            raise NotPossible(f"{self.title} is a supergroup already")
        new = Chat(self._world.new_group_id(supergroup=True), "supergroup", old.title, is_forum=forum)
        new.members, new.rights = dict(old.members), dict(old.rights)
        self._world.chats[new.id] = new
        self._happenings.message(old, by, {"migrate_to_chat_id": new.id})
        old.migrated_to = new.id
        self._happenings.message(new, by, {"migrate_from_chat_id": old.id})
        self.chat = new
        return new.id
