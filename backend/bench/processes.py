"""The processes of a measurement: the program itself, and those that put load on it."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from aiohttp import ClientError, ClientSession

ROOT = Path(__file__).parent.parent.parent
PREFIX = "BORROWDALE__"
STOP_S = 20.0
START_S = 180.0
COMPILE_S = 180.0
"""Half a minute on a machine that does nothing else."""
_API = re.compile(r"http://[\d.]+:\d+")


class NotStarted(RuntimeError):
    """A process of the measurement ended before it was ready."""


COMPILING = "compiling"
PROGRAM = ("backend", "serve")


@dataclass(frozen=True, slots=True)
class Search:
    """Which search answers (compiled, plain, or still compiling), and how long after the start that was known."""

    pace: str
    after_s: float


@dataclass(frozen=True, slots=True)
class Serving:
    """A program that serves: where, and how long it took from its start until it said that it was ready."""

    url: str
    cold_start_s: float
    begun: float

    async def search(self, progress: Callable[[str], None], patience_s: float) -> Search:
        """Wait until it is settled which search answers, but no longer than that from now."""
        async with ClientSession(self.url, trust_env=False) as session:
            deadline, told = time.perf_counter() + patience_s, False
            while (pace := await _pace(session)) == COMPILING and time.perf_counter() < deadline:
                if not told:
                    progress("waiting for the compiled search")
                told = True
                await asyncio.sleep(0.05)
        return Search(pace, time.perf_counter() - self.begun)


@asynccontextmanager
async def serving(
    folder: Path, settings: Mapping[str, str], command: Sequence[str] = PROGRAM
) -> AsyncIterator[Serving]:
    """The program in a process of its own, with these settings, from nothing to a ready line; ended by SIGTERM."""
    with (folder / "program.log").open("ab") as log:
        begun = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", *command), cwd=folder, env=_environment(settings), stdout=PIPE, stderr=log
        )
        try:
            async with asyncio.timeout(START_S):
                url = await _address(process, folder)
                await _ready(url)
            took_s = time.perf_counter() - begun
            rest = asyncio.create_task(_unread(process))
            yield Serving(url, took_s, begun)
            await _ended(process)
            await rest
        finally:
            await _ended(process)


@asynccontextmanager
async def helper(module: str, folder: Path) -> AsyncIterator[Process]:
    """A process of ours that talks in lines of JSON."""
    with (folder / "helper.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module), cwd=folder, env=_environment({}), stdin=PIPE, stdout=PIPE, stderr=log
        )
        try:
            yield process
        finally:
            await _ended(process)


async def tell(process: Process, line: Mapping[str, Any]) -> None:
    """Give a helper a line."""
    if process.stdin is None:
        raise NotStarted("it does not listen")
    process.stdin.write(orjson.dumps(dict(line)) + b"\n")
    await process.stdin.drain()


async def hear(process: Process) -> dict[str, Any]:
    """Read a line of a helper's."""
    line = await process.stdout.readline() if process.stdout else b""
    if not line:
        raise NotStarted("a helper ended without an answer; its log stands beside the database")
    read: dict[str, Any] = orjson.loads(line)
    return read


async def _address(process: Process, folder: Path) -> str:
    while process.stdout is not None and (line := await process.stdout.readline()):
        found = _API.search(line.decode())
        if found:
            return found[0]
    raise NotStarted((folder / "program.log").read_text("utf-8", "replace")[-2_000:] or "the program said nothing")


async def _ready(url: str) -> None:
    async with ClientSession(trust_env=False) as session:
        while True:
            with suppress(ClientError):
                async with session.get(f"{url}/readyz") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.01)


async def _pace(session: ClientSession) -> str:
    async with session.get("/readyz") as answer:
        return str((await answer.json())["search"])


async def _unread(process: Process) -> None:
    """Take what else the program says, so that it never waits for a reader."""
    while process.stdout is not None and await process.stdout.readline():
        pass


async def _ended(process: Process) -> None:
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(STOP_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        with suppress(TimeoutError):  # where its pipe is held open, asyncio would wait for that too
            async with asyncio.timeout(STOP_S):
                await process.wait()


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without its settings of Borrowdale, and with these."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    path = os.pathsep.join([str(ROOT), *filter(None, [inherited.get("PYTHONPATH")])])
    return {**inherited, "PYTHONPATH": path, **{f"{PREFIX}{name}": value for name, value in settings.items()}}
