"""One loan by the JSON door alone, and what it says on the way."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from backend.services.device_login import answer_login
from tests.backend.api.town import TownDoor, open_door
from tests.backend.services.conftest import CENTRE, DRILL, Town, town

__all__ = ["town"]


@pytest.fixture
async def totnes(town: Town) -> AsyncIterator[TownDoor]:
    async with open_door(town) as door:
        yield door


def saturday(totnes: TownDoor) -> dict[str, str]:
    return {"starts_at": totnes.town.at(5, 10).isoformat(), "ends_at": totnes.town.at(5, 14).isoformat()}


async def asked(totnes: TownDoor) -> Any:
    return await totnes.ben.post("/v1/bookings", {"resource_id": str(totnes.drill), **saturday(totnes)})


async def test_a_drill_is_found_asked_for_lent_and_returned(totnes: TownDoor) -> None:
    ada, ben = totnes.ada, totnes.ben

    found = await ben.get("/v1/search?q=drill&start=2026-05-16T10:00:00Z&end=2026-05-16T14:00:00Z")
    booking = await asked(totnes)
    path = f"/v1/bookings/{booking['id']}"
    waiting = await ada.get("/v1/bookings?role=owner&open=true")
    confirmed = await ada.post(f"{path}/confirm")
    meeting = await ben.get(f"{path}/meeting")
    await ben.post(f"{path}/messages", {"text": "I will be there at ten."})
    totnes.clock.now = totnes.town.at(5, 10)
    fresh = await refreshed(totnes)
    out = await fresh.ada.post(f"{path}/hand-over")
    both = await fresh.ben.post(f"{path}/hand-over")
    returned = await fresh.ben.post(f"{path}/return")
    closed = await fresh.ada.post(f"{path}/return")

    assert [one["resource_id"] for one in found["data"]] == [str(totnes.drill)]
    assert found["data"][0]["distance"] == {"low_m": 1000, "high_m": 2000}
    assert (booking["state"], booking["role"], booking["actions"]) == ("requested", "borrower", ["withdraw"])
    assert [one["id"] for one in waiting["data"]] == [booking["id"]]
    assert waiting["data"][0]["actions"] == ["confirm", "decline", "propose"]
    assert confirmed["state"] == "confirmed"
    assert meeting["lat"] == pytest.approx(CENTRE[0])
    assert [step["state"] for step in (out, both, returned, closed)] == ["out", "out", "returned", "closed"]
    assert [line["text"] for line in (await fresh.ada.get(f"{path}/messages"))["data"]] == ["I will be there at ten."]


async def refreshed(totnes: TownDoor) -> TownDoor:
    """The same people with tokens for now; an access token lives for 15 minutes."""
    totnes.town.now = totnes.clock.now
    tokens = {}
    for name in ("ada", "ben", "cleo"):
        neighbour = getattr(totnes, name)
        started = await (await totnes.client.post("/v1/auth/device", json={"label": "tablet"})).json()
        await answer_login(neighbour.person, started["login_code"], approve=True, now=totnes.clock.now)
        by = {"by": {"grant": "device_code", "device_code": started["device_code"]}}
        tokens[name] = (await (await totnes.client.post("/v1/auth/token", json=by)).json())["access_token"]
        neighbour.token = tokens[name]
    return totnes


async def test_a_need_finds_what_there_is_and_asks_for_it(totnes: TownDoor) -> None:
    need = await totnes.ben.post("/v1/needs", {"text": "hammer drill", "category_id": DRILL, **saturday(totnes)})
    matches = await totnes.ben.get(f"/v1/needs/{need['id']}/matches")
    resource_id = matches["data"][0]["resource_id"]
    booking = await totnes.ben.post(f"/v1/needs/{need['id']}/ask", {"resource_id": resource_id, **saturday(totnes)})

    assert booking["need_id"] == need["id"]
    assert [one["id"] for one in (await totnes.ben.get("/v1/needs"))["data"]] == [need["id"]]


async def test_a_taken_time_is_refused_with_other_times(totnes: TownDoor) -> None:
    await asked(totnes)

    answer = await totnes.cleo.ask("POST", "/v1/bookings", {"resource_id": str(totnes.drill), **saturday(totnes)})
    problem = await answer.json(content_type=None)

    assert (answer.status, problem["code"]) == (409, "unavailable")
    assert [reason["code"] for reason in problem["reasons"]] == ["no_unit_free"]
    assert problem["alternatives"]
    assert all(other["kind"] == "time" for other in problem["alternatives"])


async def test_a_move_that_is_not_possible_now_is_a_conflict(totnes: TownDoor) -> None:
    booking = await asked(totnes)

    answer = await totnes.ben.ask("POST", f"/v1/bookings/{booking['id']}/hand-over")
    problem = await answer.json(content_type=None)

    assert (answer.status, problem["code"]) == (409, "not_now")
    assert problem["params"] == {"state": "requested", "action": "hand_over"}


async def test_a_move_with_an_old_tag_is_stale(totnes: TownDoor) -> None:
    booking = await asked(totnes)
    path = f"/v1/bookings/{booking['id']}"
    await totnes.ada.post(f"{path}/confirm", If_Match='"1"')

    answer = await totnes.ben.ask("POST", f"{path}/cancel", {"reason": "rain"}, If_Match='"1"')

    assert answer.status == 412


async def test_a_retried_request_is_one_booking(totnes: TownDoor) -> None:
    body = {"resource_id": str(totnes.drill), **saturday(totnes)}

    answers = [await totnes.ben.ask("POST", "/v1/bookings", body, Idempotency_Key="once") for _ in range(5)]

    assert {answer.status for answer in answers} == {201}
    assert len({(await answer.json())["id"] for answer in answers}) == 1
    assert len((await totnes.ben.get("/v1/bookings"))["data"]) == 1


async def test_a_thing_is_offered_changed_paused_and_retired(totnes: TownDoor) -> None:
    cleo = totnes.cleo
    terms = {"min_minutes": 60, "granularity": 30}
    opening = {"weekly": [{"weekday": 5, "start": "09:00", "end": "12:00"}], "exceptions": {"2026-05-23": []}}
    made = await cleo.post(
        "/v1/resources", {"title": "Ladder", "category_id": DRILL, "units": 2, "terms": terms, "opening": opening}
    )
    path = f"/v1/resources/{made['id']}"

    free = await cleo.get(f"{path}/availability?from=2026-05-16T00:00:00Z&to=2026-05-17T00:00:00Z&duration=60")
    patched = await cleo.ask("PATCH", path, {"title": "Long ladder", "state": "paused"}, If_Match='"1"')
    seen = await totnes.ben.get(path)
    retired = await cleo.ask("DELETE", path, If_Match=patched.headers["ETag"])
    gone = await totnes.ben.ask("GET", path)

    assert (made["units"], made["terms"]["min_minutes"], made["opening"]) == (2, 60, opening)
    assert (made["place"]["exact"], made["decides"]) == (False, True)
    assert [slot["start"] for slot in free["slots"]] == [
        "2026-05-16T08:00:00Z",
        "2026-05-16T08:30:00Z",
        "2026-05-16T09:00:00Z",
        "2026-05-16T09:30:00Z",
        "2026-05-16T10:00:00Z",
    ]
    assert (patched.status, seen["title"], seen["decides"]) == (200, "Long ladder", False)
    assert (retired.status, gone.status) == (204, 404)


async def test_a_group_is_founded_and_joined_by_invitation(totnes: TownDoor) -> None:
    founding = {
        "name": "Dartington",
        "slug": "dartington",
        "lat": 50.45,
        "lon": -3.69,
        "reach_m": 5000,
        "time_zone": "Europe/London",
        "language": "en",
    }
    group = await totnes.cleo.post("/v1/groups", founding)
    path = f"/v1/groups/{group['id']}"

    invitation = await totnes.cleo.post(f"{path}/invitations", {"uses": 1})
    preview = await totnes.ben.get(f"/v1/groups?invitation={invitation['code']}")
    before = await totnes.ben.ask("GET", path)
    await totnes.ben.post(f"{path}/members", {"invitation": invitation["code"]})
    members = await totnes.ben.get(f"{path}/members?limit=1")
    rest = await totnes.ben.get(f"{path}/members?limit=1&cursor={members['next_cursor']}")
    spent = await totnes.ada.ask("POST", f"{path}/members", {"invitation": invitation["code"]})

    assert [one["id"] for one in preview["data"]] == [group["id"]]
    assert before.status == 404
    assert [one["person"]["name"] for one in members["data"] + rest["data"]] == ["Cleo", "Ben"]
    assert spent.status == 410


async def test_a_person_reads_and_changes_themselves(totnes: TownDoor) -> None:
    first = await totnes.ben.ask("GET", "/v1/me")
    tag = first.headers["ETag"]
    changed = await totnes.ben.ask("PATCH", "/v1/me", {"language": "de", "radius_m": 3000}, If_Match=tag)
    again = await totnes.ben.ask("PATCH", "/v1/me", {"language": "en"}, If_Match=tag)
    wrong = await totnes.ben.ask("PATCH", "/v1/me", {"language": "xx", "time_zone": "Mars/Base"}, If_Match="*")
    leaving = await totnes.ben.ask("DELETE", "/v1/me", If_Match="*")
    kept = await totnes.ben.post("/v1/me/keep")

    body = await changed.json()
    assert (changed.status, body["language"], body["radius_m"]) == (200, "de", 3000)
    assert set(body["home"]) == {"id", "kind", "name", "exact", "lat", "lon", "cell", "time_zone"}
    assert body["home"]["exact"] is False
    assert (again.status, wrong.status) == (412, 422)
    assert (await leaving.json())["erase_after"] == (totnes.clock.now + timedelta(days=14)).isoformat().replace(
        "+00:00", "Z"
    )
    assert kept["erase_after"] is None


async def test_sessions_are_listed_and_ended(totnes: TownDoor) -> None:
    (session,) = (await totnes.ben.get("/v1/me/sessions"))["data"]
    foreign = await totnes.cleo.ask("DELETE", f"/v1/me/sessions/{session['id']}")
    ended = await totnes.ben.ask("DELETE", f"/v1/me/sessions/{session['id']}")
    after = await totnes.ben.ask("GET", "/v1/me")

    assert session["current"] is True
    assert (foreign.status, ended.status, after.status) == (404, 204, 401)


async def test_a_device_waits_for_a_yes_in_the_bot(totnes: TownDoor) -> None:
    started = await (await totnes.client.post("/v1/auth/device", json={"label": "Ben's tablet"})).json()
    by = {"by": {"grant": "device_code", "device_code": started["device_code"]}}

    early = await totnes.client.post("/v1/auth/token", json=by)
    await answer_login(totnes.ben.person, started["login_code"], approve=True, now=totnes.clock.now)
    tokens = await (await totnes.client.post("/v1/auth/token", json=by)).json()
    twice = await totnes.client.post("/v1/auth/token", json=by)
    renewal = {"by": {"grant": "refresh_token", "refresh_token": tokens["refresh_token"]}}
    renewed = await totnes.client.post("/v1/auth/token", json=renewal)
    stolen = await totnes.client.post("/v1/auth/token", json=renewal)

    assert started["link"] == f"https://t.me/borrowdale_bot?start=login_{started['login_code']}"
    assert (early.status, (await early.json(content_type=None))["params"]["error"]) == (409, "authorization_pending")
    assert tokens["token_type"] == "Bearer"
    assert (twice.status, renewed.status, stolen.status) == (410, 200, 401)


async def test_a_public_place_is_exact_and_a_home_is_not(totnes: TownDoor) -> None:
    hub = {
        "group_id": str(totnes.town.group.id),
        "kind": "hub",
        "name": "Share shed",
        "lat": 50.4321,
        "lon": -3.6841,
        "address": "1 High Street",
        "opening": {"weekly": [{"weekday": 0, "start": "10:00", "end": "24:00"}]},
    }

    made = await totnes.ada.post("/v1/places", hub)
    refused = await totnes.ben.ask("POST", "/v1/places", hub)
    places = (await totnes.ben.get("/v1/places"))["data"]

    assert (made["exact"], made["lat"], made["address"]) == (True, 50.4321, "1 High Street")
    assert refused.status == 403
    assert [(place["kind"], place["exact"], place["name"]) for place in places] == [
        ("home", False, ""),
        ("hub", True, "Share shed"),
    ]


async def test_categories_speak_the_callers_language(totnes: TownDoor) -> None:
    english = await totnes.client.get("/v1/categories", headers={"Accept-Language": "en"})
    german = await totnes.client.get("/v1/categories", headers={"Accept-Language": "de"})
    known = await totnes.client.get(
        "/v1/categories", headers={"Accept-Language": "de", "If-None-Match": german.headers["ETag"]}
    )

    rows = {row["id"]: row for row in (await german.json())["data"]}
    assert rows[DRILL]["name"] != {row["id"]: row for row in (await english.json())["data"]}[DRILL]["name"]
    assert known.status == 304
