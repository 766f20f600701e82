"""My things: what I lend, each with a card to pause it, list it again, rename it or take it off for good.

/things ─▶ list ─▶ card ─▶ pause · list again · photos · seen in linked groups or not
                    ├─▶ new name or description (typed) ─▶ card
                    └─▶ take off for good? ─▶ list
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from uuid import UUID

from backend.language import day, mark, sentence
from backend.services import links, photos, resources
from bot import drafts
from bot.callback_data import Verb
from bot.conversations import menu
from bot.conversations.categories import name_of
from bot.conversations.choosing import typed
from bot.conversations.pressing import place_in_list, subject, words
from bot.conversations.terms import in_words, terms_of
from bot.conversations.walking import Flow, Stage, way_out_of
from bot.keyboards import Row, button, keyboard, pairs
from bot.replies import Picture, Replies, Reply, Say, Show
from bot.routes import Command, Pressed, Route
from bot.texts import Html, blocks, bold, html, html_plural, lines, paragraph
from bot.turn import Handler, Turn
from models.resource import Listed, Photo, Resource

_SHOWN = 8
_MINE = mark("My things")
_NOTHING = mark("You offer nothing yet.")
_FIRST = mark("🎁 Offer something")
_PAUSED = mark("paused")
_MORE = mark("More")
_LISTED_UNTIL = mark("Listed until {day}.")
_IS_PAUSED = mark("Paused: nobody can find it now.")
_PAUSE, _LIST = mark("⏸ Pause"), mark("▶ List again")
_RENAME, _DESCRIBE = mark("Change the name"), mark("Describe it")
_PHOTOS = mark("Show photos")
_TO_LINKED, _NOT_TO_LINKED = mark("🔗 Show to linked groups"), mark("🔗 Own groups only")
_SEEN_BY_LINKED = mark("Linked groups see it too.")
_RETIRE = mark("Take it off for good")
_SURE = mark("Take “{title}” off your list for good? Loans that were agreed stay agreed.")
_YES, _NO = mark("Yes, take it off"), mark("No, keep it")
_GONE = mark("“{title}” is off your list.")
_ASK_TITLE = mark("What shall “{title}” be called? Type the new name.")
_ASK_DESCRIPTION = mark("Describe “{title}”: what is with it, what to mind. Type it in one message.")
_TO_LIST = mark("⬅ My things")


async def mine(turn: Turn) -> Replies:
    """The list, so many at a time."""
    return [await _list(turn, first=place_in_list(turn))]


async def _list(turn: Turn, *above: Html, first: int = 0) -> Show:
    own = await resources.mine(turn.actor)
    if not own:
        offer = button(sentence(turn.language, _FIRST), Verb.OFFER)
        return Show(blocks(*above, html(turn.language, _NOTHING)), keyboard(offer, menu.home_button(turn)))
    shown = own[first : first + _SHOWN]
    more = button(sentence(turn.language, _MORE), Verb.THINGS, words=(str(first + _SHOWN),))
    head = bold(sentence(turn.language, _MINE))
    count = html_plural(turn.language, "{n} thing", "{n} things", len(own))
    return Show(
        blocks(*above, lines(head, count)),
        keyboard(
            *(_entry(turn, resource) for resource in shown),
            more if first + _SHOWN < len(own) else [],
            menu.home_button(turn),
        ),
    )


async def card(turn: Turn) -> Replies:
    """One thing, as it stands."""
    return [await _card(turn, subject(turn))]


async def pressed(turn: Turn) -> Replies:
    """A button of the card, for the version of the thing that it showed."""
    action = words(turn)[0] if words(turn) else ""
    return await ACTIONS.get(action, card)(turn)


async def _pause(turn: Turn) -> Replies:
    await _change(turn, resources.Changes(state=Listed.PAUSED))
    return await card(turn)


async def _list_again(turn: Turn) -> Replies:
    await _change(turn, resources.Changes(state=Listed.LISTED))
    return await card(turn)


def _shows(*, to_linked: bool) -> Handler:
    async def choose(turn: Turn) -> Replies:
        await _change(turn, resources.Changes(seen_by_linked=to_linked))
        return await card(turn)

    return choose


async def _card(turn: Turn, resource_id: UUID, *above: Html) -> Show:
    resource = await resources.owned(turn.actor, resource_id)
    language, pictures = turn.language, await photos.of(resource.id)
    listed = html(language, _LISTED_UNTIL, day=day(language, resource.lapses_at, turn.actor.time_zone, year=True))
    count = html_plural(language, "{n} photo is with it.", "{n} photos are with it.", len(pictures))
    text = blocks(
        *above,
        lines(
            bold(resource.title),
            name_of(resource.category_id, language),
            resource.place.name,
            *in_words(terms_of(resource.rules, resource.opening, instant=resource.instant), language).values(),
            count if pictures else None,
            html(language, _SEEN_BY_LINKED) if resource.seen_by_linked else None,
        ),
        paragraph(resource.description),
        listed if resource.state is Listed.LISTED else html(language, _IS_PAUSED),
    )
    choice = resource.seen_by_linked or await links.lie_around(resource.id)
    return Show(text, keyboard(*_card_rows(turn, resource, pictures, linked=choice)))


def _card_rows(turn: Turn, resource: Resource, pictures: list[Photo], *, linked: bool) -> list[Row]:
    def press(label: str, *chosen: str) -> Row:
        return button(sentence(turn.language, label), Verb.OWN, resource.id, version=resource.version, words=chosen)

    toggle = press(_PAUSE, "pause") if resource.state is Listed.LISTED else press(_LIST, "list")
    show = [press(_PHOTOS, "photos")] if pictures else []
    further = press(_NOT_TO_LINKED, "own") if resource.seen_by_linked else press(_TO_LINKED, "linked")
    changes = [toggle, press(_RENAME, "title"), press(_DESCRIBE, "description"), *show, press(_RETIRE, "retire")]
    return [*pairs(changes), further if linked else [], button(sentence(turn.language, _TO_LIST), Verb.THINGS)]


async def _change(turn: Turn, changes: resources.Changes) -> Resource:
    version = turn.press.version if turn.press else None
    return await resources.change(turn.actor, subject(turn), changes, now=turn.now, version=version)


async def _ask_retire(turn: Turn) -> Replies:
    resource = await resources.owned(turn.actor, subject(turn))
    language = turn.language
    yes = button(sentence(language, _YES), Verb.OWN, resource.id, version=resource.version, words=("gone",))
    no = button(sentence(language, _NO), Verb.OWN, resource.id, version=resource.version)
    return [Show(html(language, _SURE, title=resource.title), keyboard(yes, no))]


async def _retire(turn: Turn) -> Replies:
    resource = await _change(turn, resources.Changes(state=Listed.RETIRED))
    return [await _list(turn, html(turn.language, _GONE, title=resource.title))]


async def _photos(turn: Turn) -> Replies:
    resource = await resources.owned(turn.actor, subject(turn))
    pictures = [await _picture(turn, resource, photo) for photo in await photos.of(resource.id)]
    say = await _card(turn, resource.id)
    return [*pictures, Say(say.text, say.keyboard)]


async def _picture(turn: Turn, resource: Resource, photo: Photo) -> Reply:
    caption = bold(resource.title)
    if photo.telegram_file_id or turn.means.album is None:
        return Picture(photo.telegram_file_id or "", caption)
    path = photos.path_of(photo, turn.means.album)
    return Picture(await turn.outside(photo.sha256, lambda: asyncio.to_thread(path.read_bytes)), caption)


def _asks_for(field: str) -> Handler:
    async def ask(turn: Turn) -> Replies:
        resource = await resources.owned(turn.actor, subject(turn))
        await drafts.begin(turn, FLOW.name, field, thing=str(resource.id), title=resource.title)
        return await FLOW.stages[field].draw(turn)

    return ask


async def _draw_title(turn: Turn) -> Replies:
    ask = html(turn.language, _ASK_TITLE, title=turn.conversation.data["title"])
    return [Show(ask, keyboard(way_out_of(turn)))]


async def _draw_description(turn: Turn) -> Replies:
    ask = html(turn.language, _ASK_DESCRIPTION, title=turn.conversation.data["title"])
    return [Show(ask, keyboard(way_out_of(turn)))]


async def _take_title(turn: Turn) -> Replies:
    return await _changed(turn, resources.Changes(title=typed(turn)))


async def _take_description(turn: Turn) -> Replies:
    typed(turn)
    return await _changed(turn, resources.Changes(description=turn.text))


async def _changed(turn: Turn, changes: resources.Changes) -> Replies:
    thing = UUID(turn.conversation.data["thing"])
    await resources.change(turn.actor, thing, changes, now=turn.now)
    await drafts.end(turn)
    return [await _card(turn, thing)]


async def _left(turn: Turn) -> Replies:
    return [await _card(turn, UUID(turn.conversation.data["thing"]))]


def _entry(turn: Turn, resource: Resource) -> Row:
    paused = resource.state is Listed.PAUSED
    text = f"{resource.title} · {sentence(turn.language, _PAUSED)}" if paused else resource.title
    return button(text, Verb.OWN, resource.id, version=resource.version)


FLOW = Flow(
    "thing",
    {"title": Stage(_draw_title, _take_title), "description": Stage(_draw_description, _take_description)},
    left=_left,
)

ACTIONS: Mapping[str, Handler] = {
    "pause": _pause,
    "list": _list_again,
    "linked": _shows(to_linked=True),
    "own": _shows(to_linked=False),
    "retire": _ask_retire,
    "gone": _retire,
    "title": _asks_for("title"),
    "description": _asks_for("description"),
    "photos": _photos,
}

handlers: list[Route] = [
    Command("things", mine),
    Pressed(Verb.THINGS, mine),
    Pressed(Verb.OWN, pressed, redraw=card),
    *FLOW.routes(),
]
