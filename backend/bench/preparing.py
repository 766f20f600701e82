"""What a measurement needs before it starts: a town in the database, tokens, and requests to send."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from pydantic import SecretStr

from backend.app import opened_database
from backend.bench.crowd import crowd
from backend.config import Settings
from backend.config.settings import App, Database
from backend.demo import build_town, people_file
from backend.services import sessions
from models.transaction import execute

SEED = 2026
LOOKED_FOR = (
    {"category": "tool.drilling", "radius_m": "5000"},
    {"q": "hedge trimmer", "radius_m": "10000"},
    {"q": "Bohrhammer", "radius_m": "10000"},
    {"category": "space.work.desk", "radius_m": "10000"},
    {"kind": "vehicle", "category": "vehicle", "radius_m": "20000"},
    {"category": "machinery.land", "radius_m": "20000"},
)
NEEDED = ("drill for a concrete wall", "hedge trimmer", "Lastenrad", "carpet cleaner for an afternoon")
_VERSIONS = {"sqlite": "SELECT sqlite_version() AS version", "postgres": "SHOW server_version"}
_COUNTS = (
    "SELECT (SELECT count(*) FROM resources) AS resources, (SELECT count(*) FROM persons) AS members,"
    " (SELECT count(*) FROM bookings) AS bookings"
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A database with a town in it: who may ask, who chats, and how large it is."""

    tokens: tuple[str, ...]
    people: tuple[dict[str, Any], ...]
    database: str
    sizes: dict[str, int]


async def prepared(
    url: str, folder: Path, *, now: datetime, progress: Callable[[str], None], things: int = 0
) -> Prepared:
    """Migrate, build the demo town with so many more things, and sign everybody in."""
    settings = Settings(app=App(data_dir=folder), database=Database(url=SecretStr(url)))
    async with opened_database(settings, progress):
        town = await build_town(seed=SEED, now=now, progress=progress)
        await crowd(things, seed=SEED, now=now, progress=progress)
        tokens = [await sessions.issue_token(one.person, "bench", now=now) for one in town.people]
        version = (await execute(_VERSIONS[settings.database.dialect]))[0]
        return Prepared(
            tokens=tuple(one.access_token for one in tokens),
            people=tuple(people_file(town)["people"][: len(town.people)]),
            database=f"{settings.database.dialect} {next(iter(version.values()))}",
            sizes=(await execute(_COUNTS))[0],
        )


def searches(known: Prepared, *, now: datetime) -> list[dict[str, Any]]:
    """Searches by category, by words and by kind, each also for a day next week; each person from their home."""
    day = (now + timedelta(days=7)).replace(hour=10, minute=0, second=0, microsecond=0)
    when = {"start": _stamp(day), "end": _stamp(day + timedelta(hours=6))}
    queries = [{**query, **period} for query in LOOKED_FOR for period in ({}, when)]
    return [
        _ask("GET", f"/v1/search?{urlencode(queries[number % len(queries)])}", token, expected=200)
        for number, token in enumerate(known.tokens)
    ]


def writes(known: Prepared) -> list[dict[str, Any]]:
    """Needs to be stated: each is a row, a journal entry, a notice to the group and a stored answer."""
    return [
        _ask("POST", "/v1/needs", token, expected=201, body={"text": NEEDED[number % len(NEEDED)]})
        for number, token in enumerate(known.tokens)
    ]


def _ask(method: str, path: str, token: str, *, expected: int, body: object = None) -> dict[str, Any]:
    return {"method": method, "path": path, "token": token, "expected": expected, "body": body}


def _stamp(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
