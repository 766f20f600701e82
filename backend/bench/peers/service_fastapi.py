"""Search over HTTP as a good backend in FastAPI over PostgreSQL would have it: a program of its own.

Tuned: one worker of uvicorn on uvloop and httptools, without an access log, WebSockets, or a date and a name in each
answer; the parameters are FastAPI's own, one by one, which is quicker than one model of them; the answer's model is
declared, but orjson writes it from plain data, which is quicker than to have Pydantic look through it again; a pool
of asyncpg's that prepares each statement once and puts nothing back between requests; one client of it serves both
statements of a request. `service_store` and `postgres_full` say what these are.
"""

from __future__ import annotations

import os
import socket
import sys
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
from backend.bench.peers.service_store import Store, Wanted, opened
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
) -> Response:
    """What can be had near by, the best first; a cursor is how many came before."""
    store: Store = request.app.state.store
    wanted = Wanted(q, category, kind, radius_m, _period(start, end), cursor + limit + 1)
    found = await store.search(token.credentials, wanted, utc_now())
    if found is None:
        raise HTTPException(401)
    return Response(to_json(_page(found, cursor, cursor + limit)), media_type="application/json")


def api(store: Store) -> FastAPI:
    """The service on what the store has."""
    app = FastAPI(title="Search near by")
    app.state.store = store
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


async def main() -> None:
    """Serve until SIGTERM; the settings come from the environment, and the address goes to standard output."""
    async with opened(load(None, os.environ), utc_now()) as store:
        listening = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
        host, port = listening.getsockname()
        sys.stdout.write(f"http://{host}:{port}\n")
        sys.stdout.flush()
        await _serving(store).serve(sockets=[listening])


def _serving(store: Store) -> uvicorn.Server:
    chosen: dict[str, Any] = {"http": "httptools", "ws": "none", "lifespan": "off", "backlog": BACKLOG}
    quiet: dict[str, Any] = {"access_log": False, "log_level": "warning", "server_header": False, "date_header": False}
    return uvicorn.Server(uvicorn.Config(api(store), **chosen, **quiet))


if __name__ == "__main__":
    uvloop.run(main())
