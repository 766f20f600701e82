"""Search over HTTP as a backend in FastAPI over PostgreSQL has it: a program of its own, in one of two designs.

Both: one worker of uvicorn on uvloop and httptools, without an access log, WebSockets, or a date and a name in each
answer; the parameters are FastAPI's own, one by one, which is quicker than one model of them; a pool of asyncpg's that
prepares each statement once; one client of it serves all statements of a request. The usual one, as such services are
written: all is in the database (`service_usual`), and FastAPI puts the answer through its declared model. The tuned
one: what listings say is kept in memory (`service_tuned`), nothing is put back between requests, and orjson writes the
answer from plain data, which is quicker than to have Pydantic look through it again.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any

import uvicorn
import uvloop
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Query, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from backend.api.answers import to_json
from backend.api.inputs import Line, Moment
from backend.api.pages import Page
from backend.api.search import FURTHEST, Match, Radius, Text, match
from backend.bench.peers import service_tuned, service_usual
from backend.bench.peers.service_store import Design, Store, Wanted, opened
from backend.clock import utc_now
from backend.config import load
from backend.services.search import Found
from matching.intervals import Period
from models.resource import Kind

BACKLOG = 1_024
Token = Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]
routes = APIRouter()


@routes.get("/readyz")
async def readyz() -> dict[str, Any]:
    """It listens only once it is ready."""
    return {"ready": True, "search": "postgres"}


@routes.get("/v1/search", response_model=Page[Match])
async def search(  # noqa: PLR0913 - FastAPI wants each parameter to be an argument
    request: Request,
    token: Token,
    *,
    q: Text = "",
    category: Line | None = None,
    kind: Kind | None = None,
    radius_m: Radius | None = None,
    start: Moment | None = None,
    end: Moment | None = None,
    cursor: Annotated[int, Query(ge=0, le=FURTHEST)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Any:
    """What can be had near by, the best first; a cursor is how many came before."""
    store: Store = request.app.state.store
    wanted = Wanted(q, category, kind, radius_m, _period(start, end), cursor + limit + 1)
    found = await store.search(token.credentials, wanted, utc_now())
    if found is None:
        raise HTTPException(401)
    return request.app.state.answer(_page(found, cursor, cursor + limit))


def api(store: Store, answer: Callable[[Any], Any]) -> FastAPI:
    """The service on what the store has."""
    app = FastAPI(title="Search near by")
    app.state.store, app.state.answer = store, answer
    app.include_router(routes)
    return app


def _period(start: datetime | None, end: datetime | None) -> Period | None:
    if start is None and end is None:
        return None
    if start is None or end is None or end <= start:
        raise HTTPException(422, "no period from start to end")
    return Period(start, end)


def _page(found: list[Found], first: int, last: int) -> dict[str, Any]:
    """A page of a ranked list of which one more than wanted was asked for."""
    more = len(found) > last
    data = [match(one) for one in found[first:last]]
    return {"data": data, "next_cursor": str(last) if more else None, "has_more": more}


def _ready_made(page: dict[str, Any]) -> Response:
    return Response(to_json(page), media_type="application/json")


def _for_the_model(page: dict[str, Any]) -> dict[str, Any]:
    return page


DESIGNS: Mapping[str, tuple[Design, Callable[[Any], Any]]] = {
    "tuned": (service_tuned.DESIGN, _ready_made),
    "usual": (service_usual.DESIGN, _for_the_model),
}


async def main(name: str) -> None:
    """Serve until SIGTERM; the settings come from the environment, and the address goes to standard output."""
    design, answer = DESIGNS[name]
    async with opened(load(None, os.environ), utc_now(), design) as store:
        listening = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
        host, port = listening.getsockname()
        sys.stdout.write(f"http://{host}:{port}\n")
        sys.stdout.flush()
        await _serving(api(store, answer)).serve(sockets=[listening])


def _serving(app: FastAPI) -> uvicorn.Server:
    chosen: dict[str, Any] = {"http": "httptools", "ws": "none", "lifespan": "off", "backlog": BACKLOG}
    quiet: dict[str, Any] = {"access_log": False, "log_level": "warning", "server_header": False, "date_header": False}
    return uvicorn.Server(uvicorn.Config(app, **chosen, **quiet))


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1]))
