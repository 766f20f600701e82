"""Every route, asked by everybody: forbidden looks like missing, and a route without a row fails."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from backend.api.routes import ROUTES
from tests.backend.api.matrix import NO_ONE, ROWS, Row
from tests.backend.api.world import EVERYBODY, LOCKED_OUT, MEMBERS, NOBODY, UNKNOWN, World, kept, open_world
from tests.backend.services.conftest import Town, town

__all__ = ["town"]

NOT_THERE = frozenset({404, 410, 422})
Wrong = dict[tuple[str, str], Any]


@pytest.fixture
async def world(town: Town, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(town, tmp_path) as world:
        yield world


def test_every_route_has_a_row() -> None:
    assert {(route.method, route.path) for route in ROUTES} == {row.route for row in ROWS}


async def test_nobody_gets_what_is_not_theirs_and_forbidden_looks_like_missing(world: World) -> None:
    before = await kept()

    wrong: Wrong = {}
    for row in ROWS:
        for who in sorted(EVERYBODY - row.may):
            wrong |= await refused(world, who, row, world.ours)

    assert wrong == {}
    assert await kept() == before


async def test_nothing_of_the_other_group_is_there(world: World) -> None:
    before = await kept()

    wrong: Wrong = {}
    for row in (row for row in ROWS if row.names and "{code}" not in str(row.body)):
        for who in sorted(MEMBERS | {NOBODY}):
            abroad = Row(row.method, row.path, NO_ONE, row.body)
            wrong |= await refused(world, who, abroad, world.theirs)

    assert wrong == {}
    assert await kept() == before


async def refused(world: World, who: str, row: Row, things: Mapping[str, str]) -> Wrong:
    """What is wrong with the refusal, if anything."""
    status, said = await world.told(who, *row.asked_of(things))
    fitting = {401} if who in LOCKED_OUT or row.path == "/auth/token" else {403} if who in row.told else NOT_THERE
    if status not in fitting:
        return {(str(row), who): status}
    if who in row.told or not row.names:
        return {}
    missing = [await world.told(who, *row.asked_of({**things, name: UNKNOWN})) for name in row.names]
    return {} if (status, said) in missing else {(str(row), who): (said, missing)}


async def test_who_may_ask_is_answered(world: World) -> None:
    wrong: Wrong = {}
    done = dict.fromkeys(map(str, ROWS), 0)
    for row in ROWS:
        for who in sorted(row.may):
            status, said = await world.told(who, *row.asked_of(world.ours | {"who": who.replace("_", "-")}))
            done[str(row)] += status < 300
            late = row.method == "DELETE" and done[str(row)] and status == 404
            if status >= 300 and not late and said["code"] not in {"not_now", "unavailable", "taken"}:
                wrong[str(row), who] = (status, said)

    assert wrong == {}
    assert done["GET /bookings/{booking}/meeting"] == done["GET /bookings/{commons_booking}/meeting"] - 1 == 2
