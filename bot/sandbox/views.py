"""What the page shows, as JSON."""

from typing import TYPE_CHECKING

from bot.sandbox.person import Person
from bot.sandbox.transcript import transcript
from bot.sandbox.world import Chat, Json

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox


def town(sandbox: "Sandbox") -> Json:
    """The bot, the people with their unread marks, and the places at hand."""
    bot = sandbox.world.bot
    people = [
        {
            "id": person.id,
            "name": person.name,
            "username": person.user.username,
            "language": person.user.language_code,
            "unread": any(_unread(chat, person.id) for chat in _chats_of(sandbox, person)),
        }
        for person in sandbox.people.values()
    ]
    return {"bot": {"name": bot.first_name, "username": bot.username}, "people": people, "places": sandbox.places}


def chats(sandbox: "Sandbox", person: Person) -> Json:
    """The chats that a person is in, and the groups that they may join."""
    inside = _chats_of(sandbox, person)
    outside = [group for group in sandbox.groups if not group.chat.has(person.id)]
    return {
        "chats": [_summary(sandbox, chat, person.id) for chat in inside],
        "joinable": [{"id": group.id, "title": group.title} for group in outside],
    }


def chat(sandbox: "Sandbox", person: Person, chat_id: int, *, read: bool) -> Json:
    """A chat as a person sees it."""
    open_chat = person.chat(chat_id)
    if read:
        _mark_read(sandbox, open_chat, person.id)
    seen = transcript(sandbox.world, open_chat, person.id)
    answered = [
        {"id": press.id, "text": press.answer["text"], "alert": bool(press.answer["show_alert"])}
        for press in list(sandbox.world.presses.values())[-50:]
        if press.person_id == person.id and press.answer and press.answer["text"]
    ]
    return _summary(sandbox, open_chat, person.id) | {
        "messages": [line.body for line in seen.lines],
        "keyboard": (open_chat.reply_keyboard or {}).get("keyboard", []),
        "toasts": answered,
        "topics": list(open_chat.topics.values()),
        "commands": _commands(sandbox, person),
    }


def _mark_read(sandbox: "Sandbox", open_chat: Chat, person_id: int) -> None:
    """Note that a person has seen all; other windows learn of it."""
    if open_chat.read.get(person_id, 0) < open_chat.revision:
        open_chat.read[person_id] = open_chat.revision
        sandbox.world.version += 1
        sandbox.world.pulse.beat()


def _chats_of(sandbox: "Sandbox", person: Person) -> list[Chat]:
    """The private chat first, then the groups."""
    groups = [group.chat for group in sandbox.groups if group.chat.has(person.id)]
    return [sandbox.world.chats[person.id], *groups]


def _unread(open_chat: Chat, person_id: int) -> bool:
    """Whether somebody else's message came or changed since the person looked."""
    since = open_chat.read.get(person_id, 0)
    if open_chat.revision == since:
        return False
    return any(
        revision > since and open_chat.messages[number]["from"]["id"] != person_id
        for number, revision in open_chat.revisions.items()
        if number in open_chat.messages
    )


def _summary(sandbox: "Sandbox", open_chat: Chat, person_id: int) -> Json:
    """A chat in a list of chats."""
    bot = sandbox.world.bot
    private = open_chat.type == "private"
    return {
        "id": open_chat.id,
        "title": bot.first_name if private else open_chat.title,
        "type": open_chat.type,
        "unread": _unread(open_chat, person_id),
        "started": open_chat.started or not private,
        "blocked": private and open_chat.members.get(bot.id) == "kicked",
        "bot_is_in": open_chat.has(bot.id),
        "runs_it": open_chat.is_admin(person_id),
    }


def _commands(sandbox: "Sandbox", person: Person) -> list[Json]:
    """The commands that the bot offers this person in private."""
    kept = sandbox.world.settings
    for scope in ("all_private_chats", "default"):
        for language in (person.user.language_code or "", ""):
            found: list[Json] | None = kept.get(f"commands:{[('type', scope)]}:{language}")
            if found:
                return found
    return []
