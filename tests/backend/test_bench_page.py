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
from backend.bench.targets import targets
from backend.cli import main

RATE = {"per_second": 1234567.0, "mean_us": 8.0, "p50_us": 7.0, "p99_us": 20.0, "done": 10}
PICTURES = ("matching-rate", "matching-p99", "reverse-rate", "reverse-p99", "allocation-served", "text-hits")
RADII = ("1 km", "5 km", "20 km", "mix")


def matching(mean_us: float = 8.0, ratio: float = 30.0) -> dict[str, Any]:
    """Figures as the matching bench gives them."""
    plain = {radius: {**RATE, "mean_us": mean_us} for radius in RADII}
    filled = {"load_s": 3.0, "sort_s": 0.5, "first_query_s": 0.1, "bytes_each": 150, "resident_bytes_each": 160}
    ratios = {**dict.fromkeys(RADII, ratio), "p99 at 20 km": ratio}
    peers = (KDTREE, RTREE, SCAN, POSTGRES)
    return {
        "machine": {"cores": 2, "python": "3.11.7"},
        "ours": {
            **filled,
            "plain": plain,
            "whole_hits": plain,
            "put": RATE,
            "book": {**RATE, "mean_us": 1.5},
            "numpy": {**filled, "plain": plain},
            "full": {"compiled": {**filled, "asked": RATE}, "numpy": {**filled, "asked": RATE}},
        },
        "peers": {name: {"built_s": 1.0, "plain": plain} for name in peers},
        "ratios": dict.fromkeys(peers, ratios),
        "ratios_by_numpy": dict.fromkeys(peers, ratios),
        "peers_full": {POSTGRES_FULL: {"built_s": 1.0, "version": "18.4", "asked": RATE}},
        "ratios_full": {POSTGRES_FULL: {"mean": ratio, "p99": ratio}},
        "judged": {"ours": {"answers": 60, "hits": 900, "wrong": 0}},
        "wrong": 0,
    }


def reverse(ratio: float = 300.0) -> dict[str, Any]:
    """Figures as the reverse bench gives them."""
    return {
        "machine": {"cores": 2},
        "ours": {"build_s": 2.0, "plain": RATE, "whole": RATE, "everyone": RATE, "numpy": RATE, "full": RATE},
        "peers": {RTREE: RATE, "PostgreSQL GiST (no PostGIS)": RATE},
        "ratios": {"PostgreSQL GiST (no PostGIS)": {"mean": ratio, "p99": ratio}},
        "wrong": 0,
    }


def allocation() -> dict[str, Any]:
    """Figures as the allocation bench gives them."""
    return {
        "machine": {"cores": 2},
        "needs": 500,
        "units": 300,
        "ours": {
            "round": {"served": 484, "bound": 484, "proven": True, "seconds": 9.5},
            "on arrival": {"served": 391, "share": 0.75, "p50_ms": 0.2, "p99_ms": 6.2},
        },
        "peers": {
            "round": {"naive milp": {"served": 484, "seconds": 23.7}, "first come": {"served": 443}},
            "on arrival": {"offline optimum": {"served": 398}},
        },
        "on_arrival": {"needs": 400, "units": 100, "weeks": 10},
        "wrong": 0,
    }


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    return {
        "matching 10000": matching(4.0),
        "matching 1000000": matching(8.0),
        "reverse 1000000": reverse(),
        "allocation 500": allocation(),
        "text 80": text.measure(80, 1),
    }


@pytest.mark.parametrize(
    ("large", "unmet"),
    [
        (matching(), set()),
        (matching(12.1), {"growth of the mean cost, 10 k to 1 M listings"}),
        (
            matching(ratio=14.9),
            {
                "queries a second at 1 M, beside PostgreSQL GiST ¹",
                "p99 at 1 M, 20 km, beside PostgreSQL GiST ¹",
                "queries a second at 1 M, all filters, beside PostgreSQL and Python ¹",
                "p99 at 1 M, all filters, beside PostgreSQL and Python ¹",
            },
        ),
        (matching() | {"wrong": 1}, {"answers unlike the oracle's, everywhere"}),
    ],
)
def test_a_target_is_met_or_it_is_said_that_it_is_not(large: dict[str, Any], unmet: set[str]) -> None:
    found = list(targets({"matching 10000": matching(4.0), "matching 1000000": large}))

    assert {one.what for one in found if not one.met} == unmet
    assert len(found) == 12


def test_the_reverse_index_has_targets_of_its_own() -> None:
    assert [one.met for one in targets({"reverse 1000000": reverse(99.0)})] == [True, False, True]


def test_deciding_on_arrival_has_targets_of_its_own() -> None:
    assert [one.met for one in targets({"allocation 500": allocation()})] == [False, True, True]


def test_without_postgres_its_targets_are_left_out() -> None:
    large = matching()
    del large["ratios"][POSTGRES], large["ratios_by_numpy"][POSTGRES]
    large["peers_full"], large["ratios_full"] = {}, {}

    assert not any("PostgreSQL" in one.what for one in targets({"matching 1000000": large}))


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
    assert "| **ours** | 484 (9.5) |" in written
    assert "| first come | 443 |" in written
    assert "| proven to be the best | yes |" in written
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

    assert [len([name for name in parts if name.startswith(f"{subject} ")]) for subject in SUBJECTS] == [3, 3, 3, 1]
    assert parts["matching 1000000"] == ["matching", "--n", "1000000", "--seed", "1", "--json"]
    assert "service" in parts


def test_a_part_that_fails_is_told_and_the_others_are_written(tmp_path: Path) -> None:
    chosen = {"text 40": ["text", "--n", "40", "--json"], "text 0": ["text", "--n", "0", "--json"]}
    told: list[tuple[str, int]] = []

    faults = everything.measure_everything(tmp_path, lambda what, of: told.append((what, of)), chosen)

    assert len(faults) == 1
    assert faults[0].startswith("text 0: not measured")
    assert told == [("text 40", 3), ("text 0", 3), ("the page and its plots", 3)]
    assert set(orjson.loads((tmp_path / "bench.json").read_bytes())) == {"text 40"}
    assert "rapidfuzz WRatio" in (tmp_path / "bench.md").read_text("utf-8")


@pytest.mark.parametrize(("p95_ms", "is_met"), [(149.0, True), (151.0, False)])
def test_the_bot_is_held_to_its_pace(p95_ms: float, is_met: bool) -> None:
    served = {"conditions": {"database": "sqlite"}, "updates": {"per_second": 300.0}}
    paced = {**served, "paced": {"per_second": 50.0, "p95_ms": p95_ms}}

    found = [(target.what, target.met) for target in targets({"service": {"measured": [served, paced]}})]

    assert found[1:3] == [
        ("bot updates a second, stored and answered, sqlite", True),
        ("p95 at 50 bot updates a second, sqlite", is_met),
    ]
