"""Lists in pages: a cursor is a signed position in one list with one set of filters."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from typing import Any, Generic, TypeVar, cast

import orjson
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from backend.api.problems import Unfit

ItemT = TypeVar("ItemT")
PositionT = TypeVar("PositionT")
_SIGNATURE_BYTES = 16


class Page(BaseModel, Generic[ItemT]):
    """Part of a list, and the way to the next part."""

    # Words below a field would be looked for in all that is imported, for each kind of item: 0.3 s of each start.
    data: list[ItemT]
    next_cursor: str | None = Field(description="Send this as `cursor` with the same filters; null on the last page.")
    has_more: bool


class Cursors:
    """Writes and reads the cursors of one list: one address, one set of filters."""

    __slots__ = ("_filters", "_secret")

    def __init__(self, secret: bytes, *, address: str, filters: Sequence[tuple[str, str]]) -> None:
        kept = sorted(pair for pair in filters if pair[0] not in {"cursor", "limit"})
        self._secret = secret
        self._filters = orjson.dumps([address, kept])

    def write(self, position: Sequence[Any]) -> str:
        """The cursor that stands for what comes after this position."""
        plain = orjson.dumps(list(position), default=str)
        return urlsafe_b64encode(self._signature(plain) + plain).decode().rstrip("=")

    def position(self, cursor: str | None, shape: type[PositionT]) -> PositionT | None:
        """The position as `shape` has it; Unfit where the cursor was not written for this list."""
        if cursor is None:
            return None
        try:
            signed = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except ValueError:
            raise Unfit("bad_cursor") from None
        signature, plain = signed[:_SIGNATURE_BYTES], signed[_SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, self._signature(plain)):
            raise Unfit("bad_cursor")
        return _read(plain, shape)

    def _signature(self, plain: bytes) -> bytes:
        return hmac.digest(self._secret, self._filters + b"\0" + plain, sha256)[:_SIGNATURE_BYTES]


def _read(plain: bytes, shape: type[PositionT]) -> PositionT:
    try:
        position: PositionT = _adapter(cast("Any", shape)).validate_json(plain)
    except ValidationError:
        raise Unfit("bad_cursor") from None
    return position


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)
