"""The figures for people, as a table, and for programs, as one JSON object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from backend.bench.beside import Beside
from backend.bench.figures import Figures
from backend.bench.service import Measured, Report

ROWS = (
    ("API searches", "searches"),
    ("API writes (a need stated)", "writes"),
    ("bot updates, stored and answered (unpaced)", "updates"),
    ("bot updates at 50 a second", "paced"),
)


def as_json(report: Report) -> str:
    """One object: machine, what was left out, and for each database its conditions and figures."""
    return orjson.dumps(
        {
            "machine": report.machine,
            "left_out": report.left_out,
            "measured": [_plain(one) for one in report.measured],
            "wrong": report.wrong,
        },
        option=orjson.OPT_INDENT_2,
    ).decode()


def show(report: Report, console: Console) -> None:
    """Print a table for each database, with its conditions below."""
    for one in report.measured:
        console.print(_table(one))
        for name, found in one.beside.items():
            console.print(_compared(name, found))
        console.print(_words({**one.conditions, **report.machine}), style="dim")
        console.print()
    for line in report.left_out:
        console.print(line)


def _table(one: Measured) -> Table:
    table = Table(title=one.conditions["database"], title_justify="left")
    table.add_column("one process")
    for heading in ("a second", "p50 ms", "p95 ms", "p99 ms", "done", "failed", "load"):
        table.add_column(heading, justify="right")
    for title, found in _figures(one):
        table.add_row(title, *_cells(found))
    table.add_row(
        "cold start to ready (s)", f"{one.cold_start_s:.2f}", "", "", "", str(len(one.cold_starts_s)), "0", ""
    )
    shown = ", ".join(f"{seconds:.1f}" for seconds in one.compiled_s)
    table.add_row(f"start to {one.conditions.get('search', 'plain')} search (s)", shown, "", "", "", "", "", "")
    return table


def _figures(one: Measured) -> Iterator[tuple[str, Figures]]:
    first, *others = ((title, found) for title, name in ROWS if (found := getattr(one, name)) is not None)
    yield first
    yield from ((f"the same asked of {name}", other.searches) for name, other in one.beside.items())
    yield from others


def _cells(found: Figures) -> list[str]:
    shown = (found.per_second, found.p50_ms, found.p95_ms, found.p99_ms)
    return [*(f"{value:,.1f}" for value in shown), str(found.done), str(found.failed), f"{found.load_share:.0%}"]


def _compared(name: str, found: Beside) -> str:
    judged = f"{found.judged['wrong']} of {found.judged['answers']} answers differ"
    return f"searches a second, beside {name}: {found.ratio:g} ×; {judged}"


def _words(conditions: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in conditions.items())


def _plain(one: Measured) -> dict[str, Any]:
    return {
        "conditions": dict(one.conditions),
        **{name: found.as_dict() for _title, name in ROWS if (found := getattr(one, name)) is not None},
        **({"beside": {name: other.as_dict() for name, other in one.beside.items()}} if one.beside else {}),
        "cold_start_s": one.cold_start_s,
        "cold_starts_s": list(one.cold_starts_s),
        "compiled_s": list(one.compiled_s),
    }
