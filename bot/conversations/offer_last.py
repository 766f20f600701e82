"""The second half of an offer: where it is, on what terms, for whom; and a last look before it is listed."""

from __future__ import annotations

from uuid import UUID

from backend.language import listing, mark, sentence
from backend.services import groups, homes, photos, places, resources
from backend.services.photos import KeptPhoto
from bot import drafts
from bot.callback_data import Verb, pack, unpack_any
from bot.conversations import home
from bot.conversations.categories import name_of
from bot.conversations.choosing import Option, option_rows, picked, typed
from bot.conversations.menu import home_button
from bot.conversations.offer_sought import sought
from bot.conversations.offer_steps import forward, header, photos_line
from bot.conversations.terms import in_words, lasting, opening_of, rules_of, turned
from bot.conversations.walking import way_out_of
from bot.keyboards import beside, button, keyboard
from bot.need_line import parse_duration
from bot.replies import Replies, Show
from bot.texts import Html, blocks, bold, html, lines
from bot.turn import Turn
from models.errors import Gone, Invalid
from models.group import Group
from models.place import PlaceKind
from models.resource import Resource

_ASK_PLACE = mark("Where can “{title}” be fetched?")
_ASK_HOME = mark(
    "Where can “{title}” be fetched? If it is at your home: send a pin (📎 › Location), or type an area of {group},"
    " coordinates or a Plus Code. Neighbours see the neighbourhood only, until you confirm a booking."
)
_AT_HOME = mark("At my home")
_ASK_TERMS = mark("On what terms? Press a line to change it, or type the longest time, such as “3 days”.")
_GO_ON = mark("Go on")
_ASK_GROUPS = mark("Which groups may see it? Press a group to change it.")
_LOOK = mark("Is this right?")
_SEEN_BY = mark("Seen by {groups}")
_PUBLISH = mark("✅ Offer it now")
_LISTED = mark("“{title}” is listed. Neighbours in {groups} can find it now.")
_PUBLIC_PLACES = 6


async def draw_place(turn: Turn) -> Replies:
    """Asks where it can be fetched; who has not said where they live does it here."""
    title = turn.conversation.data["title"]
    rows = option_rows(turn, await _place_options(turn))
    ask = html(turn.language, _ASK_PLACE, title=title)
    if await homes.of(turn.actor) is None:
        group = (await groups.of(turn.actor))[0]
        ask = html(turn.language, _ASK_HOME, title=title, group=group.name)
        rows = [*rows, *await home.area_buttons(turn, group)]
    return [Show(blocks(await header(turn), ask), keyboard(*rows, way_out_of(turn)))]


async def take_place(turn: Turn) -> Html | None:
    """Has the place; a pin or a typed one becomes the home of somebody who had none."""
    known = home.location_of(turn) is None
    picks = picked(turn, await _place_options(turn)) if known else None
    said = None
    if picks is None or picks[0] == "area":
        if await homes.of(turn.actor):
            raise Invalid.at("/place", "home_or_public")
        said, picks = await home.settle(turn), ("home",)
    await forward(turn, place_id=await _chosen_place(turn, picks))
    return said


async def draw_terms(turn: Turn) -> Replies:
    """Shows the usual terms, each a button that goes to the next choice."""
    rows = option_rows(turn, _term_options(turn))
    return [Show(blocks(await header(turn), html(turn.language, _ASK_TERMS)), keyboard(*rows, way_out_of(turn)))]


async def take_terms(turn: Turn) -> Html | None:
    """Changes one of the terms, or goes on."""
    terms = turn.conversation.data["terms"]
    picks = picked(turn, _term_options(turn))
    if picks == ("on",):
        await forward(turn)
    elif picks:
        await drafts.advance(turn, "terms", terms=turned(terms, picks[0]))
    else:
        await drafts.advance(turn, "terms", terms=lasting(terms, _minutes(turn)))
    return None


async def draw_groups(turn: Turn) -> Replies:
    """Asks which groups may see it."""
    rows = option_rows(turn, await _group_options(turn))
    return [Show(blocks(await header(turn), html(turn.language, _ASK_GROUPS)), keyboard(*rows, way_out_of(turn)))]


async def take_groups(turn: Turn) -> Html | None:
    """Takes a group in or out, or goes on."""
    picks = picked(turn, await _group_options(turn))
    if picks is None:
        raise Invalid.at("/group_ids", "pick_one")
    if picks == ("on",):
        await forward(turn)
        return None
    seen = [group.id for group in await _audience(turn)]
    flipped = unpack_any(picks[-1])
    if flipped not in [group.id for group in await groups.of(turn.actor)]:
        raise Gone(what="button")
    kept = [one for one in seen if one != flipped] if flipped in seen else [*seen, flipped]
    if not kept:
        raise Invalid.at("/group_ids", "pick_one")
    await drafts.advance(turn, "groups", group_ids=[str(one) for one in kept])
    return None


