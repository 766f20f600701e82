"""Figures as the parts of the bench give them, for the tests of its page and of its targets."""

from __future__ import annotations

from typing import Any

from backend.bench.rival_names import FASTAPI_TUNED, FASTAPI_USUAL, KDTREE, POSTGRES, POSTGRES_FULL, RTREE, SCAN

RATE = {"per_second": 1234567.0, "mean_us": 8.0, "p50_us": 7.0, "p99_us": 20.0, "done": 10}
RADII = ("1 km", "5 km", "20 km", "mix")
SERVED = {
    "conditions": {"database": "sqlite 3.51", "resources": 100_150},
    "searches": {"per_second": 1_999.0, "p99_ms": 40.0},
    "cold_start_s": 4.2,
}

COMPARED = {
    "searches": {"per_second": 250.0, "p99_ms": 90.0},
    "ratio": 10.0,
    "judged": {"answers": 60, "hits": 900, "wrong": 0},
}
TUNED = {**COMPARED, "searches": {"per_second": 1_250.0, "p99_ms": 45.0}, "ratio": 2.0}
BESIDE = {
    "conditions": {"database": "postgres 18.4", "resources": 100_150},
    "searches": {"per_second": 2_500.0, "p99_ms": 30.0},
    "beside": {FASTAPI_USUAL: COMPARED, FASTAPI_TUNED: TUNED},
    "cold_start_s": 4.0,
}


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
            "bare": plain,
            "whole_hits": plain,
            "put": RATE,
            "book": {**RATE, "mean_us": 2.1},
            "watch": {**RATE, "mean_us": 0.2},
            "numpy": {"plain": plain},
            "full": {**filled, "compiled": {"asked": RATE}, "numpy": {"asked": RATE}},
        },
        "peers": {name: {"built_s": 1.0, "plain": plain, "bare": plain} for name in peers},
        "ratios": dict.fromkeys(peers, ratios),
        "ratios_bare": {KDTREE: ratios},
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


def allocation(seconds: float = 0.5, *, bound: int = 484, proven: bool = True) -> dict[str, Any]:
    """Figures as the allocation bench gives them."""
    return {
        "machine": {"cores": 2},
        "needs": 500,
        "units": 300,
        "ours": {"served": 484, "bound": bound, "proven": proven, "seconds": seconds},
        "peers": {
            "naive milp": {"served": 480, "seconds": 60.2, "finished": False},
            "first come": {"served": 443},
        },
        "wrong": 0,
    }


def arrival() -> dict[str, Any]:
    """Figures as the arrival bench gives them."""
    return {
        "machine": {"cores": 2},
        "needs": 400,
        "units": 100,
        "weeks": 10,
        "ours": {"served": 391, "share": 0.75, "p50_ms": 0.2, "p99_ms": 6.2},
        "peers": {"offline optimum": {"served": 398}},
        "wrong": 0,
    }
