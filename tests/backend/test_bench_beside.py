"""The FastAPI services over PostgreSQL find what the program finds; where one did not, it would be counted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]  # ships no types
import orjson
import pytest
from aiohttp import ClientSession

from backend.api.pages import Page
from backend.api.search import Match
from backend.bench import beside, service
from backend.bench.beside import SERVICES, Answer, Asked, agree
from backend.bench.databases import WITHOUT_POSTGRES
from backend.bench.figures import figures
from backend.bench.peers.service_usual import Usual
from backend.bench.preparing import Prepared, prepared, searches
from backend.bench.processes import serving
from backend.bench.service import ROOMY, Bench, Site, measure
from backend.clock import utc_now
from backend.services.sessions import hashed
from matching.engine import Query
from matching.geo import cell_of
from matching.intervals import Period
from matching.record import COUNTS
from tests.postgres import Postgres


def _match(name: str, score: float = 0.5, low_m: int = 0) -> dict[str, Any]:
    return {"resource_id": name, "score": score, "distance": {"low_m": low_m, "high_m": 1_000}}


ELSEWHERE = ("Garage", "stand", "wooden")
SEEN = [_match("a", 0.6), _match("b")]


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ([_match("a", 0.6), _match("b")], True),
        ([_match("a", 0.6 + 1e-10), _match("b")], True),
        ([_match("a", 0.6 + 1e-8), _match("b")], False),
        ([_match("b"), _match("a", 0.6)], False),
        ([_match("a", 0.6), _match("b", low_m=500)], False),
        ([_match("a", 0.6)], False),
        ([*SEEN, _match("c")], False),
        (None, False),
    ],
)
def test_answers_agree_by_what_is_found_its_order_its_score_and_its_band(other: Answer, same: bool) -> None:
    assert agree(SEEN, other) is same
    assert agree(other, SEEN) is same


def test_what_differs_is_counted_and_what_is_quicker_is_told() -> None:
    ours = Asked(figures([0.001] * 300, seconds=1.0, failed=0), [SEEN, SEEN, None])
    theirs = Asked(figures([0.01] * 100, seconds=1.0, failed=0), [SEEN, SEEN[:1], None])

    found = beside.beside(ours, theirs)

    assert (found.ratio, found.searches) == (3.0, theirs.figures)
    assert found.judged == {"answers": 3, "hits": 4, "wrong": 2}


async def test_what_is_not_installed_is_left_out_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "NEEDED", ("asyncio", "no_such_thing"))
    monkeypatch.setattr(service, "has_postgres", lambda: False)

    report = await measure(Bench(databases=("postgres",)), now=utc_now())

    assert report.left_out[0] == WITHOUT_POSTGRES
    told = "FastAPI over PostgreSQL, tuned were not measured beside the program: no_such_thing"
    assert told in report.left_out[1]


class Row(dict[Any, Any]):
    """A row as asyncpg gives it: by name, or some by their places."""

    def __getitem__(self, key: object) -> Any:
        return tuple(self.values())[key] if isinstance(key, slice) else super().__getitem__(key)


class Ranked:
    """A connection by which rows come in the order in which they lie there."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.asked: list[tuple[int, int]] = []

    async def fetch(self, _statement: str, limit: int, offset: int, *_values: object) -> Sequence[Row]:
        self.asked.append((limit, offset))
        return self.rows[offset : offset + limit]


def _thing(number: int, *, is_open: bool) -> Row:
    shown = dict.fromkeys(("title", "kind", "category", "owner_name", "place_name", "instant"), "")
    weekly = [{"weekday": day, "start": "00:00", "end": "24:00"} for day in range(7) if is_open]
    hours = orjson.dumps({"zone": "UTC", "weekly": weekly})
    rest = {"units": 1, "opening": hours, "rules": b"{}", "metres": 10.0, "fit": 1.0, "score": 0.5}
    return Row(resource=number, **shown, **dict.fromkeys(COUNTS, 0), **rest)


