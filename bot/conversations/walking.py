"""Forward, Back and Cancel, the same in every conversation: each step knows how to draw itself.

first ──go──▶ next ──go──▶ … ──drafts.end──▶ done
  ▲             │
  └────Back─────┘          Cancel or /cancel from anywhere: `left`
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from backend.language import mark, sentence
from bot import drafts
from bot.callback_data import Verb
from bot.keyboards import Row, way_out
from bot.replies import Replies, Show, Toast
from bot.routes import Command, Fallbacks, Pressed, Route, Step
from bot.texts import html
from bot.turn import Handler, Turn
from models.receipt import Draft

_STOPPED = mark("Stopped. Nothing was sent or changed.")
_NOTHING_TO_STOP = mark("There is nothing to stop.")
_OLD = mark("This button belongs to an older message. Here is how things stand now.")
_TRAIL = "trail"


async def stopped(turn: Turn) -> Replies:
    """Says that nothing came of it; for conversations with no card to go back to."""
    return [Show(html(turn.language, _STOPPED))]


@dataclass(frozen=True, slots=True)
class Stage:
    """One step: `draw` shows its question, `take` has the answer, typed or pressed."""

    draw: Handler
    take: Handler


@dataclass(frozen=True, slots=True)
class Flow:
    """One conversation; `left` shows what stands where somebody cancelled it (its draft is still at hand)."""

    name: str
    stages: Mapping[str, Stage]
    left: Handler = stopped

    def routes(self) -> list[Step]:
        return [Step(self.name, step, stage.take) for step, stage in self.stages.items()]


async def go(turn: Turn, step: str, **learnt: object) -> Draft:
    """Take the conversation on to a step that Back leads away from again."""
    draft = turn.conversation
    trail = [*draft.data.get(_TRAIL, []), draft.step]
    return await drafts.advance(turn, step, **{**learnt, _TRAIL: trail})


def way_out_of(turn: Turn) -> Row:
    """Back and Cancel for the step that the conversation is at."""
    draft = turn.conversation
    return way_out(turn.language, draft.id, draft.version, first=not draft.data.get(_TRAIL))


def shared_routes(flows: Iterable[Flow], home: Handler) -> list[Route]:
    """Back, Cancel and /cancel for all conversations."""
    ways = _Ways({flow.name: flow for flow in flows}, home)
    return [
        Pressed(Verb.BACK, ways.back, ways.drawn),
        Pressed(Verb.CANCEL, ways.cancel, ways.drawn),
        Command("cancel", ways.cancel_by_word),
    ]


def redrawing(flows: Iterable[Flow], home: Handler) -> Handler:
    """Draws the step that the person is at, or else the home screen."""
    return _Ways({flow.name: flow for flow in flows}, home).drawn


def fallbacks(flows: Iterable[Flow], *, typed: Handler, pressed: Handler, home: Handler) -> Fallbacks:
    """What happens where no route fits."""
    return Fallbacks(typed=typed, pressed=pressed, redraw=redrawing(flows, home))


async def _pressed_now(turn: Turn) -> bool:
    """Whether the button is of the step where the conversation stands; that one is then at hand."""
    press = turn.press
    if press is None or press.subject is None or turn.person is None:
        return False
    draft = await drafts.find(turn.person, press.subject, now=turn.now)
    if draft is None or draft.version != press.version:
        return False
    turn.draft = draft
    return True


@dataclass(frozen=True, slots=True)
class _Ways:
    """The ways that lead through and out of these conversations."""

    known: Mapping[str, Flow]
    home: Handler

    async def back(self, turn: Turn) -> Replies:
        if not await _pressed_now(turn):
            return await self._old_card(turn)
        trail = list(turn.conversation.data.get(_TRAIL, []))
        step = trail.pop() if trail else turn.conversation.step
        await drafts.advance(turn, step, **{_TRAIL: trail})
        return await self.drawn(turn)

    async def cancel(self, turn: Turn) -> Replies:
        return await (self._left(turn) if await _pressed_now(turn) else self._old_card(turn))

    async def cancel_by_word(self, turn: Turn) -> Replies:
        if turn.draft is None:
            return [Toast(sentence(turn.language, _NOTHING_TO_STOP)), *await self.home(turn)]
        return await self._left(turn)

    async def drawn(self, turn: Turn) -> Replies:
        draft = turn.draft
        stage = self.known[draft.flow].stages.get(draft.step) if draft and draft.flow in self.known else None
        return await (stage.draw if stage else self.home)(turn)

    async def _left(self, turn: Turn) -> Replies:
        flow, draft = self.known.get(turn.conversation.flow), turn.conversation
        await drafts.end(turn)
        turn.draft = draft
        replies = await (flow.left if flow else stopped)(turn)
        turn.draft = None
        return replies

    async def _old_card(self, turn: Turn) -> Replies:
        return [Toast(sentence(turn.language, _OLD)), *await self.drawn(turn)]
