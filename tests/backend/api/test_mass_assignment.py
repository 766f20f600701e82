"""Nobody writes what is not theirs to write by sending a field more, to any route."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.api.inputs import Input, Upload
from backend.api.routes import ROUTES
from backend.api.routing import Route
from tests.backend.api.matrix import DRAFT, ROWS, Row
from tests.backend.api.world import UNKNOWN, World, kept, open_world
from tests.backend.services.conftest import Town, town

__all__ = ["town"]

EXTRA: dict[str, Any] = {
    **dict.fromkeys(("id", "owner_id", "person_id", "borrower_id", "sender_id", "session_id", "unit_id"), UNKNOWN),
    **dict.fromkeys(("group_id", "home_id", "place_id", "need_id", "resource_id", "owner_group_id"), UNKNOWN),
    **dict.fromkeys(("version", "balance", "credit", "lat", "lon", "radius_m"), 7),
    **dict.fromkeys(("public", "instant", "exact", "approved", "is_admin"), True),
    **dict.fromkeys(("created_at", "erased_at", "suspended_at", "erase_after", "expires_at", "reply_by"), None),
    **dict.fromkeys(("role", "state", "cell", "kind", "owner", "scopes", "language", "name"), "admin"),
    **{name: {} for name in ("__proto__", "constructor", "__class__")},
}
LINES: dict[tuple[str, str], Route] = {(route.method, route.path): route for route in ROUTES}


@pytest.fixture
async def world(town: Town, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(town, tmp_path) as world:
        yield world


def written() -> Iterator[tuple[Row, Route]]:
    """Each route that takes JSON, as somebody who may would use it."""
    for route_key, row in {row.route: row for row in ROWS if row.may}.items():
        route = LINES[route_key]
        if route.body is not None and route.body is not Upload:
            yield row, route


async def test_a_field_that_is_not_asked_for_is_refused_everywhere_and_changes_nothing(world: World) -> None:
    before = await kept()

    wrong = {}
    for row, route in written():
        assert route.body is not None
        extra = extra_for(route.body)
        method, address, body = row.asked_of(world.ours)
        status, said = await world.told(min(row.may - {"nobody"}), method, address, {**(body or {}), **extra})
        named = {error["pointer"].removeprefix("/") for error in said["errors"] if error["code"] == "extra_forbidden"}
        if (status, named) != (422, set(extra)):
            wrong[str(row)] = (status, set(extra) - named)

    assert wrong == {}
    assert await kept() == before


def extra_for(model: type[Input]) -> dict[str, Any]:
    own = {field.alias or name for name, field in model.model_fields.items()}
    return {name: value for name, value in EXTRA.items() if name not in own}


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("/v1/resources", {**DRAFT, "terms": {"min_minutes": 60, "owner_id": UNKNOWN}}, "/terms/owner_id"),
        ("/v1/resources", {**DRAFT, "opening": {"zone": "UTC"}}, "/opening/zone"),
        (
            "/v1/resources",
            {**DRAFT, "opening": {"weekly": [{"weekday": 1, "start": "09:00", "end": "10:00", "id": 1}]}},
            "/opening/weekly/0/id",
        ),
        (
            "/v1/auth/token",
            {"by": {"grant": "refresh_token", "refresh_token": "x", "person_id": UNKNOWN}},
            "/by/person_id",
        ),
    ],
)
async def test_nor_does_it_come_in_further_down(world: World, path: str, body: Any, pointer: str) -> None:
    before = await kept()

    status, said = await world.told("owner", "POST", path, body)

    assert (status, [(error["pointer"], error["code"]) for error in said["errors"]]) == (
        422,
        [(pointer, "extra_forbidden")],
    )
    assert await kept() == before


async def test_nor_by_the_query_of_any_route(world: World) -> None:
    before = await kept()

    wrong = {}
    for row in (row for row in ROWS if row.may):
        method, address, body = row.asked_of(world.ours)
        sign = "&" if "?" in address else "?"
        status, said = await world.told(
            min(row.may - {"nobody"}), method, f"{address}{sign}owner_id={UNKNOWN}&is_admin=true", body
        )
        named = {error["pointer"]: error["code"] for error in (said or {}).get("errors", ())}
        if status != 422 or not named.keys() >= {"owner_id", "is_admin"}:
            wrong[str(row)] = (status, named)

    assert wrong == {}
    assert await kept() == before


@pytest.mark.parametrize(
    "body",
    [
        {"state": "retired"},
        {"state": "lapsed"},
        {"title": None},
        {"terms": {"horizon_days": -1}},
        {"terms": None},
        {"group_ids": []},
        {"category_id": "tool"},
        {"value_minor": 1},
        {"units": 200},
    ],
)
async def test_a_patch_takes_what_it_says_and_nothing_else(world: World, body: Any) -> None:
    before = await kept()

    status, _said = await world.told("owner", "PATCH", f"/v1/resources/{world.ours['resource']}", body)

    assert status == 422
    assert await kept() == before


async def test_what_is_made_belongs_to_whoever_made_it(world: World) -> None:
    _status, made = await world.told("borrower", "POST", "/v1/resources", DRAFT)

    me = (await world.told("borrower", "GET", "/v1/me", None))[1]
    assert (made["owner"], made["version"], made["state"]) == (
        {"kind": "person", "id": me["id"], "name": "Ben"},
        1,
        "listed",
    )
