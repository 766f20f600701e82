"""What an app needs to show without being told: areas, a thing's bookings, and what somebody was told."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from models.notice import Notice, NoticeState
from tests.backend.api.world import World, open_world
from tests.backend.services.conftest import CENTRE, Town, town

__all__ = ["town"]


@pytest.fixture
async def world(town: Town, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(town, tmp_path) as world:
        yield world


async def pages(world: World, who: str, address: str) -> list[Any]:
    """A whole list, two at a time."""
    found: list[Any] = []
    sign, following = "&" if "?" in address else "?", ""
    while True:
        page = await world.asking[who].get(f"{address}{sign}limit=2{following}")
        found += page["data"]
        if not page["has_more"]:
            return found
        following = f"&cursor={page['next_cursor']}"


async def test_areas_are_listed_as_the_stewards_drew_them_up(world: World) -> None:
    path = f"/v1/groups/{world.ours['group']}/areas"
    for name in ("Bridgetown", "Follaton", "Dartington"):
        await world.asking["steward"].post(path, {"name": name, "lat": CENTRE[0], "lon": CENTRE[1]})
    await world.asking["steward"].post(path, {"name": "bridgetown", "lat": CENTRE[0] + 0.01, "lon": CENTRE[1]})

    areas = await pages(world, "member", path)

    assert [area["name"] for area in areas] == ["bridgetown", "Follaton", "Dartington"]
    assert areas[0]["lat"] == pytest.approx(CENTRE[0] + 0.01)


async def test_an_owner_reads_who_has_asked_for_a_thing(world: World) -> None:
    path, first = f"/v1/resources/{world.ours['resource']}/bookings", world.ours["booking"]
    made = [
        await world.asking["member"].post(
            "/v1/bookings",
            {
                "resource_id": world.ours["resource"],
                "starts_at": f"2026-05-{day}T10:00:00Z",
                "ends_at": f"2026-05-{day}T12:00:00Z",
            },
        )
        for day in (20, 21)
    ]
    await world.asking["owner"].post(f"/v1/bookings/{first}/decline")

    every = await pages(world, "owner", path)
    still = await pages(world, "owner", f"{path}?open=true")

    assert [one["id"] for one in every] == [made[1]["id"], made[0]["id"], first]
    assert [one["id"] for one in still] == [made[1]["id"], made[0]["id"]]
    assert {one["role"] for one in every} == {"owner"}
    assert every[0]["borrower"]["name"] == "Cleo"
    assert every[2] == await world.asking["owner"].get(f"/v1/bookings/{first}")


async def test_a_steward_meets_a_commons_as_its_steward_in_every_list(world: World) -> None:
    steward = world.asking["steward"]
    own = await steward.post(
        "/v1/bookings",
        {
            "resource_id": world.ours["commons"],
            "starts_at": "2026-05-20T10:00:00Z",
            "ends_at": "2026-05-20T12:00:00Z",
        },
    )

    of_thing = await pages(world, "steward", f"/v1/resources/{world.ours['commons']}/bookings")
    of_person = await pages(world, "steward", "/v1/bookings")
    borrowers = await pages(world, "borrower", "/v1/bookings")

    assert of_thing == of_person
    assert of_thing[0] == own == await steward.get(f"/v1/bookings/{own['id']}")
    assert [one["role"] for one in of_thing] == ["steward", "steward"]
    assert {one["role"] for one in borrowers} == {"borrower"}


async def test_somebody_reads_again_what_they_were_told(world: World) -> None:
    booking = world.ours["booking"]
    await world.asking["owner"].post(f"/v1/bookings/{booking}/confirm")
    sent = await world.asking["owner"].post(f"/v1/bookings/{booking}/messages", {"text": "Come at ten."})
    await world.asking["borrower"].ask("DELETE", "/v1/me", If_Match="*")

    notices = await pages(world, "borrower", "/v1/notices")
    owners = await pages(world, "owner", "/v1/notices")

    assert [notice["kind"] for notice in notices[:3]] == ["leaving", "message", "booking_confirmed"]
    assert (notices[1]["booking_id"], notices[1]["message_id"]) == (booking, sent["id"])
    assert notices[0]["until"] == "2026-05-25T09:00:00Z"
    assert (notices[2]["sent_at"], notices[2]["created_at"]) == (None, "2026-05-11T09:00:00Z")
    assert "booking_requested" in {notice["kind"] for notice in owners}
    assert not {notice["id"] for notice in notices} & {notice["id"] for notice in owners}


async def test_what_lost_its_point_before_it_was_told_is_not_told_here_either(world: World) -> None:
    before = await pages(world, "owner", "/v1/notices")
    await Notice.filter(id=before[0]["id"]).update(state=NoticeState.DROPPED)
    await Notice.filter(id=before[1]["id"]).update(state=NoticeState.SENT, sent_at=world.door.town.now)

    after = await pages(world, "owner", "/v1/notices")

    assert [one["id"] for one in after] == [one["id"] for one in before[1:]]
    assert after[0]["sent_at"] == "2026-05-11T09:00:00Z"
