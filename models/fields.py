"""The kinds of column that Tortoise's own do not get right on both databases, and readers for hand-written SQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal, overload
from uuid import UUID

import orjson
from tortoise import fields
from tortoise.fields.data import T_DATETIME, T_UUID
from tortoise.models import Model
from uuid_utils.compat import uuid7

TEXT_KEY_MAX = 1000
# What asyncpg makes of the first and last moment of the calendar.
_INFINITY = (datetime.min, datetime.max)  # noqa: DTZ901 - that they are naive is the point


class NaiveDatetime(ValueError):
    """A moment came without its zone, so nobody knows when it is."""


def moment(value: datetime | str) -> datetime:
    """A moment from either database, aware and in UTC."""
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    if read in _INFINITY:
        return read.replace(tzinfo=UTC)
    if read.tzinfo is None:
        raise NaiveDatetime(f"{read!r} has no zone")
    return read if read.tzinfo is UTC else read.astimezone(UTC)


def identifier(value: UUID | str) -> UUID:
    """An id from either database."""
    return value if isinstance(value, UUID) else UUID(value)


def document(value: str | bytes | dict[str, Any] | list[Any] | None) -> Any:
    """A JSON value from either database."""
    return orjson.loads(value) if isinstance(value, str | bytes) else value


class DatetimeField(fields.DatetimeField[T_DATETIME]):
    """A moment: aware, microseconds, kept in UTC; on SQLite as text of one width, so that SQL compares it rightly."""

    @overload
    def __init__(self: DatetimeField[datetime], *, null: Literal[False] = False, **kwargs: Any) -> None: ...

    @overload
    def __init__(self: DatetimeField[datetime | None], *, null: Literal[True], **kwargs: Any) -> None: ...

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[misc]  # theirs, too, is overloaded on self

    def to_db_value(self, value: Any, instance: type[Model] | Model) -> Any:  # noqa: ARG002 - Tortoise's
        """The moment in UTC; a naive one is refused. The engine writes SQLite's text."""
        checked = None if value is None else moment(value)
        self.validate(checked)
        return checked

    def to_python_value(self, value: Any) -> datetime | None:
        """The moment in UTC."""
        return None if value is None else moment(value)


class UuidField(fields.UUIDField[T_UUID]):
    """An id; a primary key makes its own, ordered by time (UUIDv7)."""

    @overload
    def __init__(self: UuidField[UUID], *, null: Literal[False] = False, **kwargs: Any) -> None: ...

    @overload
    def __init__(self: UuidField[UUID | None], *, null: Literal[True], **kwargs: Any) -> None: ...

    def __init__(self, **kwargs: Any) -> None:
        if kwargs.get("primary_key"):
            kwargs.setdefault("default", uuid7)
        super().__init__(**kwargs)  # type: ignore[misc]  # theirs, too, is overloaded on self


class JsonField(fields.JSONField[Any]):
    """A JSON document: jsonb on PostgreSQL, text on SQLite; keys sorted, so equal documents are equal texts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(encoder=_encoded, decoder=orjson.loads, **kwargs)


def _encoded(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z).decode()


class TextKey(fields.CharField[str]):
    """A primary key that is a text of no stated length; Tortoise lets a TextField be none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=TEXT_KEY_MAX, primary_key=True, **kwargs)
