"""Who stands behind an update: the person, their language, and the conversation they are in."""

from datetime import datetime
from typing import Any

from telegram import Bot, Chat, Update, User

from backend.language import choose, languages
from bot import drafts
from bot.means import Means
from bot.turn import Turn, pressed
from models.engine.rows import as_object
from models.group import Group
from models.person import Identity, Person, Provider
from models.transaction import execute

_BEHIND = """
    SELECT p.*, i.reachable, EXISTS (SELECT 1 FROM drafts AS d WHERE d.person_id = p.id) AS has_drafts
    FROM identities AS i JOIN persons AS p ON p.id = i.person_id
    WHERE i.provider = 'telegram' AND i.subject = $1
"""


async def arrive(update: Update, bot: Bot, means: Means, *, now: datetime) -> Turn:
    """Read what the handlers need to know; whoever writes can be written to again."""
    user, chat = update.effective_user, update.effective_chat
    if user is None or chat is None:
        raise ValueError(f"update {update.update_id} comes from nobody")
    found = await _found(user)
    person = as_object(Person, found) if found else None
    language = await _language(person, user, chat)
    turn = Turn(update, user, chat, now, language, bot, means, person, press=pressed(update))
    if found and not found["has_drafts"]:
        turn.drafts = []
    if person and chat.type == Chat.PRIVATE:
        turn.draft = await drafts.live(turn)
    return turn


async def _found(user: User) -> dict[str, Any] | None:
    rows = await execute(_BEHIND, [str(user.id)])
    if not rows:
        return None
    if not rows[0]["reachable"]:
        await Identity.filter(provider=Provider.TELEGRAM, subject=str(user.id)).update(reachable=True)
    return rows[0]


async def _language(person: Person | None, user: User, chat: Chat) -> str:
    spoken = person.language if person else None
    group = None
    if spoken is None and user.language_code is None and chat.type != Chat.PRIVATE:
        group = await Group.get_or_none(telegram_chat_id=chat.id)
    return choose(spoken, user.language_code, group.language if group else None, languages())
