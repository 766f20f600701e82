"""Rounds over HTTP: opened, asked in, decided, and computed again from nothing but what is published."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from backend.services import round_deciding, sessions
from matching.allocation import allocate
from matching.draw import draw_rank, lot
from matching.intervals import Period
from matching.rounds import Choice, Request, Round
from models.notice import NoticeKind
from tests.backend.api.town import TownDoor, open_door
from tests.backend.services.conftest import DRILL, Town, town
from tests.backend.services.rounds_town import CUT_OFF, START, Rounds, rounds_in

__all__ = ["town"]

WISH = {
    "starts_at": START.isoformat(),
    "ends_at": (START + timedelta(hours=4)).isoformat(),
    "duration_minutes": 240,
}


@pytest.fixture
async def midsummer(town: Town) -> Rounds:
    return await rounds_in(town)


@pytest.fixture
async def door(midsummer: Rounds) -> AsyncIterator[TownDoor]:
    async with open_door(midsummer.town) as door:
        yield door


def plan(midsummer: Rounds, **more: Any) -> dict[str, Any]:
    return {
        "group_id": str(midsummer.town.group.id),
        "name": "Midsummer",
        "cut_off_at": CUT_OFF.isoformat(),
        "starts_at": START.isoformat(),
        "ends_at": (START + timedelta(hours=4)).isoformat(),
        "resource_ids": [str(midsummer.marquee.id)],
        **more,
    }


async def decided(door: TownDoor) -> None:
    """Days go by; everybody signs in again."""
    door.clock.now = CUT_OFF
    for who in (door.ada, door.ben, door.cleo):
        who.token = (await sessions.issue_token(who.person, "test", now=CUT_OFF)).access_token
    assert await round_deciding.advance(now=CUT_OFF) == 1


async def test_a_round_from_first_to_last(door: TownDoor, midsummer: Rounds) -> None:
    made = await door.ada.ask("POST", "/v1/rounds", plan(midsummer))
    opened = await made.json()
    address = f"/v1/rounds/{opened['id']}"
    asked = await door.ben.ask("POST", f"{address}/requests", WISH)
    request = await asked.json()
    own = made.headers["Location"], asked.headers["Location"]
    before = await door.cleo.get(address)
    early = await door.cleo.ask("GET", f"{address}/result")
    await decided(door)
    after = await door.cleo.get(address)
    read = await door.ben.get(f"{address}/requests/{request['id']}")
    booking = await door.ben.get(f"/v1/bookings/{read['booking_id']}")
    notices = await door.ben.get("/v1/notices")

    assert own == (address, f"{address}/requests/{request['id']}")
    assert (before["state"], before["asked"], before["seed"]) == ("open", 1, None)
    assert (early.status, (await early.json())["code"]) == (409, "conflict")
    assert (after["state"], read["state"], booking["state"]) == ("done", "given", "confirmed")
    assert hashlib.sha256(after["seed"].encode()).hexdigest() == before["seed_hash"]
    assert [(one["kind"], one["round_id"]) for one in notices["data"]] == [(NoticeKind.ROUND_RESULT, opened["id"])]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "in the round “Midsummer”. Please put yours in there"), ("de", "Runde „Midsummer“")]
)
async def test_what_a_round_collects_for_is_not_booked_past_it(
    door: TownDoor, midsummer: Rounds, language: str, said: str
) -> None:
    opened = await door.ada.post("/v1/rounds", plan(midsummer))
    wanted = {"resource_id": str(midsummer.marquee.id), **{one: WISH[one] for one in ("starts_at", "ends_at")}}

    refused = await door.ben.ask("POST", "/v1/bookings", wanted, Accept_Language=language)
    problem = await refused.json()

    assert (refused.status, problem["code"], problem["reasons"][0]["code"]) == (409, "unavailable", "in_round")
    assert said in problem["detail"]
    assert problem["alternatives"] == [{"kind": "round", "params": {"id": opened["id"], "name": "Midsummer"}}]


async def test_anybody_can_compute_the_result_from_what_is_published(door: TownDoor, midsummer: Rounds) -> None:
    opened = await door.ada.post("/v1/rounds", plan(midsummer))
    for who in (door.ada, door.ben, door.cleo):
        await who.post(f"/v1/rounds/{opened['id']}/requests", WISH | {"duration_minutes": 120})
    await decided(door)

    result = await door.cleo.get(f"/v1/rounds/{opened['id']}/result")

    requests = tuple(
        Request(one["id"], one["person"], tuple(map(choice, one["choices"])), one["had"]) for one in result["requests"]
    )
    found = allocate(Round(requests, result["seed"], result["nodes"]))
    told = {one["id"]: choice(one["given"]) for one in result["requests"] if one["given"]}
    assert dict(found.given) == told
    assert (found.served, found.bound, found.method) == (2, result["bound"], result["method"])
    for one in result["requests"]:
        drawn = lot(result["seed"], one["id"]), str(draw_rank(result["seed"], one["id"]))
        assert (one["lot"], one["draw_rank"]) == drawn
    assert [one["own"] for one in result["requests"]].count(True) == 1
    names = {str(person.id) for person in door.town.people.values()}
    assert not any(name in str(result) for name in names)


def choice(given: dict[str, Any]) -> Choice:
    period = Period(datetime.fromisoformat(given["start"]), datetime.fromisoformat(given["end"]))
    return Choice(given["distance_m"], period, given["unit"])


async def test_a_request_is_changed_and_taken_back_by_its_version(door: TownDoor, midsummer: Rounds) -> None:
    opened = await door.ada.post("/v1/rounds", plan(midsummer))
    address = f"/v1/rounds/{opened['id']}/requests"
    made = await door.ben.ask("POST", address, WISH)
    one = f"{address}/{(await made.json())['id']}"

    blind = await door.ben.ask("PUT", one, WISH)
    changed = await door.ben.ask("PUT", one, WISH | {"duration_minutes": 60}, If_Match=made.headers["ETag"])
    stale = await door.ben.ask("DELETE", one, If_Match=made.headers["ETag"])
    listed = await door.ben.get(address)
    gone = await door.ben.ask("DELETE", one, If_Match=changed.headers["ETag"])
    left = await door.ben.get(address)

    assert [each.status for each in (blind, changed, stale, gone)] == [428, 200, 412, 204]
    assert [each["duration_minutes"] for each in listed["data"]] == [60]
    assert left["data"] == []


async def test_a_request_is_not_there_in_another_round(door: TownDoor, midsummer: Rounds) -> None:
    first = await door.ada.post("/v1/rounds", plan(midsummer))
    second = await door.ada.post("/v1/rounds", plan(midsummer))
    request = await door.ben.post(f"/v1/rounds/{first['id']}/requests", WISH)

    elsewhere = await door.ben.ask("GET", f"/v1/rounds/{second['id']}/requests/{request['id']}")

    assert elsewhere.status == 404


async def test_rounds_come_in_pages_and_by_group(door: TownDoor, midsummer: Rounds) -> None:
    for number in range(3):
        await door.ada.post("/v1/rounds", plan(midsummer, name=f"Round {number}"))

    first = await door.ben.get(f"/v1/rounds?limit=2&group_id={midsummer.town.group.id}")
    rest = await door.ben.get(f"/v1/rounds?limit=2&group_id={midsummer.town.group.id}&cursor={first['next_cursor']}")

    assert [one["name"] for one in first["data"] + rest["data"]] == ["Round 2", "Round 1", "Round 0"]


async def test_the_same_key_opens_one_round(door: TownDoor, midsummer: Rounds) -> None:
    for _ in range(2):
        await door.ada.post("/v1/rounds", plan(midsummer), Idempotency_Key="one")

    assert len((await door.ben.get("/v1/rounds"))["data"]) == 1


async def test_a_steward_calls_it_off_and_nothing_is_asked_in_it_any_more(door: TownDoor, midsummer: Rounds) -> None:
    made = await door.ada.ask("POST", "/v1/rounds", plan(midsummer))
    address = made.headers["Location"]

    off = await door.ada.ask("DELETE", address, If_Match=made.headers["ETag"])
    late = await door.ben.ask("POST", f"{address}/requests", WISH, Accept_Language="de")

    assert (off.status, late.status) == (204, 410)
    assert (await late.json())["detail"] == "Diese Runde nimmt keine Anfragen mehr an."


@pytest.mark.parametrize(
    ("more", "pointer", "code"),
    [
        ({"resource_ids": ["nonsense"]}, "/resource_ids/0", "uuid_parsing"),
        ({"resource_ids": "nonsense"}, "/resource_ids", "tuple_type"),
        ({"name": ""}, "/name", "string_too_short"),
        ({"weeks": 105}, "/weeks", "less_than_equal"),
        ({"seed": "short"}, "/seed", "string_too_short"),
        ({"cut_off_at": "2026-05-13T09:00:00"}, "/cut_off_at", "datetime_parsing"),
        ({"cut_off_at": "2026-05-10T09:00:00Z"}, "/cut_off_at", "in_the_past"),
        ({"ends_at": "2026-05-13T09:00:00Z"}, "/ends_at", "end_before_start"),
        ({"category_id": "nonsense"}, "/category_id", "unknown_category"),
        ({"colour": "green"}, "/colour", "extra_forbidden"),
    ],
)
async def test_a_bad_round_is_refused_at_the_field(
    door: TownDoor, midsummer: Rounds, more: dict[str, Any], pointer: str, code: str
) -> None:
    refused = await door.ada.ask("POST", "/v1/rounds", plan(midsummer, **more))

    said = await refused.json()
    assert (refused.status, [(one["pointer"], one["code"]) for one in said["errors"]]) == (422, [(pointer, code)])


async def test_a_drill_that_its_owner_lends_on_request_is_not_for_a_round(door: TownDoor, midsummer: Rounds) -> None:
    refused = await door.ada.ask("POST", "/v1/rounds", plan(midsummer, resource_ids=[str(door.drill)]))

    said = await refused.json()
    assert [(one["pointer"], one["code"]) for one in said["errors"]] == [("/resource_ids/0", "not_for_round")]


@pytest.mark.parametrize(
    ("more", "pointer", "code"),
    [
        ({"duration_minutes": 0}, "/duration_minutes", "greater_than_equal"),
        ({"duration_minutes": 241}, "/duration_minutes", "longer_than_window"),
        ({"resource_ids": [DRILL]}, "/resource_ids/0", "uuid_parsing"),
        ({"ends_at": WISH["starts_at"]}, "/ends_at", "end_before_start"),
    ],
)
async def test_a_bad_request_is_refused_at_the_field(
    door: TownDoor, midsummer: Rounds, more: dict[str, Any], pointer: str, code: str
) -> None:
    opened = await door.ada.post("/v1/rounds", plan(midsummer))

    refused = await door.ben.ask("POST", f"/v1/rounds/{opened['id']}/requests", WISH | more)

    said = await refused.json()
    assert (refused.status, [(one["pointer"], one["code"]) for one in said["errors"]]) == (422, [(pointer, code)])
