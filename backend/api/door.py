"""One request through the table: read, run its handler, present."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from aiohttp import web

from backend.api.access import reaches
from backend.api.answers import plain, response, stored
from backend.api.deps import CALLER, DEPS, LANGUAGE
from backend.api.idempotency import fingerprint, key_of
from backend.api.pages import Cursors
from backend.api.problems import Unfit
from backend.api.reading import check_media_type, read
from backend.api.routing import Access, Asked, Route, Scope
from backend.api.versions import etag, expected, same
from backend.services.idempotency import StoredAnswer
from backend.services.sessions import Caller
from models.errors import Forbidden, NotSignedIn

HttpHandler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def serve(route: Route) -> HttpHandler:
    """The aiohttp handler of one line of the table."""

    async def handle(request: web.Request) -> web.StreamResponse:
        deps = request.app[DEPS]
        caller = _admitted(route, request.get(CALLER))
        key = key_of(request.headers.get("Idempotency-Key")) if route.idempotent else None
        version = _version(route, request.headers.get("If-Match"))
        sent = await _received(route, request, within_s=deps.body_timeout_s)
        asked = _asked(route, request, sent, version)
        if key is None or caller is None:
            return await _answered(route, request, asked)
        return await _kept(route, request, asked, key=key, sent=sent)

    return handle


def _admitted(route: Route, caller: Caller | None) -> Caller | None:
    if caller is None and route.access is not Access.PUBLIC:
        raise NotSignedIn
    if isinstance(route.access, Scope) and caller is not None and not reaches(caller, route.access.name):
        raise Forbidden
    return caller


def _version(route: Route, if_match: str | None) -> int | None:
    if route.guarded or (route.takes_version and if_match is not None):
        return expected(if_match)
    return None


async def _received(route: Route, request: web.Request, *, within_s: float) -> bytes:
    """The body, in time and not too large; a body that may be left out and was stands as an empty object."""
    if route.body is None:
        return b""
    try:
        async with asyncio.timeout(within_s):
            sent = await _all(route, request)
    except TimeoutError:
        raise Unfit("timeout") from None
    except web.HTTPRequestEntityTooLarge:
        raise Unfit("too_large") from None
    except (web.PayloadAccessError, web.RequestPayloadError, ConnectionError):  # the last: they hung up meanwhile
        raise Unfit("bad_request") from None
    if not sent and route.body_optional:
        return b"{}"
    check_media_type(request.content_type, request.charset, fitting=route.body_types)
    return sent


async def _all(route: Route, request: web.Request) -> bytes:
    """The whole body; a file may be as large as the album takes, all else as large as any request."""
    album = request.app[DEPS].album
    if not route.takes or album is None:
        return await request.read()
    sent = bytearray()
    async for chunk in request.content.iter_any():
        sent += chunk
        if len(sent) > album.max_bytes:
            raise Unfit("too_large")
    return bytes(sent)


def _asked(route: Route, request: web.Request, sent: bytes, version: int | None) -> Asked[Any, Any]:
    pairs = list(request.query.items())
    query, body = read(route.query, pairs, route.body, sent)
    deps = request.app[DEPS]
    return Asked(
        query=query,
        body=body,
        path=dict(request.match_info),
        caller=request.get(CALLER),
        now=deps.clock(),
        language=request[LANGUAGE],
        expected=version,
        deps=deps,
        cursors=Cursors(deps.secret, address=request.path, filters=pairs),
    )


async def _answered(route: Route, request: web.Request, asked: Asked[Any, Any]) -> web.Response:
    answer = await route.handler(asked)
    if answer.version is not None and request.method in {"GET", "HEAD"}:
        tag = {"ETag": etag(answer.version)}
        if same(request.headers.get("If-None-Match"), answer.version):
            return response(StoredAnswer(HTTPStatus.NOT_MODIFIED, tag, ""))
    sent = plain(answer) if isinstance(answer.content, bytes) else response(stored(answer))
    if answer.next_cursor is not None:
        following = request.rel_url.update_query(cursor=answer.next_cursor)
        sent.headers["Link"] = f'<{following}>; rel="next"'
    return sent


async def _kept(route: Route, request: web.Request, asked: Asked[Any, Any], *, key: str, sent: bytes) -> web.Response:
    async def effect() -> StoredAnswer:
        return stored(await route.handler(asked))

    answer = await request.app[DEPS].keep(
        asked.person,
        key=key,
        fingerprint=fingerprint(request.method, request.path_qs, sent),
        effect=effect,
        now=asked.now,
    )
    return response(answer)
