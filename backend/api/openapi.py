"""The OpenAPI 3.1 document, made from the table that validates."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any

from backend.api.inputs import PageQuery
from backend.api.problems import PROBLEM_JSON
from backend.api.routing import Access, Route, Scope
from backend.api.schemas import Schemas

_TITLE = "Borrowdale"
_ABOUT = (
    "Neighbours share the things that stand idle. Times are RFC 3339; ids are opaque; every error is a Problem "
    "(RFC 9457) whose `type` and `code` are stable and whose `detail` is in the caller's language."
)
_LICENSE = {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"}
_BEARER = {"type": "http", "scheme": "bearer", "description": "An access token, or the key of an integration."}
_ETAG = {"description": "The version of this thing.", "schema": {"type": "string"}}
_LINK = {"description": 'The next page, as `rel="next"`.', "schema": {"type": "string"}}
_REPLAYED = {
    "description": "`true` where this answer was given before.",
    "schema": {"type": "string"},
}
_LOCATION = {"description": "The address of what was made.", "schema": {"type": "string"}}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "New for each thing you want done; the same again is the same request. Kept for 24 hours.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,255}$"},
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag as it was read, or `*` for whatever is there.",
    "schema": {"type": "string", "pattern": r'^("[0-9]{1,18}"|\*)$'},
}


def document(table: Sequence[Route], *, version: str) -> dict[str, Any]:
    """The whole document; the same table gives the same bytes."""
    schemas = Schemas(table)
    paths: dict[str, dict[str, Any]] = {}
    for route in table:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": _TITLE, "version": version, "description": _ABOUT, "license": _LICENSE},
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(route.tag for route in table)],
        "paths": {path: paths[path] for path in sorted(paths)},
        "components": {"schemas": schemas.components, "securitySchemes": {"bearer": _BEARER}},
    }


def _operation(route: Route, schemas: Schemas) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.operation_id,
        "summary": route.summary,
        "tags": [route.tag],
        "security": list(_security(route)),
        "parameters": [*_parts(route), *schemas.parameters(route), *_headers(route)],
    }
    if route.body is not None:
        operation["requestBody"] = {
            "required": not route.body_optional,
            "content": {media_type: {"schema": schemas.body(route)} for media_type in route.body_types},
        }
    operation["responses"] = {
        **{str(status): _answer(route, status, schemas) for status in sorted(route.answers)},
        "default": {
            "description": "A problem.",
            "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        },
    }
    return {name: part for name, part in operation.items() if part != [] or name == "security"}


def _answer(route: Route, status: int, schemas: Schemas) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": HTTPStatus(status).phrase}
    if headers := dict(_answer_headers(route, status)):
        answer["headers"] = headers
    if route.answers[status] is not None:
        answer["content"] = {route.media_type: {"schema": schemas.answer(route, status)}}
    return answer


def _answer_headers(route: Route, status: int) -> Iterator[tuple[str, Any]]:
    if route.etag and status != HTTPStatus.NO_CONTENT:
        yield "ETag", _ETAG
    if issubclass(route.query, PageQuery):
        yield "Link", _LINK
    if status == HTTPStatus.CREATED:
        yield "Location", _LOCATION
    if route.idempotent:
        yield "Idempotency-Replayed", _REPLAYED


def _security(route: Route) -> Iterator[dict[str, list[str]]]:
    if route.access is Access.PUBLIC:
        yield {}
    yield {"bearer": [route.access.name] if isinstance(route.access, Scope) else []}


def _parts(route: Route) -> Iterator[dict[str, Any]]:
    for name in route.parts:
        kind = {"type": "string", "format": "uuid"} if name in route.uuids else {"type": "string"}
        yield {"name": name, "in": "path", "required": True, "schema": kind}


def _headers(route: Route) -> Iterator[dict[str, Any]]:
    if route.idempotent:
        yield _KEY
    if route.takes_version:
        yield _IF_MATCH | {"required": route.guarded}
