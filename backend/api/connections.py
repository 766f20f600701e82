"""The listening end: clients that dawdle are let go, and what is no HTTP at all gets a problem too."""

import logging
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import LineTooLong
from uuid_utils.compat import uuid7

from backend.api.answers import problem_response
from backend.api.finishing import finish
from backend.api.middlewares import http_problem, identify
from backend.api.problems import Unfit, of_unfit
from backend.language import SOURCE

LOG = logging.getLogger("borrowdale.api")
_LINGER_S = 1.0
_SHUTDOWN_S = 0.5  # for whoever was not done when the drain had waited


class Connection(web.RequestHandler):
    """One client's connection."""

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """The problem for what aiohttp could not read, or could not do; the connection ends with it."""
        if request.writer.output_size > 0:
            raise ConnectionError("the answer is on its way already")
        code = "headers_too_large" if isinstance(exc, LineTooLong) else "bad_request" if status < 500 else "internal"
        instance = str(uuid7())
        LOG.log(
            logging.INFO if status < 500 else logging.ERROR,
            "unreadable: %s",
            message or status,
            exc_info=exc if status >= 500 else None,
            extra={"request_id": instance},
        )
        answer = problem_response(of_unfit(Unfit(code), language=SOURCE, instance=instance), {})
        answer.headers["X-Request-Id"] = instance
        answer.force_close()
        return answer


class Listener(web.Server):
    """Makes our connections."""

    def __init__(self, inner: web.Server, **options: Any) -> None:
        async def handle(request: web.BaseRequest) -> web.StreamResponse:
            try:
                return await inner.request_handler(request)
            except web.HTTPException as raised:
                if not isinstance(request, web.Request):
                    raise
                identify(request)
                answer = http_problem(request, raised)
                finish(request, answer)
                return answer

        super().__init__(handle, request_factory=inner.request_factory, **options)
        self._options = options

    def __call__(self) -> Connection:
        return Connection(self, loop=self._loop, **self._options)


class Runner(web.AppRunner):
    """Runs the door; a client has `header_timeout_s` for its headers, or to ask again on a kept connection."""

    def __init__(self, app: web.Application, *, header_timeout_s: float) -> None:
        super().__init__(
            app,
            access_log=None,
            keepalive_timeout=header_timeout_s,
            lingering_time=_LINGER_S,
            shutdown_timeout=_SHUTDOWN_S,
        )

    async def _make_server(self) -> web.Server:
        return Listener(await super()._make_server(), **self._kwargs)
