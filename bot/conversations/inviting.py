"""Inviting neighbours into a group, for its stewards.

/invite or Settings ─▶ which group, if several ─▶ a link to send on
"""

from __future__ import annotations

from datetime import timedelta

from backend.language import day, listing, mark, sentence
from backend.services import groups
from bot.callback_data import Verb
from bot.conversations import menu
from bot.keyboards import button, keyboard
from bot.replies import Replies, Say, Show
from bot.routes import Command, Route
from bot.texts import Html, blocks, bold, html, lines
from bot.turn import Turn
from models.group import Group

WORD = "invite"

_PEOPLE, _DAYS = 25, 14

_TITLE = mark("Invite neighbours")
_WHICH = mark("Into which group?")
_SEND_ON = mark("Send the message with the link on. It lets up to {n} people into {group}, until {day}.")
_INVITED = mark("You are invited to {group}.")
_STEWARDS_DO = mark("Invitations come from a group's stewards.")
_ASK_THEM = mark("In {group}: {stewards}.")


async def invite(turn: Turn) -> Replies:
    """A link that lets people in; a steward of several groups chooses one first."""
    own = await groups.stewarded_by(turn.actor)
    named = turn.press.subject if turn.press else None
    wanted = own if named is None else [group for group in own if group.id == named]
    if len(wanted) == 1:
        return await _invitation(turn, wanted[0])
    if not own:
        return [Show(await _whom_to_ask(turn), keyboard(menu.home_button(turn)))]
    rows = [button(group.name, Verb.SETTING, group.id, words=(WORD,)) for group in own]
    return [Show(_titled(turn, html(turn.language, _WHICH)), keyboard(*rows, menu.home_button(turn)))]


async def _invitation(turn: Turn, group: Group) -> Replies:
    """What the steward reads, and a message of its own that can be sent on as it is."""
    code = await groups.invite(turn.actor, group.id, uses=_PEOPLE, days=_DAYS, now=turn.now)
    until = day(turn.language, turn.now + timedelta(days=_DAYS), turn.actor.time_zone)
    said = html(turn.language, _SEND_ON, n=_PEOPLE, group=group.name, day=until)
    url = f"https://t.me/{turn.bot.username}?start=join_{code}"
    return [
        Show(_titled(turn, said), keyboard(menu.home_button(turn))),
        Say(lines(html(group.language, _INVITED, group=group.name), url)),
    ]


def _titled(turn: Turn, said: Html) -> Html:
    return blocks(bold(sentence(turn.language, _TITLE)), said)


async def _whom_to_ask(turn: Turn) -> Html:
    asked = [
        html(
            turn.language,
            _ASK_THEM,
            group=group.name,
            stewards=listing(turn.language, [steward.name for steward in await groups.stewards(group.id)], "or"),
        )
        for group in await groups.of(turn.actor)
    ]
    return lines(html(turn.language, _STEWARDS_DO), *asked)


handlers: list[Route] = [Command(WORD, invite)]
