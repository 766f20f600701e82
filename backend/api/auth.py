"""Signing in: a device asks, its person says yes in the bot, the device fetches its tokens."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from backend.api.inputs import Input, Line
from backend.api.outputs import Output
from backend.api.routing import Access, Answer, Asked, Route
from backend.services import device_login, sessions
from backend.services.sessions import Tokens

Secret = Annotated[str, Field(min_length=1, max_length=200)]


class DeviceIn(Input):
    """A device that wants to be signed in."""

    label: Annotated[Line, Field(max_length=80)]
    """What the person reads before they say yes, such as "Ana's tablet"."""


class DeviceOut(Output):
    """Show the link, keep the code, ask for the tokens now and then."""

    device_code: str
    login_code: str
    link: str | None
    """Opens the bot, which asks the person; null where there is no bot."""
    expires_at: datetime
    interval_s: int
    """Ask for the tokens no more often than this."""


class ByDevice(Input):
    """The code of a device that a person said yes to."""

    grant: Literal["device_code"]
    device_code: Secret


class ByRefresh(Input):
    """The refresh token; it is exchanged for a new one, and worth nothing afterwards."""

    grant: Literal["refresh_token"]
    refresh_token: Secret


class TokenIn(Input):
    """What the tokens are asked for with."""

    by: Annotated[ByDevice | ByRefresh, Field(discriminator="grant")]


class TokensOut(Output):
    """Shown this once."""

    session_id: UUID
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105  # the scheme's name
    access_token: str
    access_expires_at: datetime
    refresh_token: str
    refresh_expires_at: datetime


async def start_device_login(asked: Asked[Any, DeviceIn]) -> Answer:
    """Ask to be signed in on a device."""
    login = await device_login.start_login(asked.body.label, now=asked.now)
    bot = asked.deps.bot_username
    content = DeviceOut(
        device_code=login.device_code,
        login_code=login.login_code,
        link=f"https://t.me/{bot}?start=login_{login.login_code}" if bot else None,
        expires_at=login.expires_at,
        interval_s=login.interval_s,
    )
    return Answer(content, HTTPStatus.CREATED)


async def exchange_token(asked: Asked[Any, TokenIn]) -> Answer:
    """Exchange a confirmed code, or a refresh token, for tokens."""
    by: ByDevice | ByRefresh = asked.body.by
    if isinstance(by, ByDevice):
        tokens = await device_login.exchange(by.device_code, now=asked.now)
    else:
        tokens = await sessions.refresh(by.refresh_token, now=asked.now)
    return Answer(_tokens(tokens), headers={"Cache-Control": "no-store"})


def _tokens(tokens: Tokens) -> TokensOut:
    return TokensOut(
        session_id=tokens.session_id,
        access_token=tokens.access_token,
        access_expires_at=tokens.access_expires_at,
        refresh_token=tokens.refresh_token,
        refresh_expires_at=tokens.refresh_expires_at,
    )


_PUBLIC, _MADE = Access.PUBLIC, HTTPStatus.CREATED

ROUTES = [
    Route("POST", "/v1/auth/device", start_device_login, body=DeviceIn, gives=DeviceOut, status=_MADE, access=_PUBLIC),
    Route("POST", "/v1/auth/token", exchange_token, body=TokenIn, gives=TokensOut, access=_PUBLIC),
]
