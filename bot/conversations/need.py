"""What somebody needs: said in one line, or asked for step by step; then what there is.

/need drill saturday afternoon ──────────────────────────▶ results ──Ask──▶ asking.py
/need ──▶ what? ──typed──▶ when? ──typed, a day, any time──▶ results ──No longer needed──▶ done
                                                                 └──Ask the owners──▶ answering.py
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from backend.language import duration, mark, sentence
from backend.services import inquiries, needs
from backend.services.search import Found
from bot import drafts
from bot.callback_data import Verb, pack
from bot.cards.around import around_button, around_line
from bot.cards.found import SHOWN, found_list
from bot.conversations.pressing import place_in_list, subject, words, words_in_link
from bot.conversations.walking import Flow, Stage, go, way_out_of
from bot.conversations.when import (
    EXAMPLE,
    ONLY_WORDS,
    Answer,
    day_rows,
    eyes,
    judged,
    part_question,
    part_rows,
    read_answer,
    step_button,
)
from bot.keyboards import Row, beside, button, keyboard, step_header
from bot.need_line import parse
from bot.replies import Replies, Show
from bot.routes import Command, Pressed, Route
from bot.texts import Html, blocks, bold, html, lines
from bot.turn import Turn
from models.need import Need, NeedState

FLOW = "need"
_MATCHES = 50

_TITLE = mark("What do you need?")
_WHAT = mark("Type what it is for or what it is called. You can add a time: “drill saturday afternoon”.")
_WHEN = mark("When do you need it?")
_ANY_TIME = mark("Any time")
_NAMED = mark("You look for: {what}")
_NOTHING = mark("Nothing near you fits yet. Your request stands until {until}, and your group can see it.")
_ASK = mark("Ask for {thing}")
_MORE, _BEFORE = mark("More ➡"), mark("⬅ Before")
_SEARCH, _CHANGE = mark("🔍 Search in other words"), mark("🕑 Say it anew")
_DONE = mark("✖ No longer needed")
_WITHDRAWN = mark("Done: nobody looks for {what} any more.")
_MET = mark("This request is met: {what}.")
_THEIRS = mark("{name} looks for: {what}")
_CAN_HELP = mark("If you have one to lend, offer it. {name} finds it then.")
_OFFER = mark("🎁 Offer something")
_FOR = mark("for {length}")


async def start(turn: Turn) -> Replies:
    """/need, with the wish in the same line or without."""
    return await _begun(turn, turn.argument)


async def begin(turn: Turn) -> Replies:
    """The button of the same meaning."""
    await drafts.begin(turn, FLOW, "what")
    return await draw_what(turn)


async def begin_by_link(turn: Turn, packed: str) -> Replies:
    """From a group's chat, with the wish that was typed there or without."""
    return await _begun(turn, words_in_link(packed))


async def _begun(turn: Turn, wish: str) -> Replies:
    line = parse(wish, language=turn.language, zone=turn.actor.time_zone, now=turn.now)
    if not line.text:
        return await begin(turn)
    return await _said(turn, line.text, judged(turn, line) if _has_time(line) else Answer())


async def draw_what(turn: Turn, problem: Html | None = None) -> Replies:
    text = blocks(_header(turn, 1), problem, html(turn.language, _WHAT))
    return [Show(text, keyboard(way_out_of(turn)))]


async def take_what(turn: Turn) -> Replies:
    line = parse(turn.text, language=turn.language, zone=turn.actor.time_zone, now=turn.now)
    if not line.text:
        return await draw_what(turn, html(turn.language, ONLY_WORDS) if not turn.text else None)
    if not _has_time(line):
        await go(turn, "when", text=line.text)
        return await draw_when(turn)
    return await _said(turn, line.text, judged(turn, line))


async def draw_when(turn: Turn, problem: Html | None = None) -> Replies:
    what = html(turn.language, _NAMED, what=bold(str(turn.conversation.data["text"])))
    text = blocks(_header(turn, 2), what, problem, html(turn.language, _WHEN), html(turn.language, EXAMPLE))
    any_time = step_button(turn, sentence(turn.language, _ANY_TIME), "any")
    return [Show(text, keyboard(*day_rows(turn), any_time, way_out_of(turn)))]


async def take_when(turn: Turn) -> Replies:
    text = str(turn.conversation.data["text"])
    if words(turn) == ("any",):
        return await _said(turn, text, Answer())
    answer = read_answer(turn)
    if answer.day is not None:
        asked = blocks(_header(turn, 2), html(turn.language, _NAMED, what=bold(text)), part_question(turn, answer.day))
        return [Show(asked, keyboard(*part_rows(turn, answer.day), way_out_of(turn)))]
    return await _said(turn, text, answer)


