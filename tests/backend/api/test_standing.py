"""What waits, over HTTP: alerts from first to last, owners asked in waves, words of a group."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from backend.services import finding, groups, inquiries, needs, resources, tellings
from models.inquiry import Ask
from models.notice import NoticeKind
from tests.backend.api.town import TownDoor, open_door
from tests.backend.services.conftest import CENTRE, DRILL, Town, town

__all__ = ["town"]


@pytest.fixture
async def door(town: Town) -> AsyncIterator[TownDoor]:
    async with open_door(town) as door:
        yield door


async def test_an_alert_from_first_to_last(door: TownDoor) -> None:
    made = await door.ben.ask("POST", "/v1/alerts", {"text": "drill", "days": 10})
    alert = await made.json()
    read = await door.ben.ask("GET", f"/v1/alerts/{alert['id']}")
    unchanged = await door.ben.ask("GET", f"/v1/alerts/{alert['id']}", If_None_Match=read.headers["ETag"])
    blind = await door.ben.ask("DELETE", f"/v1/alerts/{alert['id']}")
    renewed = await door.ben.ask("POST", f"/v1/alerts/{alert['id']}/renew")
    stale = await door.ben.ask("DELETE", f"/v1/alerts/{alert['id']}", If_Match=read.headers["ETag"])
    stopped = await door.ben.ask("DELETE", f"/v1/alerts/{alert['id']}", If_Match=renewed.headers["ETag"])
    listed = await door.ben.get("/v1/alerts")

    assert made.headers["Location"] == f"/v1/alerts/{alert['id']}"
    assert (alert["state"], alert["radius_m"], alert["expires_at"][:10]) == ("standing", 5000, "2026-05-21")
    asked = (made, read, unchanged, blind, renewed, stale, stopped)
    assert [one.status for one in asked] == [201, 200, 304, 428, 200, 412, 204]
    assert [(one["id"], one["state"]) for one in listed["data"]] == [(alert["id"], "withdrawn")]


async def test_the_twenty_first_alert_is_refused_in_ones_own_language(door: TownDoor) -> None:
    for number in range(20):
        await door.ben.post("/v1/alerts", {"text": f"drill {number}"})

    refused = await door.ben.ask("POST", "/v1/alerts", {"text": "drill"}, Accept_Language="de")

    said = await refused.json()
    assert (refused.status, said["code"]) == (409, "conflict")
    assert said["detail"].startswith("Du hast schon 20 Suchaufträge.")


async def test_the_same_key_sets_one_alert(door: TownDoor) -> None:
    for _ in range(2):
        await door.ben.post("/v1/alerts", {"text": "drill"}, Idempotency_Key="one")

    assert len((await door.ben.get("/v1/alerts"))["data"]) == 1


async def test_alerts_come_in_pages(door: TownDoor) -> None:
    for number in range(3):
        await door.ben.post("/v1/alerts", {"text": f"drill {number}"})

    first = await door.ben.get("/v1/alerts?limit=2")
    rest = await door.ben.get(f"/v1/alerts?limit=2&cursor={first['next_cursor']}")

    assert [one["text"] for one in first["data"] + rest["data"]] == ["drill 2", "drill 1", "drill 0"]


async def test_what_came_up_is_among_the_notices(door: TownDoor) -> None:
    await door.ben.post("/v1/alerts", {"text": "drill"})
    door.clock.now += timedelta(minutes=5)
    await resources.offer(door.town.ada, resources.Thing("Hammer drill", DRILL), now=door.clock.now)

    await finding.find(now=door.clock.now)
    await tellings.tell_due(now=door.clock.now + finding.GATHER)

    told = (await door.ben.get("/v1/notices"))["data"]
    assert [one["kind"] for one in told] == [NoticeKind.THINGS_FOUND]


async def test_an_owner_sees_what_is_looked_for_near_by_and_nobody_else_does(door: TownDoor) -> None:
    wish = needs.Wish("drill", starts_at=door.town.at(2), ends_at=door.town.at(3))
    need = await needs.state(door.town.ben, wish, now=door.town.now)
    await needs.state(door.town.cleo, needs.Wish("drill", radius_m=200), now=door.town.now)

    seen = await door.ada.get(f"/v1/resources/{door.drill}/needs")
    refused = await door.ben.ask("GET", f"/v1/resources/{door.drill}/needs")

    (one,) = seen["data"]
    assert (one["need_id"], one["text"], one["distance"]) == (str(need.id), "drill", {"low_m": 1000, "high_m": 2000})
    assert not {"person", "name", "cell", "lat", "lon"} & set(one)
    assert refused.status == 403


async def test_what_is_looked_for_in_another_group_is_not_shown(door: TownDoor) -> None:
    founding = groups.Founding("Others", "others", CENTRE, 5_000, "Europe/London", "en")
    other = await groups.found(door.town.ben, founding, now=door.town.now)
    await needs.state(door.town.ben, needs.Wish("drill", group_id=other.id), now=door.town.now)

    assert (await door.ada.get(f"/v1/resources/{door.drill}/needs"))["data"] == []


async def test_asking_around_from_first_to_last(door: TownDoor) -> None:
    wish = needs.Wish("drill", starts_at=door.town.at(2), ends_at=door.town.at(3))
    need = await needs.state(door.town.ben, wish, now=door.town.now)
    around = f"/v1/needs/{need.id}/ask-around"

    nothing = await door.ben.ask("GET", around)
    begun = await door.ben.post(around)
    await inquiries.advance(now=door.town.now)
    asked = await door.ben.get(around)
    (put,) = (await door.ada.get("/v1/asks"))["data"]
    no = await door.ada.post(f"/v1/asks/{put['id']}/refuse")
    yes = await door.ada.post(f"/v1/asks/{put['id']}/agree")
    booking = await door.ben.get(f"/v1/bookings/{yes['booking_id']}")
    over = await door.ben.get(around)

    assert nothing.status == 404
    assert (begun["state"], begun["asked"], asked["asked"], asked["wave"]) == ("asking", 0, 1, 1)
    assert (put["by"]["name"], put["title"], put["distance"]) == (
        "Ben",
        "Bosch hammer drill",
        {"low_m": 1000, "high_m": 2000},
    )
    assert (no["answer"], yes["answer"], booking["state"]) == ("no", "yes", "confirmed")
    assert (over["state"], over["next_at"]) == ("agreed", None)


async def test_whoever_is_too_late_is_told_it_is_gone(door: TownDoor) -> None:
    need = await needs.state(door.town.ben, needs.Wish("drill"), now=door.town.now)
    await door.ben.post(f"/v1/needs/{need.id}/ask-around")
    await inquiries.advance(now=door.town.now)
    ask = await Ask.get()

    stopped = await door.ben.ask("DELETE", f"/v1/needs/{need.id}/ask-around", If_Match="*")
    late = await door.ada.ask("POST", f"/v1/asks/{ask.id}/agree")

    assert (stopped.status, late.status) == (204, 410)
    assert (await late.json())["detail"] == "This was settled meanwhile. Thank you all the same."


async def test_how_often_one_may_be_asked_is_ones_own_choice(door: TownDoor) -> None:
    changed = await door.ben.ask("PATCH", "/v1/me", {"asks_a_week": 0}, If_Match="*")
    wrong = await door.ben.ask("PATCH", "/v1/me", {"asks_a_week": 51}, If_Match="*")

    assert ((await changed.json())["asks_a_week"], wrong.status) == (0, 422)


async def test_a_steward_keeps_the_groups_words(door: TownDoor) -> None:
    address = f"/v1/groups/{door.town.group.id}/words"

    made = await door.ada.post(address, {"category_id": DRILL, "language": "en", "term": "hole maker"})
    refused = await door.ben.ask("POST", address, {"category_id": DRILL, "language": "en", "term": "x"})
    listed = await door.ben.get(address)
    gone = await door.ada.ask("DELETE", f"{address}/{made['id']}")
    unmet = await door.ada.get(f"/v1/groups/{door.town.group.id}/unmet")

    assert (refused.status, gone.status, unmet) == (403, 204, {"data": []})
    assert [one["term"] for one in listed["data"]] == ["hole maker"]
    assert (await door.ben.get(address))["data"] == []
