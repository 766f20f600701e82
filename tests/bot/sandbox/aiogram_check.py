"""Holds a request of the bot's against aiogram's reading of the Bot API, with unknown fields forbidden everywhere."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Union, get_args, get_origin

import orjson
from aiogram import methods
from aiogram.types import InputFile
from pydantic import BaseModel

from bot.sandbox import Request, Sandbox


class Unreadable(AssertionError):
    """A request that aiogram's models would not make."""


def check(method: str, params: Mapping[str, Any]) -> None:
    """Raise Unreadable unless aiogram knows the method and every field of it, with these types."""
    model = getattr(methods, method[:1].upper() + method[1:], None)
    if model is None:
        raise Unreadable(f"aiogram knows no method {method}")
    given = {name: _plain(name, value, model) for name, value in params.items() if value is not None}
    _no_extras(given, model, method)
    try:
        model.model_validate(given)
    except ValueError as error:
        raise Unreadable(f"{method}: {error}") from error


@contextmanager
def judged(sandbox: Sandbox) -> Iterator[None]:
    """Hold every request inside the block against aiogram, and raise for the first that it would not make."""
    faults: list[Unreadable] = []

    def hear(request: Request) -> None:
        try:
            check(request.method, request.params)
        except Unreadable as fault:
            faults.append(fault)

    sandbox.on_request(hear)
    yield
    sandbox.on_request(None)
    if faults:
        raise faults[0]


def _plain(name: str, value: Any, model: type[BaseModel]) -> Any:
    """A parameter as JSON means it: forms carry numbers, booleans and objects as text."""
    field = model.model_fields.get(name)
    if field is None or not isinstance(value, str) or accepts(field.annotation, str):
        return value
    if accepts(field.annotation, InputFile):
        return value
    return orjson.loads(value)


def accepts(annotation: Any, kind: type) -> bool:
    """Whether a type is, or is a union with, this kind."""
    return any(part is kind for part in _parts(annotation))


def _parts(annotation: Any) -> Iterable[Any]:
    """The plain types and models that an annotation is made of, without the insides of lists."""
    if get_origin(annotation) is None or get_origin(annotation) in {list, dict}:
        yield annotation
        return
    for part in get_args(annotation):
        yield from _parts(part)


def _no_extras(value: Any, annotation: Any, path: str) -> None:
    """Walk the value beside its type and refuse every field that no model of the type has."""
    if isinstance(value, list):
        _no_extras_in_list(value, annotation, path)
    models = [part for part in _parts(annotation) if isinstance(part, type) and issubclass(part, BaseModel)]
    if not isinstance(value, dict) or not models:
        return
    fitting = [model for model in models if set(value) <= _names(model)]
    if not fitting:
        known = set().union(*map(_names, models))
        raise Unreadable(f"{path}: no such field: {sorted(set(value) - known) or sorted(value)}")
    for name, inner in value.items():
        kinds = [found for model in fitting if (found := _annotation(model, name)) is not None]
        _no_extras(inner, Union[tuple(kinds)], f"{path}.{name}")  # noqa: UP007 - built at run time


def _no_extras_in_list(value: list[Any], annotation: Any, path: str) -> None:
    """The same for the members of a list."""
    inner = [get_args(part)[0] for part in _parts(annotation) if get_origin(part) is list]
    for number, member in enumerate(value if inner else []):
        _no_extras(member, Union[tuple(inner)], f"{path}[{number}]")  # noqa: UP007 - built at run time


def _names(model: type[BaseModel]) -> set[str]:
    """The fields of a model as they are sent."""
    return {field.alias or name for name, field in model.model_fields.items()}


def _annotation(model: type[BaseModel], name: str) -> Any:
    """The type of a field by the name it is sent with."""
    return next((f.annotation for n, f in model.model_fields.items() if name == (f.alias or n)), None)
