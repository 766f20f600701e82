"""What happens round every request, outermost first: observe, refuse, share, admit."""

import logging
import re
import time
from collections.abc import Mapping
from functools import lru_cache

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler
from uuid_utils.compat import uuid7

from backend.api.access import bearer
from backend.api.answers import refused_response, unfit_response
from backend.api.deps import ALLOWANCE, CALLER, DEPS, LANGUAGE, REQUEST_ID
from backend.api.finishing import finish
from backend.api.problems import Unfit
from backend.language import choose, negotiate
from backend.services.sessions import Caller
from matching.invalid import InvalidValue
from models.errors import Invalid, NotSignedIn, Refused, TooMany

LOG = logging.getLogger("borrowdale.api")
_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_LIMITED = "/v1/"
_UNFIT_BY_STATUS = {
    404: "no_such_path",
    405: "method_not_allowed",
    408: "timeout",
    413: "too_large",
    415: "media_type",
    500: "internal",
}


@web.middleware
async def observe(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Name the request, count it, log one line about it, and finish its answer."""
    identify(request)
    deps, began = request.app[DEPS], time.monotonic()
    with deps.drain.under_way():
        answer = await handler(request)
    finish(request, answer)
    LOG.info(
        "%s %s %d",
        request.method,
        _template(request),
        answer.status,
        extra={"request_id": request[REQUEST_ID], "took_ms": round((time.monotonic() - began) * 1000, 1)},
    )
    return answer


@web.middleware
async def refuse(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn everything that goes wrong into a problem response."""
    try:
        return await handler(request)
    except web.HTTPException as raised:
        return http_problem(request, raised)
    except Unfit as unfit:
        return _closing(unfit_response(request, unfit), unfit)
    except Refused as refused:
        return refused_response(request, refused)
    except InvalidValue as wrong:
        return refused_response(request, Invalid.at(wrong.pointer, wrong.code, **wrong.params))
    except Exception:
        LOG.exception("unexpected", extra={"request_id": request[REQUEST_ID]})
        return unfit_response(request, Unfit("internal"))


@web.middleware
async def share(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer the question a browser asks before it lets a page of another origin ask its own."""
    asks = request.method == hdrs.METH_OPTIONS and hdrs.ACCESS_CONTROL_REQUEST_METHOD in request.headers
    if not asks or request.headers.get(hdrs.ORIGIN) not in request.app[DEPS].cors_origins:
        return await handler(request)
    return web.Response(
        status=204,
        headers={
            hdrs.ACCESS_CONTROL_ALLOW_METHODS: "GET, POST, PUT, PATCH, DELETE",
            hdrs.ACCESS_CONTROL_ALLOW_HEADERS: (
                "Authorization, Content-Type, Accept-Language, Idempotency-Key, If-Match, If-None-Match, X-Request-Id"
            ),
            hdrs.ACCESS_CONTROL_MAX_AGE: "7200",
        },
    )


@web.middleware
async def admit(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Find out who asks, in which language they are answered, and whether they asked too often."""
    if not request.path.startswith(_LIMITED):
        return await handler(request)
    deps = request.app[DEPS]
    caller, unknown = await _caller(request)
    request[ALLOWANCE] = deps.buckets.take(f"person {caller.person.id}" if caller else f"peer {request.remote}")
    if request[ALLOWANCE].spent:
        raise TooMany(retry_after_s=request[ALLOWANCE].refill_s)
    if unknown:
        raise NotSignedIn
    if caller:
        request[CALLER] = caller
        request[LANGUAGE] = _accepted(request) or choose(caller.person.language, None, None, deps.languages)
    return await handler(request)


def identify(request: web.Request) -> None:
    """Give the request its id and, until the caller is known, its language."""
    offered = request.headers.get("X-Request-Id", "")
    request[REQUEST_ID] = offered if _ID.fullmatch(offered) else str(uuid7())
    request[LANGUAGE] = _accepted(request) or request.app[DEPS].default_language


def http_problem(request: web.Request, raised: web.HTTPException) -> web.StreamResponse:
    """The problem that stands for an error of aiohttp's own; what is no error goes out as it is."""
    if raised.status < 400:
        return raised
    code = _UNFIT_BY_STATUS.get(raised.status, "bad_request")
    allowed: Mapping[str, str] = {hdrs.ALLOW: raised.headers[hdrs.ALLOW]} if hdrs.ALLOW in raised.headers else {}
    unfit = Unfit(code, headers=allowed)
    return _closing(unfit_response(request, unfit), unfit)


async def _caller(request: web.Request) -> tuple[Caller | None, bool]:
    """The caller, if there is a token; and whether there is one that is nobody's."""
    deps = request.app[DEPS]
    try:
        token = bearer(request.headers.get(hdrs.AUTHORIZATION))
        return (await deps.authenticate(token, now=deps.clock()) if token else None), False
    except NotSignedIn:
        return None, True


def _accepted(request: web.Request) -> str | None:
    return _negotiated(request.headers.get(hdrs.ACCEPT_LANGUAGE), request.app[DEPS].languages)


@lru_cache(maxsize=1024)
def _negotiated(accept_language: str | None, languages: tuple[str, ...]) -> str | None:
    """The same few headers come with every request, and each is asked about twice."""
    return negotiate(accept_language, languages)


def _closing(answer: web.Response, unfit: Unfit) -> web.Response:
    """A client that is still sending what nobody will read is not waited for."""
    if unfit.code in {"timeout", "too_large"}:
        answer.force_close()
    return answer


def _template(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return resource.canonical if resource else "-"
