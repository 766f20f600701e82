"""The Bot API over HTTP: /bot<token>/<method> and /file/bot<token>/<path>."""

from hmac import compare_digest

import orjson
from aiohttp import web

from bot.sandbox.arguments import read
from bot.sandbox.dispatch import Cut, Dispatch
from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.files import Files

BODY_LIMIT = 55 * 1024 * 1024


class BotApi:
    """The routes that the bot calls."""

    def __init__(self, token: str, dispatch: Dispatch, files: Files) -> None:
        self._token = token
        self._dispatch = dispatch
        self._files = files

    def routes(self) -> list[web.RouteDef]:
        """Both paths, for every HTTP method that Telegram takes."""
        return [
            web.get("/bot{token:[^/]+}/{method}", self.call),
            web.post("/bot{token:[^/]+}/{method}", self.call),
            web.get("/file/bot{token:[^/]+}/{path:.+}", self.download),
        ]

    def _authorise(self, request: web.Request) -> None:
        """Refuse a token that is not the bot's."""
        if not compare_digest(request.match_info["token"].encode(), self._token.encode()):
            raise ApiError(401, "Unauthorized")

    async def call(self, request: web.Request) -> web.StreamResponse:
        """One call of a method."""
        try:
            self._authorise(request)
            raw, uploads = await read(request)
            result = await self._dispatch.handle(request.match_info["method"], raw, uploads)
        except ApiError as error:
            return answer(error.json(), error.code)
        except (UnicodeDecodeError, web.HTTPRequestEntityTooLarge):
            refusal = bad_request("strings must be encoded in UTF-8 and files no larger than 50 MB")
            return answer(refusal.json(), refusal.code)
        except Cut:
            return _cut(request)
        return answer({"ok": True, "result": result}, 200)

    async def download(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file."""
        try:
            self._authorise(request)
        except ApiError as error:
            return answer(error.json(), error.code)
        stored = self._files.at(request.match_info["path"])
        if stored is None:
            return answer(ApiError(404, "Not Found").json(), 404)
        return web.Response(body=stored.data, content_type="application/octet-stream")


def _cut(request: web.Request) -> web.Response:
    """Break the connection off; what is returned reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def answer(body: object, status: int) -> web.Response:
    """A JSON response."""
    return web.Response(body=orjson.dumps(body), status=status, content_type="application/json")
