"""What a person sees in a chat now: messages in order as edited last, buttons, keyboard, toasts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.sandbox.world import Chat, Json, World

ACTIONS = ("callback_data", "url", "web_app", "switch_inline_query", "switch_inline_query_current_chat", "copy_text")
SERVICE = {
    "new_chat_members": "joined",
    "left_chat_member": "left",
    "migrate_to_chat_id": "the group became a supergroup",
    "migrate_from_chat_id": "the group became a supergroup",
    "forum_topic_created": "opened a topic",
    "new_chat_title": "changed the title",
    "group_chat_created": "created the group",
}


@dataclass(frozen=True)
class Button:
    """A button in sight: its label, what kind of thing it does, and with what."""

    text: str
    kind: str
    value: Any = None


@dataclass(frozen=True)
class Line:
    """One message as it stands in the chat now."""

    message_id: int
    sender: str
    sender_id: int
    from_bot: bool
    text: str
    rows: tuple[tuple[Button, ...], ...]
    edited: bool
    body: Json

    def __str__(self) -> str:
        attached = "".join(f"[{piece}] " for piece in _attachments(self.body))
        head = f"{self.sender}: {attached}{self.text}".rstrip()
        return "\n".join([head, *("    " + " ".join(f"[ {b.text} ]" for b in row) for row in self.rows)])


@dataclass(frozen=True)
class Toast:
    """An answer to a press that popped up over the chat."""

    text: str
    alert: bool
    data: str


@dataclass(frozen=True)
class Transcript:
    """A chat through one person's eyes; as text it reads from top to bottom."""

    chat_id: int
    title: str
    lines: tuple[Line, ...]
    keyboard: tuple[tuple[Button, ...], ...]
    toasts: tuple[Toast, ...]

    def __str__(self) -> str:
        keyboard = ["  ⌨ " + " ".join(f"[ {b.text} ]" for b in row) for row in self.keyboard]
        toasts = [f"  ({'alert' if t.alert else 'toast'}) {t.text}" for t in self.toasts[-1:]]
        return "\n".join([f"── {self.title} ──", *map(str, self.lines), *keyboard, *toasts])

    def __contains__(self, words: str) -> bool:
        return words in str(self)

    @property
    def text(self) -> str:
        """The whole as plain text."""
        return str(self)

    @property
    def last(self) -> Line | None:
        """The lowest message."""
        return self.lines[-1] if self.lines else None

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of all buttons in sight, lowest message first, then the keyboard."""
        return tuple(button.text for _, button in self.buttons())

    def buttons(self) -> Iterator[tuple[Line | None, Button]]:
        """All buttons in sight with their message, lowest message first, then the keyboard (without a message)."""
        for line in reversed(self.lines):
            yield from ((line, button) for row in line.rows for button in row)
        yield from ((None, button) for row in self.keyboard for button in row)


def transcript(world: World, chat: Chat, person_id: int) -> Transcript:
    """The chat as this person sees it now."""
    lines = tuple(_line(message) for message in chat.messages.values())
    seen = [press for press in world.presses.values() if press.person_id == person_id and press.chat_id == chat.id]
    toasts = tuple(
        Toast(press.answer["text"], bool(press.answer["show_alert"]), press.data)
        for press in seen
        if press.answer and press.answer["text"]
    )
    title = world.bot.first_name if chat.type == "private" else chat.title
    return Transcript(chat.id, title, lines, _keyboard(chat), toasts)


def _keyboard(chat: Chat) -> tuple[tuple[Button, ...], ...]:
    """The reply keyboard below the input line."""
    rows = (chat.reply_keyboard or {}).get("keyboard", [])
    return tuple(tuple(_reply_button(button) for button in row) for row in rows)


def _reply_button(button: Json) -> Button:
    """A button of the reply keyboard."""
    kind = next((name for name in button if name.startswith("request_") or name == "web_app"), "reply")
    return Button(button["text"], kind, button.get(kind))


def _line(message: Json) -> Line:
    """One message as a line."""
    sender = message["from"]
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return Line(
        message_id=message["message_id"],
        sender=sender["first_name"],
        sender_id=sender["id"],
        from_bot=sender["is_bot"],
        text=message.get("text") or message.get("caption") or _service(message),
        rows=tuple(tuple(_button(button) for button in row) for row in rows),
        edited="edit_date" in message,
        body=message,
    )


def _button(button: Json) -> Button:
    """An inline button."""
    kind = next((action for action in ACTIONS if action in button), "other")
    return Button(button["text"], kind, button.get(kind))


def _service(message: Json) -> str:
    """Words for a message that Telegram itself writes."""
    return next((f"({words})" for name, words in SERVICE.items() if name in message), "")


def _attachments(message: Json) -> Iterator[str]:
    """Words for what a message carries beside its text."""
    if "photo" in message:
        yield "photo"
    if "document" in message:
        yield f"file {message['document'].get('file_name', '')}".rstrip()
    if "venue" in message:
        yield f"place {message['venue']['title']}, {message['venue']['address']}"
    elif "location" in message:
        yield f"pin {message['location']['latitude']:.4f}, {message['location']['longitude']:.4f}"
