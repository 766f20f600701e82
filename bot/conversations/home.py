"""Where one lives: a pin, a venue, an area's name, coordinates, a Plus Code or an address.

"Say where I live", /place, or the last step of coming in ─▶ kept; others only ever learn the neighbourhood
"""

from __future__ import annotations

from uuid import UUID

from telegram import Location

from backend.language import mark, sentence
from backend.services import groups, homes
from backend.services.locating import Found, locate
from bot.callback_data import pack, unpack_any
from bot.conversations.choosing import arriving_head, choice, chosen, typed
from bot.conversations.walking import way_out_of
from bot.keyboards import Row, keyboard, pairs
from bot.replies import Replies, Show
from bot.texts import Html, blocks, html, lines
from bot.turn import Turn
from models.errors import Gone, Invalid
from models.group import Group

LATER = "later"

_TITLE = mark("Where you live")
_ASK = mark("Where do you live? Send a pin (📎 › Location), or type an area of {group}, coordinates or a Plus Code.")
_ASK_ADDRESS = mark(
    "Where do you live? Send a pin (📎 › Location), or type an area of {group}, an address, coordinates or a Plus Code."
)
_PRIVATE = mark(
    "Neighbours only ever learn your neighbourhood. Your exact place is shown to nobody but the person whose"
    " booking of your things is confirmed."
)
_LATER = mark("Later")
_YOUR_PIN = mark("your pin")
_KEPT = mark("Your home is kept ({place}). Neighbours see the neighbourhood only.")
_AREAS_SHOWN = 8


async def draw(turn: Turn) -> Replies:
    """Asks where the person lives."""
    group = await _group(turn)
    ask = _ASK if turn.means.geocoder is None else _ASK_ADDRESS
    text = blocks(
        arriving_head(turn, sentence(turn.language, _TITLE)),
        html(turn.language, ask, group=group.name),
        html(turn.language, _PRIVATE),
    )
    settled = await homes.of(turn.actor) is not None
    later = [] if settled else choice(turn, sentence(turn.language, _LATER), LATER)
    return [Show(text, keyboard(*await area_buttons(turn, group), later, way_out_of(turn)))]


async def take(turn: Turn) -> Html:
    """Keeps the place that was sent, chosen or typed as the person's home; says so."""
    if LATER in chosen(turn):
        return Html("")
    return await settle(turn)


async def settle(turn: Turn) -> Html:
    """Makes the place that was sent, chosen or typed the person's home; says so."""
    group = await _group(turn)
    found = await whereabouts(turn, group)
    await homes.settle(turn.actor, group, (found.lat, found.lon), now=turn.now)
    kept = html(turn.language, _KEPT, place=found.label)
    return lines(kept, found.attribution)


async def whereabouts(turn: Turn, group: Group) -> Found:
    """The place that was sent, chosen or typed."""
    pin = location_of(turn)
    if pin is not None:
        return Found(pin.latitude, pin.longitude, _label(turn))
    if chosen(turn):
        return await _chosen_area(group, unpack_any(chosen(turn)[-1]))
    text = typed(turn)

    async def look_up() -> Found:
        return await locate(text, group, now=turn.now, geocoder=turn.means.geocoder)

    return await turn.outside("place", look_up)


def location_of(turn: Turn) -> Location | None:
    """The point of a pin or a venue."""
    message = turn.update.message
    if message is None:
        return None
    return message.venue.location if message.venue else message.location


async def area_buttons(turn: Turn, group: Group) -> list[Row]:
    """The areas of the group, two in a row."""
    areas = await groups.areas(group)
    return pairs(choice(turn, area.name, "area", pack(area.id)) for area in areas[:_AREAS_SHOWN])


async def _chosen_area(group: Group, area_id: UUID | None) -> Found:
    for area in await groups.areas(group):
        if area.id == area_id:
            return Found(area.lat, area.lon, area.name)
    raise Gone(what="area")


def _label(turn: Turn) -> str:
    message = turn.update.message
    titled = message.venue.title if message and message.venue else ""
    return titled or sentence(turn.language, _YOUR_PIN)


async def _group(turn: Turn) -> Group:
    own = await groups.of(turn.actor)
    if not own:
        raise Invalid.at("/group_id", "no_group")
    return own[0]
