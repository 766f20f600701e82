"""The first half of an offer: a photo, what it is called, what sort of thing it is."""

from __future__ import annotations

from backend.language import mark, sentence
from bot import drafts
from bot.conversations.categories import TOP, below, category_of, guessed
from bot.conversations.choosing import Option, choice, chosen, option_rows, picked, typed
from bot.conversations.offer_steps import forward, header, photos_line, title_of
from bot.conversations.terms import usual
from bot.conversations.walking import way_out_of
from bot.keyboards import keyboard, pairs
from bot.replies import Replies, Show
from bot.texts import Html, blocks, html
from bot.turn import Turn
from matching.categories import load
from models.errors import Gone

_ASK_PHOTO = mark("What would you like to offer? Send a photo of it, or type its name.")
_ASK_PHOTO_OF = mark("Send a photo of “{title}”, or go on without one.")
_NO_PHOTO = mark("Without a photo")
_ASK_TITLE = mark("What is it called? Type a short name, such as “Bosch hammer drill”. You may send more photos.")
_KEEP_TITLE = mark("Keep “{title}”")
_ASK_CATEGORY = mark("What sort of thing is “{title}”? Choose, or type another word for it.")
_ASK_INSIDE = mark("Which of these is “{title}”?")
_NO_GUESS = mark("I know no sort of thing by that word. Choose one here, or type another word.")


async def draw_photo(turn: Turn) -> Replies:
    """Asks for a photo."""
    title = turn.conversation.data.get("title")
    ask = html(turn.language, _ASK_PHOTO_OF, title=title) if title else html(turn.language, _ASK_PHOTO)
    text = blocks(await header(turn), ask, photos_line(turn))
    return [Show(text, keyboard(*option_rows(turn, _photo_options(turn)), way_out_of(turn)))]


async def take_photo(turn: Turn) -> Html | None:
    """Goes on without a photo; other words are the name already."""
    if picked(turn, _photo_options(turn)):
        await forward(turn)
    else:
        await forward(turn, title=title_of(typed(turn)))
    return None


async def draw_title(turn: Turn) -> Replies:
    """Asks what it is called."""
    text = blocks(await header(turn), html(turn.language, _ASK_TITLE), photos_line(turn))
    title = turn.conversation.data.get("title")
    keep = choice(turn, sentence(turn.language, _KEEP_TITLE, title=title), "keep") if title else []
    return [Show(text, keyboard(keep, way_out_of(turn)))]


async def take_title(turn: Turn) -> Html | None:
    """Has the name."""
    if chosen(turn):
        await forward(turn)
    else:
        await forward(turn, title=title_of(typed(turn)), words="", inside=None)
    return None


async def draw_category(turn: Turn) -> Replies:
    """Asks what sort of thing it is: the likeliest, or the tree."""
    data = turn.conversation.data
    ask = _ASK_CATEGORY if data.get("inside") is None else _ASK_INSIDE
    text = blocks(await header(turn), html(turn.language, ask, title=data["title"]), photos_line(turn))
    rows = option_rows(turn, _category_options(turn))
    return [Show(text, keyboard(*pairs(rows), way_out_of(turn)))]


async def take_category(turn: Turn) -> Html | None:
    """Has the sort of thing, or goes down the tree, or guesses again from another word."""
    match picked(turn, _category_options(turn)):
        case ("is", code):
            category = _known(code)
            terms = turn.conversation.data.get("terms") or usual(load().kind(category))
            await forward(turn, category=category, terms=terms)
        case ("in", code):
            await drafts.advance(turn, "category", inside=TOP if code == TOP else _known(code))
        case _:
            return await _guess_again(turn)
    return None


async def _guess_again(turn: Turn) -> Html | None:
    words = typed(turn)
    found = len(guessed(words, turn.language)) > 1
    await drafts.advance(turn, "category", words=words if found else "", inside=None if found else TOP)
    return None if found else html(turn.language, _NO_GUESS)


def _photo_options(turn: Turn) -> list[Option]:
    return [(sentence(turn.language, _NO_PHOTO), ("without",))]


def _category_options(turn: Turn) -> list[Option]:
    data = turn.conversation.data
    inside = data.get("inside")
    if inside is not None:
        return below(None if inside == TOP else inside, turn.language)
    options = guessed(data.get("words") or data["title"], turn.language)
    return options if len(options) > 1 else below(None, turn.language)


def _known(code: str) -> str:
    category = category_of(code)
    if category is None:
        raise Gone(what="category")
    return category
