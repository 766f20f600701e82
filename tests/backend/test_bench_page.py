"""The page says what was measured and whether the targets are met; the command prints what programs can read."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
import pytest
from PIL import Image
from rich.console import Console

from backend.bench import everything, plots, sheets, subjects, text
from backend.bench.page import page
from backend.bench.rival_names import KDTREE, POSTGRES, POSTGRES_FULL, RTREE, SCAN
from backend.bench.subjects import SUBJECTS, NotMeasurable
from backend.cli import main
from tests.backend.bench_figures import allocation, arrival, matching, reverse

PICTURES = (
    "matching-rate",
    "matching-p99",
    "reverse-rate",
    "reverse-p99",
    "allocation-served",
    "arrival-served",
    "text-hits",
)


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    return {
        "matching 10000": matching(4.0),
        "matching 1000000": matching(8.0),
        "reverse 1000000": reverse(),
        "allocation 500": allocation(),
        "arrival 400": arrival(),
        "text 80": text.measure(80, 1),
    }


def test_the_page_has_a_row_for_everybody_and_a_column_for_every_size(figures: dict[str, Any]) -> None:
    written = page(figures, ["matching-rate.png", "text-hits.png"])

    assert "|  | 10 k | 1 M |" in written
    assert "| **ours** | 1 234 567 | 1 234 567 |" in written
    assert all(f"| {name} |" in written for name in (KDTREE, RTREE, SCAN, POSTGRES, POSTGRES_FULL, "rapidfuzz WRatio"))
    assert "![matching rate](matching-rate.png)" in written
    assert "cores 2, python 3.11.7" in written
    assert "| ours, everybody who is to be told | 1 234 567 |" in written
    assert "## The whole program" not in written


def test_every_line_of_a_table_has_as_many_columns_as_its_head(figures: dict[str, Any]) -> None:
    lines = page(figures, []).splitlines()
    pairs = [(one, two) for one, two in pairwise(lines) if one.startswith("|") and two.startswith("|")]

    assert len(pairs) > 20
    assert all(one.count("|") == two.count("|") for one, two in pairs)


def test_a_round_has_its_shares_its_proof_and_what_was_decided_on_arrival(figures: dict[str, Any]) -> None:
    written = page(figures, [])

    assert "|  | 500 needs, 300 units |" in written
    assert "| **ours** | 484 (0.5) |" in written
    assert "| naive milp | 480 (60.2, not finished) |" in written
    assert "| first come | 443 |" in written
    assert "| proven: no allocation serves more | yes |" in written
    assert "| proven: of those none is fairer or nearer | yes |" in written
    assert "400 needs for 100 units, the mean of 10 draws:" in written
    assert "| offline optimum | 398 | – | – | – |" in written


def test_the_plots_are_pictures(figures: dict[str, Any], tmp_path: Path) -> None:
    drawn = plots.draw(figures, tmp_path)

    assert set(drawn) == {f"{one}.png" for one in PICTURES}
    for name in drawn:
        with Image.open(tmp_path / name) as picture:
            assert picture.width > 800


def test_the_console_shows_every_figure(figures: dict[str, Any]) -> None:
    shown = io.StringIO()

    sheets.show(figures["matching 10000"], Console(file=shown, width=200))

    for words in (KDTREE, POSTGRES, "1 234 567", "bytes each", "p99 µs", "plain · 20 km", "wrong 0", "cores 2"):
        assert words in shown.getvalue()


def test_the_command_prints_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["bench", "text", "--n", "40", "--seed", "5", "--json"])

    found = orjson.loads(capsys.readouterr().out)
    assert ended.value.code == 0
    assert found["seed"] == 5
    assert {"machine", "ours", "peers", "ratios", "wrong"} <= set(found)


@pytest.mark.parametrize("arguments", [["--n", "0"], ["--n", "many"], ["--seed", "x"]])
def test_a_size_that_is_none_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["bench", "text", *arguments])

    assert ended.value.code == 2


def test_what_is_not_installed_is_named() -> None:
    with pytest.raises(NotMeasurable, match="no_such_thing is not installed"):
        subjects.measure(replace(SUBJECTS["text"], module="no_such_thing"), 10, 1, print)


def test_everything_is_measured_at_every_size() -> None:
    parts = everything.parts()

    assert [len([name for name in parts if name.startswith(f"{subject} ")]) for subject in SUBJECTS] == [
        3,
        3,
        3,
        1,
        1,
        1,
    ]
    assert parts["matching 1000000"] == ["matching", "--n", "1000000", "--seed", "1", "--json"]
    assert parts["service 100000"] == [*parts["service"], "--n", "100000", "--searches-only"]


def test_a_part_that_fails_is_told_and_the_others_are_written(tmp_path: Path) -> None:
    chosen = {"text 40": ["text", "--n", "40", "--json"], "text 0": ["text", "--n", "0", "--json"]}
    told: list[tuple[str, int]] = []

    faults = everything.measure_everything(tmp_path, lambda what, of: told.append((what, of)), chosen)

    assert len(faults) == 1
    assert faults[0].startswith("text 0: not measured")
    assert told == [("text 40", 3), ("text 0", 3), ("the page and its plots", 3)]
    kept = orjson.loads((tmp_path / "bench.json").read_bytes())
    assert set(kept) == {"text 40"}
    assert kept["text 40"]["took_s"] > 0
    assert "rapidfuzz WRatio" in (tmp_path / "bench.md").read_text("utf-8")
