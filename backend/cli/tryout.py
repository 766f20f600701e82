"""The program with nothing configured: a demo town, and our own Bot API server with a chat page beside it."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import secrets
import socket
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import orjson
from pydantic import SecretStr

from backend.app import Parts, Program, opened_database, running
from backend.clock import utc_now
from backend.config import Settings
from backend.config.settings import Telegram
from backend.demo import build_town, people_file
from backend.services import sessions

SANDBOX_PORT = 8081
SEED = 2026
BOT_NAME = "borrowdale_bot"


@dataclass(frozen=True, slots=True)
class Trial:
    """A program to try: where its chat page is, an invitation into the town, its steward and their access token."""

    program: Program
    chat_url: str
    invitation: str
    steward: str
    token: str


@contextlib.asynccontextmanager
async def tryout(settings: Settings, say: Callable[[str], None], *, port: int = SANDBOX_PORT) -> AsyncIterator[Trial]:
    """Run the program against the sandbox while the context is open."""
    token = f"1:{secrets.token_urlsafe(24)}"
    async with opened_database(settings, say):
        town = await build_town(seed=SEED, now=utc_now(), progress=say)
        access = await sessions.issue_token(town.steward, "borrowdale run", now=utc_now())
    http = settings.http.model_copy(update={"port": _free(settings.http.host, settings.http.port, say)})
    people = settings.app.data_dir / "demo-people.json"
    people.parent.mkdir(parents=True, exist_ok=True)
    people.write_bytes(orjson.dumps(people_file(town)))
    async with sandbox(people, token, port=_free("127.0.0.1", port, say)) as chat_url:
        tried = settings.model_copy(update={"http": http, "telegram": _at(settings, chat_url, token)})
        async with running(tried, Parts(progress=say)) as program:
            invitation = f"https://t.me/{BOT_NAME}?start=join_{town.invite_code}"
            yield Trial(program, f"{chat_url}/", invitation, town.steward.name, access.access_token)


def _free(host: str, port: int, say: Callable[[str], None]) -> int:
    """The port, or 0 for any, if somebody else has it."""
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            return port
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
    say(f"port {port} is taken, another one will do")
    return 0


@contextlib.asynccontextmanager
async def sandbox(people: Path, token: str, *, port: int) -> AsyncIterator[str]:
    """The sandbox in a process of its own; gives its address once it is ready."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.sandbox",
        "--port",
        str(port),
        "--people",
        str(people),
        "--with-parent",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "BORROWDALE_SANDBOX_TOKEN": token},
        start_new_session=True,
    )
    try:
        yield await _address(process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    """The sandbox's address, read off the lines it prints until it is ready."""
    if process.stdout is None:
        raise SandboxFailed("The chat page's output cannot be read.")
    address = ""
    async for line in process.stdout:
        words = line.decode().split()
        if words[:2] == ["Chat", "page"]:
            address = words[2].partition("/?")[0]
        if words == ["Ready."]:
            return address
    raise SandboxFailed("The chat page did not start; what it said stands above.")


def _at(settings: Settings, api_base: str, token: str) -> Telegram:
    return settings.telegram.model_copy(
        update={"api_base": api_base, "token": SecretStr(token), "username": BOT_NAME, "mode": "polling"}
    )


class SandboxFailed(RuntimeError):
    """The chat page's process did not become ready."""
