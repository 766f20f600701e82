"""Numbers and times at and over their limits, through the real routes: told what is wrong, never an error of ours."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.backend.api.town import TownDoor, open_door
from tests.backend.services.conftest import DRILL, Town, town

__all__ = ["town"]

Wrong = dict[str, Any]
NUMBERS = ("NaN", "Infinity", "-Infinity", "1e999", "1e308", "10e400", "0x1", "--1", "", "null", "true")
SEARCH_REFUSED: list[tuple[str, str, str]] = [
    *(("lat", value, "lon=1") for value in (*NUMBERS, "90.0000001", "-90.0000001", "91", "1,5")),
    *(("lon", value, "lat=1") for value in (*NUMBERS, "180.0000001", "-180.0000001", "360")),
    *(("radius_m", value, "") for value in (*NUMBERS, "0", "199", "50001", "-1", "1.5", "9" * 30)),
    *(
        ("duration_minutes", value, "start=2026-05-16T10:00:00Z&end=2026-05-16T12:00:00Z")
        for value in ("0", "-1", "1e9")
    ),
    *(("start", value, "end=2026-05-16T12:00:00Z") for value in ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z")),
    *(
        ("start", value, "end=2026-05-16T12:00:00Z")
        for value in ("2027-02-29T10:00:00Z", "2026-05-16", "tomorrow", "2026-05-16T23:59:60Z")
    ),
    *(("start", value, "end=2026-05-16T12:00:00Z") for value in ("2026-05-16T10:00:00", "2026-05-16T10:00:00+99:00")),
    ("end", "2026-05-16T10:00:00Z", "start=2026-05-16T10:00:00Z"),
    ("end", "2026-05-16T09:00:00Z", "start=2026-05-16T10:00:00Z"),
    ("end", "2026-05-10T09:00:00Z", "start=2026-05-10T08:00:00Z"),
    ("q", "x" * 201, ""),
    ("q", "%00", ""),
]
SEARCH_TAKEN = (
    "lat=90&lon=0",
    "lat=-90&lon=180",
    "lat=0&lon=180",
    "lat=0&lon=-180",
    "lat=-0.0&lon=1e-300",
    "radius_m=200",
    "radius_m=50000",
    "start=2028-02-29T10:00:00Z&end=2028-02-29T12:00:00Z",
    "start=2026-05-11T08:00:00Z&end=2026-05-11T10:00:00Z",
    "start=2026-03-29T01:30:00%2B01:00&end=2026-05-29T01:30:00%2B01:00",
    "start=2199-12-31T23:00:00Z&end=2200-01-01T00:00:00Z",
    "q=%F0%9F%AA%9A%E2%80%AE%EF%BF%BF",
)


@pytest.fixture
async def totnes(town: Town) -> AsyncIterator[TownDoor]:
    async with open_door(town) as door:
        yield door


async def test_a_search_beyond_the_limits_is_told_which(totnes: TownDoor) -> None:
    wrong: Wrong = {}
    for name, value, rest in SEARCH_REFUSED:
        address = f"/v1/search?{name}={value}&{rest}".rstrip("&")
        status, errors = await told(totnes, "GET", address)
        if status != 422 or [(error["in"], error["pointer"]) for error in errors] != [("query", name)]:
            wrong[address] = (status, errors)

    assert wrong == {}


async def test_a_search_up_to_the_limits_is_answered(totnes: TownDoor) -> None:
    answered = {query: (await told(totnes, "GET", f"/v1/search?{query}"))[0] for query in SEARCH_TAKEN}

    assert answered == dict.fromkeys(SEARCH_TAKEN, 200)


async def told(totnes: TownDoor, method: str, address: str, body: bytes | None = None) -> tuple[int, Any]:
    """The status, and what was wrong."""
    if body is None:
        answer = await totnes.ben.ask(method, address)
    else:
        answer = await totnes.ben.send(method, address, body, Content_Type="application/json", If_Match="*")
    said = await answer.json(content_type=None)
    return answer.status, said.get("errors", said.get("reasons", said.get("code")))


POINT = {"lat": 50.4316, "lon": -3.6839}
DRAFT: dict[str, Any] = {"title": "Saw", "category_id": DRILL}
FOUNDING = {**POINT, "name": "N", "slug": "new", "reach_m": 5000, "time_zone": "Europe/London", "language": "en"}
PERIOD = {"starts_at": "2026-05-16T10:00:00Z", "ends_at": "2026-05-16T12:00:00Z"}
BODIES: list[tuple[str, str, dict[str, Any], dict[str, list[Any]]]] = [
    ("PUT", "/v1/me/home", {**POINT, "group_id": "{group}"}, {"lat": [91, -91, 1e308, 10**40], "lon": [181, -1e9]}),
    ("PATCH", "/v1/me", {}, {"radius_m": [199, 50_001, -1, 2**63], "language": ["xx", ""], "time_zone": ["Mars/Base"]}),
    (
        "POST",
        "/v1/groups",
        FOUNDING,
        {
            "lat": [90.1],
            "lon": [-180.1],
            "reach_m": [199, 100_001, -5, 2**64],
            "cell_resolution": [5, 10, -1, 2**31],
            "slug": ["", "A", "a", "a--b", "-a", "a" * 41, "ä" * 5, "a b"],
            "time_zone": ["", "Europe/Nowhere", "../etc/passwd", "localtime", "x" * 300],
            "name": ["", " ", "x" * 81, "a\nb"],
        },
    ),
    (
        "POST",
        "/v1/resources",
        DRAFT,
        {
            "units": [0, -1, 201, 2**31, 2**63],
            "value_minor": [-1, 10**12 + 1, 2**63],
            "title": ["", "x" * 81, "\u200b", "\u202e"],
            "category_id": ["tool.nothing", "'; drop table resources", ""],
            "terms": [
                {"min_minutes": 0},
                {"max_minutes": 2**31},
                {"min_minutes": 120, "max_minutes": 60},
                {"granularity": 0},
                {"granularity": 1441},
                {"granularity": "week"},
                {"lead_minutes": -1},
                {"horizon_days": 10**6},
                {"buffer_before_minutes": 10**9},
                {"closed_days": 367},
            ],
            "opening": [
                {"weekly": [{"weekday": 7, "start": "09:00", "end": "10:00"}]},
                {"weekly": [{"weekday": 0, "start": "10:00", "end": "10:00"}]},
                {"weekly": [{"weekday": 0, "start": "10:00", "end": "09:00"}]},
                {"weekly": [{"weekday": 0, "start": "24:00", "end": "24:00"}]},
                {"weekly": [{"weekday": 0, "start": "9:00", "end": "24:01"}]},
                {"exceptions": {"2027-02-29": []}},
                {"exceptions": {"0000-00-00": []}},
                {"exceptions": {"2026-05-16": [["10:00", "09:00"]]}},
            ],
        },
    ),
    (
        "POST",
        "/v1/needs",
        {"text": "a drill"},
        {
            "duration_minutes": [0, -1, 132_481, 2**63],
            "radius_m": [0, 10**9],
            "starts_at": ["2026-05-16T10:00:00Z", "9999-12-31T23:59:59Z"],
            "ends_at": ["2026-05-10T10:00:00Z"],
            "text": ["", " ", "\u200b", "x" * 201],
        },
    ),
    (
        "POST",
        "/v1/bookings",
        {**PERIOD, "resource_id": "{drill}"},
        {
            "starts_at": [
                "2026-05-16T12:00:00Z",
                "2026-05-17T12:00:00Z",
                "2027-02-29T12:00:00Z",
                "9999-12-31T23:00:00Z",
            ],
            "ends_at": ["2026-05-16T10:00:00Z", "1969-12-31T23:59:59Z", "0000-01-01T00:00:00Z", "2026-05-16T10:00:00"],
            "note": ["x" * 1001, "a\u0000b", "\u0007"],
        },
    ),
]


async def test_a_body_beyond_the_limits_is_told_which(totnes: TownDoor) -> None:
    ids = {"group": str(totnes.town.group.id), "drill": str(totnes.drill)}
    wrong: Wrong = {}
    for method, address, good, fields in BODIES:
        whole = {name: ids.get(str(value).strip("{}"), value) for name, value in good.items()}
        for name, value in ((name, value) for name, values in fields.items() for value in values):
            status, errors = await told(totnes, method, address, json.dumps({**whole, name: value}).encode())
            pointers = {error["pointer"] for error in errors} if status == 422 else set()
            if not pointers or not any(
                pointer.startswith((f"/{name}", *(BLAMED if name in PERIOD else ()))) for pointer in pointers
            ):
                wrong[f"{method} {address} {name}={value!r}"] = (status, errors)

    assert wrong == {}


BLAMED = ("/ends_at", "/starts_at")
