"""The webhook: Telegram hands in an update and hears 200 only when it is done."""

import hmac
import logging
from collections.abc import Awaitable, Callable

import orjson
from aiohttp import web
from telegram import Bot, Update

from bot.receiving import Outcome, Receiving

_LOG = logging.getLogger(__name__)
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
_LIMIT_BYTES = 1024 * 1024
_ANSWERS: dict[Outcome | None, Callable[[], web.Response]] = {
    None: lambda: web.Response(status=400),
    Outcome.DONE: web.Response,
    Outcome.AGAIN: lambda: web.Response(status=503, headers={"Retry-After": "2"}),
}


def webhook(
    receiving: Receiving, bot: Bot, *, secret: str, is_open: Callable[[], bool] = lambda: True
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The route's handler; without a secret there is no webhook, and until it is open Telegram has to come again."""
    if not secret:
        raise ValueError("a webhook needs a secret")

    async def take(request: web.Request) -> web.Response:
        if not _is_telegram(request, secret):
            return web.Response(status=403)
        if not is_open():
            return _ANSWERS[Outcome.AGAIN]()
        if request.content_length is None or request.content_length > _LIMIT_BYTES:
            return web.Response(status=413)
        update = _read(await request.read(), bot)
        outcome = await receiving.receive(update) if update else None
        return _ANSWERS[outcome]()

    return take


def _is_telegram(request: web.Request, secret: str) -> bool:
    given = request.headers.get(_SECRET_HEADER, "")
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), secret.encode())


def _read(body: bytes, bot: Bot) -> Update | None:
    try:
        return Update.de_json(orjson.loads(body), bot)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        _LOG.error("an update cannot be read: %s", type(error).__name__)
        return None
