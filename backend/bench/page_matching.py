"""The tables of docs/bench.md about searching, forwards and in reverse, and about starting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from backend.bench.page_tables import OURS, Figures, by_size, size_words, table
from backend.bench.sheets import number
from backend.bench.targets import WIDEST

KEEPING: Mapping[str, Sequence[str]] = {
    "load, s": ("ours", "load_s"),
    "sort, s": ("ours", "sort_s"),
    "first query, s (compiled, or read from the cache)": ("ours", "first_query_s"),
    "put in a listing, mean µs": ("ours", "put", "mean_us"),
    "add a booking, mean µs": ("ours", "book", "mean_us"),
    "of either, what the watch takes, mean µs": ("ours", "watch", "mean_us"),
    "a query between changes, mean µs": ("ours", "query_between_changes", "mean_us"),
    "bytes a listing, the index's arrays": ("ours", "bytes_each"),
    "bytes a listing, growth of the process": ("ours", "resident_bytes_each"),
}
STARTED: Mapping[str, Sequence[str]] = {
    "rows read, s": ("ours", "rows_read_s"),
    "columns made, s": ("ours", "columns_made_s"),
    "index built, s": ("ours", "index_built_s"),
    "index sorted, s": ("ours", "index_sorted_s"),
    "memory at most, MB": ("ours", "peak_mb"),
}
REVERSED: Mapping[str, Sequence[str]] = {
    OURS: ("ours", "plain"),
    "ours, matches made whole": ("ours", "whole"),
    "ours, everybody who is to be told": ("ours", "everyone"),
    "ours, numpy alone": ("ours", "numpy"),
    "ours, all filters": ("ours", "full"),
}


def matching(sized: Mapping[int, Figures]) -> Iterator[str]:
    """Rates, latencies, ratios, changes, and what was held against the oracle."""
    largest, words = sized[max(sized)], size_words(max(sized))
    ways = _ways(largest)
    yield "Queries a second, the mix of the three radii:\n"
    mixed = {name: (*way, "mix", "per_second") for name, way in ways.items()}
    yield from by_size(sized, mixed)
    yield f"Latency in microseconds, {WIDEST}; p50:\n"
    yield from by_size(sized, {name: (*way, WIDEST, "p50_us") for name, way in ways.items()})
    yield "p99:\n"
    yield from by_size(sized, {name: (*way, WIDEST, "p99_us") for name, way in ways.items()})
    yield "How many times as long each peer takes for the same queries as ours:\n"
    yield from by_size(sized, {name: ("ratios", name, "mix") for name in largest["ratios"]})
    yield "The same, each asked with numbers that were made beforehand and answering with numbers:\n"
    yield from by_size(sized, {name: ("ratios_bare", name, "mix") for name in largest["ratios_bare"]})
    yield from _all_filters(sized)
    yield "Loading, changing and keeping:\n"
    yield from by_size(sized, KEEPING)
    yield f"Held against brute force at {words}:\n"
    judged = largest["judged"].items()
    rows = ((what, number(one["answers"]), number(one["hits"]), number(one["wrong"])) for what, one in judged)
    yield from table(("", "answers", "hits", "wrong"), rows)


def _all_filters(sized: Mapping[int, Figures]) -> Iterator[str]:
    """Rates, latencies and ratios of the full load."""
    beside = sized[max(sized)].get("peers_full", {})
    ways = {
        OURS: ("ours", "full", "compiled", "asked"),
        "ours, numpy alone": ("ours", "full", "numpy", "asked"),
        **{name: ("peers_full", name, "asked") for name in beside},
    }
    for words, figure in (("queries a second", "per_second"), ("p50 in µs", "p50_us"), ("p99 in µs", "p99_us")):
        yield f"All filters in play, {words}:\n"
        yield from by_size(sized, {name: (*way, figure) for name, way in ways.items()})
    if beside:
        yield "How many times as long the peer takes for the same queries as ours, on the whole and at the p99:\n"
        ratios = {f"{name}, {what}": ("ratios_full", name, what) for name in beside for what in ("mean", "p99")}
        yield from by_size(sized, ratios)


def reverse(sized: Mapping[int, Figures]) -> Iterator[str]:
    """Rates, latencies and ratios."""
    largest = sized[max(sized)]
    ways = {**REVERSED, **{name: ("peers", name) for name in largest["peers"]}}
    for words, figure in (("New things a second", "per_second"), ("p50 in µs", "p50_us"), ("p99 in µs", "p99_us")):
        yield f"{words}:\n"
        yield from by_size(sized, {name: (*way, figure) for name, way in ways.items()})
    yield "How many times as long each peer takes, on the whole and at the p99:\n"
    pairs = [(name, what) for name in largest["ratios"] for what in ("mean", "p99")]
    yield from by_size(sized, {f"{name}, {what}": ("ratios", name, what) for name, what in pairs})
    yield "Building, changing and keeping:\n"
    kept = ("build_s", "sort_s", "put_us", "remove_us", "bytes_each")
    yield from by_size(sized, {name.replace("_", " "): ("ours", name) for name in kept})


def starting(sized: Mapping[int, Figures]) -> Iterator[str]:
    """What a start takes."""
    yield from by_size(sized, STARTED)


def _ways(found: Figures) -> dict[str, tuple[str, ...]]:
    """Where the plain rates of everybody stand."""
    return {
        OURS: ("ours", "plain"),
        "ours, hits made whole": ("ours", "whole_hits"),
        "ours, from numbers to numbers": ("ours", "bare"),
        "ours, numpy alone": ("ours", "numpy", "plain"),
        **{name: ("peers", name, "plain") for name in found["peers"]},
        **{f"{name}, from numbers to numbers": ("peers", name, "bare") for name in found["ratios_bare"]},
    }
