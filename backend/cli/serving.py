"""`serve` and `run`: the program itself, and the program with a demo town and a chat page to try it in."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from datetime import timedelta

import uvloop

from backend.app import PARTS, Parts, Program, running
from backend.cli.logs import set_up_logs
from backend.cli.tryout import tryout
from backend.config import Settings
from backend.demo import NEWCOMER
from backend.services.sessions import ACCESS_FOR

_MINUTES = ACCESS_FOR // timedelta(minutes=1)


def add_serving(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommands that run until they are stopped."""
    serve = commands.add_parser("serve", help="run the program until Ctrl-C or SIGTERM")
    serve.add_argument("--only", choices=sorted(PARTS), action="append", help="run this part alone; may be repeated")
    serve.set_defaults(run=_serve)
    run = commands.add_parser("run", help="as serve; without a bot token also a demo town and a chat page")
    run.set_defaults(run=_run)


def _serve(asked: argparse.Namespace, settings: Settings) -> int:
    set_up_logs(settings.log)
    return uvloop.run(_until_stopped(settings, Parts(only=frozenset(asked.only or PARTS), progress=say)))


def _run(asked: argparse.Namespace, settings: Settings) -> int:
    if settings.telegram.token.get_secret_value():
        asked.only = None
        return _serve(asked, settings)
    set_up_logs(settings.log)
    return uvloop.run(_tried_out(settings))


async def _until_stopped(settings: Settings, parts: Parts) -> int:
    async with stopping() as stop, running(settings, parts) as program:
        _ready(program)
        await stop.wait()
        say("stopping")
    return 0


async def _tried_out(settings: Settings) -> int:
    async with stopping() as stop, tryout(settings, say) as trial:
        say(f"chat page   {trial.chat_url}")
        say(f"invitation  {trial.invitation}  for {NEWCOMER}, who is new: paste it to the bot")
        say(f"token       {trial.token}  opens the API as {trial.steward}, the steward, for {_MINUTES} minutes")
        _ready(trial.program)
        await stop.wait()
        say("stopping")
    return 0


@contextlib.asynccontextmanager
async def stopping() -> AsyncIterator[asyncio.Event]:
    """An event that Ctrl-C and SIGTERM set; a second Ctrl-C ends at once."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def ask() -> None:
        stop.set()
        loop.remove_signal_handler(signal.SIGINT)

    for word in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(word, ask)
    yield stop


def say(line: str) -> None:
    """A line for whoever started the program."""
    print(f"borrowdale  {line}", flush=True)


def _ready(program: Program) -> None:
    say(f"API         {program.api_url}/v1")
    say(f"API docs    {program.api_url}/docs")
    say("ready       stop with Ctrl-C")
