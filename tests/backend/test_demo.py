"""The demo town is what it says it is, is the same for the same seed, and is built once."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from backend.demo import DemoTown, build_town, people_file
from backend.demo.geography import AREAS
from backend.services import booking_reads, catalogue, groups, homes, index, locating, needs, search
from bot.sandbox.cast import Cast
from matching.brute_force import BruteForce
from matching.categories import load
from matching.text import text_score
from models.engine.connect import connect, disconnect
from models.lifecycle import State
from models.transaction import execute
from tests.conftest import Database, Dialect
from tests.conftest import _database as fresh_database
from tests.postgres import Postgres

NOW = datetime(2026, 5, 11, 9, 0, tzinfo=UTC)
SEED = 7


def silent(_line: str) -> None:
    """Nobody waits for a test's progress."""


@dataclass(frozen=True, slots=True)
class Built:
    """A database with the town in it, to be copied, and what was seen when it was made."""

    original: Path | str
    town: DemoTown
    story: list[list[tuple[Any, ...]]]


async def _build(url: str) -> tuple[DemoTown, list[list[tuple[Any, ...]]]]:
    await connect(url)
    try:
        await catalogue.sync_categories()
        return await build_town(seed=SEED, now=NOW, progress=silent), await story()
    finally:
        await disconnect()


