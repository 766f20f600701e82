"""Links between groups over HTTP, and the choice of an owner that goes with them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from backend.services import sessions
from models.person import Person
from tests.backend.api.town import Neighbour, TownDoor, open_door
from tests.backend.services.beside import beside, linked
from tests.backend.services.conftest import Town, town

__all__ = ["town"]


@pytest.fixture
async def door(town: Town) -> AsyncIterator[TownDoor]:
    async with open_door(town) as door:
        yield door


async def asking(door: TownDoor, person: Person) -> Neighbour:
    tokens = await sessions.issue_token(person, "test", now=door.town.now)
    return Neighbour(door.client, person, tokens.access_token)


async def test_a_link_from_first_to_last(door: TownDoor) -> None:
    other = await beside()
    eve, ours = await asking(door, other.eve), f"/v1/groups/{door.town.group.id}/links"
    theirs = f"/v1/groups/{other.group.id}/links"

    made = await door.ada.post(ours, {"slug": "dartington"})
    (asked,) = (await eve.get(theirs))["data"]
    early = await door.ada.ask("POST", f"{ours}/{made['id']}/agree", Accept_Language="de")
    hidden = (await door.ben.get(ours))["data"]
    agreed = await eve.post(f"{theirs}/{made['id']}/agree")
    seen = (await door.ben.get(ours))["data"]
    ended = [(await eve.ask("DELETE", f"{theirs}/{made['id']}")).status for _ in range(2)]

    assert made["group"] == {"id": str(other.group.id), "name": "Dartington", "slug": "dartington"}
    assert (made["waits_for_us"], made["since"]) == (False, None)
    assert (asked["waits_for_us"], asked["group"]["slug"]) == (True, "totnes")
    assert early.status == 409
    assert (await early.json())["detail"].startswith("Die andere Gruppe muss erst zustimmen.")
    assert (agreed["waits_for_us"], agreed["since"]) == (False, "2026-05-11T09:00:00Z")
    assert (hidden, [one["id"] for one in seen]) == ([], [made["id"]])
    assert ended == [204, 204]
    assert (await door.ada.get(ours))["data"] == []


async def test_the_stewards_of_the_other_side_find_it_among_their_notices(door: TownDoor) -> None:
    other = await beside()
    made = await door.ada.post(f"/v1/groups/{door.town.group.id}/links", {"slug": "dartington"})

    told = (await (await asking(door, other.eve)).get("/v1/notices"))["data"]

    about = [(one["kind"], one["link_id"], one["group_id"]) for one in told if one["link_id"]]
    assert about == [("link_proposed", made["id"], str(other.group.id))]


async def test_an_owner_chooses_whether_linked_groups_see_a_thing(door: TownDoor) -> None:
    other = await beside()
    await linked(door.town, other)
    fay, address = await asking(door, other.fay), f"/v1/resources/{door.drill}"

    before = await fay.ask("GET", address)
    changed = await door.ada.ask("PATCH", address, {"seen_by_linked": True}, If_Match="*")
    read = await fay.get(address)
    found = (await fay.get("/v1/search"))["data"]

    assert (before.status, (await changed.json())["seen_by_linked"]) == (404, True)
    assert (read["title"], read["decides"], read["place"]["exact"]) == ("Bosch hammer drill", False, False)
    assert len(found) == 1
