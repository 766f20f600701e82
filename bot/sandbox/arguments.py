"""What a request carries: its parameters with checked types, and its uploaded files."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import web

from bot.sandbox.errors import bad_request
from bot.sandbox.spec import Method


@dataclass(frozen=True)
class Upload:
    """A file that came with a request."""

    name: str
    data: bytes


Raw = dict[str, Any]
Uploads = dict[str, Upload]


async def read(request: web.Request) -> tuple[Raw, Uploads]:
    """The parameters as sent, by query, form, multipart or JSON, and the files beside them."""
    raw: Raw = dict(request.query)
    if request.content_type == "application/json":
        return raw | _json_object(await request.read()), {}
    uploads: Uploads = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            uploads[name] = Upload(value.filename, value.file.read())
        else:
            raw[name] = value if isinstance(value, str) else bytes(value).decode()
    return raw, uploads


def _json_object(body: bytes) -> Raw:
    """The body as a JSON object; anything else is refused."""
    value = _decoded(body) if body else {}
    if not isinstance(value, dict):
        raise bad_request("can't parse parameters object: object expected")
    return value


def _decoded(text: str | bytes) -> Any:
    """JSON as a value."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise bad_request("can't parse JSON") from None


def checked(method: Method, raw: Raw, uploads: Uploads) -> Raw:
    """The parameters with their types; unknown, missing and mistyped ones are refused by name."""
    attached = {name for name in uploads if name not in method.types}
    unknown = sorted(set(raw) - set(method.types)) + sorted(attached - _attachments(raw))
    if unknown:
        raise bad_request(f'unknown parameter "{unknown[0]}" of {method.name}')
    given = {name: value for name, value in raw.items() if value is not None}
    given |= {name: uploads[name] for name in uploads if name in method.types}
    for name in method.required:
        if name not in given:
            raise bad_request(WHEN_MISSING.get(name, f'parameter "{name}" is required'))
    return {name: typed(name, value, method.types[name]) for name, value in given.items()}


def _attachments(raw: Raw) -> set[str]:
    """Names that occur as attach://name anywhere in the parameters."""
    text = orjson.dumps(raw).decode()
    return {part.split('"')[0].rstrip("\\") for part in text.split("attach://")[1:]}


WHEN_MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "user_id": "invalid user_id specified",
}


def typed(name: str, value: Any, kind: str) -> Any:
    """A value as its type, or a refusal that names the parameter."""
    try:
        return READERS[kind](value)
    except (ValueError, TypeError, KeyError):
        raise bad_request(f'can\'t parse "{name}": {kind} expected') from None


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(value)
    return int(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(value)
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(value)
    return number


def _boolean(value: Any) -> bool:
    words = {"true": True, "false": False, "1": True, "0": False}
    return value if isinstance(value, bool) else words[str(value).lower()]


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _chat(value: Any) -> int | str:
    if isinstance(value, str) and value.startswith("@"):
        return value
    return _integer(value)


def _file(value: Any) -> Any:
    if not isinstance(value, Upload | str):
        raise TypeError(value)
    return value


def _object(value: Any) -> Any:
    decoded = _decoded(value) if isinstance(value, str) else value
    if not isinstance(decoded, dict):
        raise TypeError(value)
    return decoded


def _array(value: Any) -> Any:
    decoded = _decoded(value) if isinstance(value, str) else value
    if not isinstance(decoded, list):
        raise TypeError(value)
    return decoded


READERS: Mapping[str, Callable[[Any], Any]] = {
    "int": _integer,
    "float": _number,
    "bool": _boolean,
    "str": _string,
    "chat": _chat,
    "file": _file,
    "object": _object,
    "array": _array,
}
