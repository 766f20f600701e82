"""One update from arrival to answer: claim it, let a handler work, commit, then show."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import CallbackContext

from backend.language import mark, refusal, sentence
from bot import drafts, receipts
from bot.arrival import arrive
from bot.marks import Marks
from bot.means import Means
from bot.receipts import Claim
from bot.replies import Replies, Toast, headed
from bot.routes import Callback, Fallbacks
from bot.showing import Showing
from bot.texts import escape
from bot.turn import Handler, NeedsOutside, Turn
from models.errors import Busy, Refused
from models.transaction import transactional

_LOG = logging.getLogger(__name__)
_FETCHES = 5
_UNANSWERED = 1000
_OLD_CARD = mark("This button belongs to an older message. Here is how things stand now.")


class AnswerOutstanding(Exception):
    """The update was done elsewhere a moment ago and its answer is on its way, or was lost: look again later."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a handler made of an update, once it is committed."""

    turn: Turn
    claim: Claim
    replies: Replies


class Conducting:
    """Runs handlers: each in one transaction with the receipt of its update, its replies after the commit."""

    def __init__(
        self,
        showing: Showing,
        marks: Marks,
        steps: Mapping[tuple[str, str], Handler],
        fallbacks: Fallbacks,
        means: Means,
    ) -> None:
        self._showing = showing
        self._marks = marks
        self._steps = steps
        self._fallbacks = fallbacks
        self._means = means
        self._unanswered: dict[int, Decision] = {}

    def callback(self, handler: Handler, redraw: Handler | None = None) -> Callback:
        """The handler as the library calls it."""

        async def conduct(update: Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
            await self.conduct(update, handler, redraw)

        return conduct

    async def conduct(self, update: Update, handler: Handler, redraw: Handler | None = None) -> None:
        """Do the update once and answer it; AnswerOutstanding where somebody else seems to be at it."""
        decision = self._unanswered.pop(update.update_id, None)
        if decision is None:
            decision = await self._decided(update, handler, redraw)
        if decision.claim is Claim.WAIT:
            raise AnswerOutstanding
        if decision.claim is not Claim.NOTHING:
            await self._answer(decision)

    async def _answer(self, decision: Decision) -> None:
        update_id = decision.turn.update.update_id
        try:
            await self._showing.show(decision.turn, decision.replies)
        except TelegramError:
            self._keep(update_id, decision)
            raise
        self._marks.answered(update_id)

    def _keep(self, update_id: int, decision: Decision) -> None:
        """Telegram did not take the answer: it is given when the update comes again."""
        self._unanswered[update_id] = decision
        if len(self._unanswered) > _UNANSWERED:
            del self._unanswered[next(iter(self._unanswered))]

    async def _decided(self, update: Update, handler: Handler, redraw: Handler | None) -> Decision:
        try:
            return await self._with_outside(update, handler)
        except Busy:
            raise
        except Refused as refused:
            return await self._refusal(update, refused, redraw)

    async def typed(self, turn: Turn) -> Replies:
        """Words, a photo or a place: for the step of the conversation they are in, if they are in one."""
        draft = turn.draft
        handler = self._steps.get((draft.flow, draft.step)) if draft else None
        return await (handler or self._fallbacks.typed)(turn)

    async def stepped(self, turn: Turn) -> Replies:
        """A STEP button: for the step it was drawn for; after that it is an old card."""
        press, draft = turn.press, None
        if turn.person and press and press.subject:
            draft = await drafts.find(turn.person, press.subject, now=turn.now)
        if draft is None or press is None or draft.version != press.version:
            return await self._old_card(turn)
        turn.draft = draft
        handler = self._steps.get((draft.flow, draft.step))
        return await (handler(turn) if handler else self._old_card(turn))

    async def _old_card(self, turn: Turn) -> Replies:
        return [Toast(sentence(turn.language, _OLD_CARD)), *await self._fallbacks.redraw(turn)]

    async def _with_outside(self, update: Update, handler: Handler) -> Decision:
        known: dict[str, object] = {}
        for _ in range(_FETCHES):
            try:
                return await self._decide(update, handler, known)
            except NeedsOutside as need:
                known[need.key] = await need.fetch()
        raise RuntimeError(f"update {update.update_id}: {handler} asks for more and more: {sorted(known)}")

    @transactional
    async def _decide(self, update: Update, handler: Handler, known: dict[str, object]) -> Decision:
        now = self._means.clock()
        claim = await receipts.claim(update.update_id, now)
        turn = await arrive(update, self._showing.bot, self._means, now=now)
        turn.known = known
        replies: Replies = []
        if claim is Claim.ALL:
            replies = await handler(turn)
        elif claim is Claim.ANSWER:
            replies = await self._fallbacks.redraw(turn)
        return Decision(turn, claim, replies)

    async def _refusal(self, update: Update, refused: Refused, redraw: Handler | None) -> Decision:
        async def explain(turn: Turn) -> Replies:
            text = refusal(turn.language, refused)
            if turn.update.callback_query is None:
                return headed(escape(text), await self._fallbacks.redraw(turn))
            return [Toast(text, alert=True), *(await redraw(turn) if redraw else [])]

        try:
            return await self._decide(update, explain, {})
        except (NeedsOutside, Refused):
            _LOG.exception("update %s: could not be drawn again after a refusal", update.update_id)
            return await self._decide(update, _only(refused), {})


def _only(refused: Refused) -> Handler:
    async def explain(turn: Turn) -> Replies:
        return [Toast(refusal(turn.language, refused), alert=True)]

    return explain
