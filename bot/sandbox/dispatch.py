"""One request of the bot's: method, parameters, trouble, limits, handler, log."""

import inspect
import logging
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox import editing, media, membership, profile, sending
from bot.sandbox.arguments import Raw, Upload, Uploads, checked
from bot.sandbox.call import Call, Handler
from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.faults import Effect, Fault, Faults
from bot.sandbox.limits import Limits
from bot.sandbox.spec import SPEC
from bot.sandbox.world import World

REQUESTS_KEPT = 20_000
log = logging.getLogger(__name__)


class Cut(Exception):
    """The connection breaks off without an answer."""


@dataclass(frozen=True)
class Request:
    """A call as the bot made it, and the code it was answered with (0 when the answer was cut)."""

    method: str
    params: dict[str, Any]
    status: int
    description: str = ""


def too_many(seconds: int) -> ApiError:
    """A 429 in Telegram's form."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


class Dispatch:
    """Takes requests to their handlers and keeps a log of them."""

    def __init__(self, world: World, faults: Faults, receiving: Mapping[str, Handler]) -> None:
        self._handlers = dict(receiving)
        for part in (sending, editing, media, membership, profile):
            self._handlers |= part.METHODS
        self._world = world
        self._faults = faults
        self.limits: Limits | None = None
        self.monotonic: Callable[[], float] = time.monotonic
        self.requests: deque[Request] = deque(maxlen=REQUESTS_KEPT)
        self.on_request: Callable[[Request], None] | None = None

    async def handle(self, name: str, raw: Raw, uploads: Uploads) -> object:
        """The result of a call; ApiError or Cut if there is none."""
        try:
            result = await self._result(name, raw, uploads)
        except ApiError as error:
            self._log(name, raw | uploads, error.code, error.description)
            raise
        except Cut:
            self._log(name, raw | uploads, 0)
            raise
        self._log(name, raw | uploads, 200)
        return result

    def _log(self, name: str, params: Raw, status: int, description: str = "") -> None:
        """Keep a request, with the names of files in place of their bytes, and without the webhook's secret."""
        shown = {key: f"file:{value.name}" if isinstance(value, Upload) else value for key, value in params.items()}
        shown |= {"secret_token": "hidden"} if "secret_token" in shown else {}
        spec = SPEC.get(name.lower())
        request = Request(spec.name if spec else name, shown, status, description)
        self.requests.append(request)
        if self.on_request is not None:
            self.on_request(request)

    async def _result(self, name: str, raw: Raw, uploads: Uploads) -> object:
        spec = SPEC.get(name.lower())
        if spec is None:
            raise ApiError(404, "Not Found: method not found")
        params = checked(spec, raw, uploads)
        fault = self._faults.meeting(spec.name, params.get("chat_id"))
        self._before(fault)
        self._limit(spec.name, params.get("chat_id"))
        value = await self._handled(Call(self._world, spec.name, params, uploads))
        if fault is not None and fault.effect is Effect.CUT_AFTER:
            raise Cut
        return value

    async def _handled(self, call: Call) -> object:
        """What the handler makes of a call; parameters of a shape that it did not expect are refused."""
        try:
            result = self._handlers[call.method](call)
            return await result if inspect.isawaitable(result) else result
        except (TypeError, KeyError, ValueError, AttributeError) as error:
            log.warning("%s cannot be read: %r", call.method, error)
            raise bad_request(f"can't parse the parameters of {call.method}") from error

    def _before(self, fault: Fault | None) -> None:
        """Meet the trouble that keeps a call from being handled."""
        effect = fault.effect if fault is not None else None
        if fault is not None and effect is Effect.TOO_MANY:
            raise too_many(fault.retry_after_s)
        if effect is Effect.CUT_BEFORE:
            raise Cut
        if effect is Effect.SERVER_ERROR:
            raise ApiError(500, "Internal Server Error")
        if effect is Effect.BAD_GATEWAY:
            raise ApiError(502, "Bad Gateway")

    def _limit(self, method: str, chat_id: object) -> None:
        """Refuse a send over the limits, where they are enforced."""
        if self.limits is None or not isinstance(chat_id, int):
            return
        seconds = self.limits.retry_after_s(method, chat_id, self.monotonic)
        if seconds is not None:
            raise too_many(seconds)
