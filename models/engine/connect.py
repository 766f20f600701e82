"""Connecting the program to its one database, and letting go of it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.context import TortoiseContext, get_current_context

from models.engine.shield import uncancellable

ALIAS = "default"

for _talkative in ("tortoise.db_client", "aiosqlite"):
    # Their debug lines hold the parameters of every statement: messages, places, hashes.
    logging.getLogger(_talkative).setLevel(logging.INFO)


class BadDatabaseUrl(ValueError):
    """The database URL is neither sqlite:// nor postgres://."""


async def connect(
    url: str,
    *,
    pool_max: int = 20,
    acquire_timeout_s: float = 2.0,
    tables: Sequence[str] = ("models",),
) -> None:
    """Open the database for every task of this process; `disconnect()` must follow, else SIGTERM is not obeyed."""
    config = {
        "connections": {ALIAS: _connection(url, pool_max=pool_max, acquire_timeout_s=acquire_timeout_s)},
        "apps": {"models": {"models": list(tables), "default_connection": ALIAS}},
    }
    EXECUTOR_CACHE.clear()  # it holds SQL of the dialect that was connected before
    context = TortoiseContext()
    try:
        with context:  # only to set it up: every task finds it through the global fallback
            await context.init(config, use_tz=True, timezone="UTC", _enable_global_fallback=True)
        await context.connections.get(ALIAS).create_connection(with_db=True)
    except BaseException:
        await uncancellable(context.close_connections())
        raise


async def disconnect() -> None:
    """Close the database; safe to call twice, or after a connect that failed."""
    if (context := get_current_context()) is not None:
        await uncancellable(context.close_connections())


def leave_transaction() -> None:
    """Let the current context use the process's own client again instead of a running transaction's."""
    if (context := get_current_context()) is None:
        return
    client: BaseDBAsyncClient = context.connections.get(ALIAS)
    while isinstance(client, TransactionalDBClient):
        client = client._parent
    context.connections.set(ALIAS, client)


def _connection(url: str, *, pool_max: int, acquire_timeout_s: float) -> dict[str, Any]:
    """What Tortoise wants to know: sqlite:///absolute, sqlite://relative, postgres://user:pw@host:port/db?host=/socket."""
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        path = unquote(url.removeprefix("sqlite://"))
        return {"engine": "models.engine.sqlite", "credentials": {"file_path": path}}
    if scheme in ("postgres", "postgresql"):
        credentials = {"dsn": url, "pool_max": pool_max, "acquire_timeout_s": acquire_timeout_s}
        return {"engine": "models.engine.postgres", "credentials": credentials}
    raise BadDatabaseUrl(f"{scheme or 'no scheme'}: a database URL begins with sqlite:// or postgres://")
