"""The reverse index of n standing searches under load, beside other ways to do the same work."""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from backend.bench import reverse_load, reverse_rivals
from backend.bench.country import START, country
from backend.bench.databases import WITHOUT_POSTGRES, has_postgres
from backend.bench.latencies import rate, ratio, seconds_of, significant
from backend.bench.machine import machine
from backend.bench.peers.waiting import LIMIT
from backend.bench.reverse_load import Load
from backend.bench.reverse_rivals import scanned
from matching.engine import Listing
from matching.standing import Match, Standing
from matching.standing_index import NUMPY, Nearest, StandingIndex
from matching.text import text_score

Progress = Callable[[str], None]
Met = Callable[[Listing], Nearest | list[Match]]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many listings turn up, before how many peers, how many answers are judged, and how many wishes change."""

    calls: int = 4_000
    warm: int = 200
    peer: int = 300
    judged: int = 6
    changes: int = 10_000


USUAL, SMALL = Counts(), Counts(calls=60, warm=5, peer=30, judged=30, changes=50)


def measure(n: int, seed: int, *, counts: Counts = USUAL, progress: Progress = lambda _what: None) -> dict[str, Any]:
    """Load, change and ask the index, and ask peers the same; `wrong` counts answers unlike the scan's."""
    progress("a country of so many standing searches")
    place = country(n, seed)
    load = reverse_load.plain(place, counts.warm + counts.calls)
    progress("ours")
    index, figures = _loaded(load.standings, counts)
    seconds, judged = _asked(index, load, counts)
    figures |= {"plain": rate(seconds), **_ways(index, load, counts)}
    asked = load.listings[counts.warm : counts.warm + counts.peer]
    peers = reverse_rivals.measured(load.standings, asked, counts.judged, progress)
    del index
    progress("ours, all filters")
    full, wrong = _full(reverse_load.full(place, counts.warm + counts.calls), counts)
    return {
        "machine": machine(),
        "standings": n,
        "seed": seed,
        "limit": LIMIT,
        "ours": {**figures, "full": full},
        "peers": {name: rate(one.seconds) for name, one in peers.items()},
        "ratios": {name: _ratios(one.seconds, seconds) for name, one in peers.items()},
        "judged": counts.judged * (4 + len(peers)),
        "wrong": judged + wrong + sum(one.wrong for one in peers.values()),
        "left_out": [] if has_postgres() else [WITHOUT_POSTGRES],
    }


def _loaded(standings: Sequence[Standing], counts: Counts) -> tuple[StandingIndex, dict[str, Any]]:
    """The index, and what it took to build and to change it."""
    index = StandingIndex(text_score)
    putting, sorting = seconds_of(lambda: _put(index, standings)), seconds_of(index.settle)
    gc.collect()
    changing = seconds_of(lambda: _put(index, standings[: counts.changes]))
    removing = seconds_of(lambda: _remove(index, standings[: counts.changes]))
    _put(index, standings[: counts.changes])
    again = seconds_of(index.settle)
    return index, {
        "build_s": significant(putting + sorting),
        "sort_s": significant(again),
        "put_us": significant(changing / counts.changes * 1e6),
        "puts_per_second": significant(counts.changes / changing),
        "remove_us": significant(removing / counts.changes * 1e6),
        "bytes_each": round(index.nbytes / len(standings)),
    }


def _ratios(theirs: Sequence[float], ours: Sequence[float]) -> dict[str, float]:
    """How many times as long theirs took for the same listings: on the whole, and what 99 in 100 did not exceed."""
    slow, fast = rate(theirs)["p99_us"], rate(ours[: len(theirs)])["p99_us"]
    return {"mean": ratio(theirs, ours), "p99": significant(slow / fast)}


def _put(index: StandingIndex, standings: Sequence[Standing]) -> None:
    for one in standings:
        index.put(one)


def _remove(index: StandingIndex, standings: Sequence[Standing]) -> None:
    for one in standings:
        index.remove(one.id)


def _asked(index: StandingIndex, load: Load, counts: Counts) -> tuple[list[float], int]:
    """The seconds of each call, and how many of those that are judged are wrong."""
    seconds = _timed(_nearest(index), load.listings, counts.warm)
    return seconds, _wrong(index, load, counts)


def _ways(index: StandingIndex, load: Load, counts: Counts) -> dict[str, Any]:
    """The same with matches made whole, without a limit, and without the compiler."""
    some = load.listings[: counts.warm + counts.calls // 4]
    whole = _timed(_best(index), some, counts.warm)
    everyone = _timed(lambda listing: index.found_by(listing, now=START), some, counts.warm)
    walk, index.walk = index.walk, NUMPY
    by_numpy = _timed(_nearest(index), some, counts.warm)
    index.walk = walk
    return {"whole": rate(whole), "everyone": rate(everyone), "numpy": rate(by_numpy)}


def _nearest(index: StandingIndex) -> Callable[[Listing], Nearest]:
    return lambda listing: index.nearest(listing, now=START, limit=LIMIT)


def _best(index: StandingIndex) -> Callable[[Listing], list[Match]]:
    return lambda listing: index.found_by(listing, now=START, limit=LIMIT)


def _timed(meet: Met, listings: Sequence[Listing], warm: int) -> list[float]:
    """Asked in two rounds, as the peers are: the quicker time counts."""
    rounds = [[seconds_of(partial(meet, one)) for one in listings] for _ in range(2)]
    return [min(pair) for pair in zip(*rounds, strict=True)][warm:]


def _wrong(index: StandingIndex, load: Load, counts: Counts) -> int:
    """Held against the scan of all that want the category or none."""
    some = load.listings[counts.warm : counts.warm + counts.judged]
    right = [scanned(load.standings, one) for one in some]
    whole = sum(_best(index)(one) != matches for one, matches in zip(some, right, strict=True))
    named = [[match.standing_id for match in matches] for matches in right]
    return whole + sum(_nearest(index)(one).ids != names for one, names in zip(some, named, strict=True))


def _full(load: Load, counts: Counts) -> tuple[dict[str, Any], int]:
    index, _ = _loaded(load.standings, counts)
    seconds, wrong = _asked(index, load, counts)
    return rate(seconds), wrong


def main() -> None:
    """Print the figures as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    found = measure(asked.n, asked.seed, progress=_say)
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


def _say(what: str) -> None:
    sys.stderr.write(f"{what}\n")


if __name__ == "__main__":
    main()
