"""A neighbour as an actor: does what a person can do in Telegram, and nothing else."""

from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

from bot.sandbox.errors import ApiError, NotPossible
from bot.sandbox.group import Group
from bot.sandbox.happenings import Happenings
from bot.sandbox.media import document_json, photo_json
from bot.sandbox.sample import SAMPLE_PHOTO
from bot.sandbox.sending import location_body, quoted
from bot.sandbox.text import message_caption, message_text
from bot.sandbox.transcript import Button, Line, Transcript, transcript
from bot.sandbox.world import Chat, Json, Press, User

Where = Group | int | None


class Person:
    """A neighbour; `where` is a group or a chat id, and the private chat with the bot if left out."""

    def __init__(self, happenings: Happenings, user: User) -> None:
        self._happenings = happenings
        self._world = happenings.world
        self.user = user
        self.visited: list[str] = []

    @property
    def id(self) -> int:
        """Telegram's number for this person; also the id of their private chat."""
        return self.user.id

    @property
    def name(self) -> str:
        """The first name."""
        return self.user.first_name

    # ── writing ───────────────────────────────────────────────────────────────────────────────────────────────────

    def types(self, text: str, *, where: Where = None, reply_to: int | None = None, topic: int | None = None) -> Json:
        """Send a text or a command; the message is returned."""
        try:
            body = message_text(text, None, None)
        except ApiError as error:
            raise NotPossible(error.description) from error
        return self._send(body, where, reply_to=reply_to, topic=topic)

    def starts(self, payload: str = "") -> Json:
        """Press Start, as after a t.me link with this payload."""
        return self.types(f"/start {payload}".strip())

    def opens(self, link: str, *, group: Group | None = None) -> None:
        """Follow a t.me link to the bot: `?start=` in private, `?startgroup=` into a group of one's choice."""
        parts = urlsplit(link)
        query = parse_qs(parts.query, keep_blank_values=True)
        if parts.path.strip("/").lower() != (self._world.bot.username or "").lower():
            self.visited.append(link)
        elif "startgroup" in query:
            if group is None:
                raise NotPossible("choose the group that the bot is to be added to")
            group.add_bot(self.user, query["startgroup"][0])
        else:
            self.starts(query.get("start", [""])[0])

    def sends_photo(self, data: bytes = SAMPLE_PHOTO, *, caption: str = "", where: Where = None) -> Json:
        """Send a picture."""
        return self._send(self._photo(data) | message_caption(caption, None, None), where)

    def sends_album(self, pictures: Sequence[bytes], *, caption: str = "", where: Where = None) -> list[Json]:
        """Send several pictures as one album, with the caption under the first."""
        album = {"media_group_id": str(next(self._world.albums))}
        captions = [message_caption(caption, None, None), *({} for _ in pictures[1:])]
        return [
            self._send(self._photo(data) | under | album, where) for data, under in zip(pictures, captions, strict=True)
        ]

    def _photo(self, data: bytes) -> Json:
        return {"photo": photo_json(self._world.files.add(data, folder="photos"))}

    def sends_document(self, data: bytes, name: str, *, caption: str = "", where: Where = None) -> Json:
        """Send a file."""
        stored = self._world.files.add(data, folder="documents", name=name)
        return self._send({"document": document_json(stored)} | message_caption(caption, None, None), where)

    def sends_location(self, latitude: float, longitude: float, *, where: Where = None) -> Json:
        """Send a pin."""
        return self._send({"location": location_body(latitude, longitude)}, where)

    def sends_venue(self, latitude: float, longitude: float, named: tuple[str, str], *, where: Where = None) -> Json:
        """Send a place with its title and address."""
        place = location_body(latitude, longitude)
        title, address = named
        return self._send({"location": place, "venue": {"location": place, "title": title, "address": address}}, where)

    def shares_contact(self, phone_number: str) -> Json:
        """Send the own phone number."""
        contact = {"phone_number": phone_number, "first_name": self.name, "user_id": self.id}
        return self._send({"contact": contact}, None)

    def edits(self, message: Json, text: str) -> None:
        """Change a text that this person sent."""
        chat = self._world.chat(message["chat"]["id"])
        if message["from"]["id"] != self.id or message["message_id"] not in chat.messages:
            raise NotPossible(f"{self.name} cannot edit this message")
        self._happenings.edited(chat, message, message_text(text, None, None))

    def deletes(self, message: Json) -> None:
        """Take a message out of the chat; bots are not told."""
        chat = self._world.chat(message["chat"]["id"])
        if chat.messages.pop(message["message_id"], None) is None:
            raise NotPossible("this message is gone")
        self._world.touch(chat)

    def _send(self, body: Json, where: Where, *, reply_to: int | None = None, topic: int | None = None) -> Json:
        """Put a message of this person's into a chat."""
        chat = self.chat(where)
        if chat.members.get(self._world.bot.id) == "kicked" and chat.type == "private":
            raise NotPossible(f"{self.name} has blocked the bot")
        chat.started = True
        if reply_to is not None and reply_to not in chat.messages:
            raise NotPossible("there is no such message to answer")
        answer = {"reply_to_message": quoted(chat.messages[reply_to])} if reply_to is not None else {}
        thread: Json = {} if topic is None else {"message_thread_id": topic, "is_topic_message": True}
        return self._happenings.message(chat, self.user, thread | answer | body)

    # ── pressing ──────────────────────────────────────────────────────────────────────────────────────────────────

    def presses(self, label: str, *, where: Where = None, message: int | None = None) -> Press | None:
        """Press the lowest button in sight with this label, callback data, or words in its label."""
        return self._act(*self._button(label, where, message), where)

    def presses_at(self, row: int, column: int, *, message: int | None, where: Where = None) -> Press | None:
        """Press the button at a place under a message, or of the keyboard where there is no message."""
        seen = self.transcript(where)
        line = next((line for line in seen.lines if line.message_id == message), None)
        rows = line.rows if line is not None else seen.keyboard if message is None else ()
        if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
            raise NotPossible(f"{self.name} sees no such button")
        return self._act(line, rows[row][column], where)

    def _act(self, line: Line | None, button: Button, where: Where) -> Press | None:
        """Do what a button does."""
        if button.kind == "callback_data" and line is not None:
            return self._happenings.press(self.chat(where), self.user, line.body, str(button.value))
        if button.kind == "reply":
            self._answer_by_keyboard(button.text, where)
        elif button.kind == "url":
            self.opens(str(button.value))
        elif button.kind in {"switch_inline_query", "switch_inline_query_current_chat"}:
            self.asks_inline(str(button.value))
        elif button.kind.startswith("request_"):
            raise NotPossible(f"“{button.text}” asks for something: send it with sends_location or shares_contact")
        return None

    def _answer_by_keyboard(self, text: str, where: Where) -> None:
        """Send the text of a keyboard's button; a keyboard for one use goes away."""
        self.types(text, where=where)
        chat = self.chat(where)
        if chat.reply_keyboard and chat.reply_keyboard.get("one_time_keyboard"):
            chat.reply_keyboard = None

    def presses_data(self, data: str, *, message_id: int, where: Where = None) -> Press:
        """Send a press that an old screen may still send: the message is there, the button need not be."""
        chat = self.chat(where)
        if message_id not in chat.messages:
            raise NotPossible("this message is gone")
        return self._happenings.press(chat, self.user, chat.messages[message_id], data)

    def _button(self, label: str, where: Where, message: int | None) -> tuple[Line | None, Button]:
        """The button in sight that a label means."""
        seen = [
            (line, button)
            for line, button in self.transcript(where).buttons()
            if message is None or (line is not None and line.message_id == message)
        ]
        tests = (
            [pair for pair in seen if pair[1].text == label],
            [pair for pair in seen if pair[1].value == label],
            [pair for pair in seen if label in pair[1].text],
        )
        found = next((pairs for pairs in tests if pairs), None)
        if found is None:
            raise NotPossible(f"{self.name} sees no “{label}”, only {[button.text for _, button in seen]}")
        return found[0]

    def asks_inline(self, words: str) -> Json:
        """Type @bot and some words; the answer's `results` appear in the returned query."""
        return self._happenings.inline_query(self.user, words)

    # ── coming and going ──────────────────────────────────────────────────────────────────────────────────────────

    def blocks(self) -> None:
        """Block the bot."""
        self._happenings.standing(self.chat(None), self.user, self._world.bot, "kicked")

    def unblocks(self) -> None:
        """Unblock the bot."""
        self._happenings.standing(self.chat(None), self.user, self._world.bot, "member")

    def joins(self, group: Group) -> None:
        """Join a group."""
        group.let_in(self.user)

    def asks_to_join(self, group: Group, words: str = "") -> None:
        """Ask to be let into a group."""
        group.apply(self.user, words)

    def leaves(self, group: Group) -> None:
        """Leave a group."""
        group.let_go(self.user)

    def adds_bot(self, group: Group, payload: str = "") -> None:
        """Add the bot to a group."""
        group.add_bot(self.user, payload)

    def removes_bot(self, group: Group) -> None:
        """Put the bot out of a group."""
        group.remove_bot(self.user)

    def promotes(self, group: Group, whom: "Person | None" = None, **rights: bool) -> None:
        """Make somebody, or the bot, administrator."""
        group.promote(self.user, whom.user if whom else self._world.bot, **rights)

    def demotes(self, group: Group, whom: "Person | None" = None) -> None:
        """Make an administrator, or the bot, a plain member."""
        group.demote(self.user, whom.user if whom else self._world.bot)

    def migrates(self, group: Group, *, forum: bool = False) -> int:
        """Turn a group into a supergroup; the new id is returned."""
        return group.migrate(self.user, forum=forum)

    # ── seeing ────────────────────────────────────────────────────────────────────────────────────────────────────

    def chat(self, where: Where = None) -> Chat:
        """The chat meant, if this person is in it."""
        chat = where.chat if isinstance(where, Group) else self._world.chat(self.id if where is None else where)
        if not chat.has(self.id):
            raise NotPossible(f"{self.name} is not in {chat.title or chat.id}")
        return chat

    def transcript(self, where: Where = None) -> Transcript:
        """What this person sees in a chat now."""
        return transcript(self._world, self.chat(where), self.id)

    def sees(self, words: str, *, where: Where = None) -> bool:
        """Whether these words stand in the chat now."""
        return words in self.transcript(where)
