"""The whole program in one process, measured: searches, writes, bot updates, and how long it takes to start."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from backend.bench import preparing
from backend.bench.beside import SERVICES, Asked, Beside, answers, beside, missing
from backend.bench.databases import KINDS, WITHOUT_POSTGRES, has_postgres
from backend.bench.figures import Figures
from backend.bench.preparing import Prepared
from backend.bench.processes import COMPILE_S, PROGRAM, Search, Serving, hear, helper, serving, tell

CONNECTIONS = 50
STARTS = 3
PACED = 50.0
"""Messages a second, at even steps: what a large group may write in its busiest minute, ten times over."""
TOKEN = "4200000001:the-sandbox-of-a-measurement"  # noqa: S105 - opens nothing but our own sandbox
SECRET = "known-to-this-measurement-only"  # noqa: S105 - so does this
ROOMY = {"HTTP__PORT": "0", "HTTP__REQUESTS_PER_MINUTE": "1000000", "LOG__LEVEL": "WARNING"}
UNPACED = ("backend.bench.unpaced",)
TEXTS = ("/need hedge trimmer on saturday", "/start", "/need Bohrhammer", "/cancel")

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Measured:
    """One database's figures, and under what conditions they came about."""

    conditions: Mapping[str, Any]
    searches: Figures
    writes: Figures | None
    updates: Figures | None
    paced: Figures | None
    cold_starts_s: tuple[float, ...]
    compiled_s: tuple[float, ...] = ()
    """From the same starts until the compiled search answers; the first may have had to compile it."""
    beside: Mapping[str, Beside] = field(default_factory=dict)
    """The same searches asked of other services, by their names, where these were measured."""

    @property
    def cold_start_s(self) -> float:
        """The middle one."""
        return round(median(self.cold_starts_s), 3)


@dataclass(frozen=True, slots=True)
class Report:
    """All that was measured, and what could not be."""

    machine: Mapping[str, Any]
    measured: tuple[Measured, ...]
    left_out: tuple[str, ...] = ()

    @property
    def wrong(self) -> int:
        """Answers in which the program and another service differ."""
        return sum(other.judged["wrong"] for one in self.measured for other in one.beside.values())


@dataclass(frozen=True, slots=True)
class Bench:
    """How long each measurement lasts, how many things there are beside the demo town's, on which databases."""

    seconds: float = 5.0
    things: int = 0
    databases: tuple[str, ...] = ("sqlite", "postgres")
    searches_only: bool = False
    """Whether writes and the bot, which are no slower where there are more things, are left out."""
    patience_s: float = COMPILE_S
    """How long a program that was started may take until its compiled search answers, before it is asked anything."""
    progress: Progress = field(default=lambda _line: None)


async def measure(bench: Bench, *, now: datetime) -> Report:
    """Measure on each database in turn; without the bundled PostgreSQL on SQLite only, and say so."""
    there = [kind for kind in bench.databases if kind == "sqlite" or has_postgres()]
    measured = [await _on(kind, bench, now) for kind in there]
    return Report(machine(), tuple(measured), tuple(_left_out(bench)))


def _left_out(bench: Bench) -> Iterator[str]:
    """What was asked for and could not be measured, each in a sentence."""
    if "postgres" in bench.databases:
        yield from [] if has_postgres() else [WITHOUT_POSTGRES]
        yield from filter(None, [missing()])


def machine() -> dict[str, Any]:
    """What it runs on."""
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


async def _on(kind: str, bench: Bench, now: datetime) -> Measured:
    with tempfile.TemporaryDirectory(prefix="borrowdale-bench-") as name:
        folder = Path(name)
        async with KINDS[kind](folder) as url:
            known = await preparing.prepared(
                url, folder, now=now, progress=_on_behalf(bench, kind), things=bench.things
            )
            settings = {**ROOMY, "DATABASE__URL": url, "APP__DATA_DIR": str(folder)}
            return await Site(bench, folder, settings, known).measured(now)


def _on_behalf(bench: Bench, kind: str) -> Progress:
    return lambda line: bench.progress(f"{kind}: {line}")


def _conditions(known: Prepared, bench: Bench) -> dict[str, Any]:
    return {
        "database": known.database,
        **known.sizes,
        "connections": CONNECTIONS,
        "chats": len(known.people),
        "seconds": bench.seconds,
    }


