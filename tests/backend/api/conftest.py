"""The door with a table of toys behind it, on a real socket of this machine."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import pytest
from aiohttp import ClientSession, web
from uuid_utils.compat import uuid7

from backend.api.app import build_api
from backend.api.connections import Runner
from backend.api.deps import ApiDeps
from backend.api.limits import Buckets
from backend.services.idempotency import Effect, StoredAnswer
from backend.services.sessions import Caller
from models.errors import InProgress, KeyReused, NotSignedIn
from models.person import Person
from tests.backend.api.toys import NOW, Shelf, broken, table

ANA = Person(id=uuid7(), name="Ana", language="de", time_zone="Europe/Berlin", created_at=NOW)


class Answers:
    """Keeps answers in memory, as the service keeps them in the database."""

    def __init__(self) -> None:
        self.kept: dict[tuple[UUID, str], tuple[str, StoredAnswer | None]] = {}

    async def keep(self, person: Person, *, key: str, fingerprint: str, effect: Effect, now: datetime) -> StoredAnswer:
        known = self.kept.get((person.id, key))
        if known is None:
            self.kept[person.id, key] = (fingerprint, None)
            answer = await effect()
            self.kept[person.id, key] = (fingerprint, answer)
            return answer
        if known[0] != fingerprint:
            raise KeyReused
        if known[1] is None:
            raise InProgress
        return StoredAnswer(known[1].status, known[1].headers, known[1].body, replayed=True)


@dataclass
class Seconds:
    """A clock that stands still until it is moved."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


async def authenticate(access_token: str, *, now: datetime) -> Caller:
    scopes = {"ana": None, "key": frozenset({"toys:read"})}
    if access_token not in scopes:
        raise NotSignedIn
    return Caller(ANA, uuid7(), scopes[access_token])


@dataclass
class Door:
    """The running door, and what stands behind it."""

    client: ClientSession
    deps: ApiDeps
    port: int
    shelf: Shelf
    answers: Answers
    seconds: Seconds
    ready: dict[str, bool] = field(default_factory=dict)


def deps_for(answers: Answers, seconds: Seconds, *, ready: dict[str, bool], per_minute: int = 100_000) -> ApiDeps:
    async def database() -> bool:
        return ready.get("database", True)

    return ApiDeps(
        secret=b"s" * 32,
        clock=lambda: NOW,
        authenticate=authenticate,
        keep=answers.keep,
        buckets=Buckets(per_minute, seconds),
        languages=("en", "de"),
        ready={"database": database},
        cors_origins=frozenset({"https://map.example"}),
        max_body_bytes=4096,
        body_timeout_s=0.5,
        version="1.2.3",
    )


@pytest.fixture
def per_minute() -> int:
    """How many requests a caller may send in a minute; a test may ask for fewer."""
    return 100_000


@pytest.fixture
async def door(per_minute: int) -> AsyncIterator[Door]:
    shelf, answers, seconds, ready = Shelf(), Answers(), Seconds(), dict[str, bool]()
    deps = deps_for(answers, seconds, ready=ready, per_minute=per_minute)
    runner = Runner(build_api(deps, [*table(shelf), broken(shelf)]), header_timeout_s=0.5)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    async with ClientSession(f"http://127.0.0.1:{port}") as client:
        yield Door(client, deps, port, shelf, answers, seconds, ready)
    await runner.cleanup()
