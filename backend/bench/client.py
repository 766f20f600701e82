"""The load on the API, from a process of its own: a job as JSON on standard input, its figures on standard output."""

from __future__ import annotations

import asyncio
import sys
import time
from dataclasses import dataclass, field
from itertools import count, cycle
from typing import Any

import orjson
import uvloop
from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector

from backend.bench.figures import Figures, figures

WARM_UP_S = 0.5
PATIENCE = ClientTimeout(total=10)


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, prepared: what is sent again and again costs the client little."""

    method: str
    path: str
    token: str
    body: bytes | None
    expected: int


@dataclass
class Tally:
    """What came back since the warm-up."""

    latencies_s: list[float] = field(default_factory=list)
    failed: int = 0

    def add(self, took_s: float, *, good: bool) -> None:
        """Count one answer."""
        if good:
            self.latencies_s.append(took_s)
        else:
            self.failed += 1


class Load:
    """So many connections that each ask again as soon as they are answered."""

    def __init__(self, session: ClientSession, asks: list[Ask]) -> None:
        self._session = session
        self._asks = cycle(asks)
        self._keys = count(1)
        self.tally = Tally()

    async def ask_until(self, deadline: float) -> None:
        """One connection's work."""
        while (begun := time.perf_counter()) < deadline:
            good = await self._answered(next(self._asks))
            self.tally.add(time.perf_counter() - begun, good=good)

    async def _answered(self, ask: Ask) -> bool:
        headers = {"Authorization": f"Bearer {ask.token}"}
        if ask.body is not None:
            headers |= {
                "Content-Type": "application/json",
                "Idempotency-Key": f"bench-{time.time_ns()}-{next(self._keys)}",
            }
        try:
            async with self._session.request(ask.method, ask.path, data=ask.body, headers=headers) as answer:
                await answer.read()
                return answer.status == ask.expected
        except (ClientError, TimeoutError):
            return False


async def loaded(job: dict[str, Any]) -> Figures:
    """Do the job: {url, connections, seconds, asks}."""
    asks = [Ask(one["method"], one["path"], one["token"], _body(one), one["expected"]) for one in job["asks"]]
    connector = TCPConnector(limit=job["connections"])
    async with ClientSession(job["url"], connector=connector, timeout=PATIENCE, trust_env=False) as session:
        load = Load(session, asks)
        await _all(load, job["connections"], WARM_UP_S)
        load.tally = Tally()
        begun, busy = time.perf_counter(), time.process_time()
        await _all(load, job["connections"], job["seconds"])
        took_s, busy_s = time.perf_counter() - begun, time.process_time() - busy
        return figures(load.tally.latencies_s, seconds=took_s, failed=load.tally.failed, load_s=busy_s)


async def _all(load: Load, connections: int, seconds: float) -> None:
    deadline = time.perf_counter() + seconds
    await asyncio.gather(*(load.ask_until(deadline) for _ in range(connections)))


def _body(one: dict[str, Any]) -> bytes | None:
    return None if one.get("body") is None else orjson.dumps(one["body"])


if __name__ == "__main__":
    sys.stdout.buffer.write(orjson.dumps(uvloop.run(loaded(orjson.loads(sys.stdin.buffer.readline()))).as_dict()))
