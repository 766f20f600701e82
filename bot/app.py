"""The bot as the program runs it: conversations in order, updates in, notices out."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import web
from telegram.error import InvalidToken, NetworkError, RetryAfter

from backend.config import ConfigError, Fault, Settings
from backend.services.geocoding import AddressBook
from backend.services.photos import Album
from bot.conversations import FALLBACKS, ROUTES
from bot.delivery import Delivery
from bot.frame import Frame, assemble, telegram_application
from bot.introduction import introduce
from bot.means import Means
from bot.notices import RENDERERS
from bot.polling import Polling
from bot.redaction import redact
from bot.routes import ALLOWED_UPDATES
from bot.sending import Sending
from bot.webhook import webhook

_LOG = logging.getLogger(__name__)
_CLOSE_S = 3.0
_PAUSES_S = (1, 3, 10, 30, 60)


@dataclass(slots=True)
class Bot:
    """The Telegram door: `connect`, `begin` to receive and send, `close`."""

    settings: Settings
    frame: Frame
    delivery: Delivery
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _receives: asyncio.Event = field(default_factory=asyncio.Event)
    _work: asyncio.Task[None] | None = None

    async def connect(self) -> bool:
        """Learn from Telegram who the bot is; False where Telegram cannot be reached now.

        Raises ConfigError for a token that Telegram does not know: nothing but another one helps.
        """
        try:
            await self.frame.start()
        except InvalidToken as error:
            unknown = Fault("telegram.token", "Telegram does not know it: copy it from BotFather again")
            raise ConfigError((unknown,)) from error
        except (NetworkError, RetryAfter) as error:
            _LOG.warning("Telegram cannot be reached: %s", error)
            return False
        return True

    def begin(self, webhook_url: str) -> None:
        """Receive and send from now on; while Telegram cannot be reached, go on trying."""
        self._work = asyncio.create_task(self._run(webhook_url), name="bot")

    async def close(self) -> None:
        """Take no more updates and send no more notices; what is in work is finished, the rest stays owed.

        Telegram may be mute meanwhile: what hangs on it is let go after a moment, and comes again.
        """
        self._stop.set()
        if self._work is not None:
            await asyncio.wait({self._work}, timeout=_CLOSE_S)
            self._work.cancel()
            (ended,) = await asyncio.gather(self._work, return_exceptions=True)
            if isinstance(ended, Exception):
                _LOG.error("the bot's work had ended before", exc_info=ended)
        await self.frame.stop()

    def webhook(self) -> Callable[[web.Request], Awaitable[web.Response]]:
        """The handler of Telegram's own requests."""
        secret = self.settings.telegram.webhook_secret.get_secret_value()
        return webhook(self.frame.receiving, self.frame.bot, secret=secret, is_open=self._receives.is_set)

    async def _run(self, webhook_url: str) -> None:
        pauses = itertools.chain(_PAUSES_S, itertools.repeat(_PAUSES_S[-1]))
        while not await self._announced(webhook_url):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), next(pauses))
            if self._stop.is_set():
                return
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.delivery.run(self._stop), name="delivery")
            if self.settings.telegram.mode == "polling":
                polling = Polling(self.frame.bot, self.frame.receiving)
                tasks.create_task(polling.run(self._stop), name="polling")

    async def _announced(self, webhook_url: str) -> bool:
        """Say who we are and how updates reach us; False where that has to be tried again."""
        if not await self.connect():
            return False
        telegram, bot = self.settings.telegram, self.frame.bot
        self._receives.set()
        try:
            await introduce(bot)
            if telegram.mode == "webhook":
                secret = telegram.webhook_secret.get_secret_value()
                await bot.set_webhook(webhook_url, secret_token=secret, allowed_updates=ALLOWED_UPDATES)
            else:
                await bot.delete_webhook()
        except (NetworkError, RetryAfter) as error:
            _LOG.warning("Telegram cannot be told how updates reach us: %s", error)
            return False
        return True


def build_bot(
    settings: Settings,
    *,
    clock: Callable[[], datetime],
    album: Album,
    geocoder: AddressBook | None,
    sending: Sending | None = None,
) -> Bot:
    """Put the bot together; nothing is connected yet."""
    token = settings.telegram.token.get_secret_value()
    redact([token, settings.telegram.webhook_secret.get_secret_value()])
    application = telegram_application(token, api_base=settings.telegram.api_base)
    frame = assemble(application, ROUTES, FALLBACKS, Means(clock, settings, album, geocoder), sending=sending)
    delivery = Delivery(frame.bot, frame.sending, RENDERERS, clock=clock)
    return Bot(settings, frame, delivery)
