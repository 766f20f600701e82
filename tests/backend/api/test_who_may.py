"""Every route, asked by everybody: forbidden looks like missing, and a route without a row here fails."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from backend.api.routes import ROUTES
from backend.services import groups, needs, places, sessions
from models.place import PlaceKind
from tests.backend.api.town import Neighbour, TownDoor, open_door
from tests.backend.services.conftest import CENTRE, DRILL, Town, newcomer, town

__all__ = ["town"]

PERIOD = {"starts_at": "2026-05-16T10:00:00Z", "ends_at": "2026-05-16T12:00:00Z"}
LATER = {"starts_at": "2026-05-17T10:00:00Z", "ends_at": "2026-05-17T12:00:00Z"}
EVERYBODY = frozenset({"nobody", "stranger", "cleo", "ben", "ada"})
SIGNED_IN = EVERYBODY - {"nobody"}
MEMBERS = SIGNED_IN - {"stranger"}
SIDES = frozenset({"ben", "ada"})
BORROWER, OWNER = frozenset({"ben"}), frozenset({"ada"})


@dataclass(frozen=True)
class Row:
    """Who gets past the door, which thing the path means, and what is sent."""

    who: frozenset[str]
    thing: str = ""
    body: dict[str, Any] | None = None
    query: str = ""


BOOKING = "/v1/bookings/{id}"
POINT = {"lat": CENTRE[0], "lon": CENTRE[1]}
UNKNOWN = "0190a000-0000-7000-8000-000000000000"
GROUP = {**POINT, "name": "New", "slug": "new", "reach_m": 5000, "time_zone": "Europe/London", "language": "en"}
LOOK = "?from=2026-05-16T00:00:00Z&to=2026-05-17T00:00:00Z"

ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/v1/meta"): Row(EVERYBODY),
    ("GET", "/v1/categories"): Row(EVERYBODY),
    ("POST", "/v1/auth/device"): Row(EVERYBODY, body={"label": "tablet"}),
    ("POST", "/v1/auth/token"): Row(frozenset(), body={"by": {"grant": "refresh_token", "refresh_token": "guess"}}),
    ("GET", "/v1/me"): Row(SIGNED_IN),
    ("PATCH", "/v1/me"): Row(SIGNED_IN, body={"radius_m": 3000}),
    ("DELETE", "/v1/me"): Row(SIGNED_IN),
    ("POST", "/v1/me/keep"): Row(SIGNED_IN),
    ("GET", "/v1/me/home"): Row(MEMBERS),
    ("PUT", "/v1/me/home"): Row(MEMBERS, body={**POINT, "group_id": "{group}"}),
    ("GET", "/v1/me/sessions"): Row(SIGNED_IN),
    ("DELETE", "/v1/me/sessions/{id}"): Row(BORROWER, "session"),
    ("GET", "/v1/groups"): Row(SIGNED_IN),
    ("POST", "/v1/groups"): Row(SIGNED_IN, body=GROUP),
    ("GET", "/v1/groups/{id}"): Row(MEMBERS, "group"),
    ("GET", "/v1/groups/{id}/members"): Row(MEMBERS, "group"),
    ("POST", "/v1/groups/{id}/members"): Row(frozenset(), "group", {"invitation": "guess"}),
    ("POST", "/v1/groups/{id}/invitations"): Row(OWNER, "group", {}),
    ("POST", "/v1/groups/{id}/areas"): Row(OWNER, "group", {**POINT, "name": "Bridgetown"}),
    ("GET", "/v1/places"): Row(SIGNED_IN),
    ("POST", "/v1/places"): Row(OWNER, body={**POINT, "group_id": "{group}", "kind": "hub", "name": "Shed"}),
    ("GET", "/v1/places/{id}"): Row(MEMBERS, "place"),
    ("GET", "/v1/resources"): Row(SIGNED_IN),
    ("POST", "/v1/resources"): Row(MEMBERS, body={"title": "Drill", "category_id": DRILL, "group_ids": ["{group}"]}),
    ("GET", "/v1/resources/{id}"): Row(MEMBERS, "resource"),
    ("PATCH", "/v1/resources/{id}"): Row(OWNER, "resource", {"title": "Mine now"}),
    ("GET", "/v1/resources/{id}/availability"): Row(MEMBERS, "resource", query=LOOK),
    ("GET", "/v1/resources/{id}/photos"): Row(MEMBERS, "resource"),
    ("POST", "/v1/resources/{id}/photos"): Row(frozenset(), "resource"),
    ("GET", "/v1/resources/{id}/photos/{photo_id}"): Row(frozenset(), "resource"),
    ("DELETE", "/v1/resources/{id}/photos/{photo_id}"): Row(frozenset(), "resource"),
    ("GET", "/v1/search"): Row(MEMBERS, query="?q=drill&group={group}"),
    ("GET", "/v1/needs"): Row(SIGNED_IN),
    ("POST", "/v1/needs"): Row(MEMBERS, body={"text": "a drill", "group_id": "{group}"}),
    ("GET", "/v1/needs/{id}"): Row(BORROWER, "need"),
    ("GET", "/v1/needs/{id}/matches"): Row(BORROWER, "need"),
    ("POST", "/v1/needs/{id}/ask"): Row(BORROWER, "need", {**LATER, "resource_id": "{resource}"}),
    ("GET", "/v1/bookings"): Row(SIGNED_IN),
    ("POST", "/v1/bookings"): Row(MEMBERS, body={**LATER, "resource_id": "{resource}"}),
    ("GET", BOOKING): Row(SIDES, "booking"),
    ("GET", f"{BOOKING}/messages"): Row(SIDES, "booking"),
    ("POST", f"{BOOKING}/messages"): Row(SIDES, "booking", {"text": "hello"}),
    ("POST", f"{BOOKING}/propose"): Row(SIDES, "booking", LATER),
    ("POST", f"{BOOKING}/accept-time"): Row(SIDES, "booking"),
    ("POST", f"{BOOKING}/confirm"): Row(SIDES, "booking"),
    ("GET", f"{BOOKING}/meeting"): Row(SIDES, "booking"),
    ("POST", f"{BOOKING}/extend"): Row(SIDES, "booking", {"ends_at": "2026-05-17T13:00:00Z"}),
    ("POST", f"{BOOKING}/agree-extension"): Row(SIDES, "booking"),
    ("POST", f"{BOOKING}/hand-over"): Row(SIDES, "booking"),
    ("POST", f"{BOOKING}/no-show"): Row(SIDES, "booking"),
    ("POST", f"{BOOKING}/return"): Row(SIDES, "booking"),
    ("POST", f"{BOOKING}/decline"): Row(SIDES, "booking"),
    ("POST", f"{BOOKING}/withdraw"): Row(SIDES, "booking"),
    ("POST", f"{BOOKING}/cancel"): Row(SIDES, "booking", {"reason": "rain"}),
    ("DELETE", "/v1/needs/{id}"): Row(BORROWER, "need"),
    ("DELETE", "/v1/resources/{id}"): Row(OWNER, "resource"),
}
# Who may see a thing but not do this with it is told so; to all others it is not there.
TOLD_NO = {
    ("POST", "/v1/groups/{id}/invitations"): MEMBERS,
    ("POST", "/v1/groups/{id}/areas"): MEMBERS,
    ("POST", "/v1/places"): MEMBERS,
    ("PATCH", "/v1/resources/{id}"): MEMBERS,
    ("DELETE", "/v1/resources/{id}"): MEMBERS,
    ("DELETE", "/v1/resources/{id}/photos/{photo_id}"): MEMBERS - OWNER,
}


@dataclass
class World:
    door: TownDoor
    things: dict[str, str]
    people: dict[str, Neighbour | None]

    def filled(self, value: Any) -> Any:
        """The value with the ids of things for their names."""
        if isinstance(value, dict):
            return {key: self.filled(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.filled(inner) for inner in value]
        return value.format(**self.things) if isinstance(value, str) else value

    async def status(self, who: str, method: str, path: str, row: Row) -> int:
        """What somebody is answered."""
        neighbour = self.people[who] or Neighbour(self.door.client, self.door.town.ada, "nobody's")
        address = path.replace("{id}", self.things.get(row.thing, "")).replace("{photo_id}", UNKNOWN) + self.filled(
            row.query
        )
        guard = {"If_Match": "*"} if method in {"PATCH", "DELETE"} else {}
        headers = {} if self.people[who] else {"Authorization": ""}
        answer = await neighbour.ask(method, address, self.filled(row.body), **guard, **headers)
        return answer.status


@pytest.fixture
async def world(town: Town) -> AsyncIterator[World]:
    async with open_door(town) as door:
        yield await peopled(door)


async def peopled(door: TownDoor) -> World:
    town, now = door.town, door.town.now
    stranger = await newcomer("Stranger", 999)
    token = (await sessions.issue_token(stranger, "test", now=now)).access_token
    hub = places.Opened(town.group.id, PlaceKind.HUB, "Hub", CENTRE)
    code = await groups.invite(town.ada, town.group.id, uses=1, days=1, now=now)
    things = {
        "group": town.group.id,
        "resource": town.drill.id,
        "place": (await places.add(town.ada, hub, now=now)).id,
        "need": (await needs.state(town.ben, needs.Wish("a drill"), now=now)).id,
        "booking": (await town.asks(town.ben, town.at(5, 10), town.at(5, 12))).id,
        "session": (await sessions.issue_token(town.ben, "other", now=now)).session_id,
        "code": code,
    }
    people: dict[str, Neighbour | None] = {"nobody": None, "stranger": Neighbour(door.client, stranger, token)}
    people |= {"cleo": door.cleo, "ben": door.ben, "ada": door.ada}
    return World(door, {name: str(thing) for name, thing in things.items()}, people)


def test_every_route_has_a_row() -> None:
    assert {(route.method, route.path) for route in ROUTES} == ROWS.keys()


def refusals(key: tuple[str, str], who: str) -> set[int]:
    """How somebody who may not is told."""
    if who == "nobody":
        return {401}
    return {403} if who in TOLD_NO.get(key, ()) else {401, 404, 410, 415, 422}


async def test_nobody_gets_what_is_not_theirs(world: World) -> None:
    wrong = {}
    for (method, path), row in ROWS.items():
        for who in sorted(EVERYBODY - row.who):
            status = await world.status(who, method, path, row)
            if status not in refusals((method, path), who):
                wrong[method, path, who] = status

    assert wrong == {}


@pytest.mark.parametrize("key", ROWS, ids=" ".join)
async def test_who_may_ask_is_answered(world: World, key: tuple[str, str]) -> None:
    row = ROWS[key]

    statuses = {who: await world.status(who, *key, row) for who in sorted(row.who)}

    assert {who: status for who, status in statuses.items() if status in {401, 403} or status >= 500} == {}
