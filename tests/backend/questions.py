"""Questions that a neighbour can ask over HTTP, made from the route table: a new GET route is among them by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import product
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import orjson
from aiohttp import ClientSession

from backend.api.inputs import Input
from backend.api.routes import ROUTES
from backend.api.routing import Route

PASSING = frozenset({"Date", "X-Request-Id", "RateLimit", "RateLimit-Policy", "Server-Timing"})
"""Headers that say something about the moment or about the asker's own allowance, and nothing about a home."""

WORDS = ("drill", "ladder", "Bohrmaschine", "home", "zzz")
LIMITS = (1, 2, 5, 20, 100)
PAGES = 3
_PART = re.compile(r"{\w+}")


@dataclass(frozen=True, slots=True)
class Question:
    """One request, written down so that it can be sent again in the same bytes."""

    method: str
    path: str
    body: Any = None
    route: str = ""


@dataclass
class Askable:
    """What a questioner knows: ids of things by the collection they are in, where and when to look."""

    ids: Mapping[str, Sequence[str]]
    now: datetime
    middle: tuple[float, float]
    categories: Sequence[str]
    random: Random = field(default_factory=lambda: Random(1))


def every_question(known: Askable) -> Iterator[Question]:
    """Each GET route at each address that the known ids give, with one drawn query."""
    for route in ROUTES:
        if route.method == "GET":
            yield from (drawn(route, address, known) for address in _addresses(route, known))


def searches(known: Askable, count: int) -> list[Question]:
    """So many searches with queries drawn at random."""
    (route,) = (route for route in ROUTES if route.operation_id == "search_resources")
    return [drawn(route, route.path, known) for _ in range(count)]


def drawn(route: Route, address: str, known: Askable) -> Question:
    """A question at this address; each field of its query is there or not, with a value of its kind."""
    fields, required = _fields(route.query)
    chosen = [name for name in fields if name in required or known.random.random() < 0.4]
    query = {name: _value(name, fields[name], known) for name in chosen}
    _in_pairs(query, known)
    return Question("GET", f"{address}?{urlencode(query)}" if query else address, route=route.path)


@dataclass(frozen=True, slots=True)
class Told:
    """One whole answer, as the asker gets it."""

    question: Question
    path: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


async def asked(client: ClientSession, token: str, questions: Sequence[Question]) -> list[Told]:
    """The transcript: each question with its whole answer, and the pages that it leads to."""
    return [told for number, question in enumerate(questions) for told in await _asked(client, token, number, question)]


async def _asked(client: ClientSession, token: str, number: int, question: Question) -> list[Told]:
    pages: list[Told] = []
    path = question.path
    while path and len(pages) < PAGES:
        headers = {"Authorization": f"Bearer {token}", "X-Request-Id": f"question-{number}"}
        if question.method != "GET":
            headers["Idempotency-Key"] = f"question-{number}"
        async with client.request(question.method, path, json=question.body, headers=headers) as answer:
            kept = sorted((name, value) for name, value in answer.headers.items() if name not in PASSING)
            pages.append(Told(question, path, answer.status, tuple(kept), await answer.read()))
        path = _next(question.path, pages[-1])
    return pages


def _next(path: str, told: Told) -> str:
    cursor = orjson.loads(told.body).get("next_cursor") if b'"next_cursor":"' in told.body else None
    joint = "&" if "?" in path else "?"
    return f"{path}{joint}cursor={quote(cursor)}" if cursor else ""


def _addresses(route: Route, known: Askable) -> Iterator[str]:
    """The path with every known id of each collection in it; where the collection is new, with every id there is."""
    of_all = [one for ids in known.ids.values() for one in ids]
    collections = [before.strip("/").rpartition("/")[2] for before in _PART.split(route.path)[:-1]]
    for chosen in product(*(known.ids.get(collection, of_all) for collection in collections)):
        yield route.path.format(**dict(zip(route.parts, chosen, strict=True)))


@cache
def _fields(query: type[Input]) -> tuple[dict[str, dict[str, Any]], frozenset[str]]:
    """What the query's schema says of each field, and which must be there."""
    schema = query.model_json_schema()
    kinds = schema.get("$defs", {})
    fields = {name: _resolved(about, kinds) for name, about in schema.get("properties", {}).items()}
    fields.pop("cursor", None)  # the transcript follows the cursors that it is given
    return fields, frozenset(schema.get("required", []))


def _resolved(about: dict[str, Any], kinds: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """What the schema says of the field where it is not null."""
    told = next((one for one in about.get("anyOf", []) if one.get("type") != "null"), about)
    return kinds[told["$ref"].rpartition("/")[2]] if "$ref" in told else told


def _value(name: str, about: Mapping[str, Any], known: Askable) -> Any:
    """A value of the field's kind, drawn."""
    random = known.random
    if "enum" in about:
        return random.choice(about["enum"])
    if about.get("format") == "uuid":
        return random.choice(known.ids["groups"])
    if about.get("format") == "date-time":
        return (known.now + timedelta(hours=random.randrange(1, 24 * 8))).isoformat().replace("+00:00", "Z")
    return _plain(name, about, known)


def _plain(name: str, about: Mapping[str, Any], known: Askable) -> Any:
    random, middle = known.random, known.middle
    match about.get("type"):
        case "boolean":
            return random.choice(("true", "false"))
        case "number":
            return round(middle[0 if name == "lat" else 1] + random.uniform(-0.05, 0.05), 6)
        case "integer" if name == "limit":
            return random.choice(LIMITS)
        case "integer":
            low, high = about.get("minimum", 0), about.get("maximum", 10_000)
            return random.choice((low, high, random.randint(low, min(high, 4_000)), random.randint(low, high)))
        case _:
            return random.choice(known.categories if name == "category" else WORDS)


_PAIRS = (("lat", "lon"), ("start", "end"), ("from", "to"))


def _in_pairs(query: dict[str, Any], known: Askable) -> None:
    """Most questions are sensible: both halves of a point or of a period, the earlier first."""
    if "duration_minutes" in query and "start" not in query:
        del query["duration_minutes"]
    for one, other in _PAIRS:
        if (one in query) != (other in query) and known.random.random() < 0.9:
            query.pop(one, None)
            query.pop(other, None)
        if one in query and other in query and one != "lat":
            query[one], query[other] = sorted((query[one], query[other]))