async def draw_preview(turn: Turn) -> Replies:
    """Shows all of it once more."""
    data = turn.conversation.data
    text = blocks(
        await header(turn),
        lines(
            bold(data["title"]),
            name_of(data["category"], turn.language),
            await _place_name(turn),
            *in_words(data["terms"], turn.language).values(),
            html(turn.language, _SEEN_BY, groups=await _audience_names(turn)),
            photos_line(turn),
        ),
        html(turn.language, _LOOK),
    )
    return [Show(text, keyboard(*option_rows(turn, _preview_options(turn)), way_out_of(turn)))]


async def take_preview(turn: Turn) -> Replies:
    """Lists the thing, with its photos."""
    if picked(turn, _preview_options(turn)) is None:
        raise Invalid.at("/text", "confirm_or_back")
    groups_named = await _audience_names(turn)
    resource = await _publish(turn)
    await drafts.end(turn)
    language = turn.language
    own = button(sentence(language, mark("See it")), Verb.OWN, resource.id, version=resource.version)
    another = button(sentence(language, mark("Offer another")), Verb.OFFER)
    text = html(language, _LISTED, title=resource.title, groups=groups_named)
    return [Show(blocks(text, await sought(turn, resource.id)), keyboard(beside(own, another), home_button(turn)))]


async def _publish(turn: Turn) -> Resource:
    data = turn.conversation.data
    thing = resources.Thing(
        title=data["title"],
        category_id=data["category"],
        description=data.get("description", ""),
        place_id=UUID(data["place_id"]) if data.get("place_id") else None,
        group_ids=tuple(group.id for group in await _audience(turn)),
        instant=data["terms"]["instant"],
        rules=rules_of(data["terms"]),
        opening=opening_of(data["terms"]),
    )
    resource = await resources.offer(turn.actor, thing, now=turn.now)
    for photo in data["photos"]:
        kept = KeptPhoto(photo["sha256"], photo["width"], photo["height"], photo["bytes"])
        await photos.add(turn.actor, resource.id, kept, now=turn.now, telegram_file_id=photo["file_id"])
    return resource


async def _place_options(turn: Turn) -> list[Option]:
    public = [place for place in await places.of(turn.actor) if place.kind is not PlaceKind.HOME]
    settled = await homes.of(turn.actor) is not None
    at_home: list[Option] = [(sentence(turn.language, _AT_HOME), ("home",))] if settled else []
    return [*at_home, *((place.name, ("place", pack(place.id))) for place in public[:_PUBLIC_PLACES])]


async def _chosen_place(turn: Turn, picks: tuple[str, ...]) -> str | None:
    if picks[0] == "home":
        return None
    place_id = unpack_any(picks[-1])
    if place_id is None:
        raise Gone(what="button")
    return str((await places.get(turn.actor, place_id)).id)


async def _place_name(turn: Turn) -> str:
    place_id = turn.conversation.data.get("place_id")
    return (await places.get(turn.actor, UUID(place_id))).name if place_id else sentence(turn.language, _AT_HOME)


def _term_options(turn: Turn) -> list[Option]:
    words = in_words(turn.conversation.data["terms"], turn.language)
    go_on: Option = (sentence(turn.language, _GO_ON), ("on",))
    return [*((label, (name,)) for name, label in words.items()), go_on]


def _minutes(turn: Turn) -> int:
    minutes = parse_duration(typed(turn), language=turn.language)
    if minutes is None:
        raise Invalid.at("/duration", "no_duration")
    return minutes


async def _group_options(turn: Turn) -> list[Option]:
    seen = {group.id for group in await _audience(turn)}
    return [
        *(
            (f"{'✓' if group.id in seen else '✗'} {group.name}", ("group", pack(group.id)))
            for group in await groups.of(turn.actor)
        ),
        (sentence(turn.language, _GO_ON), ("on",)),
    ]


async def _audience(turn: Turn) -> list[Group]:
    own, wanted = await groups.of(turn.actor), turn.conversation.data.get("group_ids")
    return [group for group in own if wanted is None or str(group.id) in wanted]


async def _audience_names(turn: Turn) -> str:
    return listing(turn.language, [group.name for group in await _audience(turn)])


def _preview_options(turn: Turn) -> list[Option]:
    return [(sentence(turn.language, _PUBLISH), ("publish",))]