async def _said(turn: Turn, text: str, answer: Answer) -> Replies:
    """State the need and show what there is; a time that makes no sense is asked for again, the words kept."""
    if answer.problem is not None:
        if turn.draft is None or turn.draft.flow != FLOW:
            await drafts.begin(turn, FLOW, "what")
        if turn.conversation.step == "what":
            await go(turn, "when", text=text)
        return await draw_when(turn, answer.problem)
    start, end = answer.period or (None, None)
    wish = needs.Wish(text, starts_at=start, ends_at=end, duration_minutes=answer.minutes)
    need = await needs.state(turn.actor, wish, now=turn.now)
    if turn.draft is not None and turn.draft.flow == FLOW:
        await drafts.end(turn)
    return await _results(turn, need, remark=answer.remark)


async def show_results(turn: Turn) -> Replies:
    """What there is for a need, from the place in the list that the button names."""
    return await results_of(turn, subject(turn), first=place_in_list(turn))


async def results_of(turn: Turn, need_id: UUID, *, first: int = 0) -> Replies:
    """What there is for a need of one's own."""
    return await _results(turn, await needs.get(turn.actor, need_id), first=first)


async def _results(turn: Turn, need: Need, *, first: int = 0, remark: Html | None = None) -> Replies:
    if need.state is not NeedState.OPEN:
        return [Show(html(turn.language, _MET if need.state is NeedState.MET else _WITHDRAWN, what=bold(need.text)))]
    found = await needs.found_for(need, turn.actor, now=turn.now, limit=_MATCHES)
    progress = await inquiries.known(need)
    title = blocks(remark, need_lines(turn, need), around_line(turn.language, progress))
    if not found:
        nothing = html(turn.language, _NOTHING, until=eyes(turn).period(need.expires_at))
        return [Show(blocks(title, nothing), keyboard(*_rest(turn, need)))]
    asks = [_ask(turn, need, one) for one in found[first : first + SHOWN]]
    text = found_list(eyes(turn), title, found, first=first)
    around = around_button(turn.language, need, progress)
    return [Show(text, keyboard(*asks, _pages(turn, need, first, len(found)), around, *_rest(turn, need)))]


def _ask(turn: Turn, need: Need, one: Found) -> Row:
    return button(sentence(turn.language, _ASK, thing=one.card.title), Verb.ASK, one.card.id, words=[pack(need.id)])


def need_lines(turn: Turn, need: Need) -> Html:
    """What is needed, and when."""
    period = eyes(turn).period(need.starts_at, need.ends_at) if need.starts_at else None
    length = html(turn.language, _FOR, length=duration(turn.language, need.duration_minutes or 0))
    return lines(bold(need.text), period, length if need.duration_minutes else None)


def _pages(turn: Turn, need: Need, first: int, count: int) -> Row:
    language = turn.language
    before = button(sentence(language, _BEFORE), Verb.NEED_RESULTS, need.id, words=[str(max(0, first - SHOWN))])
    more = button(sentence(language, _MORE), Verb.NEED_RESULTS, need.id, words=[str(first + SHOWN)])
    return beside(before if first else [], more if first + SHOWN < count else [])


def _rest(turn: Turn, need: Need) -> list[Row]:
    language = turn.language
    anew = beside(button(sentence(language, _CHANGE), Verb.NEED), button(sentence(language, _SEARCH), Verb.FIND))
    return [anew, button(sentence(language, _DONE), Verb.NEED_DONE, need.id)]


async def withdraw(turn: Turn) -> Replies:
    need = await needs.withdraw(turn.actor, subject(turn), now=turn.now)
    return await _results(turn, need)


async def open_need(turn: Turn, need_id: UUID) -> Replies:
    """A need from the group's chat: one's own with what there is, somebody else's with how to help."""
    need = await needs.seen(turn.actor, need_id, now=turn.now)
    if need.person_id == turn.actor.id:
        return await _results(turn, need)
    named: dict[str, Any] = {"name": need.person.name, "what": need_lines(turn, need)}
    text = blocks(html(turn.language, _THEIRS, **named), html(turn.language, _CAN_HELP, **named))
    return [Show(text, keyboard(button(sentence(turn.language, _OFFER), Verb.OFFER)))]


def _has_time(line: Any) -> bool:
    return line.window is not None or line.duration_minutes is not None or bool(line.faults)


def _header(turn: Turn, step: int) -> Html:
    return step_header(turn.language, sentence(turn.language, _TITLE), step, 2)


flows = [Flow(FLOW, {"what": Stage(draw_what, take_what), "when": Stage(draw_when, take_when)})]

handlers: list[Route] = [
    Command("need", start),
    Pressed(Verb.NEED, begin),
    Pressed(Verb.NEED_RESULTS, show_results),
    Pressed(Verb.NEED_DONE, withdraw, redraw=show_results),
    *flows[0].routes(),
]
