"""The command `borrowdale`: one subcommand for each thing an operator does."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from backend.cli.benching import add_bench
from backend.cli.demonstrating import add_demo
from backend.cli.operating import add_operating
from backend.cli.serving import add_serving
from backend.cli.tryout import SandboxFailed
from backend.config import ConfigError, Settings, load
from backend.language import SOURCE, refusal
from models.engine.connect import BadDatabaseUrl
from models.engine.lock_file import DatabaseInUse
from models.engine.sqlite import DatabaseTooOld
from models.errors import Refused
from models.migrate import WrongSchema

__all__ = ["main"]

CONFIG = Path("config.toml")
_PUT_RIGHT_BY_HAND = (
    ConfigError,
    WrongSchema,
    BadDatabaseUrl,
    DatabaseInUse,
    DatabaseTooOld,
    SandboxFailed,
    OSError,
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the subcommand that was typed; what the operator can put right ends with a sentence and 2."""
    asked = _parser().parse_args(arguments)
    try:
        sys.exit(asked.run(asked, _settings(asked)))
    except _PUT_RIGHT_BY_HAND as error:
        sys.exit(_complain(str(error)))
    except Refused as refused:
        sys.exit(_complain(str(refused.params.get("hint") or refusal(SOURCE, refused))))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="borrowdale", description="Share what your neighbourhood already has.")
    parser.add_argument("--version", action="version", version=f"borrowdale {version('borrowdale')}")
    parser.add_argument("--config", type=Path, help=f"the settings; {CONFIG} of this folder where there is one")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for add in (add_serving, add_demo, add_operating, add_bench):
        add(commands)
    return parser


def _settings(asked: argparse.Namespace) -> Settings:
    chosen: Path | None = asked.config or (CONFIG if CONFIG.exists() else None)
    return load(chosen, os.environ)


def _complain(text: str) -> int:
    print(text, file=sys.stderr)
    return 2
