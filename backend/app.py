"""Wires the parts to one program and takes them apart again; decides nothing."""

from __future__ import annotations

import gc
import hmac
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from aiohttp import web

from backend.api.app import build_api
from backend.api.connections import Runner
from backend.api.deps import ApiDeps
from backend.api.limits import Buckets
from backend.api.routes import ROUTES
from backend.clock import ticking, utc_now
from backend.config import Settings, ensure_secret
from backend.services import catalogue, idempotency, index, sessions, telling, tellings, unmet, waiting
from backend.services.compiling import compiling, pace
from backend.services.geocoding import AddressBook
from backend.services.photos import Album
from bot.app import Bot, build_bot
from bot.sending import Sending
from matching.grid import GridEngine
from matching.score import Weights
from matching.standing_index import NUMPY, StandingIndex
from matching.text import shipped_lexicon, text_score
from models.engine.connect import connect, disconnect
from models.migrate import migrate, pending
from models.transaction import execute, on_disk

PARTS = frozenset({"api", "bot", "clock"})
WEBHOOK_PATH = "/telegram"
_DRAIN_S = 3.0

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Program:
    """A program that runs: where its API answers, and its bot."""

    settings: Settings
    api_url: str
    bot: Bot | None


@dataclass(frozen=True, slots=True)
class Parts:
    """Which parts run, on which clock, and whom the start tells what it does."""

    only: Collection[str] = PARTS
    clock: Callable[[], datetime] = utc_now
    progress: Progress = lambda _line: None
    sending: Sending | None = None
    """How the bot paces itself; as Telegram wants it, if nothing is said."""


@asynccontextmanager
async def running(settings: Settings, parts: Parts | None = None) -> AsyncIterator[Program]:
    """Run the program while the context is open: database, index, bot, API, clock; torn down in reverse."""
    parts = parts or Parts()
    secret = _secret(settings)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(opened_database(settings, parts.progress))
        with _kept_for_good():
            engine, standing = await _build_index(settings, secret, parts.progress)
        stack.callback(gc.unfreeze)
        await stack.enter_async_context(compiling(engine, standing))
        bot = await _start_bot(stack, settings, parts)
        api_url = await _start_api(stack, settings, bot, parts)
        if bot is not None:
            bot.begin(f"{settings.app.public_url or api_url}{WEBHOOK_PATH}")
            stack.push_async_callback(bot.close)
        if "clock" in parts.only:
            await stack.enter_async_context(ticking(album(settings), parts.clock, _budget(settings)))
        yield Program(settings, api_url, bot)


@asynccontextmanager
async def opened_database(settings: Settings, progress: Progress) -> AsyncIterator[None]:
    """The database, migrated and with the categories in it, while the context is open."""
    url = settings.database.url.get_secret_value()
    if settings.database.dialect == "sqlite":
        settings.app.data_dir.mkdir(parents=True, exist_ok=True)
    await connect(url, pool_max=settings.database.pool_max, acquire_timeout_s=settings.database.acquire_timeout_s)
    try:
        await migrate(progress=lambda name: progress(f"migrating the database: {name}"))
        await catalogue.sync_categories()
        yield
    finally:
        await disconnect()


def album(settings: Settings) -> Album:
    """Where pictures are kept, and how large they may be."""
    return Album(settings.media_dir, settings.media.max_bytes, settings.media.max_pixels)


def weights(settings: Settings) -> Weights:
    """What counts for how much in the order of what is found."""
    chosen = settings.matching
    return Weights(
        distance=chosen.distance,
        overlap=chosen.overlap,
        text=chosen.text,
        record=chosen.record,
        trust=chosen.trust,
        half_distance_m=chosen.half_distance_m,
    )


def tie_break(settings: Settings) -> bytes:
    """The key by which equals are put in order."""
    return _derived(_secret(settings), b"tie-break")


def _budget(settings: Settings) -> tellings.Budget:
    return tellings.Budget(settings.telling.finds_a_day, settings.telling.finds_a_week)


