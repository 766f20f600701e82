"""From bytes to sound values: queries and bodies, with every fault of both found at once."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import orjson
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from backend.api.inputs import Input, Upload
from backend.api.problems import Unfit
from backend.api.strict_json import escape, parse, unprintable
from models.errors import Fault, Invalid

Pairs = Sequence[tuple[str, str]]
_FIGURES = frozenset({"integer", "number", "boolean"})


def read(query: type[Input], pairs: Pairs, body: type[Input] | None, sent: bytes) -> tuple[Input, Input | None]:
    """The query and the body as values, or Invalid with every fault of both."""
    given: Input | None = Upload(data=sent) if body is Upload else None
    more: list[Fault] = []
    if body is not None and given is None:
        given, more = _validated(body, sent, parse(sent))
    asked, faults = _query(query, pairs)
    if asked is None or faults or more:
        raise Invalid(*faults, *more)
    return asked, given


def check_media_type(content_type: str, charset: str | None, *, fitting: Collection[str]) -> None:
    """Unfit unless the body is announced as one of the fitting types; text in UTF-8."""
    if content_type not in fitting or (charset or "utf-8").lower().replace("utf8", "utf-8") != "utf-8":
        raise Unfit("media_type")


def _query(model: type[Input], pairs: Pairs) -> tuple[Input | None, list[Fault]]:
    kinds = _kinds(model)
    value: dict[str, object] = {}
    faults = []
    for name, text in pairs:
        if name not in kinds:
            faults.append(Fault(name[:100], "unknown_parameter"))
        elif "array" in kinds[name]:
            value[name] = [*_listed(value.get(name)), *(_figure(part, kinds[name]) for part in text.split(","))]
        elif name in value:
            faults.append(Fault(name, "repeated_parameter"))
        else:
            value[name] = _figure(text, kinds[name])
    asked, more = _validated(model, orjson.dumps(value), value)
    named = [Fault(fault.pointer.removeprefix("/"), fault.code, fault.params) for fault in more]
    return asked, faults + named


def _validated(model: type[Input], sent: bytes, value: object) -> tuple[Input | None, list[Fault]]:
    faults = list(unprintable(value)) if b"\\u0000" in sent else []
    try:
        return model.model_validate_json(sent), faults
    except ValidationError as wrong:
        return None, faults + [_fault(error, value) for error in wrong.errors(include_url=False)]


def _fault(error: ErrorDetails, value: object) -> Fault:
    figures = {name: figure for name, figure in error.get("ctx", {}).items() if name not in {"error", "class_name"}}
    for name in ("expected", "expected_tags"):
        if name in figures:
            figures[name] = str(figures[name]).replace("'", "").replace(" or ", ", ")
    return Fault("".join(f"/{escape(step)}" for step in _steps(error["loc"], value)), error["type"], figures)


def _steps(loc: tuple[int | str, ...], value: object) -> Iterator[int | str]:
    """The steps of a place that exist in the value, and the last; the others are names of a union's members."""
    last = len(loc) - 1
    for position, step in enumerate(loc):
        inner = _inside(value, step)
        if inner is not _NOWHERE and (position == last or isinstance(inner, Mapping | list)):
            value = inner
            yield step
        elif position == last and step != "[key]":
            yield step


_NOWHERE = object()


def _inside(value: object, step: int | str) -> object:
    if isinstance(value, Mapping):
        return value.get(step, _NOWHERE)
    if isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
        return value[step]
    return _NOWHERE


@cache
def _kinds(model: type[Input]) -> Mapping[str, frozenset[str]]:
    """Which JSON types each parameter may have, as its schema says; an array's with those of its items."""
    schema = model.model_json_schema()
    return {
        name: frozenset(_types(field, schema.get("$defs", {}))) for name, field in schema.get("properties", {}).items()
    }


def _types(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Iterator[str]:
    if "$ref" in schema:
        yield from _types(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "type" in schema:
        yield schema["type"]
    items = [schema["items"]] if "items" in schema else []
    for inner in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *items):
        yield from _types(inner, definitions)


def _figure(text: str, kinds: frozenset[str]) -> object:
    """The figure that the text is, where the parameter may be one; else the text."""
    if not kinds & _FIGURES or len(text) > 40 or text != text.strip():
        return text
    try:
        value: object = orjson.loads(text)
    except orjson.JSONDecodeError:
        return text
    return value if isinstance(value, bool | int | float) else text


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
