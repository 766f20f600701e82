"""Replies on the screen: answers the press, edits in place or sends, and insists a little where the network fails."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot import receipts
from bot.replies import Replies, Reply, Say, Show, Toast
from bot.sending import Priority, Sending, seconds
from bot.texts import escape, toast
from bot.turn import Turn
from bot.writing import Writing

_LOG = logging.getLogger(__name__)
_PAUSES_S = (0.5, 1.5)
_LONGEST_PAUSE_S = 30.0

T = TypeVar("T")


class Showing:
    """Carries out replies for one bot."""

    def __init__(self, bot: Bot, sending: Sending) -> None:
        self.bot = bot
        self._sending = sending
        self._writing = Writing(bot, sending, priority=Priority.ANSWER)

    async def show(self, turn: Turn, replies: Replies) -> None:
        """Answer the press, then carry out the others in order.

        Returns when all were sent or refused for good; a network that stays away raises NetworkError.
        """
        said = [reply for reply in replies if isinstance(reply, Toast)]
        await self._answer(turn, said[0] if said else None)
        for reply in replies:
            await self._carry_out(turn, reply)

    async def _answer(self, turn: Turn, said: Toast | None) -> None:
        query = turn.update.callback_query
        if query is None:
            if said:
                await self._carry_out(turn, Say(escape(said.text)))
            return
        text, alert = (toast(said.text), said.alert) if said else (None, None)
        try:
            await self._insist(lambda: self.bot.answer_callback_query(query.id, text=text, show_alert=alert))
        except BadRequest:
            _LOG.info("the press of update %s was too old to be answered", turn.update.update_id)

    async def _carry_out(self, turn: Turn, reply: Reply) -> None:
        try:
            match reply:
                case Toast():
                    return
                case Show():
                    await self._screen(turn, reply)
                case _:
                    await self._insist(lambda: self._writing.send(turn.chat.id, reply))
        except (BadRequest, Forbidden) as refusal:
            _LOG.warning("update %s: %s not shown: %s", turn.update.update_id, type(reply).__name__, refusal)

    async def _screen(self, turn: Turn, screen: Show) -> None:
        shown = turn.draft or turn.ended
        if turn.update.callback_query and await self._edited(turn, screen):
            if shown and turn.message and shown.anchor_message_id != turn.message.message_id:
                await receipts.anchored(shown, turn.message.message_id)
            return
        say = Say(screen.text, screen.keyboard)
        sent = await self._insist(lambda: self._writing.send(turn.chat.id, say))
        if shown is None:
            return
        before = shown.anchor_message_id
        await receipts.anchored(shown, sent.message_id)
        if before is not None:
            await self._put_away(turn.chat.id, before)

    async def _edited(self, turn: Turn, screen: Show) -> bool:
        message = turn.message
        if message is None or message.text is None:
            return False
        return await self._insist(lambda: self._writing.edit(message, screen.text, screen.keyboard))

    async def _put_away(self, chat_id: int, message_id: int) -> None:
        try:
            await self._writing.put_away(chat_id, message_id)
        except TelegramError as refusal:
            _LOG.debug("old buttons stay: %s", refusal)

    async def _insist(self, send: Callable[[], Awaitable[T]]) -> T:
        for pause_s in _PAUSES_S:
            try:
                return await send()
            except (BadRequest, Forbidden):
                raise
            except RetryAfter as refusal:
                await self._sending.pause(min(seconds(refusal), _LONGEST_PAUSE_S))
            except NetworkError:
                await self._sending.pause(pause_s)
        return await send()
