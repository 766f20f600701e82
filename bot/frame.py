"""The bot put together: the library's application with our way of receiving, doing and sending."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from telegram import Bot
from telegram.ext import Application, ApplicationBuilder

from bot.conducting import Conducting
from bot.marks import Marks
from bot.means import Means
from bot.receiving import Receiving
from bot.request import AiohttpRequest
from bot.routes import Fallbacks, Route, Step, ptb_handlers
from bot.sending import Sending
from bot.showing import Showing

PtbApplication = Application[Any, Any, Any, Any, Any, Any]
_POLLS_AT_ONCE = 2
_DRAIN_S = 1.0


@dataclass(frozen=True, slots=True)
class Frame:
    """A bot that takes updates; `start` before the first, `stop` after the last."""

    application: PtbApplication
    sending: Sending
    receiving: Receiving
    marks: Marks

    @property
    def bot(self) -> Bot:
        bot: Bot = self.application.bot
        return bot

    async def start(self) -> None:
        """Open the connections and learn the bot's own name."""
        await self.application.initialize()

    async def stop(self) -> None:
        """Finish what is in work if it does not hang, write down what was answered, and close the connections."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.receiving.drain(), _DRAIN_S)
        await self.marks.settled()
        await self.application.shutdown()


def telegram_application(token: str, *, api_base: str) -> PtbApplication:
    """The library's application without its own receiving, persistence and jobs."""
    builder = ApplicationBuilder().token(token).base_url(f"{api_base}/bot").base_file_url(f"{api_base}/file/bot")
    builder = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest(connections=_POLLS_AT_ONCE))
    return builder.updater(None).job_queue(None).build()


def assemble(
    application: PtbApplication,
    routes: Sequence[Route],
    fallbacks: Fallbacks,
    means: Means,
    *,
    sending: Sending | None = None,
) -> Frame:
    """Hang the routes into the application, in their order, with one error handler."""
    sending = sending or Sending()
    marks = Marks()
    steps = {(route.flow, route.step): route.handler for route in routes if isinstance(route, Step)}
    showing = Showing(application.bot, sending)
    conducting = Conducting(showing, marks, steps, fallbacks, means)
    typed_and_pressed = (conducting.typed, conducting.stepped)
    application.add_handlers(ptb_handlers(routes, typed_and_pressed, fallbacks, conducting.callback))
    return Frame(application, sending, Receiving(application, clock=means.clock), marks)