@pytest.fixture(scope="module")
def built_sqlite(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    path = tmp_path_factory.mktemp("town") / "town.sqlite"
    shutil.copyfile(migrated_sqlite, path)
    return Built(path, *asyncio.run(_build(f"sqlite://{path}")))


@pytest.fixture(scope="module")
def built_postgres(migrated_postgres: str, postgres: Postgres) -> Built:
    url = asyncio.run(postgres.create("demo_town", template=migrated_postgres))
    return Built("demo_town", *asyncio.run(_build(url)))


@pytest.fixture
def built(dialect: Dialect, request: pytest.FixtureRequest) -> Built:
    made: Built = request.getfixturevalue(f"built_{dialect}")
    return made


@pytest.fixture
async def town(server: Postgres | None, built: Built, tmp_path: Path) -> AsyncIterator[DemoTown]:
    """A copy of the town, connected, with its index."""
    async with fresh_database(server, tmp_path, original=built.original) as database:
        await connect(database.url)
        current = index.Index(BruteForce(text_score), b"test")
        await current.build()
        index.use(current)
        yield built.town
        await disconnect()


def rows(found: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [tuple(str(value) for value in row.values()) for row in found]


async def counted(sql: str) -> dict[str, int]:
    return {row["name"]: row["count"] for row in await execute(sql)}


async def story() -> list[list[tuple[Any, ...]]]:
    """Everything that can be read in the town, without the ids."""
    return [rows(await execute(sql)) for sql in TOLD]


TOLD = (
    "SELECT name, language FROM persons ORDER BY name",
    "SELECT lat, lon FROM exact_points ORDER BY lat, lon",
    "SELECT title, description, category_id, rules, condition, created_at FROM resources ORDER BY title",
    """
    SELECT r.title, p.name, b.state, b.starts_at, b.ends_at, b.note, b.reason, u.label FROM bookings AS b
        JOIN resources AS r ON r.id = b.resource_id JOIN persons AS p ON p.id = b.borrower_id
        JOIN units AS u ON u.id = b.unit_id ORDER BY r.title, b.starts_at, p.name
    """,
    "SELECT text, created_at FROM messages ORDER BY created_at, text",
    "SELECT text, category_id, starts_at FROM needs ORDER BY text",
    "SELECT verb, at FROM journal WHERE verb <> 'group.invited' ORDER BY at, verb",
)


async def test_the_town_has_what_the_issue_asks_for(town: DemoTown) -> None:
    kinds = await counted("SELECT kind AS name, count(*) AS count FROM resources GROUP BY kind")
    units = await counted("SELECT title AS name, count(*) AS count FROM resources AS r JOIN units AS u"
                          " ON u.resource_id = r.id JOIN places AS p ON p.id = r.place_id"
                          " WHERE p.kind = 'coworking' GROUP BY title")  # fmt: skip
    common = await execute("SELECT 1 AS one FROM resources WHERE owner_group_id IS NOT NULL")
    speakers = Counter(one.person.language for one in town.people)

    assert [one.telegram_id for one in town.people] == list(range(1001, 1061))
    assert set(kinds) == {"tool", "space", "machinery", "vehicle"}
    assert sum(kinds.values()) == 150
    assert min(kinds.values()) >= 15
    assert units["Desk at the Wool Loft"] == 12
    assert units["Meeting room at the Wool Loft"] == 1
    assert len(common) >= 10
    assert speakers["de"] >= 15
    assert speakers["en"] >= 30
    assert town.refused == ()


async def test_desks_are_told_apart_by_their_labels(town: DemoTown) -> None:
    desks = await execute("SELECT label FROM units AS u JOIN resources AS r ON r.id = u.resource_id"
                          " WHERE r.title = 'Desk at the Wool Loft' ORDER BY u.id")  # fmt: skip

    assert [desk["label"] for desk in desks] == [str(number) for number in range(1, 13)]


async def test_there_are_bookings_in_every_state(town: DemoTown) -> None:
    states = await counted("SELECT state AS name, count(*) AS count FROM bookings GROUP BY state")
    overdue = await execute("SELECT 1 AS one FROM bookings WHERE state = 'out' AND ends_at < $1", [NOW])

    assert set(states) == set(State)
    assert len(overdue) >= 3


async def test_no_two_bookings_hold_one_unit_at_one_time(town: DemoTown) -> None:
    overlaps = await execute(
        "SELECT a.id FROM bookings AS a JOIN bookings AS b ON a.unit_id = b.unit_id AND a.id < b.id"
        " AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at"
        " WHERE a.state NOT IN ('declined', 'withdrawn', 'expired', 'cancelled', 'no_show')"
        " AND b.state NOT IN ('declined', 'withdrawn', 'expired', 'cancelled', 'no_show')"
    )

    assert overlaps == []


async def test_time_has_nothing_left_to_do_and_nothing_lies_in_the_future(town: DemoTown) -> None:
    due = await execute("SELECT id FROM bookings WHERE next_at <= $1", [NOW])
    early = await execute("SELECT seq FROM journal WHERE at > $1", [NOW])

    assert due == []
    assert early == []


async def test_every_thing_is_found_by_somebody_who_looks_for_its_category(town: DemoTown) -> None:
    seekers = (town.people[1].person, town.people[2].person)
    listed = {str(row["id"]) for row in await execute("SELECT id FROM resources")}

    found = {
        str(hit.card.id)
        for seeker in seekers
        for category in load().leaves
        for hit in await search.search(
            seeker, search.Looking(category_id=category, radius_m=30_000, limit=100), now=NOW
        )
    }

    assert found == listed


async def test_a_drill_is_found_by_its_german_name(town: DemoTown) -> None:
    lena = town.people[2].person

    hits = await search.search(lena, search.Looking(text="Bohrhammer", radius_m=20_000), now=NOW)

    assert "Bohrhammer im Koffer" in [hit.card.title for hit in hits]


async def test_the_groups_speak_two_languages_and_their_chats_are_connected(town: DemoTown) -> None:
    members = {group.name: len(await groups.members(town.people[3].person, group.id)) for group in town.groups[:1]}

    assert [(group.language, group.telegram_chat_id) for group in town.groups] == [("en", -5001), ("de", -5002)]
    assert members == {"Transition Totnes": 60}


async def test_areas_are_found_by_the_names_that_people_type(town: DemoTown) -> None:
    found = [(await locating.locate(name, town.group, now=NOW)).label for name in AREAS]

    assert found == list(AREAS)


async def test_the_invitation_lets_a_newcomer_in(town: DemoTown) -> None:
    assert (await groups.invited_to(town.invite_code, now=NOW)).id == town.group.id


async def test_the_leading_neighbours_are_in_the_middle_of_their_stories(town: DemoTown) -> None:
    ada, ben, lena, _morwenna = (one.person for one in town.people[:4])
    asked = [one for one in await booking_reads.bookings_of(ada, booking_reads.Listing()) if one.state == "requested"]

    assert [one.person.name for one in town.people[:4]] == [
        "Ada Penrose",
        "Ben Okafor",
        "Lena Brandt",
        "Morwenna Pascoe",
    ]
    assert [booking.resource.title for booking in asked] == ["Kärcher pressure washer"]
    assert await homes.of(ben) is not None
    assert len(await needs.mine(ben)) == 1
    assert lena.language == "de"


async def test_nobody_is_told_of_what_is_older_than_a_day(town: DemoTown) -> None:
    owed = await execute("SELECT min(created_at) AS oldest, count(*) AS count FROM notices WHERE state = 'owed'")
    to_groups = await execute("SELECT id FROM notices WHERE state = 'owed' AND group_id IS NOT NULL")

    assert str(owed[0]["oldest"]) >= "2026-05-10 09:00"
    assert 0 < owed[0]["count"] < 100
    assert to_groups == []


async def test_a_town_that_is_there_is_left_alone(town: DemoTown) -> None:
    before = await story()

    again = await build_town(seed=SEED + 1, now=NOW.replace(day=12), progress=silent)

    assert (again.made, town.made) == (False, True)
    assert await story() == before
    assert [one.person.id for one in again.people] == [one.person.id for one in town.people]
    assert again.invite_code != town.invite_code


async def test_the_people_file_is_one_that_the_sandbox_reads(town: DemoTown) -> None:
    cast = TypeAdapter(Cast).validate_python(people_file(town))

    assert len(cast.people) == 61
    assert [(group.id, group.title) for group in cast.groups] == [
        (-5001, "Transition Totnes"),
        (-5002, "Nachbarn am Dart"),
    ]
    assert cast.groups[0].members[0] == 1004
    assert {1001, 1002, 1003} <= set(cast.groups[0].members)
    assert all(re.fullmatch("[a-z_]{5,32}", person.username) for person in cast.people if person.username)


async def test_the_same_seed_and_moment_give_the_same_town(db: Database, built: Built) -> None:
    await catalogue.sync_categories()

    await build_town(seed=SEED, now=NOW, progress=silent)

    assert await story() == built.story
