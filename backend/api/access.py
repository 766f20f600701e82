"""Who is asking: the bearer token of a request, and who finds its caller."""

from datetime import datetime
from typing import Protocol

from backend.services.sessions import Caller
from models.errors import NotSignedIn

_LONGEST_TOKEN = 512


class Authenticate(Protocol):
    """Finds the caller behind a token, or raises NotSignedIn."""

    async def __call__(self, access_token: str, *, now: datetime) -> Caller: ...


def bearer(authorization: str | None) -> str | None:
    """The token of an Authorization header; None where there is no header."""
    if authorization is None or not authorization.strip():
        return None
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(token.strip()) <= _LONGEST_TOKEN:
        raise NotSignedIn
    return token.strip()


def reaches(caller: Caller, scope: str) -> bool:
    """Whether the caller's token may be used for this; people's own may be used for everything."""
    return caller.scopes is None or scope in caller.scopes