@contextmanager
def _kept_for_good() -> Iterator[None]:
    """What is made meanwhile stays as long as the program: the garbage collector does not look through it again."""
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


async def _build_index(settings: Settings, secret: bytes, progress: Progress) -> tuple[GridEngine, StandingIndex]:
    """Build the index, and the lexicon with it, so that the first search is as quick as any."""
    engine = GridEngine(text_score, weights(settings), compiled=False)
    fresh = index.Index(engine, tie_break(settings))
    count = await fresh.build(lambda done, whole: progress(f"matching index: {done} of {whole} resources"))
    shipped_lexicon()
    index.use(fresh)
    standing = StandingIndex(text_score, weights(settings), walk=NUMPY)
    await _build_waiting(standing)
    unmet.use(unmet.Noted(_derived(secret, b"unmet")))
    progress(f"matching index: {count} resources")
    return engine, standing


async def _build_waiting(standing: StandingIndex) -> None:
    """Everything that somebody waits for, beside the index of what there is."""
    fresh = waiting.Waiting(standing)
    await fresh.build()
    waiting.use(fresh)


async def _start_bot(stack: AsyncExitStack, settings: Settings, parts: Parts) -> Bot | None:
    if "bot" not in parts.only or not settings.telegram.token.get_secret_value():
        return None
    book = AddressBook(settings.geocoding) if settings.geocoding.enabled else None
    bot = build_bot(settings, clock=parts.clock, album=album(settings), geocoder=book, sending=parts.sending)
    await bot.connect()
    telling.wakes.append(bot.delivery.wake)
    stack.callback(telling.wakes.remove, bot.delivery.wake)
    return bot


async def _start_api(stack: AsyncExitStack, settings: Settings, bot: Bot | None, parts: Parts) -> str:
    deps = api_deps(settings, parts.clock)
    app = build_api(deps, ROUTES if "api" in parts.only else ())
    if bot is not None and settings.telegram.mode == "webhook":
        app.router.add_post(WEBHOOK_PATH, bot.webhook())
    runner = Runner(app, header_timeout_s=settings.http.header_timeout_s)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    site = web.TCPSite(runner, settings.http.host, settings.http.port, reuse_address=True)
    await site.start()
    stack.push_async_callback(_drained, deps, site)
    host, port = runner.addresses[0][:2]
    return f"http://{host}:{port}"


def api_deps(settings: Settings, clock: Callable[[], datetime]) -> ApiDeps:
    """What the JSON door needs, from the settings."""
    return ApiDeps(
        secret=_derived(_secret(settings), b"cursors"),
        clock=clock,
        authenticate=sessions.authenticate,
        keep=idempotency.keep,
        buckets=Buckets(settings.http.requests_per_minute, time.monotonic),
        languages=settings.app.languages,
        default_language=settings.app.default_language,
        ready={"database": _database_answers, "disk": _disk_takes_commits, "migrations": _schema_is_current},
        search=pace,
        cors_origins=frozenset(settings.http.cors_origins),
        max_body_bytes=settings.http.max_body_bytes,
        body_timeout_s=settings.http.body_timeout_s,
        album=album(settings),
        bot_username=settings.telegram.username,
        version=version("borrowdale"),
    )


async def _drained(deps: ApiDeps, site: web.TCPSite) -> None:
    await site.stop()  # whoever comes anew would keep us from ever being idle
    await deps.drain.finish(within_s=_DRAIN_S)


async def _database_answers() -> bool:
    return bool(await execute("SELECT 1 AS answer"))


async def _disk_takes_commits() -> bool:
    await on_disk()
    return True


async def _schema_is_current() -> bool:
    return not await pending()


def _secret(settings: Settings) -> bytes:
    own = settings.app.secret.get_secret_value()
    return (own or ensure_secret(settings.app.data_dir).get_secret_value()).encode()


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return hmac.digest(secret, purpose, "sha256")
