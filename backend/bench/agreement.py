"""Whether the grid finds what the oracle finds, of many listings that changed many times: `python -m` this module."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

import orjson

from backend.bench.country import booking, country, full
from backend.bench.oracle import Oracle
from backend.bench.wishes import IN_USE, full_queries
from matching.engine import Listing
from matching.grid import GridEngine
from matching.stock import stock_of
from matching.text import text_score


def agreement(n: int, updates: int, queries: int, *, seed: int, progress: Callable[[int], None]) -> dict[str, int]:
    """How many of the answers differ, after random updates; progress is told how many queries were compared."""
    place = country(n, seed)
    listings = {one.id: one for one in full(place)}
    grid = GridEngine(text_score, IN_USE)
    grid.load(stock_of(listings.values()))
    _update(grid, listings, place.dice("updates"), updates)
    oracle = Oracle(listings.values(), text_score, IN_USE)
    different = hits = 0
    for number, query in enumerate(full_queries(place, queries), start=1):
        expected = oracle.search(query)
        different += grid.search(query) != expected
        hits += len(expected)
        if number % 100 == 0:
            progress(number)
    return {"n": n, "updates": updates, "queries": queries, "seed": seed, "hits": hits, "different": different}


def _update(grid: GridEngine, listings: dict[str, Listing], dice: Random, count: int) -> None:
    """Bookings, bookings that end, removals, returns of what was removed, moves and new terms, in random order."""
    names, gone = list(listings), dict[str, Listing]()
    for _ in range(count):
        name, act = dice.choice(names), dice.choice(ACTS)
        act(grid, listings, gone, (name, dice))


Books = tuple[str, Random]


def _book(grid: GridEngine, listings: dict[str, Listing], _gone: dict[str, Listing], asked: Books) -> None:
    name, dice = asked
    if name in listings and listings[name].units:
        busy = booking(dice, dice.choice(listings[name].units))
        grid.book(name, busy)
        listings[name] = replace(listings[name], busy=(*listings[name].busy, busy))


def _give_back(grid: GridEngine, listings: dict[str, Listing], _gone: dict[str, Listing], asked: Books) -> None:
    name, _ = asked
    if name in listings:
        listings[name] = replace(listings[name], busy=listings[name].busy[1:])
        grid.put(listings[name])


def _remove(grid: GridEngine, listings: dict[str, Listing], gone: dict[str, Listing], asked: Books) -> None:
    name, _ = asked
    if name in listings:
        gone[name] = listings.pop(name)
        grid.remove(name)


def _return(grid: GridEngine, listings: dict[str, Listing], gone: dict[str, Listing], _asked: Books) -> None:
    if gone:
        name, listing = gone.popitem()
        listings[name] = listing
        grid.put(listing)


def _move(grid: GridEngine, listings: dict[str, Listing], _gone: dict[str, Listing], asked: Books) -> None:
    """To where another is, with the other's terms."""
    name, dice = asked
    if name in listings:
        other: Listing = dice.choice(list(listings.values())[:1_000])
        listings[name] = replace(
            listings[name], cell=other.cell, category=other.category, opening=other.opening, record=other.record
        )
        grid.put(listings[name])


ACTS: Sequence[Callable[[GridEngine, dict[str, Listing], dict[str, Listing], Books], None]] = (
    _book,
    _book,
    _give_back,
    _remove,
    _return,
    _move,
)


def main() -> None:
    """Print the figures as one JSON object; exit 1 where an answer differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=100_000)
    parser.add_argument("--updates", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    found = agreement(
        asked.n,
        asked.updates,
        asked.queries,
        seed=asked.seed,
        progress=_tell,
    )
    sys.stdout.write(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode() + "\n")
    sys.exit(bool(found["different"]))


def _tell(done: int) -> None:
    sys.stderr.write(f"\r{done} answers compared")


if __name__ == "__main__":
    main()
