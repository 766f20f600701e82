"""Blocks over HTTP: whom one blocked, and what the one who is blocked is answered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.backend.api.town import Neighbour, TownDoor, open_door
from tests.backend.services.conftest import Town, town

__all__ = ["town"]


@pytest.fixture
async def door(town: Town) -> AsyncIterator[TownDoor]:
    async with open_door(town) as door:
        yield door


def of(person: Neighbour) -> str:
    return f"/v1/me/blocks/{person.person.id}"


async def test_a_block_from_first_to_last(door: TownDoor) -> None:
    made = await door.ada.ask("PUT", of(door.ben))
    door.clock.now += timedelta(minutes=1)
    again = await door.ada.ask("PUT", of(door.ben))
    listed = await door.ada.get("/v1/me/blocks")
    theirs = await door.ben.get("/v1/me/blocks")
    lifted = [(await door.ada.ask("DELETE", of(door.ben))).status for _ in range(2)]

    person = {"id": str(door.ben.person.id), "name": "Ben"}
    assert (made.status, again.status) == (200, 200)
    assert await made.json() == await again.json() == {"person": person, "since": "2026-05-11T09:00:00Z"}
    assert (listed["data"], theirs["data"]) == ([await made.json()], [])
    assert lifted == [204, 204]
    assert (await door.ada.get("/v1/me/blocks"))["data"] == []


async def test_blocks_come_in_pages_the_latest_first(door: TownDoor) -> None:
    for person in (door.ben, door.cleo):
        await door.ada.ask("PUT", of(person))
        door.clock.now += timedelta(minutes=1)

    first = await door.ada.get("/v1/me/blocks?limit=1")
    rest = await door.ada.get(f"/v1/me/blocks?limit=1&cursor={first['next_cursor']}")

    assert [one["person"]["name"] for one in first["data"] + rest["data"]] == ["Cleo", "Ben"]


async def test_who_is_blocked_is_answered_as_if_nothing_were_there(door: TownDoor) -> None:
    await door.ada.ask("PUT", of(door.ben))
    unknown, when = uuid4(), {"starts_at": "2026-05-17T10:00:00Z", "ends_at": "2026-05-17T12:00:00Z"}
    look = "/availability?from=2026-05-16T00:00:00Z&to=2026-05-17T00:00:00Z"

    for path in ("", look, "/photos"):
        hidden = await door.ben.ask("GET", f"/v1/resources/{door.drill}{path}")
        missing = await door.ben.ask("GET", f"/v1/resources/{unknown}{path}")
        said, of_missing = await hidden.json(), await missing.json()
        assert (hidden.status, {**said, "instance": ""}) == (404, {**of_missing, "instance": ""})
    asked = [
        await door.ben.ask("POST", "/v1/bookings", {**when, "resource_id": str(one)}) for one in (door.drill, unknown)
    ]
    assert [(one.status, (await one.json())["detail"]) for one in asked] == [
        (404, "There is no such thing here. It may have been taken away.")
    ] * 2
    assert (await door.ben.get("/v1/search"))["data"] == []


async def test_a_block_that_cannot_be_is_refused_with_what_to_do(door: TownDoor) -> None:
    oneself = await door.ada.ask("PUT", of(door.ada), Accept_Language="de")
    nobody = await door.ada.ask("PUT", f"/v1/me/blocks/{uuid4()}")
    nonsense = await door.ada.ask("PUT", "/v1/me/blocks/ben")

    assert [one.status for one in (oneself, nobody, nonsense)] == [422, 404, 404]
    assert oneself.content_type == "application/problem+json"
    assert (await oneself.json())["errors"][0]["detail"] == "Das bist du selbst. Bitte wähle jemand anderen."
