"""Looking round without asking anybody: in words, or by the tree of categories.

/search drill saturday ─────────▶ results ──Ask──▶ asking.py
/search ──▶ what? ──typed────────▶ results ──typed──▶ results …
              └──a category──▶ its parts … ──▶ results
"""

from __future__ import annotations

from datetime import datetime

from backend.language import length, mark, sentence
from backend.services import alerts, search
from backend.services.people import RADII_M
from bot import drafts
from bot.callback_data import Verb, in_button
from bot.cards.found import SHOWN, found_list
from bot.conversations.pressing import whole, words
from bot.conversations.walking import Flow, Stage, go, way_out_of
from bot.conversations.when import ONLY_WORDS, Period, eyes, judged, step_button
from bot.keyboards import Row, beside, button, keyboard, pairs
from bot.need_line import parse
from bot.replies import Replies, Show, headed
from bot.routes import Command, Pressed, Route
from bot.texts import Html, blocks, bold, html, lines
from bot.turn import Turn
from matching.categories import load

FLOW = "search"
_MATCHES = 50
_FEW = 2
"""Up to so many results one may well want to hear of another."""

_TITLE = mark("What are you looking for?")
_TYPE = mark("Type it, such as “drill” or “room for 12 people saturday”, or go through the categories.")
_NOTHING = mark("There is nothing like it within {distance} of you.")
_EVERYTHING = mark("All in {category}")
_TRY = mark("Type other words, look further away, or let your neighbours know with /need.")
_AGAIN = mark("Type other words to search again.")
_ASK = mark("Ask for {thing}")
_FURTHER = mark("🔭 Look further away")
_TELL_ME = mark("🔔 Tell me when there is one")
_LOOKING_OUT = mark("🔔 I tell you when there is one. /alerts shows what I look out for.")
_MORE, _BEFORE = mark("More ➡"), mark("⬅ Before")
_INTO = "in"


async def start(turn: Turn) -> Replies:
    """/search, with the words in the same line or without."""
    await drafts.begin(turn, FLOW, "what")
    return await (_searched(turn) if turn.argument else draw_what(turn))


async def begin(turn: Turn) -> Replies:
    """The button of the same meaning."""
    await drafts.begin(turn, FLOW, "what")
    return await draw_what(turn)


async def draw_what(turn: Turn) -> Replies:
    """The question, with the kinds or the parts of the category that was opened."""
    tree, inside = load(), turn.conversation.data.get("category")
    text = blocks(bold(sentence(turn.language, _TITLE)), html(turn.language, _TYPE))
    below = tree.children(inside) if inside in tree else tree.roots
    parts = pairs(step_button(turn, tree.name(each, turn.language), _INTO, _word(each)) for each in below)
    whole = _whole(turn, inside) if inside in tree else []
    return [Show(text, keyboard(whole, *parts, way_out_of(turn)))]


def _whole(turn: Turn, category: str) -> Row:
    name = load().name(category, turn.language)
    return step_button(turn, sentence(turn.language, _EVERYTHING, category=name), "all", _word(category))


async def take_what(turn: Turn) -> Replies:
    tree = load()
    match words(turn):
        case ("in", word) if (category := _category(word)) in tree and not tree[category].is_leaf:
            await go(turn, "what", category=category)
            return await draw_what(turn)
        case ("in" | "all", word) if (category := _category(word)) in tree:
            await go(turn, "found", category=category, text="", first=0, period=None, minutes=None, told=False)
            return await draw_found(turn)
    return await (_searched(turn) if turn.text.strip() else _asked_again(turn, html(turn.language, ONLY_WORDS)))


async def _searched(turn: Turn) -> Replies:
    line = parse(turn.argument, language=turn.language, zone=turn.actor.time_zone, now=turn.now)
    answer = judged(turn, line) if line.window or line.faults else None
    if answer and answer.problem:
        return await _asked_again(turn, answer.problem)
    period = [moment.isoformat() for moment in answer.period] if answer and answer.period else None
    text = line.text or turn.argument
    learnt = {"text": text[: search.TEXT_LONGEST], "period": period, "minutes": line.duration_minutes}
    await go(turn, "found", category=None, first=0, told=False, **learnt)
    return await draw_found(turn)


async def _asked_again(turn: Turn, problem: Html) -> Replies:
    asked = await draw_what(turn)
    return [Show(blocks(problem, one.text), one.keyboard) if isinstance(one, Show) else one for one in asked]


