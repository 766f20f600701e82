"""What happens where nothing fits: strangers are let in first, everybody else is shown the menu."""

from __future__ import annotations

from telegram import Chat

from backend.language import mark, sentence
from bot import drafts
from bot.callback_data import Verb
from bot.conversations import menu, offer, start
from bot.conversations.pictures import sent_picture
from bot.replies import Replies, Toast
from bot.routes import Pressed, Route
from bot.texts import html
from bot.turn import Handler, Turn

_OLD = mark("This button belongs to an older message. Here is how things stand now.")
_UNKNOWN_COMMAND = mark("I do not know {command}. Here is what I can do; /help says more.")
_ADRIFT = mark(
    "I am not sure what to do with that. If you are looking for it, type /search and what it is. Here is what I can do."
)


async def at_home(turn: Turn) -> Replies:
    """The menu; strangers are let in first, and nobody is told about themselves in a group."""
    if turn.chat.type != Chat.PRIVATE:
        return []
    return await (menu.home if turn.person else start.come_in)(turn)


async def nothing_fits(turn: Turn) -> Replies:
    """The menu, and why it comes."""
    if turn.person is None or turn.chat.type != Chat.PRIVATE:
        return await at_home(turn)
    if sent_picture(turn):
        return await offer.begin_with_photo(turn)
    await drafts.rest(turn)
    if turn.update.callback_query:
        return [Toast(sentence(turn.language, _OLD)), *await menu.home(turn)]
    if turn.text.startswith("/"):
        return [await menu.menu(turn, html(turn.language, _UNKNOWN_COMMAND, command=turn.text.split()[0][:33]))]
    return [await menu.menu(turn, html(turn.language, _ADRIFT))]


def resume(redraw: Handler) -> Route:
    """The button that takes up a half-done conversation."""

    async def resumed(turn: Turn) -> Replies:
        subject = turn.press.subject if turn.press else None
        draft = await drafts.find(turn.actor, subject, now=turn.now) if subject else None
        if draft is None:
            return [Toast(sentence(turn.language, _OLD)), *await menu.home(turn)]
        await drafts.resume(turn, draft)
        return await redraw(turn)

    return Pressed(Verb.RESUME, resumed)