@pytest.mark.parametrize(
    ("closed", "opened", "found", "read"),
    [(0, 90, 21, 1), (50, 90, 21, 2), (90, 20, 20, 3), (90, 10, 10, 3), (90, 9, 9, 2), (30, 15, 15, 1)],
)
async def test_the_usual_service_reads_on_until_enough_are_open(
    closed: int, opened: int, found: int, read: int
) -> None:
    now = utc_now()
    period = Period(now + timedelta(days=1), now + timedelta(days=1, hours=2))
    query = Query(cell=cell_of(54.5, -3.2), radius_m=5_000, now=now, groups=frozenset(), period=period, limit=21)
    ranked = Ranked([_thing(number, is_open=number >= closed) for number in range(closed + opened)])

    answer = await Usual("").find(ranked, query)

    assert [one.hit.id for one in answer] == [str(closed + number) for number in range(found)]
    assert ranked.asked == [(50, 50 * number) for number in range(read)]


@dataclass(frozen=True)
class Town:
    """A small town in PostgreSQL, and how a program is started on it."""

    known: Prepared
    site: Site

    @property
    def asks(self) -> list[dict[str, Any]]:
        """Some by words that stand in a thing of another category than they mean, then the bench's own."""
        usual = searches(self.known, now=utc_now())
        return [*({**usual[0], "path": f"/v1/search?q={word}&radius_m=5000"} for word in ELSEWHERE), *usual]

    def settled_on(self, **settings: str) -> Site:
        """The same with other settings."""
        return replace(self.site, settings={**self.site.settings, **settings})


@pytest.fixture
async def town(postgres: Postgres, migrated_postgres: str, tmp_path: Path) -> AsyncIterator[Town]:
    url = await postgres.create("beside", template=migrated_postgres)
    known = await prepared(url, tmp_path, now=utc_now(), progress=lambda _line: None)
    settings = {**ROOMY, "DATABASE__URL": url, "APP__DATA_DIR": str(tmp_path)}
    yield Town(known, Site(Bench(seconds=0.3, patience_s=0), tmp_path, settings, known))
    await postgres.drop("beside")


both = pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)


@both
async def test_another_service_answers_as_the_program_does_and_is_seen_where_it_does_not(
    town: Town, service: Sequence[str]
) -> None:
    ours = await town.site.searches("searches", town.asks)
    theirs = await town.site.searches("searches beside them", town.asks, service)
    others = await town.settled_on(MATCHING__DISTANCE="0.9").searches("weighed otherwise", town.asks, service)

    found = beside.beside(ours, theirs)

    assert ours.answers == theirs.answers  # reasons, times and names as well
    assert found.judged["answers"] == len(ours.answers) == 60
    assert found.judged["hits"] > 300
    assert all(ours.answers[: len(ELSEWHERE)])
    assert found.judged["wrong"] == ours.figures.failed == theirs.figures.failed == 0
    assert theirs.figures.done > 0
    assert beside.beside(ours, others).judged["wrong"] > 40


async def _end_two_sessions(town: Town) -> tuple[str, ...]:
    """Whose tokens these are: one was signed out, the other's has run out."""
    database = await asyncpg.connect(town.site.settings["DATABASE__URL"])
    for column, token in zip(("revoked_at", "access_expires_at"), town.known.tokens[1:], strict=False):
        await database.execute(f"UPDATE sessions SET {column} = $1 WHERE access_hash = $2", utc_now(), hashed(token))
    await database.close()
    return town.known.tokens[1:3]


@both
async def test_another_service_asks_who_it_is_and_answers_in_pages(town: Town, service: Sequence[str]) -> None:
    bearer = {"Authorization": f"Bearer {town.known.tokens[0]}"}
    half = "start=2099-01-01T10%3A00%3A00Z"
    ended = [{"Authorization": f"Bearer {token}"} for token in await _end_two_sessions(town)]
    refused = [({}, ""), ({"Authorization": "Bearer nobodys"}, ""), (bearer, half), (bearer, "radius_m=far")]
    refused += [(one, "") for one in ended]

    async with serving(town.site.folder, town.site.settings, service) as program, ClientSession(program.url) as session:
        statuses = [(await session.get(f"/v1/search?{query}", headers=head)).status for head, query in refused]
        query = "/v1/search?kind=vehicle&category=vehicle&radius_m=20000&limit=5"
        pages = [
            Page[Match].model_validate_json(await (await session.get(f"{query}&cursor={at}", headers=bearer)).read())
            for at in (0, 5)
        ]

    assert statuses == [401, 401, 422, 422, 401, 401]
    assert [(page.has_more, page.next_cursor, len(page.data)) for page in pages] == [(True, "5", 5), (True, "10", 5)]
    assert len({one.resource_id for page in pages for one in page.data}) == 10
