"""Signing in on another device: the device shows a link, the person says yes here.

t.me/<bot>?start=login_<code> ─▶ which device? ─▶ yes ─▶ it is in
                                               └─▶ no ─▶ it stays out
"""

from __future__ import annotations

from datetime import timedelta

from backend.language import duration, mark, sentence
from backend.services import device_login
from bot.callback_data import Verb
from bot.conversations import menu
from bot.conversations.pressing import words
from bot.keyboards import beside, button, keyboard
from bot.replies import Replies, Show
from bot.routes import Pressed, Route
from bot.texts import blocks, bold, html
from bot.turn import Turn
from models.errors import Gone

_MINUTE = timedelta(minutes=1)
_TITLE = mark("A device wants to sign in as you")
_WHO = mark("It calls itself “{label}” and began {ago} ago. Say yes only if that was you just now.")
_YES, _NO = mark("Yes, let it in"), mark("No, keep it out")
_IN = mark("“{label}” is signed in. In /privacy you can sign it out again.")
_OUT = mark("It stays out. If that was not you, somebody has tried your name; nothing else happened.")


async def asked(turn: Turn, code: str) -> Replies:
    """Shows which device asks."""
    login = await device_login.describe_login(code, now=turn.now)
    language = turn.language
    ago = duration(language, max(turn.now - login.asked_at, _MINUTE))
    text = blocks(bold(sentence(language, _TITLE)), html(language, _WHO, label=login.label, ago=ago))
    yes = button(sentence(language, _YES), Verb.LOGIN, words=(code, "y"))
    no = button(sentence(language, _NO), Verb.LOGIN, words=(code, "n"))
    return [Show(text, keyboard(beside(yes, no)))]


async def answered(turn: Turn) -> Replies:
    """Lets the device in or keeps it out."""
    if len(words(turn)) != len(("code", "answer")):
        raise Gone(what="login")
    code, answer = words(turn)
    login = await device_login.describe_login(code, now=turn.now)
    await device_login.answer_login(turn.actor, code, approve=answer == "y", now=turn.now)
    said = html(turn.language, _IN, label=login.label) if answer == "y" else html(turn.language, _OUT)
    return [Show(said, keyboard(menu.home_button(turn)))]


handlers: list[Route] = [Pressed(Verb.LOGIN, answered, redraw=menu.home)]
