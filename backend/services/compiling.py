"""The compiled searches made ready behind; until then, or without a compiler, the plain ones give the same answers."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from enum import StrEnum

from matching.grid import GridEngine
from matching.grid.warming import is_compiled_faster
from matching.rounds_solver import solver
from matching.standing_index import StandingIndex
from matching.standing_warming import warmed

_LOG = logging.getLogger(__name__)
COMPILER = (sys.executable, "-m", "matching.warming")


class Pace(StrEnum):
    """Which search answers, and whether that is the last word."""

    COMPILING = "compiling"
    COMPILED = "compiled"
    PLAIN = "plain"


_pace = [Pace.PLAIN]


def pace() -> Pace:
    """Which search this process uses: while COMPILING the plain one, which it then leaves or stays with."""
    return _pace[0]


@asynccontextmanager
async def compiling(
    engine: GridEngine, standing: StandingIndex, compiler: Sequence[str] = COMPILER
) -> AsyncIterator[None]:
    """Meanwhile make the compiled searches ready; they are used from then on, if they are the quicker ones.

    A process of its own compiles, where that was not done yet: half a minute in which this one is not held up. It ends
    with this one; each function stays compiled once it is, so that the next start goes on where this one was stopped.
    """
    _pace[0] = Pace.COMPILING
    task = asyncio.create_task(_made_ready(engine, standing, compiler), name="compiling")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        _pace[0] = Pace.PLAIN


async def _made_ready(engine: GridEngine, standing: StandingIndex, compiler: Sequence[str]) -> None:
    try:
        await _compiled(compiler)
        await asyncio.to_thread(solver)  # the first round must not wait for it either
        if await asyncio.to_thread(is_compiled_faster, time.perf_counter):
            walk = await asyncio.to_thread(warmed)
            engine.compiled, standing.walk = True, walk
    except Exception:  # noqa: BLE001 - whatever is wrong with the compiler, the plain search serves
        _LOG.exception("the search stays the plain one")
    _pace[0] = Pace.COMPILED if engine.compiled else Pace.PLAIN


async def _compiled(compiler: Sequence[str]) -> None:
    child = await asyncio.create_subprocess_exec(*compiler, stdout=DEVNULL, stderr=DEVNULL)
    try:
        await child.wait()
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
