"""One thing from close by, as the link in a group's chat or a result shows it.

link or Look ──▶ pictures and card ──Ask──▶ asking.py
"""

from __future__ import annotations

import asyncio
from uuid import UUID

from backend.language import mark, sentence
from backend.services import photos, resources
from bot.callback_data import Verb
from bot.conversations.pressing import subject
from bot.keyboards import Row, button, keyboard
from bot.replies import Picture, Replies, Show, Toast
from bot.routes import Pressed, Route
from bot.texts import Html, blocks, bold, html, lines, paragraph
from bot.turn import Turn
from matching.categories import load
from models.resource import Condition, Listed, Photo, Resource

_MOST_PICTURES = 3
_YOURS = mark("This is yours. Others see it like this.")
_PAUSED = mark("It is not lent at the moment.")
_FROM = mark("From {owner}")
_AT = mark("At {place}")
_ASK = mark("Ask for {thing}")
_SHOW_PICTURES = mark("📷 Show pictures")
_NO_PICTURES = mark("There are no pictures of it.")
_OTHERS = mark("🔍 Find something else")
_CONDITIONS = {
    Condition.NEW: mark("Condition: like new"),
    Condition.GOOD: mark("Condition: good"),
    Condition.WORN: mark("Condition: worn, but it works"),
    Condition.NEEDS_CARE: mark("Condition: needs care"),
}


async def open_resource(turn: Turn, resource_id: UUID) -> Replies:
    """Its pictures and its card, for whoever may see it."""
    resource = await resources.visible(turn.actor, resource_id)
    return [*await _pictures(turn, resource_id), await _card(turn, resource)]


async def _pictures(turn: Turn, resource_id: UUID) -> Replies:
    found = [await _picture(turn, photo) for photo in (await photos.of(resource_id))[:_MOST_PICTURES]]
    return [picture for picture in found if picture]


async def _card(turn: Turn, resource: Resource) -> Show:
    language = turn.language
    own = await resources.decides(turn.actor, resource)
    listed = resource.state is Listed.LISTED
    text = blocks(
        lines(bold(resource.title), load().name(resource.category_id, language), *_whereabouts(turn, resource)),
        paragraph(resource.description),
        html(language, _CONDITIONS[resource.condition]),
        html(language, _YOURS) if own else None if listed else html(language, _PAUSED),
    )
    ask = button(sentence(language, _ASK, thing=resource.title), Verb.ASK, resource.id)
    return Show(text, keyboard(ask if listed and not own else [], button(sentence(language, _OTHERS), Verb.FIND)))


def _whereabouts(turn: Turn, resource: Resource) -> list[Html]:
    """Whose it is, and the place's name where it is public."""
    holder, place = resource.owner or resource.owner_group, resource.place
    named = [html(turn.language, _FROM, owner=holder.name)] if holder else []
    return [*named, html(turn.language, _AT, place=place.name)] if place.public else named


async def _picture(turn: Turn, photo: Photo) -> Picture | None:
    if photo.telegram_file_id:
        return Picture(photo.telegram_file_id, Html(""))
    if turn.means.album is None:
        return None
    path = photos.path_of(photo, turn.means.album)
    return Picture(await turn.outside(f"photo {photo.id}", lambda: asyncio.to_thread(path.read_bytes)), Html(""))


async def pictures(turn: Turn) -> Replies:
    """The button of that name: they come below, and the screen stays as it is."""
    resource = await resources.visible(turn.actor, subject(turn))
    shown = await _pictures(turn, resource.id)
    return shown or [Toast(sentence(turn.language, _NO_PICTURES))]


async def pictures_button(turn: Turn, resource: Resource) -> Row:
    """For things that have pictures."""
    if not await photos.of(resource.id):
        return []
    return button(sentence(turn.language, _SHOW_PICTURES), Verb.THING, resource.id)


handlers: list[Route] = [Pressed(Verb.THING, pictures)]
