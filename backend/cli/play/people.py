"""The people of a play: they chat with the bot in their language, or call the API from a device of theirs."""

from __future__ import annotations

import asyncio
import http.client
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import orjson

from backend.cli.play.house import House
from backend.language import sentence
from bot.sandbox import Person as Actor
from bot.sandbox import Transcript


class NotAnswered(RuntimeError):
    """The API said no where the play needs a yes."""


@dataclass(frozen=True, slots=True)
class Called:
    """One call of the API and its answer."""

    who: str
    method: str
    path: str
    status: int
    content: Any


Hear = Callable[[Called], None]


@dataclass
class Neighbour:
    """Somebody with a phone: words are given in English and typed, pressed and read in their language."""

    house: House
    actor: Actor
    language: str

    @property
    def name(self) -> str:
        return self.actor.name

    def words(self, words: str, **params: object) -> str:
        """What the bot says for these words."""
        return sentence(self.language, words, **params)

    async def opens(self, link: str) -> None:
        """Follow a link into the bot."""
        self.actor.opens(link)
        await self.house.told()

    async def types(self, text: str) -> None:
        """Type something as it stands."""
        self.actor.types(text)
        await self.house.told()

    async def sends_photo(self) -> None:
        """Send a picture of a drill."""
        self.actor.sends_photo()
        await self.house.told()

    async def sends_place(self, lat: float, lon: float) -> None:
        """Send a pin."""
        self.actor.sends_location(lat, lon)
        await self.house.told()

    async def presses(self, words: str, **params: object) -> None:
        """Press the button with these words in its label, as soon as it is in sight."""
        label = self.words(words, **params)
        await self.house.sandbox.until(self.actor, lambda chat: any(label in one for one in chat.labels))
        self.actor.presses(label)
        await self.house.told()

    async def reads(self, words: str, **params: object) -> Transcript:
        """Wait until these words stand in the chat."""
        return await self.house.sandbox.until(self.actor, self.words(words, **params))


@dataclass
class Device:
    """A program of somebody's that calls the API with their tokens."""

    house: House
    owner: str
    hear: Hear
    tokens: dict[str, Any] = field(default_factory=dict)

    async def sign_in(self, neighbour: Neighbour) -> None:
        """Ask to be let in, and let its owner say yes in the bot."""
        started = await self.post("/v1/auth/device", {"label": f"{self.owner}'s laptop"})
        await neighbour.opens(started["link"])
        await neighbour.presses("Yes, let it in")
        by = {"grant": "device_code", "device_code": started["device_code"]}
        self.tokens = await self.post("/v1/auth/token", {"by": by})

    async def _renew(self) -> None:
        """Exchange the tokens for fresh ones; an access token lives for a quarter of an hour."""
        by = {"grant": "refresh_token", "refresh_token": self.tokens["refresh_token"]}
        self.tokens = {}
        self.tokens = await self.post("/v1/auth/token", {"by": by})

    def _have_run_out(self) -> bool:
        now = self.house.time()
        return bool(self.tokens) and datetime.fromisoformat(self.tokens["access_expires_at"]) <= now

    async def get(self, path: str) -> Any:
        """What there is at this address."""
        return await self._ask("GET", path, None)

    async def post(self, path: str, body: object = None) -> Any:
        """What comes of posting this."""
        return await self._ask("POST", path, body)

    async def put(self, path: str, body: object) -> Any:
        """What comes of putting this in its place."""
        return await self._ask("PUT", path, body)

    async def _ask(self, method: str, path: str, body: object) -> Any:
        if self._have_run_out():
            await self._renew()
        headers = {"Accept-Language": "en", "Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
        if self.tokens:
            headers["Authorization"] = f"Bearer {self.tokens['access_token']}"
        sent = None if body is None else orjson.dumps(body)
        base = self.house.program.api_url
        status, content = await asyncio.to_thread(_exchanged, base, method, path, (sent, headers))
        self.hear(Called(self.owner, method, path, status, content))
        if status >= 400:
            raise NotAnswered(f"{method} {path}: {status} {content}")
        return content


def _exchanged(base: str, method: str, path: str, sent: tuple[bytes | None, dict[str, str]]) -> tuple[int, Any]:
    address = urlsplit(base)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
    try:
        body, headers = sent
        connection.request(method, path, body=body, headers=headers if body is not None else _without_type(headers))
        answer = connection.getresponse()
        content = answer.read()
        return answer.status, orjson.loads(content) if content else None
    finally:
        connection.close()


def _without_type(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name != "Content-Type"}
