"""The matching engine under load, beside SQLite's R*Tree, and a sample of its answers held against the oracle's."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from time import perf_counter
from typing import Any

from backend.bench.figures import figures
from backend.bench.matching_peer import RTree
from backend.bench.matching_town import Country, booking, country, listings, query
from matching.brute_force import BruteForce
from matching.engine import Engine, Hit, Listing, Query
from matching.grid import GridEngine
from matching.grid_warm import fastest

RADII_M = (1_000, 5_000, 20_000)
QUERIES, SAMPLE, PEER, UPDATES = 2_000, 5, 200, 1_000


def measure(count: int, seed: int) -> dict[str, Any]:
    """Build, change and search an index of so many listings; `wrong` counts answers unlike those of the oracle."""
    place = country(seed)
    offered = list(listings(place, count))
    walk = fastest(offered[:2_000], [query(place, radius_m) for radius_m in RADII_M * 20], perf_counter)
    grid = GridEngine(_no_words, walk=walk)
    putting = _seconds(lambda: _put(grid, offered))
    sorting = _seconds(grid.settle)
    changing = _update(grid, place, offered)
    oracle, peer = BruteForce(_no_words), RTree(offered)
    _put(oracle, offered)
    asked = {radius_m: [query(place, radius_m) for _ in range(QUERIES)] for radius_m in RADII_M}
    return {
        "listings": count,
        "seed": seed,
        "walk": walk.__module__,
        "put_us": round(putting / count * 1e6, 2),
        "sort_s": round(sorting, 3),
        "book_us": round(changing / UPDATES * 1e6, 2),
        "bytes_each": round(grid.nbytes / count),
        "ours": {radius_m: _rate(grid.search, queries) for radius_m, queries in asked.items()},
        "rtree": {radius_m: _rate(peer.search, queries[:PEER]) for radius_m, queries in asked.items()},
        "wrong": sum(_differs(grid, oracle, queries[:SAMPLE]) for queries in asked.values()),
    }


def _no_words(_asked: str, _words: str) -> float:
    return 0.0


def _seconds(act: Callable[[], object]) -> float:
    begun = perf_counter()
    act()
    return perf_counter() - begun


def _put(engine: Engine, offered: Sequence[Listing]) -> None:
    for listing in offered:
        engine.put(listing)


def _update(grid: GridEngine, place: Country, offered: list[Listing]) -> float:
    """The seconds that the engine takes for so many new bookings, which are noted in the list as well."""
    chosen = place.dice.sample(range(len(offered)), UPDATES)
    for number in chosen:
        before = offered[number]
        offered[number] = replace(before, busy=(*before.busy, booking(place, before.units[0])))
    return _seconds(lambda: _put(grid, [offered[number] for number in chosen]))


def _rate(search: Callable[[Query], Sequence[object]], queries: Sequence[Query]) -> dict[str, float]:
    latencies = [_seconds(lambda one=one: search(one)) for one in queries]  # type: ignore[misc]  # bound at once
    found = figures(latencies, seconds=sum(latencies), failed=0)
    ordered = sorted(latencies)
    p50, p99 = (round(ordered[len(ordered) * share // 100] * 1e6) for share in (50, 99))
    return {"per_second": found.per_second, "p50_us": p50, "p99_us": p99}


def _differs(grid: GridEngine, oracle: BruteForce, queries: Sequence[Query]) -> int:
    pairs: list[tuple[list[Hit], list[Hit]]] = [(grid.search(one), oracle.search(one)) for one in queries]
    return sum(ours != theirs for ours, theirs in pairs)


def main() -> None:
    """Print the figures as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    sys.stdout.write(json.dumps(measure(asked.n, asked.seed), indent=1) + "\n")


if __name__ == "__main__":
    main()
