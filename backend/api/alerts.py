"""Standing searches: told when something like this can be had."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from backend.api.inputs import Input, Line, Moment, PageQuery
from backend.api.outputs import Output
from backend.api.pages import Page
from backend.api.routing import Answer, Asked, Route, created, no_content
from backend.api.search import Match, Radius, page_of_matches, skipped_by
from backend.services import alerts
from backend.services.alerts import Lookout
from models.alert import Alert, AlertState


class AlertIn(Input):
    """What the caller wants to hear of: in words, by category, or both."""

    text: Annotated[str, Field(max_length=alerts.TEXT_LONGEST)] = ""
    category_id: Line | None = None
    starts_at: Moment | None = None
    """From when it has to be free; with `ends_at`."""
    ends_at: Moment | None = None
    duration_minutes: int | None = Field(default=None, ge=1, le=132_480)
    """How long, somewhere in that window; all of it, if left out."""
    radius_m: Radius | None = None
    days: int = Field(default=alerts.DAYS, ge=1, le=alerts.MOST_DAYS)
    """For how long to look out, unless the window is over before."""


class AlertOut(Output):
    """A standing search."""

    id: UUID
    text: str
    category_id: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    duration_minutes: int | None
    radius_m: int
    state: AlertState
    expires_at: datetime
    created_at: datetime
    version: int


async def list_alerts(asked: Asked[PageQuery, Any]) -> Answer:
    """The caller's alerts, the newest first."""
    after = asked.after(tuple[UUID])
    rows = await alerts.mine(asked.person, before=after[0] if after else None, limit=asked.limit + 1)
    return asked.page(rows, position=lambda alert: (alert.id,), present=present)


async def stand_alert(asked: Asked[Any, AlertIn]) -> Answer:
    """Look out for something; at most 20 alerts of a person stand at a time."""
    alert = await alerts.stand(asked.person, Lookout(**asked.body.model_dump()), now=asked.now)
    return created(present(alert), location=f"/v1/alerts/{alert.id}", version=alert.version)


async def get_alert(asked: Asked[Any, Any]) -> Answer:
    """One of the caller's alerts."""
    alert = await alerts.get(asked.person, asked.id)
    return Answer(present(alert), version=alert.version)


async def withdraw_alert(asked: Asked[Any, Any]) -> Answer:
    """Look out for it no longer."""
    await alerts.withdraw(asked.person, asked.id, now=asked.now, version=asked.expected)
    return no_content()


async def renew_alert(asked: Asked[Any, Any]) -> Answer:
    """Look out for it for another 180 days."""
    alert = await alerts.renew(asked.person, asked.id, now=asked.now, version=asked.expected)
    return Answer(present(alert), version=alert.version)


async def list_alert_matches(asked: Asked[PageQuery, Any]) -> Answer:
    """What there is for an alert by now, the best first."""
    skipped = skipped_by(asked)
    found = await alerts.matches(asked.person, asked.id, now=asked.now, limit=skipped + asked.limit + 1)
    return page_of_matches(asked, found[skipped:], skipped=skipped)


def present(alert: Alert) -> AlertOut:
    return AlertOut(
        id=alert.id,
        text=alert.text,
        category_id=alert.category_id,
        starts_at=alert.starts_at,
        ends_at=alert.ends_at,
        duration_minutes=alert.duration_minutes,
        radius_m=alert.radius_m,
        state=alert.state,
        expires_at=alert.expires_at,
        created_at=alert.created_at,
        version=alert.version,
    )


_MADE = HTTPStatus.CREATED
_ALERT = "/v1/alerts/{id}"

ROUTES = [
    Route("GET", "/v1/alerts", list_alerts, query=PageQuery, gives=Page[AlertOut]),
    Route("POST", "/v1/alerts", stand_alert, body=AlertIn, gives=AlertOut, status=_MADE, idempotent=True, etag=True),
    Route("GET", _ALERT, get_alert, gives=AlertOut, etag=True),
    Route("DELETE", _ALERT, withdraw_alert, etag=True),
    Route("POST", f"{_ALERT}/renew", renew_alert, gives=AlertOut, etag=True),
    Route("GET", f"{_ALERT}/matches", list_alert_matches, query=PageQuery, gives=Page[Match]),
]
