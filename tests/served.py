"""The program as an operator starts it: a process of its own, watched by what it prints, ended by its own id."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.sandbox import Sandbox

ROOT = Path(__file__).resolve().parent.parent
WEBHOOK_SECRET = "a-secret-of-the-tests"
START_WITHIN_S = 30.0


@dataclass
class Served:
    """A running program."""

    process: asyncio.subprocess.Process
    stderr: Path
    url: str = ""
    said: list[str] = field(default_factory=list)
    ready_after_s: float = 0.0

    async def until_ready(self) -> None:
        """Read what it says until the line that tells it is ready."""
        began = time.monotonic()
        async with asyncio.timeout(START_WITHIN_S):
            while not self.said or "ready" not in self.said[-1].split()[:2]:
                await self._hear()
        self.ready_after_s = time.monotonic() - began
        (self.url,) = (line.split()[-1].removesuffix("/v1") for line in self.said if line.endswith("/v1"))

    async def ended(self, *, within_s: float) -> int:
        """Its exit code, and that it came in time."""
        async with asyncio.timeout(within_s):
            return await self.process.wait()

    def send(self, word: signal.Signals) -> None:
        """Signal it."""
        self.process.send_signal(word)

    @property
    def complaints(self) -> str:
        """What it wrote to standard error."""
        return self.stderr.read_text()

    async def _hear(self) -> None:
        assert self.process.stdout is not None
        line = (await self.process.stdout.readline()).decode().rstrip()
        if not line:
            raise AssertionError(f"it ended before it was ready: {self.said}\n{self.complaints}")
        self.said.append(line)


def settings_for(
    database_url: str, folder: Path, sandbox: Sandbox | None = None, mode: str = "polling"
) -> dict[str, str]:
    """The environment of a program on this database, with its bot at the sandbox if there is one."""
    settings = {
        "APP__DATA_DIR": str(folder),
        "APP__SECRET": "a secret of at least 32 characters",
        "DATABASE__URL": database_url.replace("postgresql://", "postgres://"),
        "HTTP__PORT": "0",
        "HTTP__REQUESTS_PER_MINUTE": "1000000",
        "LOG__LEVEL": "WARNING",
    }
    if sandbox is not None:
        settings |= {
            "TELEGRAM__TOKEN": sandbox.setup.token,
            "TELEGRAM__API_BASE": sandbox.address,
            "TELEGRAM__USERNAME": sandbox.setup.username,
        }
    if mode == "webhook":
        settings |= _reachable(free_port())
    return {f"BORROWDALE__{key}": value for key, value in settings.items()}


def _reachable(port: int) -> dict[str, str]:
    """The bot's updates come to this port, so it has to be known before."""
    return {
        "HTTP__PORT": str(port),
        "APP__PUBLIC_URL": f"http://127.0.0.1:{port}",
        "TELEGRAM__MODE": "webhook",
        "TELEGRAM__WEBHOOK_SECRET": WEBHOOK_SECRET,
    }


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def started(settings: Mapping[str, str], folder: Path, *arguments: str) -> AsyncIterator[Served]:
    """Start `borrowdale serve`; however the block ends, the process has ended afterwards."""
    stderr = _fresh(folder)
    with stderr.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "backend",
            "serve",
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **settings},
        )
    try:
        yield Served(process, stderr)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@asynccontextmanager
async def serving(settings: Mapping[str, str], folder: Path, *arguments: str) -> AsyncIterator[Served]:
    """The same, once it is ready."""
    async with started(settings, folder, *arguments) as served:
        await served.until_ready()
        yield served


def _fresh(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"stderr-{len(list(folder.glob('stderr-*')))}"
