"""Offering something: a photo if there is one, its name, and the rest by a few presses; all of it by text alone too.

/offer ─▶ photo ─▶ title ─▶ category ─▶ place ─▶ terms ─▶ groups ─▶ preview ─▶ listed
          (more photos at any step)      (or one's home)  (only with several)
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from backend.language import mark
from backend.services import groups
from bot import drafts
from bot.callback_data import Verb
from bot.conversations import menu, offer_last, offer_what
from bot.conversations.offer_steps import NAME, add_photo, title_of
from bot.conversations.pictures import sent_picture
from bot.conversations.walking import Flow, Stage
from bot.replies import Replies, headed
from bot.routes import Command, Pressed, Route
from bot.texts import Html, html
from bot.turn import Handler, Turn

_NO_GROUP = mark("Things are offered to a group. Join one first; an invitation opens the door.")


async def begin(turn: Turn) -> Replies:
    """Starts an offer; what stands after /offer is the name of the thing."""
    return await _begin(turn, "" if turn.press else turn.argument)


async def begin_by_link(turn: Turn, _rest: str) -> Replies:
    """Starts an offer for whoever comes from a group's chat."""
    return await _begin(turn, "")


async def begin_with_photo(turn: Turn) -> Replies:
    """Starts an offer with a photo that was sent out of the blue."""
    begun = await _begin(turn, "")
    return await FLOW.stages["photo"].take(turn) if turn.draft else begun


async def _begin(turn: Turn, title: str) -> Replies:
    if not await groups.of(turn.actor):
        return [await menu.menu(turn, html(turn.language, _NO_GROUP))]
    known: dict[str, object] = {"title": title_of(title)} if title else {}
    await drafts.begin(turn, NAME, "photo", photos=[], **known)
    return await offer_what.draw_photo(turn)


def _with_photos(take: Handler) -> Handler:
    """A photo is put to the offer whatever the step asks for; all else is for the step."""

    async def taken(turn: Turn) -> Replies:
        sent = sent_picture(turn)
        if sent is None:
            return await take(turn)
        return await _drawn(turn) if await add_photo(turn, sent) else []

    return taken


def _then_draw(take: Callable[[Turn], Awaitable[Html | None]]) -> Handler:
    """After the answer the step is drawn that the conversation has come to."""

    async def taken(turn: Turn) -> Replies:
        said = await take(turn)
        return headed(said or Html(""), await _drawn(turn))

    return _with_photos(taken)


async def _drawn(turn: Turn) -> Replies:
    return await FLOW.stages[turn.conversation.step].draw(turn)


FLOW = Flow(
    NAME,
    {
        "photo": Stage(offer_what.draw_photo, _then_draw(offer_what.take_photo)),
        "title": Stage(offer_what.draw_title, _then_draw(offer_what.take_title)),
        "category": Stage(offer_what.draw_category, _then_draw(offer_what.take_category)),
        "place": Stage(offer_last.draw_place, _then_draw(offer_last.take_place)),
        "terms": Stage(offer_last.draw_terms, _then_draw(offer_last.take_terms)),
        "groups": Stage(offer_last.draw_groups, _then_draw(offer_last.take_groups)),
        "preview": Stage(offer_last.draw_preview, _with_photos(offer_last.take_preview)),
    },
    left=menu.stopped_at_home,
)

handlers: list[Route] = [Command("offer", begin), Pressed(Verb.OFFER, begin), *FLOW.routes()]
