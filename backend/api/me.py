"""The caller's own account: their settings, their home, where they are signed in, and leaving."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from backend.api.inputs import Input, Latitude, Line, Longitude, PageQuery, absent, named
from backend.api.outputs import Output, PlaceBrief, place_brief
from backend.api.pages import Page
from backend.api.routing import Answer, Asked, Route, no_content
from backend.services import groups, homes, people, sessions
from backend.services.people import MOST_ASKS, RADII_M, Settings
from models.access import Session
from models.errors import NotFound, Stale
from models.person import Person


class Me(Output):
    """The caller."""

    id: UUID
    name: str
    language: str
    time_zone: str
    radius_m: int
    """How far they look when they don't say."""
    quiet_hours: bool
    """Whether what may wait is held from 22 to 8."""
    asks_a_week: int
    """How often in seven days they may be asked to lend something to whoever asks around."""
    home: PlaceBrief | None
    erase_after: datetime | None
    """When everything of theirs is wiped; null unless they asked for it."""
    created_at: datetime
    version: int


Radius = Annotated[int, Field(ge=RADII_M[0], le=RADII_M[1])]


class MePatch(Input):
    """What a person may choose."""

    name: Annotated[Line, Field(max_length=64)] = absent()
    language: Line = absent()
    time_zone: Line = absent()
    radius_m: Radius = absent()
    quiet_hours: bool = absent()
    asks_a_week: Annotated[int, Field(ge=0, le=MOST_ASKS)] = absent()


class HomeIn(Input):
    """Where somebody lives; only the cell is kept for others' eyes."""

    lat: Latitude
    lon: Longitude
    group_id: UUID
    """The group that decides how large the cell is."""


class SessionOut(Output):
    """A device that is signed in."""

    id: UUID
    label: str
    current: bool
    """Whether this request came from it."""
    created_at: datetime
    expires_at: datetime


async def get_me(asked: Asked[Any, Any]) -> Answer:
    """The caller."""
    return await _me(await people.get(asked.person.id))


async def change_me(asked: Asked[Any, MePatch]) -> Answer:
    """Change what the caller chose."""
    chosen = Settings(**asked.body.changes())
    person = await people.get(asked.person.id)
    return await _me(await people.change(person, chosen, now=asked.now, version=asked.expected))


async def ask_erasure(asked: Asked[Any, Any]) -> Answer:
    """Ask to be forgotten; everything is wiped when the days to change one's mind are over."""
    person = await people.get(asked.person.id)
    if asked.expected not in {None, person.version}:
        raise Stale(what="person")
    return await _me(await people.ask_erasure(person, days=asked.deps.erasure_days, now=asked.now))


async def keep_account(asked: Asked[Any, Any]) -> Answer:
    """Change one's mind about leaving, while there is time."""
    return await _me(await people.keep_account(await people.get(asked.person.id), now=asked.now))


async def get_home(asked: Asked[Any, Any]) -> Answer:
    """The caller's home, as the program knows it: by its cell."""
    home = await homes.of(asked.person)
    if home is None:
        raise NotFound(what="home")
    return Answer(place_brief(home))


async def set_home(asked: Asked[Any, HomeIn]) -> Answer:
    """Say where the caller lives."""
    group = await groups.get(asked.person, asked.body.group_id)
    point = (asked.body.lat, asked.body.lon)
    with named("place", ""):
        return Answer(place_brief(await homes.settle(asked.person, group, point, now=asked.now)))


async def list_sessions(asked: Asked[PageQuery, Any]) -> Answer:
    """Where the caller is signed in, the newest first."""
    current = asked.caller.session_id if asked.caller else None

    def present(session: Session) -> SessionOut:
        return SessionOut(
            id=session.id,
            label=session.label,
            current=session.id == current,
            created_at=session.created_at,
            expires_at=session.expires_at,
        )

    rows = await sessions.sessions_of(asked.person, now=asked.now)
    return asked.listed(rows, position=lambda row: (row.created_at, row.id), present=present, newest_first=True)


async def end_session(asked: Asked[Any, Any]) -> Answer:
    """Sign one device out."""
    await sessions.revoke(asked.person, asked.id, now=asked.now)
    return no_content()


async def _me(person: Person) -> Answer:
    home = await homes.of(person)
    me = Me(
        id=person.id,
        name=person.name,
        language=person.language,
        time_zone=person.time_zone,
        radius_m=person.radius_m,
        quiet_hours=person.quiet_hours,
        asks_a_week=person.asks_a_week,
        home=place_brief(home) if home else None,
        erase_after=person.erase_after,
        created_at=person.created_at,
        version=person.version,
    )
    return Answer(me, version=person.version)


ROUTES = [
    Route("GET", "/v1/me", get_me, gives=Me, etag=True),
    Route("PATCH", "/v1/me", change_me, body=MePatch, gives=Me, etag=True),
    Route("DELETE", "/v1/me", ask_erasure, gives=Me, etag=True),
    Route("POST", "/v1/me/keep", keep_account, gives=Me),
    Route("GET", "/v1/me/home", get_home, gives=PlaceBrief),
    Route("PUT", "/v1/me/home", set_home, body=HomeIn, gives=PlaceBrief),
    Route("GET", "/v1/me/sessions", list_sessions, query=PageQuery, gives=Page[SessionOut]),
    Route("DELETE", "/v1/me/sessions/{id}", end_session),
]
