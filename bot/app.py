"""The bot as the program runs it: conversations in order, updates in, notices out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from backend.config import Settings
from backend.services.geocoding import AddressBook
from backend.services.photos import Album
from bot.conversations import FALLBACKS, ROUTES
from bot.delivery import Delivery
from bot.frame import Frame, assemble, telegram_application
from bot.means import Means
from bot.notices import RENDERERS
from bot.polling import Polling
from bot.redaction import redact
from bot.routes import ALLOWED_UPDATES
from bot.sending import Sending


@dataclass(slots=True)
class Bot:
    """The Telegram door: `start` before anything, then `announce`; `stop_receiving`, then `stop`."""

    settings: Settings
    frame: Frame
    delivery: Delivery
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def start(self) -> None:
        """Connect to the Bot API."""
        await self.frame.start()

    async def announce(self, webhook_url: str) -> None:
        """Begin to take updates, by webhook or by polling, and to send what is owed."""
        bot = self.frame.bot
        if self.settings.telegram.mode == "webhook":
            secret = self.settings.telegram.webhook_secret.get_secret_value()
            await bot.set_webhook(webhook_url, secret_token=secret, allowed_updates=ALLOWED_UPDATES)
        else:
            await bot.delete_webhook()
            polling = Polling(bot, self.frame.receiving)
            self._tasks.append(asyncio.create_task(polling.run(self._stop), name="polling"))
        self._tasks.append(asyncio.create_task(self.delivery.run(self._stop), name="delivery"))

    async def stop_receiving(self) -> None:
        """Take no more updates and send no more notices; what is in work is finished, the rest stays owed."""
        self._stop.set()
        await asyncio.gather(*self._tasks)

    async def stop(self) -> None:
        """Close the connections."""
        await self.frame.stop()


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
