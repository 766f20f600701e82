"""What time does: a ticking scheduler in each process; the work stands in rows, so two processes never do it twice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]

from backend.services import (
    announcements,
    due,
    erasure,
    finding,
    geocoding,
    idempotency,
    inquiries,
    photos,
    round_deciding,
    sessions,
    tellings,
    unmet,
    waiting,
)
from models.errors import Busy

_LOG = logging.getLogger(__name__)
_LATE_S = 300
_A_DAY_S = 86_400
_GRACE_S = 1.5

Job = Callable[[datetime], Awaitable[object]]


async def _bookings(now: datetime) -> None:
    await due.advance_bookings(now=now)


async def _news(now: datetime) -> None:
    await announcements.publish(now=now)


async def _finds(now: datetime) -> None:
    await finding.find(now=now)


async def _waves(now: datetime) -> None:
    await inquiries.advance(now=now)


async def _rounds(now: datetime) -> None:
    await round_deciding.advance(now=now)


async def _unmet(now: datetime) -> None:
    await unmet.write_down(now=now)


async def _leaving(now: datetime) -> None:
    await erasure.erase_due(now=now)


async def _traces(now: datetime) -> None:
    await due.forget_traces(now=now)
    await idempotency.purge(now=now)
    await sessions.purge(now=now)
    await geocoding.purge(now=now)
    await unmet.purge(now=now)
    waiting.current().sweep(now)


JOBS: dict[str, tuple[Job, int]] = {
    "bookings": (_bookings, 15),
    "news": (_news, 3),
    "finds": (_finds, 5),
    "waves": (_waves, 10),
    "rounds": (_rounds, 20),
    "unmet": (_unmet, 30),
    "leaving": (_leaving, 600),
    "traces": (_traces, 3_600),
}
"""Each job: one call of a service, and how many seconds lie between two calls."""


def utc_now() -> datetime:
    """The clock of the program; it is read here and at the doors, nowhere else."""
    return datetime.now(UTC)  # noqa: TID251 - the one clock


@asynccontextmanager
async def ticking(
    album: photos.Album, clock: Callable[[], datetime] = utc_now, budget: tellings.Budget = tellings.USUAL
) -> AsyncIterator[None]:
    """Run the jobs while the context is open; one that fails is logged and runs again at its next turn."""
    scheduler = AsyncIOScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": _LATE_S}
    )
    running: set[asyncio.Task[object]] = set()

    async def turn(name: str, job: Job) -> None:
        task = asyncio.ensure_future(_guarded(name, job, clock))
        running.add(task)
        task.add_done_callback(running.discard)
        await task

    for name, (job, every_s) in {**JOBS, **_jobs_with(album, budget)}.items():
        scheduler.add_job(turn, "interval", (name, job), seconds=every_s, id=name, next_run_time=clock())
    scheduler.start()
    try:
        yield
    finally:
        scheduler.pause()
        if running:
            await asyncio.wait(running, timeout=_GRACE_S)
        scheduler.shutdown(wait=False)


def _jobs_with(album: photos.Album, budget: tellings.Budget) -> dict[str, tuple[Job, int]]:
    """The jobs that want to be told what the operator chose."""

    async def pictures(now: datetime) -> None:
        await photos.sweep(album, now=now)

    async def telling(now: datetime) -> None:
        await tellings.tell_due(now=now, budget=budget)

    return {"telling": (telling, 20), "pictures": (pictures, _A_DAY_S)}


async def _guarded(name: str, job: Job, clock: Callable[[], datetime]) -> object:
    try:
        return await job(clock())
    except Busy:
        _LOG.warning("%s: the database is busy, next turn", name)
    except Exception:  # noqa: BLE001 - one job's fault must not stop the clock; it is logged whole
        _LOG.exception("%s failed", name)
    return None
