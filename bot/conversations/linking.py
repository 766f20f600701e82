"""Links with other groups: seen by members; proposed, agreed and ended by stewards.

/links or Settings ─▶ list ──Agree──▶ list
                       ├──End, Decline, Take back──▶ sure? ──▶ list
                       └──Propose──▶ which group? (its short name is typed) ──▶ list
"""

from __future__ import annotations

from uuid import UUID

from backend.language import mark, sentence
from backend.services import groups, links
from backend.services.links import Linked
from bot import drafts
from bot.callback_data import Verb
from bot.cards.link import link_buttons, link_line
from bot.conversations.choosing import typed
from bot.conversations.menu import home_button
from bot.conversations.pressing import subject, words
from bot.conversations.walking import Flow, Stage, way_out_of
from bot.keyboards import Row, button, keyboard
from bot.replies import Replies, Show
from bot.routes import Command, Pressed, Route
from bot.texts import Html, blocks, bold, html, lines
from bot.turn import Turn
from models.errors import NotFound
from models.group import Group

_TITLE = mark("Linked groups")
_WHAT = mark(
    "Where two groups are linked, owners can show things of their choice to the other group as well: each thing's card"
    " under /things has a button for it."
)
_NONE = mark("Your groups are linked with none.")
_SHORT_NAME = mark("The short name of {group} is {slug}. With it, stewards of other groups can propose a link.")
_PROPOSE = mark("➕ Propose a link for {group}")
_WHICH = mark("With which group? Type its short name; its stewards know it.")
_SURE = mark("Shall this end? What is already agreed on stays agreed; nothing new can be asked for across the link.")
_YES, _NO = mark("Yes, end it"), mark("No, go back")


async def listed(turn: Turn) -> Replies:
    """The links of one's groups; for stewards with what they can do about them."""
    language, own = turn.language, await groups.of(turn.actor)
    found = [one for group in own for one in await links.of(turn.actor, group.id)]
    stewarded = await groups.stewarded_by(turn.actor)
    in_charge = {group.id for group in stewarded}
    text = blocks(
        bold(sentence(language, _TITLE)),
        html(language, _WHAT),
        lines(*(link_line(language, one) for one in found)) or html(language, _NONE),
        lines(*(html(language, _SHORT_NAME, group=group.name, slug=bold(group.slug)) for group in stewarded)),
    )
    rows = [link_buttons(language, one) for one in found if one.own.id in in_charge]
    return [Show(text, keyboard(*rows, *(_propose_button(turn, group) for group in stewarded), home_button(turn)))]


def _propose_button(turn: Turn, group: Group) -> Row:
    return button(sentence(turn.language, _PROPOSE, group=group.name), Verb.LINK_PROPOSE, group.id)


async def pressed(turn: Turn) -> Replies:
    """A steward's answer to the link of the button."""
    linked = await _linked(turn)
    match words(turn):
        case ("agree",):
            await links.agree(turn.actor, linked.own.id, linked.link.id, now=turn.now)
        case ("sure",):
            return _sure(turn, linked)
        case ("end",):
            await links.end(turn.actor, linked.own.id, linked.link.id, now=turn.now)
        case _:
            pass
    return await listed(turn)


async def _linked(turn: Turn) -> Linked:
    """The link as the side sees it for which this person answers; to anybody else it is not there."""
    known = await links.in_charge_of(turn.actor)
    found = [one for one in known if one.link.id == subject(turn)]
    if not found:
        raise NotFound(what="link")
    return next((one for one in found if one.waits_for_us), found[0])


def _sure(turn: Turn, linked: Linked) -> Replies:
    language = turn.language
    yes = button(sentence(language, _YES), Verb.LINK, linked.link.id, words=("end",))
    no = button(sentence(language, _NO), Verb.LINKS)
    return [Show(blocks(link_line(language, linked), html(language, _SURE)), keyboard(yes, no))]


async def propose(turn: Turn) -> Replies:
    """Asks with which group."""
    await groups.require_steward(turn.actor, subject(turn))
    await drafts.begin(turn, FLOW.name, "which", group=str(subject(turn)))
    return await _draw_which(turn)


async def _draw_which(turn: Turn) -> Replies:
    return [Show(_titled(turn, html(turn.language, _WHICH)), keyboard(way_out_of(turn)))]


async def _take_which(turn: Turn) -> Replies:
    own = UUID(turn.conversation.data["group"])
    await links.propose(turn.actor, own, typed(turn).strip().lower(), now=turn.now)
    await drafts.end(turn)
    return await listed(turn)


def _titled(turn: Turn, said: Html) -> Html:
    return blocks(bold(sentence(turn.language, _TITLE)), said)


FLOW = Flow("link", {"which": Stage(_draw_which, _take_which)}, left=listed)

handlers: list[Route] = [
    Command("links", listed),
    Pressed(Verb.LINKS, listed),
    Pressed(Verb.LINK, pressed, redraw=listed),
    Pressed(Verb.LINK_PROPOSE, propose, redraw=listed),
    *FLOW.routes(),
]
