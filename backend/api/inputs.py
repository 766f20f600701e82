"""What may come in: strict models, and the kinds of field that many of them share."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from models.errors import Fault, Invalid

_RFC_3339 = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})")
_FIRST_YEAR, _LAST_YEAR = 1970, 2200


class Input(BaseModel):
    """A body or a query: no coercion, no unknown fields, no NaN."""

    model_config = ConfigDict(
        strict=True, extra="forbid", allow_inf_nan=False, frozen=True, use_attribute_docstrings=True
    )

    def changes(self) -> dict[str, Any]:
        """The fields that were sent, null or not; what a merge patch leaves out is left alone."""
        return {name: getattr(self, name) for name in type(self).model_fields if name in self.model_fields_set}


class Nothing(Input):
    """No fields at all."""


class Upload(Input):
    """A file, as it is."""

    data: bytes


class PageQuery(Input):
    """Which part of a list."""

    limit: int = Field(default=20, ge=1, le=100)
    """How many at most."""
    cursor: str | None = Field(default=None, min_length=1, max_length=1024)
    """Where to go on, as `next_cursor` of the page before gave it."""


@contextmanager
def named(name: str, as_sent: str) -> Iterator[None]:
    """Let what a service finds wrong at `name` point at the field as it was sent."""
    try:
        yield
    except Invalid as wrong:
        raise Invalid(*(_renamed(fault, f"/{name}", as_sent) for fault in wrong.faults)) from None


def _renamed(fault: Fault, pointer: str, as_sent: str) -> Fault:
    if fault.pointer != pointer and not fault.pointer.startswith(f"{pointer}/"):
        return fault
    return Fault(as_sent + fault.pointer.removeprefix(pointer), fault.code, fault.params)


def absent() -> Any:
    """The default of a merge patch's field that may be left out but may not be null."""
    return Field(default_factory=lambda: None)


def _rfc_3339(value: object) -> object:
    """The moment that the text is; what pydantic itself would read leaves out the zone, or is a bare number."""
    if not isinstance(value, str):
        return value
    try:
        return datetime.fromisoformat(value.upper() if _RFC_3339.fullmatch(value) else "")
    except ValueError:
        raise PydanticCustomError("datetime_parsing", "not an RFC 3339 time") from None


def _utc(moment: datetime) -> datetime:
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise PydanticCustomError("out_of_years", "a year outside of what is possible")
    return moment.astimezone(UTC)


Moment = Annotated[datetime, BeforeValidator(_rfc_3339), AfterValidator(_utc)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
_ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
_LINES = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True, pattern=_ONE_LINE)]
Paragraph = Annotated[str, StringConstraints(max_length=4000, strip_whitespace=True, pattern=_LINES)]
