"""Rows of hand-written SQL as objects of a model, for what is read with every request.

Tortoise builds the SQL of a query anew each time, which costs several times what the database takes to answer it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from tortoise.models import Model

from models.engine.sql import execute

M = TypeVar("M", bound=Model)


class HalfRead(LookupError):
    """The row lacks a column of the model."""


def as_object(model: type[M], row: Mapping[str, Any]) -> M:
    """The object that Tortoise would make of the row; what else stands in the row is left out."""
    made = model._init_from_db(**row)
    if made._partial:
        raise HalfRead(f"{model.__name__} of {sorted(row)}")
    return made


async def objects(model: type[M], sql: str, params: Sequence[Any] = ()) -> list[M]:
    """What one statement selects, which has to name every column of the model: `SELECT t.* …`."""
    return [as_object(model, row) for row in await execute(sql, params)]
