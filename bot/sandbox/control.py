"""The chat page, and the endpoints behind it under /sandbox."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import orjson
from aiohttp import web

from bot.sandbox import views
from bot.sandbox.deeds import DEEDS, checked
from bot.sandbox.errors import ApiError, NotPossible
from bot.sandbox.person import Person
from bot.sandbox.server import answer

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox

PAGE = Path(__file__).parent / "page"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}
HEARTBEAT_S = 15.0
Route = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Control:
    """What a person does and sees, as JSON for the page."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox
        self._world = sandbox.world

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        person = "/sandbox/people/{person:\\d+}"
        app.add_routes(
            [
                web.get("/", guarded(self.page)),
                web.get("/sandbox/page/{name:[a-z]+\\.(?:js|css|svg)}", guarded(self.page)),
                web.get("/sandbox/people", guarded(self.people)),
                web.get(person + "/chats", guarded(self.chats)),
                web.get(person + "/chats/{chat:-?\\d+}", guarded(self.chat)),
                web.get("/sandbox/events", guarded(self.events)),
                web.get("/sandbox/requests", guarded(self.requests)),
                web.get("/sandbox/files/{file_id:\\w+}", guarded(self.file)),
                web.post(person + "/photo", guarded(self.photo)),
                web.post(person + "/{deed:[a-z_]+}", guarded(self.act)),
            ]
        )

    async def page(self, request: web.Request) -> web.StreamResponse:
        """The page itself, its script and its style."""
        path = PAGE / request.match_info.get("name", "index.html")
        if not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path, headers=HEADERS)

    async def people(self, _request: web.Request) -> web.StreamResponse:
        """Everybody, with unread marks; the bot, the groups and the places at hand."""
        return answer(views.town(self._sandbox), 200)

    async def chats(self, request: web.Request) -> web.StreamResponse:
        """The chats that a person is in, and the groups that they may join."""
        return answer(views.chats(self._sandbox, self._person(request)), 200)

    async def chat(self, request: web.Request) -> web.StreamResponse:
        """A chat as a person sees it; marks it as read if `read` is asked for."""
        person, chat_id = self._person(request), int(request.match_info["chat"])
        return answer(views.chat(self._sandbox, person, chat_id, read="read" in request.query), 200)

    async def act(self, request: web.Request) -> web.StreamResponse:
        """Let a person do something."""
        deed = DEEDS.get(request.match_info["deed"])
        if deed is None:
            raise web.HTTPNotFound
        body = checked(orjson.loads(await request.read() or b"{}"))
        deed(self._sandbox, self._person(request), body)
        return answer({"ok": True}, 200)

    async def photo(self, request: web.Request) -> web.StreamResponse:
        """Let a person send the picture in the body."""
        person, where = self._person(request), request.query.get("chat")
        person.sends_photo(
            await request.read(), caption=request.query.get("caption", ""), where=int(where) if where else None
        )
        return answer({"ok": True}, 200)

    async def requests(self, _request: web.Request) -> web.StreamResponse:
        """The last hundred calls of the bot's."""
        return answer([vars(call) for call in list(self._sandbox.requests)[-100:]], 200)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A picture for the page, or a file to save."""
        stored = self._world.files.get(request.match_info["file_id"])
        if stored is None:
            raise web.HTTPNotFound
        headers = HEADERS if stored.mime_type.startswith("image/") else HEADERS | {"Content-Disposition": "attachment"}
        return web.Response(body=stored.data, content_type=stored.mime_type, headers=headers)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """A line whenever something looks different, as server-sent events."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        told = -1
        while self._sandbox.running and request.transport is not None:
            if told != self._world.version:
                told = self._world.version
                await response.write(b"data: %d\n\n" % told)
                continue
            try:
                await asyncio.wait_for(self._world.pulse.next(), HEARTBEAT_S)
            except TimeoutError:
                await response.write(b": still here\n\n")
        return response

    def _person(self, request: web.Request) -> Person:
        """The person that the path names."""
        person = self._sandbox.people.get(int(request.match_info["person"]))
        if person is None:
            raise NotPossible("there is no such person")
        return person


def guarded(route: Route) -> Route:
    """Take requests from this machine's own pages only, and word what cannot be done."""

    async def kept_in(request: web.Request) -> web.StreamResponse:
        _check_sender(request)
        try:
            return await route(request)
        except (NotPossible, ApiError) as error:
            return answer({"ok": False, "error": str(error)}, 400)
        except (KeyError, TypeError, ValueError) as error:
            return answer({"ok": False, "error": f"cannot read this: {error!r}"}, 400)
        except ConnectionResetError:
            return web.Response()

    return kept_in


def _check_sender(request: web.Request) -> None:
    """Refuse names that only lead here by a trick, and pages of other sites."""
    if urlsplit(f"//{request.host}").hostname not in LOOPBACK:
        raise web.HTTPForbidden(text="the sandbox answers to the loopback address only")
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise web.HTTPForbidden(text="another site may not use the sandbox")
