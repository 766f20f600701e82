"""The document at /openapi.json and the page that reads it out at /docs; nothing comes from elsewhere."""

from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files

import orjson
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from backend.api.openapi import document
from backend.api.routing import Route

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_ASSETS = {
    "/docs": ("docs.html", "text/html"),
    "/docs/docs.js": ("docs.js", "text/javascript"),
    "/docs/docs.css": ("docs.css", "text/css"),
    "/docs/icon.svg": ("icon.svg", "image/svg+xml"),
}


def add_docs(app: web.Application, table: Sequence[Route], *, version: str) -> None:
    """Serve the document of the table and the page that shows it."""
    app.router.add_get("/openapi.json", _fixed(written(table, version=version), "application/json"))
    for path, (name, media_type) in _ASSETS.items():
        content = files("backend.api").joinpath("assets", name).read_bytes()
        app.router.add_get(path, _fixed(content, media_type))


def written(table: Sequence[Route], *, version: str) -> bytes:
    """The document as bytes, as it is served and as `borrowdale openapi` prints it."""
    return orjson.dumps(document(table, version=version), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _fixed(content: bytes, media_type: str) -> Handler:
    tag = f'"{sha256(content).hexdigest()[:32]}"'

    async def handle(request: web.Request) -> web.StreamResponse:
        headers = {hdrs.ETAG: tag, hdrs.CONTENT_SECURITY_POLICY: _POLICY, hdrs.CACHE_CONTROL: "public, no-cache"}
        if tag in request.headers.get(hdrs.IF_NONE_MATCH, ""):
            return web.Response(status=304, headers=headers)
        return web.Response(body=content, headers=headers, content_type=media_type, charset="utf-8")

    return handle
