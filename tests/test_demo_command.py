"""`borrowdale demo`: what somebody sees who watches one loan go its way."""

from __future__ import annotations

import asyncio
import io
import os
import sys
from pathlib import Path

import pytest
from rich.console import Console

from backend.cli.demonstrating import CHAPTERS, shown
from tests.served import ROOT


async def ran(*arguments: str, folder: Path) -> tuple[int, str, str]:
    """The command as a newcomer types it, into a pipe."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "backend", "demo", *arguments),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        async with asyncio.timeout(60):
            out, errors = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    return process.returncode or 0, out.decode(), errors.decode()


async def test_one_loan_through_each_door_is_shown_and_closed(tmp_path: Path) -> None:
    code, out, errors = await ran("--once", folder=tmp_path)

    assert (code, errors) == (0, "")
    assert "\x1b" not in out
    for words in ("Ann's chat", "[ ✅ Accept request ]", "Ben's laptop  POST /v1/needs", '"state": "closed"'):
        assert words in out
    assert "All loans are closed: yes" in out


async def test_without_once_it_says_what_to_type(tmp_path: Path) -> None:
    code, out, _errors = await ran(folder=tmp_path)

    assert code == 2
    assert "borrowdale run" in out


@pytest.mark.parametrize("last", [3, 5])
async def test_a_loan_that_is_not_closed_is_a_failure(last: int) -> None:
    """With the last scenes left out."""
    (coming, in_chat, _by_api), told = CHAPTERS, io.StringIO()

    code = await shown(Console(file=told), [coming, (in_chat[0], in_chat[1][:last])])

    assert code == 1
    assert "All loans are closed: no" in told.getvalue()


async def test_a_scene_that_cannot_be_played_is_a_failure() -> None:
    (coming, in_chat, _by_api), told = CHAPTERS, io.StringIO()

    code = await shown(Console(file=told), [coming, (in_chat[0], in_chat[1][1:])])

    assert code == 1
    assert "The play got stuck" in told.getvalue()
