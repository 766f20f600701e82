"""The program says which search it uses, and never waits for the compiler."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from backend.services import compiling
from backend.services.compiling import Pace, pace
from matching.grid import GridEngine
from matching.rounds_solver import solver
from matching.standing_index import COMPILED, NUMPY, StandingIndex

AT_ONCE = (sys.executable, "-c", "")
NEVER = (sys.executable, "-c", "import time, pathlib, sys; pathlib.Path(sys.argv[1]).touch(); time.sleep(600)")

STARTED = (sys.executable, "-c", "import sys, backend.app; sys.exit('scipy.optimize' in sys.modules)")


def fits(_asked: str, _words: str) -> float:
    return 1.0


Searches = tuple[GridEngine, StandingIndex]


@pytest.fixture
def searches() -> Searches:
    return GridEngine(fits, compiled=False), StandingIndex(fits, walk=NUMPY)


async def settled() -> Pace:
    async with asyncio.timeout(60):
        while pace() is Pace.COMPILING:
            await asyncio.to_thread(lambda: None)
    return pace()


@pytest.mark.parametrize(("is_quicker", "expected"), [(True, Pace.COMPILED), (False, Pace.PLAIN)])
async def test_the_compiled_search_is_taken_where_it_is_the_quicker_one(
    searches: Searches, monkeypatch: pytest.MonkeyPatch, is_quicker: bool, expected: Pace
) -> None:
    monkeypatch.setattr(compiling, "is_compiled_faster", lambda _clock: is_quicker)
    monkeypatch.setattr(compiling, "warmed", lambda: COMPILED)
    async with compiling.compiling(*searches, AT_ONCE):
        found = pace(), await settled()

    assert found == (Pace.COMPILING, expected)
    assert (searches[0].compiled, searches[1].walk) == ((True, COMPILED) if is_quicker else (False, NUMPY))
    assert pace() is Pace.PLAIN


async def test_the_solver_is_no_part_of_the_start_but_is_there_soon_after(
    searches: Searches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling, "is_compiled_faster", lambda _clock: False)
    solver.cache_clear()
    async with compiling.compiling(*searches, AT_ONCE):
        await settled()
    started = await asyncio.create_subprocess_exec(*STARTED)

    assert solver.cache_info().currsize == 1
    assert await started.wait() == 0


async def test_a_compiler_that_fails_leaves_the_plain_search(
    searches: Searches, caplog: pytest.LogCaptureFixture
) -> None:
    async with compiling.compiling(*searches, ("/no/such/program",)):
        assert await settled() is Pace.PLAIN

    assert "the search stays the plain one" in caplog.text


async def test_what_compiles_ends_with_the_program(searches: Searches, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    async with asyncio.timeout(30), compiling.compiling(*searches, (*NEVER, str(begun))):
        while not begun.exists():
            await asyncio.to_thread(lambda: None)
        assert pace() is Pace.COMPILING

    assert not searches[0].compiled
