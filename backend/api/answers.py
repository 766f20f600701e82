"""From an Answer, or a refusal, to bytes and headers."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from aiohttp import web
from pydantic import BaseModel

from backend.api.deps import ALLOWANCE, LANGUAGE, REQUEST_ID
from backend.api.problems import PROBLEM_JSON, Unfit, of_refused, of_unfit, retry_after_s
from backend.api.routing import Answer
from backend.api.versions import etag
from backend.services.idempotency import StoredAnswer
from models.errors import Refused

_READS = frozenset({"GET", "HEAD", "DELETE"})


def stored(answer: Answer) -> StoredAnswer:
    """The answer as it goes out."""
    headers = dict(answer.headers)
    if answer.version is not None:
        headers["ETag"] = etag(answer.version)
    if answer.location is not None:
        headers["Location"] = answer.location
    if answer.status is HTTPStatus.NO_CONTENT:
        return StoredAnswer(answer.status, headers, "")
    headers["Content-Type"] = answer.media_type
    return StoredAnswer(answer.status, headers, to_json(answer.content).decode())


def plain(answer: Answer) -> web.Response:
    """An answer that is no JSON, for aiohttp."""
    return web.Response(
        status=answer.status, body=answer.content, headers={**answer.headers, "Content-Type": answer.media_type}
    )


def response(answer: StoredAnswer) -> web.Response:
    """The answer for aiohttp."""
    headers = dict(answer.headers) | ({"Idempotency-Replayed": "true"} if answer.replayed else {})
    return web.Response(status=answer.status, headers=headers, body=answer.body.encode() if answer.body else None)


def refused_response(request: web.Request, refused: Refused) -> web.Response:
    """The problem response for a refusal of the rules."""
    where = "query" if request.method in _READS else "body"
    problem = of_refused(refused, language=request[LANGUAGE], instance=request[REQUEST_ID], where=where)
    headers = {}
    if (seconds := retry_after_s(refused)) is not None:
        headers["Retry-After"] = str(seconds)
    if refused.code == "not_signed_in":
        headers["WWW-Authenticate"] = 'Bearer realm="borrowdale"'
    if ALLOWANCE in request and request[ALLOWANCE].spent:
        headers.pop("Retry-After", None)
    return problem_response(problem, headers)


def unfit_response(request: web.Request, unfit: Unfit) -> web.Response:
    """The problem response for a request that cannot be read."""
    problem = of_unfit(unfit, language=request[LANGUAGE], instance=request[REQUEST_ID])
    return problem_response(problem, unfit.headers)


def problem_response(problem: Mapping[str, Any], headers: Mapping[str, str]) -> web.Response:
    """A problem for aiohttp; never kept by caches."""
    sent = {"Cache-Control": "no-store", "Content-Type": PROBLEM_JSON, **headers}
    return web.Response(status=problem["status"], body=to_json(problem), headers=sent)


def to_json(content: Any) -> bytes:
    """JSON with times in UTC as Z."""
    return orjson.dumps(content, default=_plain, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(by_alias=True)
    return str(value)
