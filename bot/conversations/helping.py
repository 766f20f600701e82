"""Help: what there is to type, and how lending goes."""

from __future__ import annotations

from backend.language import mark, sentence
from bot.callback_data import Verb
from bot.conversations import menu
from bot.keyboards import beside, button, keyboard
from bot.replies import Replies, Show
from bot.routes import Command, Pressed, Route
from bot.texts import Html, blocks, bold, html, lines
from bot.turn import Turn

COMMANDS = (
    ("search", mark("look for something to borrow")),
    ("need", mark("say what you need, such as: /need drill Saturday")),
    ("alerts", mark("what I look out for, for you")),
    ("rounds", mark("what many want, decided together")),
    ("offer", mark("offer something of yours")),
    ("things", mark("what you lend")),
    ("bookings", mark("what you have asked for or agreed to")),
    ("settings", mark("name, language, distance, quiet hours")),
    ("place", mark("say where you live")),
    ("join", mark("join a group with an invitation")),
    ("invite", mark("invite neighbours, for a group's stewards")),
    ("links", mark("groups that yours are linked with")),
    ("blocks", mark("neighbours you have blocked")),
    ("privacy", mark("what is kept about you; delete your account")),
    ("cancel", mark("stop what is half done")),
    ("help", mark("this page")),
)
IN_GROUPS = (
    ("need", mark("say what you need; we go on in private")),
    ("offer", mark("offer something; we go on in private")),
)

_TITLE = mark("How it works")
_BORROW = mark("Borrow: find a thing, ask for a time. When its owner agrees, you see where to fetch it.")
_LEND = mark("Lend: offer a thing with a photo. You answer each request; nobody sees where you live before that.")
_RETURN = mark("Both of you tap when it changes hands and when it is back.")
_TYPE = mark("You can press the buttons or type:")


async def help_(turn: Turn) -> Replies:
    """How lending goes, and the commands."""
    language = turn.language
    text = blocks(
        lines(bold(sentence(language, _TITLE)), *(html(language, line) for line in (_BORROW, _LEND, _RETURN))),
        lines(html(language, _TYPE), *(Html(f"/{name} – {html(language, what)}") for name, what in COMMANDS)),
    )
    privacy = button(sentence(language, mark("Privacy")), Verb.PRIVACY)
    return [Show(text, keyboard(beside(privacy, menu.home_button(turn))))]


handlers: list[Route] = [Command("help", help_), Pressed(Verb.HELP, help_)]
