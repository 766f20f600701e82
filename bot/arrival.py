"""Who stands behind an update: the person, their language, and the conversation they are in."""

from datetime import datetime

from telegram import Bot, Chat, Update, User

from backend.language import choose, languages
from bot import drafts
from bot.means import Means
from bot.turn import Turn, pressed
from models.group import Group
from models.person import Identity, Person, Provider


async def arrive(update: Update, bot: Bot, means: Means, *, now: datetime) -> Turn:
    """Read what the handlers need to know; whoever writes can be written to again."""
    user, chat = update.effective_user, update.effective_chat
    if user is None or chat is None:
        raise ValueError(f"update {update.update_id} comes from nobody")
    person = await _person(user)
    language = await _language(person, user, chat)
    turn = Turn(update, user, chat, now, language, bot, means, person, press=pressed(update))
    if person and chat.type == Chat.PRIVATE:
        turn.draft = await drafts.live(person, chat_id=chat.id, now=now)
    return turn


async def _person(user: User) -> Person | None:
    mine = Identity.filter(provider=Provider.TELEGRAM, subject=str(user.id))
    identity = await mine.select_related("person").first()
    if identity is None:
        return None
    if not identity.reachable:
        await mine.update(reachable=True)
    return identity.person


async def _language(person: Person | None, user: User, chat: Chat) -> str:
    spoken = person.language if person else None
    group = None
    if spoken is None and user.language_code is None and chat.type != Chat.PRIVATE:
        group = await Group.get_or_none(telegram_chat_id=chat.id)
    return choose(spoken, user.language_code, group.language if group else None, languages())
