"""Where the clock and the map have seams: summer time, leap days, the date line; and anything else at all."""

import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.services import groups, homes, people, resources, sessions
from tests.backend.api.town import Neighbour, TownDoor, open_door
from tests.backend.services.conftest import DRILL, NOW, Town, newcomer, town

__all__ = ["town"]

NIGHT = {"weekly": [{"weekday": 6, "start": "00:00", "end": "04:00"}]}
LINE = (-16.85, 180.0)


@pytest.fixture
async def totnes(town: Town) -> AsyncIterator[TownDoor]:
    async with open_door(town) as door:
        yield door


async def open_at_night(totnes: TownDoor) -> str:
    made = await totnes.cleo.post("/v1/resources", {"title": "Telescope", "category_id": DRILL, "opening": NIGHT})
    return str(made["id"])


@pytest.mark.parametrize(
    ("day", "start", "end", "hours"),
    [
        ("2027-03-28", "2027-03-28T00:00:00Z", "2027-03-28T03:00:00Z", 3),
        ("2026-10-25", "2026-10-24T23:00:00Z", "2026-10-25T04:00:00Z", 5),
        ("2026-11-01", "2026-11-01T00:00:00Z", "2026-11-01T04:00:00Z", 4),
    ],
    ids=["an hour is missing", "an hour comes twice", "any other night"],
)
async def test_a_night_is_as_long_as_the_clock_makes_it(
    totnes: TownDoor, day: str, start: str, end: str, hours: int
) -> None:
    thing = await open_at_night(totnes)
    span = urlencode({"from": start[:11] + "00:00:00Z" if hours != 5 else start, "to": f"{day}T12:00:00Z"})

    found = await totnes.ben.get(f"/v1/resources/{thing}/availability?{span}")
    booked = await totnes.ben.ask("POST", "/v1/bookings", {"resource_id": thing, "starts_at": start, "ends_at": end})
    said = await booked.json()

    free = [(one["start"], one["end"]) for one in found["calendar"] if one["open"] and one["free"]]
    assert (free, booked.status) == ([(start, end)], 201)
    assert (said["starts_at"], said["ends_at"], said["time_zone"]) == (start, end, "Europe/London")


async def test_a_leap_day_is_there_when_there_is_one(totnes: TownDoor) -> None:
    there = "from=2028-02-29T00:00:00Z&to=2028-03-01T00:00:00Z"
    not_there = "from=2027-02-29T00:00:00Z&to=2027-03-01T00:00:00Z"

    answers = [
        await totnes.ben.ask("GET", f"/v1/resources/{totnes.drill}/availability?{query}")
        for query in (there, not_there)
    ]

    assert [answer.status for answer in answers] == [200, 422]


@pytest.mark.parametrize(
    ("period", "reasons"),
    [
        (("2026-05-10T10:00:00Z", "2026-05-10T12:00:00Z"), ["in_the_past"]),
        (("2199-12-01T10:00:00Z", "2199-12-01T12:00:00Z"), ["beyond_horizon"]),
    ],
)
async def test_a_time_that_cannot_be_is_refused_with_the_reason(
    totnes: TownDoor, period: tuple[str, str], reasons: list[str]
) -> None:
    start, end = period
    body = {"resource_id": str(totnes.drill), "starts_at": start, "ends_at": end}

    answer = await totnes.ben.ask("POST", "/v1/bookings", body)

    assert answer.status == 409
    assert [reason["code"] for reason in (await answer.json(content_type=None))["reasons"]] == reasons


async def test_neighbours_across_the_date_line_find_each_other(totnes: TownDoor) -> None:
    founding = groups.Founding("Taveuni", "taveuni", LINE, 20_000, "Pacific/Fiji", "en")
    west, east = await newcomer("West", 800), await newcomer("East", 801)
    group = await groups.found(west, founding, now=NOW)
    await groups.join(east, await groups.invite(west, group.id, uses=1, days=1, now=NOW), now=NOW)
    for person, lon in ((west, 179.99), (east, -179.99)):
        await homes.settle(person, group, (LINE[0], lon), now=NOW)
        await resources.offer(await people.get(person.id), resources.Thing(person.name, DRILL), now=NOW)
    asking = {}
    for person in (west, east):
        token = (await sessions.issue_token(person, "test", now=NOW)).access_token
        asking[person.name] = Neighbour(totnes.client, person, token)

    from_home = {name: await asking[name].get("/v1/search?radius_m=5000") for name in asking}
    from_the_line = [
        (await asking["West"].get(f"/v1/search?lat={LINE[0]}&lon={lon}&radius_m=5000"))["data"] for lon in (180, -180)
    ]

    assert {name: [one["title"] for one in found["data"]] for name, found in from_home.items()} == {
        "West": ["East"],
        "East": ["West"],
    }
    assert from_home["West"]["data"][0]["distance"]["low_m"] <= 2000
    assert [[one["title"] for one in found] for found in from_the_line] == [["East"], ["East"]]


ANYTHING = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
numbers = st.one_of(st.floats(), st.integers(), st.floats(-90, 90), st.sampled_from([180, -180, 90, -90, 2**63, -0.0]))
moments = st.one_of(
    st.datetimes().map(lambda moment: moment.isoformat() + "Z"),
    st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat()),
    st.text(max_size=30),
)
loose = st.one_of(st.none(), st.booleans(), numbers, moments, st.lists(numbers, max_size=2), st.just({}))


def sent(value: Any) -> bytes:
    """The value as a careless client writes it: with NaN, Infinity and half characters."""
    return json.dumps(value).encode()


@ANYTHING
@given(
    query=st.dictionaries(st.sampled_from(("lat", "lon", "radius_m", "start", "end", "duration_minutes", "q")), loose)
)
async def test_whatever_is_searched_for_is_answered_or_refused(totnes: TownDoor, query: dict[str, Any]) -> None:
    written = {name: str(value).encode("utf-8", "replace") for name, value in query.items()}

    answer = await totnes.ben.ask("GET", f"/v1/search?{urlencode(written)}")

    assert answer.status in {200, 422}, await answer.text()


@ANYTHING
@given(starts_at=loose, ends_at=loose, need=st.booleans())
async def test_whatever_is_asked_for_is_answered_or_refused(
    totnes: TownDoor, starts_at: Any, ends_at: Any, need: bool
) -> None:
    path, what = ("/v1/needs", {"text": "a drill"}) if need else ("/v1/bookings", {"resource_id": str(totnes.drill)})
    body = sent({**what, "starts_at": starts_at, "ends_at": ends_at})

    answer = await totnes.ben.send("POST", path, body, Content_Type="application/json")

    assert answer.status in {201, 400, 409, 422}, await answer.text()


@ANYTHING
@given(lat=loose, lon=loose)
async def test_wherever_somebody_says_they_live_is_answered_or_refused(totnes: TownDoor, lat: Any, lon: Any) -> None:
    body = sent({"lat": lat, "lon": lon, "group_id": str(totnes.town.group.id)})

    answer = await totnes.ben.send("PUT", "/v1/me/home", body, Content_Type="application/json")

    assert answer.status in {200, 400, 422, 429}, await answer.text()
