"""`bench`: what one process of the program can do on this machine, as a table or as JSON."""

from __future__ import annotations

import argparse
import asyncio

from rich.console import Console

from backend.bench.processes import NotStarted
from backend.bench.report import as_json, show
from backend.bench.service import Bench, measure
from backend.clock import utc_now
from backend.config import Settings

SECONDS = 5.0
LONGEST_S = 600.0


def add_bench(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand that measures."""
    bench = commands.add_parser("bench", help="measure the program on this machine")
    subjects = bench.add_subparsers(title="what to measure", required=True, metavar="SUBJECT")
    service = subjects.add_parser("service", help="searches, writes, bot updates and the start of one process")
    service.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    service.add_argument("--seconds", type=_seconds, default=SECONDS, help=f"for each measurement; {SECONDS:g}")
    service.set_defaults(run=_service)


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= LONGEST_S:
        raise argparse.ArgumentTypeError(f"between 0 and {LONGEST_S:g}")
    return seconds


def _service(asked: argparse.Namespace, _settings: Settings) -> int:
    talk = Console(stderr=True)
    bench = Bench(seconds=asked.seconds, progress=lambda line: talk.print(line, style="dim", highlight=False))
    try:
        report = asyncio.run(measure(bench, now=utc_now()))
    except NotStarted as why:
        talk.print(f"the program to be measured did not start:\n{why}", markup=False, highlight=False)
        return 1
    if asked.json:
        print(as_json(report))
    else:
        show(report, Console())
    return 0
