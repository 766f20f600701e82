"""The figures are reckoned rightly, and the measurements themselves run."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from rich.console import Console

from backend.bench.beside import Beside
from backend.bench.figures import Figures, figures, percentile
from backend.bench.preparing import Prepared, prepared, searches, writes
from backend.bench.report import as_json, show
from backend.bench.service import ROOMY, Bench, Measured, Report, Site
from backend.clock import utc_now

SOME = Figures(per_second=100.0, p50_ms=1.0, p95_ms=2.0, p99_ms=3.0, done=500, failed=0, seconds=5.0)
REPORT = Report(
    machine={"cores": 2},
    measured=(
        Measured({"database": "sqlite 3.51", "resources": 150}, SOME, SOME, SOME, SOME, (0.9, 0.7, 0.8), (30, 2)),
    ),
    left_out=("PostgreSQL was not measured",),
)


@pytest.mark.parametrize(
    ("latencies", "share", "expected"),
    [
        ([], 50, 0.0),
        ([0.004], 99, 4.0),
        ([0.001, 0.002, 0.003, 0.004], 50, 2.0),
        ([0.001, 0.002, 0.003, 0.004], 95, 4.0),
        ([number / 1_000 for number in range(1, 101)], 99, 99.0),
    ],
)
def test_a_percentile_is_a_latency_that_was_seen(latencies: list[float], share: int, expected: float) -> None:
    assert percentile(latencies, share) == expected


def test_what_failed_is_told_and_not_counted() -> None:
    found = figures([0.2, 0.1], seconds=4.0, failed=3, load_s=1.0)

    told = {"per_second": 0.5, "p50_ms": 100.0, "p95_ms": 200.0, "p99_ms": 200.0, "done": 2, "failed": 3}
    assert found.as_dict() == {**told, "seconds": 4.0, "load_share": 0.25}


def test_the_json_holds_the_figures_with_their_conditions() -> None:
    read = orjson.loads(as_json(REPORT))

    assert read["machine"] == {"cores": 2}
    assert read["left_out"] == ["PostgreSQL was not measured"]
    assert read["measured"][0]["conditions"] == {"database": "sqlite 3.51", "resources": 150}
    assert read["measured"][0]["searches"] == SOME.as_dict()
    assert read["measured"][0]["cold_start_s"] == 0.8
    assert read["measured"][0]["compiled_s"] == [30, 2]


def test_the_table_says_what_was_measured_and_what_was_not() -> None:
    page = io.StringIO()

    show(REPORT, Console(file=page, width=120))

    assert "API searches" in page.getvalue()
    assert "resources 150" in page.getvalue()
    assert "PostgreSQL was not measured" in page.getvalue()


def test_what_stands_beside_is_in_both_forms() -> None:
    usual, tuned = (
        Beside(replace(SOME, per_second=rate), ratio, {"answers": 60, "hits": 900, "wrong": wrong})
        for rate, ratio, wrong in ((20.0, 5.0, 2), (80.0, 1.25, 3))
    )
    compared = replace(REPORT.measured[0], beside={"one": usual, "another": tuned})
    report, page = replace(REPORT, measured=(compared, REPORT.measured[0])), io.StringIO()

    show(report, Console(file=page, width=120))
    read = orjson.loads(as_json(report))

    assert read["wrong"] == 5
    told = {"searches": usual.searches.as_dict(), "ratio": 5.0, "judged": usual.judged}
    assert read["measured"][0]["beside"].keys() == {"one", "another"}
    assert read["measured"][0]["beside"]["one"] == told
    assert "beside" not in read["measured"][1]
    lines = [line.replace("│", " ").split() for line in page.getvalue().splitlines() if "the same asked of" in line]
    assert [line[4:6] for line in lines] == [["one", "20.0"], ["another", "80.0"]]
    assert "beside one: 5 ×; 2 of 60 answers differ" in page.getvalue()
    assert "beside another: 1.25 ×; 3 of 60 answers differ" in page.getvalue()


def test_what_was_left_out_is_in_neither_form() -> None:
    searched = Measured({"database": "sqlite 3.51"}, SOME, None, None, None, (0.9,))
    report, page = replace(REPORT, measured=(searched,)), io.StringIO()

    show(report, Console(file=page, width=120))

    assert orjson.loads(as_json(report))["measured"][0].keys().isdisjoint({"writes", "updates", "paced"})
    assert "API searches" in page.getvalue()
    assert "API writes" not in page.getvalue()


@pytest.fixture
async def known(tmp_path: Path) -> Prepared:
    return await prepared(f"sqlite://{tmp_path / 'bench.db'}", tmp_path, now=utc_now(), progress=lambda _line: None)


async def test_every_request_of_the_load_is_answered_as_it_should(known: Prepared, tmp_path: Path) -> None:
    settings = {**ROOMY, "DATABASE__URL": f"sqlite://{tmp_path / 'bench.db'}", "APP__DATA_DIR": str(tmp_path)}
    site = Site(Bench(seconds=0.3, patience_s=0), tmp_path, settings, known)

    found = [
        await site.api("searches", searches(known, now=utc_now())),
        await site.api("writes", writes(known)),
        await site.updates(),
        await site.updates(20),
    ]

    assert [one.failed for one in found] == [0, 0, 0, 0]
    assert all(one.done > 0 and one.load_share > 0 for one in found)
    assert found[-1].done == 6  # 20 a second for 0.3 s, however quickly they are answered


def test_searches_ask_for_a_day_that_has_not_gone_by(tmp_path: Path) -> None:
    now = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
    empty = Prepared(tokens=("a", "b"), people=(), database="sqlite", sizes={})

    paths = [ask["path"] for ask in searches(empty, now=now)]

    assert "start=2027-01-07T10%3A00%3A00Z" in paths[1]
