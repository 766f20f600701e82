"""The door as an application: the table's routes, and the few addresses beside them."""

from collections.abc import Sequence

from aiohttp import web

from backend.api.deps import DEPS, ApiDeps
from backend.api.docs import add_docs
from backend.api.door import serve
from backend.api.health import livez, readyz
from backend.api.middlewares import admit, observe, refuse, share
from backend.api.routing import Route


def build_api(deps: ApiDeps, table: Sequence[Route]) -> web.Application:
    """The root application; other rooms add their routes to its router, under the same middlewares."""
    app = web.Application(middlewares=[observe, refuse, share, admit], client_max_size=deps.max_body_bytes)
    app[DEPS] = deps
    add_routes(app, table)
    add_docs(app, table, version=deps.version)
    app.router.add_get("/livez", livez)
    app.router.add_get("/readyz", readyz)
    return app


def add_routes(app: web.Application, table: Sequence[Route]) -> None:
    """Let the application answer every line of the table; those without names in their path first."""
    for route in sorted(table, key=lambda line: len(line.parts)):
        if route.method == "GET":
            app.router.add_get(route.path, serve(route), name=route.operation_id)
        else:
            app.router.add_route(route.method, route.path, serve(route), name=route.operation_id)
