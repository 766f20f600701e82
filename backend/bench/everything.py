"""All measurements, each in a process of its own so that none finds the memory of another; the page and its plots."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter
from typing import Any, TypeAlias

import orjson

from backend.bench.page import page
from backend.bench.processes import ROOT
from backend.bench.subjects import SUBJECTS
from backend.bench.targets import CROWDED

Tell: TypeAlias = Callable[[str, int], None]
"""Told what comes now, and how many parts there are."""

SEED = 1
SERVICE_S = 3
FIGURES = "bench.json"
LAST_WORDS = 600  # signs


def parts() -> dict[str, list[str]]:
    """The arguments of `bench` for each part, by the part's name."""
    sized = {
        f"{name} {n}": [name, "--n", str(n), "--seed", str(SEED), "--json"]
        for name, subject in SUBJECTS.items()
        for n in subject.sizes
    }
    service = ["service", "--seconds", str(SERVICE_S), "--json"]
    crowded = [*service, "--n", str(CROWDED), "--searches-only"]
    return {**sized, "service": service, f"service {CROWDED}": crowded}


def measure_everything(folder: Path, tell: Tell, listed: Mapping[str, list[str]]) -> list[str]:
    """Measure these parts, then write figures, page and plots into the folder; the faults, each in a sentence."""
    folder.mkdir(parents=True, exist_ok=True)
    figures, faults = dict[str, Any](), list[str]()
    for name, arguments in listed.items():
        tell(name, len(listed) + 1)
        begun = perf_counter()
        found, fault = _measured(arguments)
        if found is not None:
            figures[name] = {**found, "took_s": round(perf_counter() - begun, 1)}
            _keep(figures, folder)
        if fault:
            faults.append(f"{name}: {fault}")
    tell("the page and its plots", len(listed) + 1)
    write(figures, folder)
    return faults


def write(figures: Mapping[str, Any], folder: Path) -> None:
    """The page, and a plot for each subject that was measured."""
    plots: list[str] = importlib.import_module("backend.bench.plots").draw(figures, folder)
    (folder / "bench.md").write_text(page(figures, plots), "utf-8")


def _keep(figures: Mapping[str, Any], folder: Path) -> None:
    """After each part, so that a run that is broken off loses only the part that it was at."""
    (folder / FIGURES).write_bytes(orjson.dumps(figures, option=orjson.OPT_INDENT_2) + b"\n")


def _measured(arguments: list[str]) -> tuple[dict[str, Any] | None, str]:
    """Its figures, and what was wrong."""
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-m", "backend", "bench", *arguments], cwd=ROOT, capture_output=True, check=False
    )
    try:
        found: dict[str, Any] = orjson.loads(done.stdout)
    except orjson.JSONDecodeError:
        return None, f"not measured: {done.stderr.decode('utf-8', 'replace')[-LAST_WORDS:].strip()}"
    return found, f"{found['wrong']} wrong answers" if found.get("wrong") else ""


if __name__ == "__main__":  # the page again, from figures that were kept
    write(orjson.loads((Path(sys.argv[1]) / FIGURES).read_bytes()), Path(sys.argv[1]))
