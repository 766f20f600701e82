"""One message out: paced, cut to size, as HTML or, if that is refused, as plain text."""

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from telegram import Bot, InlineKeyboardMarkup, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.replies import Picture, Pin, Say
from bot.sending import Priority, Sending
from bot.texts import CAPTION_UNITS, MESSAGE_UNITS, Html, cut, plain

_LOG = logging.getLogger(__name__)
_BROKEN_MARKUP = "can't parse entities"
_UNCHANGED = "message is not modified"

T = TypeVar("T")
Send = Callable[..., Awaitable[T]]


class Writing:
    """Writes messages at one priority; every failure but broken markup is the caller's."""

    def __init__(self, bot: Bot, sending: Sending, *, priority: Priority) -> None:
        self._bot = bot
        self._sending = sending
        self._priority = priority

    async def send(self, chat_id: int, what: Say | Picture | Pin) -> Message:
        """Send a message to the chat."""
        match what:
            case Say(text, keyboard):
                write = partial(self._bot.send_message, chat_id=chat_id, reply_markup=keyboard)
                return await self._in_html(chat_id, write, text, MESSAGE_UNITS)
            case Picture(photo, caption, keyboard):
                show = self._photo(chat_id, photo, keyboard)
                return await self._in_html(chat_id, show, caption, CAPTION_UNITS)
            case Pin(lat, lon, title, address):
                return await self._paced(chat_id, lambda: self._bot.send_venue(chat_id, lat, lon, title, address))

    async def edit(self, message: Message, text: Html, keyboard: InlineKeyboardMarkup | None) -> bool:
        """Put the text and buttons into a message that stands; False where Telegram does not let us."""
        chat_id = message.chat.id
        rewrite = partial(
            self._bot.edit_message_text, chat_id=chat_id, message_id=message.message_id, reply_markup=keyboard
        )
        try:
            await self._in_html(chat_id, rewrite, text, MESSAGE_UNITS)
        except BadRequest as refusal:
            return _UNCHANGED in str(refusal).lower()
        return True

    async def put_away(self, chat_id: int, message_id: int) -> None:
        """Take the buttons off a message."""
        await self._paced(chat_id, lambda: self._bot.edit_message_reply_markup(chat_id, message_id))

    def _photo(self, chat_id: int, photo: str | bytes, keyboard: InlineKeyboardMarkup | None) -> Send[Message]:
        async def show(*, text: str, parse_mode: str | None = None) -> Message:
            return await self._bot.send_photo(
                chat_id, photo, caption=text, parse_mode=parse_mode, reply_markup=keyboard, filename="photo.jpg"
            )

        return show

    async def _in_html(self, chat_id: int, send: Send[T], text: Html, limit: int) -> T:
        shown = cut(text, limit)
        try:
            return await self._paced(chat_id, lambda: send(text=shown, parse_mode=ParseMode.HTML))
        except BadRequest as refusal:
            if _BROKEN_MARKUP not in str(refusal).lower():
                raise
            _LOG.error("markup refused, sent as plain text: %s", refusal)
        return await self._paced(chat_id, lambda: send(text=plain(shown)))

    async def _paced(self, chat_id: int, send: Callable[[], Awaitable[T]]) -> T:
        return await self._sending.call(chat_id, send, priority=self._priority)