async def draw_found(turn: Turn) -> Replies:
    data, look = turn.conversation.data, eyes(turn)
    looking = _looking(turn)
    found = await search.search(turn.actor, looking, now=turn.now)
    first = min(int(data.get("first", 0)), max(0, len(found) - 1))
    title = _title(turn, looking)
    if not found:
        nothing = html(turn.language, _NOTHING, distance=_reach(turn, looking))
        return [Show(blocks(title, nothing, html(turn.language, _TRY)), keyboard(*_ways(turn, first, found_count=0)))]
    asks = [_ask(turn, one) for one in found[first : first + SHOWN]]
    text = blocks(found_list(look, title, found, first=first), html(turn.language, _AGAIN))
    return [Show(text, keyboard(*asks, *_ways(turn, first, found_count=len(found))))]


async def found_again(turn: Turn) -> Replies:
    """The results of the search that is still open; nothing where there is none."""
    searches = [draft for draft in await drafts.unfinished(turn) if draft.flow == FLOW]
    if not searches or searches[0].step != "found":
        return []
    await drafts.resume(turn, searches[0])
    return await draw_found(turn)


async def take_found(turn: Turn) -> Replies:
    match words(turn):
        case ("from", first):
            await drafts.advance(turn, "found", first=whole(first))
        case ("tell",):
            return headed(await _look_out(turn), await draw_found(turn))
        case ("far",):
            radius_m = min(RADII_M[1], 2 * (_looking(turn).radius_m or turn.actor.radius_m))
            await drafts.advance(turn, "found", radius_m=radius_m, first=0, told=False)
        case _ if turn.press is None and turn.text.strip():
            return await _searched(turn)
        case _:
            pass
    return await draw_found(turn)


async def _look_out(turn: Turn) -> Html:
    """Set an alert for what was looked for; once for each search."""
    looking, data = _looking(turn), turn.conversation.data
    if not data.get("told"):
        span = {"starts_at": looking.starts_at, "ends_at": looking.ends_at, "duration_minutes": data.get("minutes")}
        wanted = alerts.Lookout(looking.text, looking.category_id, radius_m=looking.radius_m, **span)
        await alerts.stand(turn.actor, wanted, now=turn.now)
        await drafts.advance(turn, "found", told=True)
    return html(turn.language, _LOOKING_OUT)


def _ask(turn: Turn, one: search.Found) -> Row:
    """The button under a result; it carries the time that was looked for."""
    period = _period(turn)
    span = [in_button(moment) for moment in period] if period else []
    return button(sentence(turn.language, _ASK, thing=one.card.title), Verb.ASK, one.card.id, words=span)


def _title(turn: Turn, looking: search.Looking) -> Html:
    name = load().name(looking.category_id, turn.language) if looking.category_id else looking.text
    period = _period(turn)
    return lines(bold(name), eyes(turn).period(*period) if period else None)


def _reach(turn: Turn, looking: search.Looking) -> str:
    return length(turn.language, looking.radius_m or turn.actor.radius_m)


def _period(turn: Turn) -> Period | None:
    stored = turn.conversation.data.get("period")
    return (datetime.fromisoformat(stored[0]), datetime.fromisoformat(stored[1])) if stored else None


def _word(category: str) -> str:
    """A category's id as a button can carry it."""
    return category.replace(".", "_")


def _category(word: str) -> str:
    return word.replace("_", ".")


def _looking(turn: Turn) -> search.Looking:
    data, period = turn.conversation.data, _period(turn)
    start, end = period or (None, None)
    minutes = data.get("minutes")
    return search.Looking(
        text=data.get("text", ""),
        category_id=data.get("category"),
        radius_m=data.get("radius_m") or turn.actor.radius_m,
        starts_at=start,
        ends_at=end,
        duration_minutes=(minutes or search.shortest(start, end)) if start and end else None,
        limit=_MATCHES,
    )


def _ways(turn: Turn, first: int, *, found_count: int) -> list[Row]:
    language = turn.language
    before = step_button(turn, sentence(language, _BEFORE), "from", str(max(0, first - SHOWN)))
    more = step_button(turn, sentence(language, _MORE), "from", str(first + SHOWN))
    pages = beside(before if first else [], more if first + SHOWN < found_count else [])
    widest = (_looking(turn).radius_m or 0) >= RADII_M[1]
    further = [] if widest or found_count > SHOWN else step_button(turn, sentence(language, _FURTHER), "far")
    enough = found_count > _FEW or turn.conversation.data.get("told")
    tell_me = [] if enough else step_button(turn, sentence(language, _TELL_ME), "tell")
    return [pages, tell_me, further, way_out_of(turn)]


flows = [Flow(FLOW, {"what": Stage(draw_what, take_what), "found": Stage(draw_found, take_found)})]

handlers: list[Route] = [Command("search", start), Pressed(Verb.FIND, begin), *flows[0].routes()]
