"""Who may do what: a row for every route, and more than one where the thing makes a difference."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.backend.api.world import HOMED, MEMBERS, NOBODY, SIGNED_IN, picture
from tests.backend.services.conftest import CENTRE, DRILL

LATER = {"starts_at": "2026-05-17T10:00:00Z", "ends_at": "2026-05-17T12:00:00Z"}
POINT = {"lat": CENTRE[0], "lon": CENTRE[1]}
GROUP = {**POINT, "name": "New", "slug": "new-{who}", "reach_m": 5000, "time_zone": "Europe/London", "language": "en"}
LOOK = "?from=2026-05-16T00:00:00Z&to=2026-05-17T00:00:00Z"
WORD = {"category_id": DRILL, "language": "en", "term": "hole maker"}
DRAFT = {"title": "Drill", "category_id": DRILL}

WISH = {"starts_at": "2026-05-16T10:00:00Z", "ends_at": "2026-05-16T12:00:00Z", "duration_minutes": 60}
ROUND = {
    "group_id": "{group}",
    "name": "Midsummer",
    "cut_off_at": "2026-05-15T10:00:00Z",
    "starts_at": "2026-05-16T08:00:00Z",
    "ends_at": "2026-05-18T08:00:00Z",
    "resource_ids": ["{commons}"],
}

OPEN = SIGNED_IN | {NOBODY}
NO_ONE: frozenset[str] = frozenset()
OWNER, BORROWER = frozenset({"owner"}), frozenset({"borrower"})
SIDES = OWNER | BORROWER
STEWARDS = frozenset({"steward", "admin"})
COMMON_SIDES = STEWARDS | BORROWER


@dataclass(frozen=True)
class Row:
    """Who gets past the door, who is told that they may not (to all others nothing is there), and what is sent."""

    method: str
    path: str
    may: frozenset[str]
    body: Any = None
    told: frozenset[str] = NO_ONE

    def asked_of(self, things: Mapping[str, str]) -> tuple[str, str, Any]:
        """The request, about these things."""
        known = {"who": "somebody", **things}
        return self.method, "/v1" + self.path.format(**known), filled(self.body, known)

    @property
    def route(self) -> tuple[str, str]:
        """The line of the table that answers it."""
        path = self.path.partition("?")[0].split("/")
        return self.method, "/v1" + "/".join(_TEMPLATES.get(part, _plain(part)) for part in path)

    @property
    def names(self) -> list[str]:
        """The things that it is about."""
        names = re.findall(r"\{(\w+)}", f"{self.path} {self.body if isinstance(self.body, dict) else ''}")
        return [name for name in names if name != "who"]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


_TEMPLATES = {
    "{photo}": "{photo_id}",
    "{word}": "{word_id}",
    "{link}": "{link_id}",
    "{neighbour}": "{person_id}",
    "{round_request}": "{request_id}",
}


def _plain(part: str) -> str:
    return "{id}" if part.startswith("{") else part


def filled(value: Any, things: Mapping[str, str]) -> Any:
    """The value with the ids of things for their names."""
    if isinstance(value, dict):
        return {key: filled(inner, things) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, things) for inner in value]
    return value.format(**things) if isinstance(value, str) else value


def _loan(thing: str, sides: frozenset[str]) -> Iterator[Row]:
    """What is done with a booking, in an order in which much of it is possible."""
    at = f"/bookings/{{{thing}}}"
    yield Row("GET", at, sides)
    yield Row("GET", f"{at}/messages", sides)
    yield Row("POST", f"{at}/messages", sides, {"text": "hello"})
    yield Row("POST", f"{at}/propose", sides, LATER)
    yield Row("POST", f"{at}/accept-time", sides)
    yield Row("POST", f"{at}/confirm", sides)
    yield Row("GET", f"{at}/meeting", sides)
    yield Row("POST", f"{at}/extend", sides, {"ends_at": "2026-05-17T13:00:00Z"})
    for action in ("agree-extension", "hand-over", "no-show", "return", "decline", "withdraw"):
        yield Row("POST", f"{at}/{action}", sides)
    yield Row("POST", f"{at}/cancel", sides, {"reason": "rain"})


def _thing(thing: str, deciders: frozenset[str]) -> Iterator[Row]:
    """What is read of a thing and changed in it."""
    at, told = f"/resources/{{{thing}}}", MEMBERS - deciders
    yield Row("GET", at, MEMBERS)
    yield Row("PATCH", at, deciders, {"title": "Mine now"}, told)
    yield Row("GET", f"{at}/availability{LOOK}", MEMBERS)
    yield Row("GET", f"{at}/photos", MEMBERS)
    yield Row("POST", f"{at}/photos", deciders, picture(), told)
    yield Row("GET", f"{at}/bookings", deciders, None, told)
    yield Row("GET", f"{at}/needs", deciders, None, told)


ROWS = (
    Row("GET", "/meta", OPEN),
    Row("GET", "/categories", OPEN),
    Row("POST", "/auth/device", OPEN, {"label": "tablet"}),
    Row("POST", "/auth/token", NO_ONE, {"by": {"grant": "refresh_token", "refresh_token": "guess"}}),
    Row("GET", "/me", SIGNED_IN),
    Row("PATCH", "/me", SIGNED_IN, {"radius_m": 3000}),
    Row("DELETE", "/me", SIGNED_IN),
    Row("POST", "/me/keep", SIGNED_IN),
    Row("GET", "/me/home", HOMED),
    Row("PUT", "/me/home", MEMBERS, {**POINT, "group_id": "{group}"}),
    Row("GET", "/me/sessions", SIGNED_IN),
    Row("DELETE", "/me/sessions/{session}", BORROWER),
    Row("GET", "/me/blocks", SIGNED_IN),
    Row("PUT", "/me/blocks/{neighbour}", MEMBERS),
    Row("DELETE", "/me/blocks/{neighbour}", MEMBERS),
    Row("GET", "/notices", SIGNED_IN),
    Row("GET", "/groups", SIGNED_IN),
    Row("POST", "/groups", SIGNED_IN, GROUP),
    Row("GET", "/groups/{group}", MEMBERS),
    Row("GET", "/groups/{group}/members", MEMBERS),
    Row("POST", "/groups/{group}/invitations", STEWARDS, {}, MEMBERS - STEWARDS),
    Row("GET", "/groups/{group}/areas", MEMBERS),
    Row("POST", "/groups/{group}/areas", STEWARDS, {**POINT, "name": "Bridgetown"}, MEMBERS - STEWARDS),
    Row("GET", "/groups/{group}/links", MEMBERS),
    Row("POST", "/groups/{group}/links", STEWARDS, {"slug": "{beside}"}, MEMBERS - STEWARDS),
    Row("POST", "/groups/{group}/links/{link}/agree", STEWARDS, None, MEMBERS - STEWARDS),
    Row("GET", "/groups/{group}/words", MEMBERS),
    Row("POST", "/groups/{group}/words", STEWARDS, WORD, MEMBERS - STEWARDS),
    Row("GET", "/groups/{group}/unmet", STEWARDS, None, MEMBERS - STEWARDS),
    Row("GET", "/places", SIGNED_IN),
    Row("POST", "/places", STEWARDS, {**POINT, "group_id": "{group}", "kind": "hub", "name": "S"}, MEMBERS - STEWARDS),
    Row("GET", "/places/{place}", MEMBERS),
    Row("GET", "/places/{owners_home}", OWNER),
    Row("GET", "/resources", SIGNED_IN),
    Row("POST", "/resources", MEMBERS, {**DRAFT, "group_ids": ["{group}"]}),
    Row("POST", "/resources", MEMBERS, {**DRAFT, "place_id": "{place}"}),
    Row("POST", "/resources", OWNER, {**DRAFT, "place_id": "{owners_home}"}),
    Row(
        "POST",
        "/resources",
        STEWARDS,
        {**DRAFT, "owner_group_id": "{group}", "place_id": "{place}"},
        MEMBERS - STEWARDS,
    ),
    *_thing("resource", OWNER),
    *_thing("commons", STEWARDS),
    Row("GET", "/resources/{resource}/photos/{photo}", MEMBERS),
    Row("GET", "/search?q=drill&group={group}", MEMBERS),
    Row("GET", "/needs", SIGNED_IN),
    Row("POST", "/needs", MEMBERS, {"text": "a drill", "group_id": "{group}"}),
    Row("GET", "/needs/{need}", BORROWER),
    Row("GET", "/needs/{need}/matches", BORROWER),
    Row("POST", "/needs/{need}/ask", BORROWER, {**LATER, "resource_id": "{resource}"}),
    Row("POST", "/needs/{need}/ask-around", BORROWER),
    Row("GET", "/needs/{need}/ask-around", BORROWER),
    Row("DELETE", "/needs/{need}/ask-around", BORROWER),
    Row("GET", "/asks", SIGNED_IN),
    Row("GET", "/asks/{ask}", OWNER),
    Row("POST", "/asks/{ask}/refuse", OWNER),
    Row("POST", "/asks/{ask}/agree", OWNER),
    Row("GET", "/alerts", SIGNED_IN),
    Row("POST", "/alerts", HOMED, {"text": "a ladder"}),
    Row("GET", "/alerts/{alert}", BORROWER),
    Row("GET", "/alerts/{alert}/matches", BORROWER),
    Row("POST", "/alerts/{alert}/renew", BORROWER),
    Row("DELETE", "/alerts/{alert}", BORROWER),
    Row("GET", "/rounds", SIGNED_IN),
    Row("GET", "/rounds?group_id={group}", MEMBERS),
    Row("POST", "/rounds", STEWARDS, ROUND, MEMBERS - STEWARDS),
    Row("GET", "/rounds/{round}", MEMBERS),
    Row("GET", "/rounds/{decided}/result", MEMBERS),
    Row("GET", "/rounds/{round}/requests", MEMBERS),
    Row("POST", "/rounds/{round}/requests", MEMBERS, WISH),
    Row("GET", "/rounds/{round}/requests/{round_request}", BORROWER),
    Row("PUT", "/rounds/{round}/requests/{round_request}", BORROWER, WISH),
    Row("DELETE", "/rounds/{round}/requests/{round_request}", BORROWER),
    Row("GET", "/bookings", SIGNED_IN),
    Row("POST", "/bookings", MEMBERS, {**LATER, "resource_id": "{resource}"}),
    Row("POST", "/bookings", MEMBERS, {**LATER, "resource_id": "{commons}"}),
    Row("POST", "/bookings", BORROWER, {**LATER, "resource_id": "{resource}", "need_id": "{need}"}),
    *_loan("booking", SIDES),
    *_loan("commons_booking", COMMON_SIDES),
    Row("DELETE", "/groups/{group}/words/{word}", STEWARDS, None, MEMBERS - STEWARDS),
    Row("DELETE", "/groups/{group}/links/{link}", STEWARDS, None, MEMBERS - STEWARDS),
    Row("DELETE", "/rounds/{round}", STEWARDS, None, MEMBERS - STEWARDS),
    Row("DELETE", "/needs/{need}", BORROWER),
    Row("DELETE", "/resources/{resource}/photos/{photo}", OWNER, None, MEMBERS - OWNER),
    Row("DELETE", "/resources/{resource}", OWNER, None, MEMBERS - OWNER),
    Row("DELETE", "/resources/{commons}", STEWARDS, None, MEMBERS - STEWARDS),
    Row("POST", "/groups/{group}/members", SIGNED_IN - {"put_out"}, {"invitation": "{code}"}, frozenset({"put_out"})),
)
