"""The real door over the small town of the services' tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from aiohttp import ClientResponse, ClientSession, web

from backend.api.app import build_api
from backend.api.connections import Runner
from backend.api.deps import ApiDeps
from backend.api.limits import Buckets
from backend.api.routes import ROUTES
from backend.services import idempotency, sessions
from backend.services.photos import Album
from models.person import Person
from tests.backend.api.conftest import Seconds
from tests.backend.services.conftest import Town


@dataclass
class Clock:
    """Stands still until it is moved."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Neighbour:
    """Somebody with a token, asking as a client would."""

    client: ClientSession
    person: Person
    token: str

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> ClientResponse:
        """One request; a write gets a key of its own, underscores in header names become hyphens."""
        sent = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": str(uuid4())}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.request(method, path, json=body, headers=sent)

    async def send(self, method: str, path: str, data: bytes, **headers: str) -> ClientResponse:
        """One request with a body that is no JSON, or not quite."""
        sent = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": str(uuid4())}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.request(method, path, data=data, headers=sent)

    async def get(self, path: str) -> Any:
        """What a 200 says."""
        answer = await self.ask("GET", path)
        assert answer.status == 200, await answer.text()
        return await answer.json()

    async def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """What a 200 or 201 says."""
        answer = await self.ask("POST", path, body, **headers)
        assert answer.status in {200, 201}, await answer.text()
        return await answer.json()


@dataclass
class TownDoor:
    """The door, the town behind it, and a client for each of its people."""

    town: Town
    clock: Clock
    client: ClientSession
    ada: Neighbour
    ben: Neighbour
    cleo: Neighbour

    @property
    def drill(self) -> UUID:
        return self.town.drill.id


def town_deps(clock: Clock, album: Album | None = None) -> ApiDeps:
    return ApiDeps(
        secret=b"s" * 32,
        clock=clock,
        authenticate=sessions.authenticate,
        keep=idempotency.keep,
        buckets=Buckets(1_000_000, Seconds()),
        languages=("en", "de"),
        version="1.2.3",
        bot_username="borrowdale_bot",
        album=album,
    )


@asynccontextmanager
async def open_door(town: Town, album: Album | None = None) -> AsyncIterator[TownDoor]:
    clock = Clock(town.now)
    runner = Runner(build_api(town_deps(clock, album), ROUTES), header_timeout_s=5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with ClientSession(f"http://127.0.0.1:{runner.addresses[0][1]}") as client:
        people = {
            name: Neighbour(client, person, (await sessions.issue_token(person, "test", now=town.now)).access_token)
            for name, person in town.people.items()
        }
        yield TownDoor(town, clock, client, **people)
    await runner.cleanup()