@dataclass(frozen=True, slots=True)
class Site:
    """One database, and the program that is started on it for each measurement."""

    bench: Bench
    folder: Path
    settings: Mapping[str, str]
    known: Prepared
    _first_updates: Iterator[int] = field(default_factory=lambda: count(100_000_000, 100_000_000))
    """An update is done once: each evening has numbers of its own."""

    async def measured(self, now: datetime) -> Measured:
        """All figures of this database."""
        ready_s, searches = await self.cold_starts()
        asks = preparing.searches(self.known, now=now)
        ours = await self.searches("searches", asks)
        peers = SERVICES if self._has_peers() else {}
        theirs = {name: await self.searches(f"searches of {name}", asks, how) for name, how in peers.items()}
        also = not self.bench.searches_only
        return Measured(
            conditions={**_conditions(self.known, self.bench), "search": searches[-1].pace},
            searches=ours.figures,
            beside={name: beside(ours, one) for name, one in theirs.items()},
            writes=await self.api("writes", preparing.writes(self.known)) if also else None,
            updates=await self.updates() if also else None,
            paced=await self.updates(PACED) if also else None,
            cold_starts_s=ready_s,
            compiled_s=tuple(round(one.after_s, 2) for one in searches),
        )

    async def cold_starts(self) -> tuple[tuple[float, ...], tuple[Search, ...]]:
        """From the start of the process until `readyz` says yes, several times; and until the search is settled."""
        self._say("cold starts")
        ready_s, searches = [], []
        for _ in range(1 if self.bench.searches_only else STARTS):
            async with serving(self.folder, self.settings) as program:
                ready_s.append(round(program.cold_start_s, 3))
                searches.append(await program.search(self._say, self.bench.patience_s))
        return tuple(ready_s), tuple(searches)

    async def searches(self, what: str, asks: list[dict[str, Any]], command: Sequence[str] = PROGRAM) -> Asked:
        """Requests over HTTP from a second process, then some of them once more for what is answered."""
        async with self._served(what, command) as program:
            return Asked(await self._loaded(program, asks), await answers(program.url, asks))

    async def api(self, what: str, asks: list[dict[str, Any]]) -> Figures:
        """Requests over HTTP from a second process."""
        async with self._served(what, PROGRAM) as program:
            return await self._loaded(program, asks)

    @asynccontextmanager
    async def _served(self, what: str, command: Sequence[str]) -> AsyncIterator[Serving]:
        self._say(f"{what} over HTTP")
        async with serving(self.folder, self.settings, command) as program:
            await program.search(self._say, self.bench.patience_s)
            yield program

    async def _loaded(self, program: Serving, asks: list[dict[str, Any]]) -> Figures:
        job = {"url": program.url, "connections": CONNECTIONS, "seconds": self.bench.seconds, "asks": asks}
        async with helper("backend.bench.client", self.folder) as client:
            await tell(client, job)
            return Figures(**await hear(client))

    def _has_peers(self) -> bool:
        return self.known.database.startswith("postgres") and not missing()

    async def updates(self, per_second: float | None = None) -> Figures:
        """Messages to the bot, each with its answer, from our Bot API server in a second process.

        per_second: so many at even steps; else each neighbour writes again as soon as they are answered.
        """
        self._say(f"bot updates at {per_second:g} a second" if per_second else "bot updates")
        async with self._telegram() as (chats, settings), serving(self.folder, settings, UNPACED) as program:
            await program.search(self._say, self.bench.patience_s)
            job = {"webhook": f"{program.url}/telegram", "secret": SECRET, "connections": CONNECTIONS}
            await tell(chats, {**job, "seconds": self.bench.seconds, "texts": TEXTS, "per_second": per_second})
            return Figures(**await hear(chats))

    @asynccontextmanager
    async def _telegram(self) -> AsyncIterator[tuple[Any, dict[str, str]]]:
        """The Bot API server, and the settings by which the program finds it."""
        async with helper("backend.bench.chats", self.folder) as chats:
            first = next(self._first_updates)
            await tell(chats, {"token": TOKEN, "people": self.known.people, "first_update": first})
            own = {
                "APP__PUBLIC_URL": "https://bench.example",
                "TELEGRAM__TOKEN": TOKEN,
                "TELEGRAM__USERNAME": "borrowdale_bot",
                "TELEGRAM__MODE": "webhook",
                "TELEGRAM__WEBHOOK_SECRET": SECRET,
                "TELEGRAM__API_BASE": (await hear(chats))["api_base"],
            }
            yield chats, {**self.settings, **own}

    def _say(self, line: str) -> None:
        self.bench.progress(f"{self.known.database}: {line}")
