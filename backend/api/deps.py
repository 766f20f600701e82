"""What the door needs from outside, and where a request keeps what was found out about it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from aiohttp import web

from backend.api.access import Authenticate
from backend.api.drain import Drain
from backend.api.limits import Allowance, Buckets
from backend.services.idempotency import Effect, StoredAnswer
from backend.services.photos import Album
from backend.services.sessions import Caller
from models.person import Person

Check = Callable[[], Awaitable[bool]]


class Keep(Protocol):
    """Runs the effect in a transaction that also keeps its answer, or gives back the answer kept before."""

    async def __call__(
        self,
        person: Person,
        *,
        key: str,
        fingerprint: str,
        effect: Effect,
        now: datetime,
    ) -> StoredAnswer:
        """Raises KeyReused for another request with this key, InProgress while the first is running."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiDeps:
    """Everything that the door is given; it finds nothing by itself."""

    secret: bytes
    clock: Callable[[], datetime]
    authenticate: Authenticate
    keep: Keep
    buckets: Buckets
    drain: Drain = field(default_factory=Drain)
    languages: tuple[str, ...] = ("en",)
    default_language: str = "en"
    ready: Mapping[str, Check] = field(default_factory=dict)
    search: Callable[[], str] = lambda: "plain"
    cors_origins: frozenset[str] = frozenset()
    max_body_bytes: int = 1024 * 1024
    body_timeout_s: float = 30
    version: str = "0"
    bot_username: str = ""
    erasure_days: int = 14
    album: Album | None = None


DEPS = web.AppKey("DEPS", ApiDeps)
REQUEST_ID = web.RequestKey("REQUEST_ID", str)
LANGUAGE = web.RequestKey("LANGUAGE", str)
CALLER = web.RequestKey("CALLER", Caller)
ALLOWANCE = web.RequestKey("ALLOWANCE", Allowance)
