"""What the pure rules cannot work with, said as a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from matching.invalid import InvalidValue
from models.errors import Invalid


@contextmanager
def pointed(prefix: str = "") -> Iterator[None]:
    """Turn an InvalidValue of the rules into Invalid, its pointer below `prefix`."""
    try:
        yield
    except InvalidValue as wrong:
        raise Invalid.at(f"{prefix}{wrong.pointer}", wrong.code, **wrong.params) from wrong
