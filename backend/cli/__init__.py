"""The command `borrowdale`: one subcommand for each thing an operator does."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from backend.cli.benching import add_bench
from backend.cli.complaints import worded
from backend.cli.demonstrating import add_demo
from backend.cli.founding import add_founding
from backend.cli.operating import add_operating
from backend.cli.serving import add_serving
from backend.config import Settings, load

__all__ = ["main"]

CONFIG = Path("config.toml")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the subcommand that was typed; what the operator can put right ends with a sentence and 2."""
    asked = _parser().parse_args(arguments)
    try:
        sys.exit(asked.run(asked, _settings(asked)))
    except BrokenPipeError:
        _forget_output()  # whoever read it, such as head, has enough
    except Exception as error:
        complaint = worded(error)
        if complaint is None:
            raise
        print(complaint, file=sys.stderr)
        sys.exit(2)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="borrowdale", description="Share what your neighbourhood already has.")
    parser.add_argument("--version", action="version", version=f"borrowdale {version('borrowdale')}")
    parser.add_argument("--config", type=Path, help=f"the settings; {CONFIG} of this folder where there is one")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for add in (add_serving, add_demo, add_founding, add_operating, add_bench):
        add(commands)
    return parser


def _settings(asked: argparse.Namespace) -> Settings:
    chosen: Path | None = asked.config or (CONFIG if CONFIG.exists() else None)
    return load(chosen, os.environ)


def _forget_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
