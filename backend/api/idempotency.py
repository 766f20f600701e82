"""The Idempotency-Key of a write, and what makes two requests the same request."""

import re
from hashlib import sha256

from backend.api.problems import Unfit

_BARE = re.compile(r"[\x21-\x7e]{1,255}")
_QUOTED = re.compile(r'"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,255})"')


def key_of(header: str | None) -> str:
    """The key, written as a quoted string or bare; Unfit where there is none or it is no key."""
    text = (header or "").strip()
    if quoted := _QUOTED.fullmatch(text):
        return re.sub(r"\\(.)", r"\1", quoted[1])
    if not _BARE.fullmatch(text) or text.startswith('"'):
        raise Unfit("bad_key")
    return text


def fingerprint(method: str, path: str, body: bytes) -> str:
    """What was asked, in 64 characters."""
    return sha256(b"\n".join((method.encode(), path.encode(), body))).hexdigest()
