"""What the steps of an offer share: their order, the line over them, and photos that come at any time."""

from __future__ import annotations

from backend.language import mark, sentence
from backend.services import groups
from backend.services.photos import MOST_PER_RESOURCE
from backend.services.resources import TITLE_LONGEST
from backend.services.wording import clean_line
from bot import drafts
from bot.conversations.pictures import Sent, album_of, kept_picture
from bot.conversations.walking import go
from bot.keyboards import step_header
from bot.texts import Html, html_plural
from bot.turn import Turn
from models.errors import Invalid

NAME = "offer"
_TITLE = mark("Offer something")
_STEPS = ("photo", "title", "category", "place", "terms", "groups", "preview")


async def header(turn: Turn) -> Html:
    """Which of how many steps this is."""
    steps = await _steps(turn)
    at = steps.index(turn.conversation.step) + 1
    return step_header(turn.language, sentence(turn.language, _TITLE), at, len(steps))


async def forward(turn: Turn, **learnt: object) -> None:
    """On to the next step that has something to ask."""
    steps, known = await _steps(turn), {**turn.conversation.data, **learnt}
    following = steps[steps.index(turn.conversation.step) + 1]
    await go(turn, "category" if following == "title" and known.get("title") else following, **learnt)


def title_of(text: str) -> str:
    """The name of a thing, cleaned; refused where nothing is left or it is too long."""
    return clean_line(text, pointer="/title", longest=TITLE_LONGEST)


def photos_line(turn: Turn) -> Html | None:
    """How many photos there are so far."""
    count = len(turn.conversation.data.get("photos", []))
    return html_plural(turn.language, "{n} photo is with it.", "{n} photos are with it.", count) if count else None


async def add_photo(turn: Turn, sent: Sent) -> bool:
    """Puts a photo to the offer; False where it belongs to an album that was answered already."""
    data, album = turn.conversation.data, album_of(turn)
    if len(data["photos"]) >= MOST_PER_RESOURCE:
        raise Invalid.at("/photos", "too_long", max_length=MOST_PER_RESOURCE)
    photos = [*data["photos"], await kept_picture(turn, sent)]
    if album and album == data.get("album"):
        await drafts.note(turn, photos=photos)
        return False
    learnt = {"photos": photos, "album": album, **_from_caption(turn)}
    if turn.conversation.step == "photo" or (turn.conversation.step == "title" and learnt.get("title")):
        await forward(turn, **learnt)
    else:
        await drafts.advance(turn, turn.conversation.step, **learnt)
    return True


def _from_caption(turn: Turn) -> dict[str, object]:
    """A short caption names the thing, a long one describes it."""
    caption = turn.text.strip()
    if not caption or turn.conversation.data.get("title"):
        return {}
    return {"title": title_of(caption)} if len(caption) <= TITLE_LONGEST else {"description": caption}


async def _steps(turn: Turn) -> list[str]:
    several = len(await groups.of(turn.actor)) > 1
    return [step for step in _STEPS if several or step != "groups"]
