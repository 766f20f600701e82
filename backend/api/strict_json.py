"""JSON as RFC 8259 means it: no NaN, no key twice, no half characters, no towers of brackets."""

import json
import re
from collections.abc import Iterator

import orjson

from backend.api.problems import Unfit
from models.errors import Fault

_DEPTH = 32
_OPENING = re.compile(rb'"(?:[^"\\]|\\.)*"|([\[{])|([\]}])', re.DOTALL)


def parse(body: bytes) -> object:
    """The value that the bytes stand for; Unfit with `not_json` and the reason if they stand for none."""
    if not body.strip():
        raise Unfit("empty_body")
    _refuse_towers(body)
    try:
        value: object = orjson.loads(body)
        json.loads(body, object_pairs_hook=_refuse_twins, parse_int=len)
    except orjson.JSONDecodeError as wrong:
        raise Unfit("not_json", Fault("", "not_json", {"where": str(wrong)})) from None
    return value


def unprintable(value: object, pointer: str = "") -> Iterator[Fault]:
    """A fault for each text with a NUL in it, which no database keeps."""
    if isinstance(value, str) and "\x00" in value:
        yield Fault(pointer, "string_unicode")
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from unprintable(key, pointer)
            yield from unprintable(inner, f"{pointer}/{escape(key)}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from unprintable(inner, f"{pointer}/{place}")


def escape(key: object) -> str:
    """One step of a JSON pointer (RFC 6901)."""
    return str(key).replace("~", "~0").replace("/", "~1")


def _refuse_towers(body: bytes) -> None:
    depth = 0
    for bracket in _OPENING.finditer(body):
        depth += 1 if bracket[1] else -1 if bracket[2] else 0
        if depth > _DEPTH:
            raise Unfit("not_json", Fault("", "too_deep"))


def _refuse_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twin = next(key for key, _value in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise Unfit("not_json", Fault("", "duplicate_key", {"key": twin[:100]}))
    return found
