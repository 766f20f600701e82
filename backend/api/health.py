"""Is it alive, and may it be sent requests: for whatever watches the process."""

import asyncio
import logging

from aiohttp import web

from backend.api.answers import to_json
from backend.api.deps import DEPS, Check

LOG = logging.getLogger("borrowdale.api")
_PATIENCE_S = 2.0


async def livez(_request: web.Request) -> web.Response:
    """200 as long as the process answers."""
    return web.Response(text="alive\n")


async def readyz(request: web.Request) -> web.Response:
    """200 if every check passes, else 503; each check by name, and which search answers: that keeps nobody waiting."""
    deps = request.app[DEPS]
    names = list(deps.ready)
    passed = await asyncio.gather(*(_passes(name, deps.ready[name]) for name in names))
    checks = dict(zip(names, passed, strict=True)) | {"not_draining": not deps.drain.begun}
    return web.Response(
        status=200 if all(checks.values()) else 503,
        body=to_json({"ready": all(checks.values()), "checks": checks, "search": deps.search()}),
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


async def _passes(name: str, check: Check) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE_S):
            return await check()
    except Exception:
        LOG.exception("readiness check failed", extra={"check": name})
        return False
