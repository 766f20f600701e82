"""The peers of the reverse index, asked about the same listings one after another."""

from __future__ import annotations

import asyncio
import gc
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

from backend.bench.country import START
from backend.bench.databases import has_postgres
from backend.bench.latencies import Timed, timed, timed_waiting
from backend.bench.peers import waiting_postgres
from backend.bench.peers.waiting import LIMIT, Asked, Waiting, WaitingScan, asked_about, waiting
from backend.bench.peers.waiting_postgres import TUNED, USUAL, Design
from backend.bench.peers.waiting_rtree import WaitingRTree
from backend.bench.reverse_load import id_of
from matching.engine import Listing
from matching.geo import centre
from matching.standing import Match, Standing, StandingScan
from matching.text import text_score


class Peer(Protocol):
    """Another way to tell in this process who is to be told."""

    def found_by(self, asked: Asked) -> list[int]:
        """The numbers of the nearest that are met."""


IN_PROCESS: Mapping[str, Callable[[Waiting], Peer]] = {
    "numpy scan by category": WaitingScan,
    "SQLite R*Tree": WaitingRTree,
}
IN_POSTGRES: Mapping[str, Design] = {
    "PostgreSQL GiST and b-tree (no PostGIS)": USUAL,
    "PostgreSQL GiST, tuned (no PostGIS)": TUNED,
}
WARM = 20


@dataclass(frozen=True, slots=True)
class Measured:
    """The seconds of each call, and how many of those that were judged were wrong."""

    seconds: list[float]
    wrong: int


Answers: TypeAlias = Timed[list[int]]


def measured(
    standings: Sequence[Standing], listings: Sequence[Listing], judged: int, progress: Callable[[str], None]
) -> dict[str, Measured]:
    """Each peer by its name; the first `judged` of its answers are held against the scan."""
    known, found = waiting(standings), dict[str, Answers]()
    for name, make in IN_PROCESS.items():
        progress(name)
        found[name] = _in_process(make(known), listings)
    for name, design in IN_POSTGRES.items() if has_postgres() else ():
        progress(name)
        found[name] = asyncio.run(_in_postgres(known, listings, design))
    right = [[one.standing_id for one in scanned(standings, listing)] for listing in listings[:judged]]
    return {name: Measured(one.seconds, _wrong(one.answers, right)) for name, one in found.items()}


def scanned(standings: Sequence[Standing], listing: Listing) -> list[Match]:
    """The right answer: all that want the category, or none, are looked at one by one."""
    scan = StandingScan(text_score)
    for one in standings:
        if one.categories is None or listing.category in one.categories:
            scan.put(one)
    return scan.found_by(listing, now=START, limit=LIMIT)


def _wrong(answers: Sequence[list[int]], right: Sequence[list[str]]) -> int:
    return sum([id_of(number) for number in answer] != one for answer, one in zip(answers, right, strict=False))


def _in_process(peer: Peer, listings: Sequence[Listing]) -> Answers:
    gc.collect()
    asked = [asked_about(one) for one in listings]
    for one in asked[:WARM]:
        peer.found_by(one)
    return timed(peer.found_by, asked)


async def _in_postgres(known: Waiting, listings: Sequence[Listing], design: Design) -> Answers:
    asked = [(asked_about(one), centre(one.cell)) for one in listings]
    with tempfile.TemporaryDirectory(prefix="borrowdale-bench-") as name:
        async with waiting_postgres.loaded(known, Path(name), design) as peer:
            await timed_waiting(peer.found_by, asked[:WARM])
            return await timed_waiting(peer.found_by, asked)
