"""`bench`: what the program and its parts can do on this machine, as tables or as JSON."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from backend.bench import sheets, subjects
from backend.bench.everything import measure_everything, parts
from backend.bench.processes import NotStarted
from backend.bench.report import as_json, show
from backend.bench.service import Bench, measure
from backend.bench.subjects import SUBJECTS, NotMeasurable
from backend.clock import utc_now
from backend.config import Settings

SECONDS = 5.0
LONGEST_S = 600.0
MOST = 10_000_000


def add_bench(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand that measures."""
    bench = commands.add_parser("bench", help="measure the program on this machine")
    measured = bench.add_subparsers(title="what to measure", required=True, metavar="SUBJECT")
    service = measured.add_parser("service", help="searches, writes, bot updates and the start of one process")
    service.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    service.add_argument("--seconds", type=_seconds, default=SECONDS, help=f"for each measurement; {SECONDS:g}")
    service.add_argument("--n", type=_count, default=0, help="things beside those of the demo town; none")
    service.add_argument("--searches-only", action="store_true", help="neither writes nor the bot")
    service.set_defaults(run=_service)
    for name, subject in SUBJECTS.items():
        one = measured.add_parser(name, help=subject.words)
        one.add_argument("--n", type=_count, default=subject.usual, help=f"{subject.counted}; {subject.usual:,}")
        one.add_argument("--seed", type=int, default=1, help="the same seed makes the same load; 1")
        one.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
        one.set_defaults(run=_subject, subject=name)
    everything = measured.add_parser("all", help="all of these at the sizes of docs/bench.md, which it writes")
    everything.add_argument("--into", type=Path, default=Path("docs"), help="the folder for the page and its plots")
    everything.set_defaults(run=_everything)


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= LONGEST_S:
        raise argparse.ArgumentTypeError(f"between 0 and {LONGEST_S:g}")
    return seconds


def _count(text: str) -> int:
    count = int(text)
    if not 0 < count <= MOST:
        raise argparse.ArgumentTypeError(f"between 1 and {MOST:,}")
    return count


def _service(asked: argparse.Namespace, _settings: Settings) -> int:
    """1 where the program did not start or an answer was unlike the other service's."""
    talk = Console(stderr=True)
    bench = Bench(
        seconds=asked.seconds,
        things=asked.n,
        searches_only=asked.searches_only,
        progress=lambda line: talk.print(line, style="dim", highlight=False),
    )
    try:
        report = asyncio.run(measure(bench, now=utc_now()))
    except NotStarted as why:
        talk.print(f"the program to be measured did not start:\n{why}", markup=False, highlight=False)
        return 1
    if asked.json:
        print(as_json(report))
    else:
        show(report, Console())
    return 1 if report.wrong else 0


def _subject(asked: argparse.Namespace, _settings: Settings) -> int:
    """1 where an answer was wrong, 2 where it could not be measured."""
    talk, subject = Console(stderr=True), SUBJECTS[asked.subject]
    try:
        with _bar(talk) as bar:
            task = bar.add_task(asked.subject, total=subjects.steps(subject))
            result = subjects.measure(subject, asked.n, asked.seed, lambda what: _tell(bar, task, what))
    except NotMeasurable as why:
        talk.print(str(why), markup=False, highlight=False)
        return 2
    if asked.json:
        print(orjson.dumps(result, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS).decode())
    else:
        sheets.show(result, Console())
    return 1 if result["wrong"] else 0


def _everything(asked: argparse.Namespace, _settings: Settings) -> int:
    """1 where an answer was wrong or a part could not be measured."""
    talk = Console(stderr=True)
    with _bar(talk) as bar:
        task = bar.add_task("bench", total=None)
        faults = measure_everything(asked.into, lambda what, of: _tell(bar, task, what, total=of), parts())
    for fault in faults:
        talk.print(fault, markup=False, highlight=False)
    talk.print(f"written: {asked.into / 'bench.md'}", markup=False, highlight=False)
    return 1 if faults else 0


def _bar(talk: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=talk, transient=True, expand=True
    )


def _tell(bar: Progress, task: TaskID, what: str, *, total: int | None = None) -> None:
    """What comes now; all before it is done."""
    begun = bool(bar.tasks[0].fields.get("begun"))
    bar.update(task, description=what, advance=int(begun), begun=True, total=total or bar.tasks[0].total)
