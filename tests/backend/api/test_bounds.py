"""Numbers and times at and over their limits, through the real routes: told what is wrong, and never an error of ours."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.services import groups, homes, resources
from tests.backend.api.town import TownDoor, open_door
from tests.backend.services.conftest import DRILL, Town, newcomer, town

__all__ = ["town"]

Case = tuple[str, str, str]
NUMBERS = ("NaN", "Infinity", "-Infinity", "1e999", "1e308", "-1e-320", "10e400", "0x1", "--1", "", "null", "true")
SEARCH_REFUSED: list[Case] = [
    *(("lat", value, "lon=1") for value in (*NUMBERS, "90.0000001", "-90.0000001", "91", "1,5")),
    *(("lon", value, "lat=1") for value in (*NUMBERS, "180.0000001", "-180.0000001", "360")),
    *(("radius_m", value, "") for value in (*NUMBERS, "0", "199", "50001", "-1", "1.5", "9" * 30)),
    *(
        ("duration_minutes", value, "start=2026-05-16T10:00:00Z&end=2026-05-16T12:00:00Z")
        for value in ("0", "-1", "1e9")
    ),
    *(("start", value, "end=2026-05-16T12:00:00Z") for value in ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z")),
    *(("start", value, "end=2026-05-16T12:00:00Z") for value in ("2027-02-29T10:00:00Z", "2026-05-16", "tomorrow")),
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
    "start=2026-05-16T23:59:60Z&end=2026-05-17T12:00:00Z",
    "q=%F0%9F%AA%9A%E2%80%AE%EF%BF%BF",
)


@pytest.fixture
async def totnes(town: Town) -> AsyncIterator[TownDoor]:
    async with open_door(town) as door:
        yield door


@pytest.mark.parametrize("case", SEARCH_REFUSED, ids="-".join)
async def test_a_search_beyond_the_limits_is_told_which(totnes: TownDoor, case: Case) -> None:
    name, value, rest = case

    answer = await totnes.ben.ask("GET", f"/v1/search?{name}={value}&{rest}".rstrip("&"))
    problem = await answer.json(content_type=None)

    assert (answer.status, [error["pointer"] for error in problem["errors"]]) == (422, [name])
    assert problem["errors"][0]["in"] == "query"
