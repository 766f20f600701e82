"""Local groups: founding one, its members, invitations into it, and its areas."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from backend.api.inputs import Input, Latitude, Line, Longitude, PageQuery, Paragraph
from backend.api.outputs import Output, PersonBrief, person_brief
from backend.api.pages import Page
from backend.api.routing import Answer, Asked, Route, created
from backend.services import groups
from models.errors import NotFound
from models.group import Area, Group, GroupRole, JoinPolicy, Membership

Slug = Annotated[str, Field(min_length=2, max_length=40, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Name = Annotated[Line, Field(max_length=80)]
Code = Annotated[str, Field(min_length=1, max_length=100)]


class GroupIn(Input):
    """A new group; who founds it is its first admin."""

    name: Name
    slug: Slug
    lat: Latitude
    lon: Longitude
    reach_m: int = Field(ge=200, le=100_000)
    """How far from its centre it reaches."""
    time_zone: Line
    language: Line
    about: Annotated[Paragraph, Field(max_length=2000)] = ""
    join_policy: JoinPolicy = JoinPolicy.INVITATION
    cell_resolution: int = Field(default=8, ge=6, le=9)
    """How large the cells are that homes are known by: 9 in a town, 8, 7 in a village, 6 among farms."""


class GroupOut(Output):
    """A local group."""

    id: UUID
    name: str
    slug: str
    about: str
    lat: float
    lon: float
    reach_m: int
    time_zone: str
    language: str
    join_policy: JoinPolicy
    rules: str
    created_at: datetime
    version: int


class MemberOut(Output):
    """One person in the group."""

    person: PersonBrief
    role: GroupRole
    joined_at: datetime


class InvitationIn(Input):
    """How many people a code lets in, and for how long."""

    uses: int = Field(default=1, ge=1, le=500)
    days: int = Field(default=14, ge=1, le=365)


class InvitationOut(Output):
    """A code that lets people in; shown this once."""

    code: str
    link: str | None
    """Opens the bot with the code; null where there is no bot."""
    uses: int
    expires_at: datetime


class JoinIn(Input):
    """The code of an invitation into this group."""

    invitation: Code


class GroupQuery(PageQuery):
    """The caller's groups, or the one that an invitation is for."""

    invitation: Code | None = None


class AreaIn(Input):
    """A part of town by the name that people use."""

    name: Name
    lat: Latitude
    lon: Longitude


class AreaOut(Output):
    """A part of town."""

    id: UUID
    name: str
    lat: float
    lon: float


async def list_groups(asked: Asked[GroupQuery, Any]) -> Answer:
    """The caller's groups, or the one that an invitation is for."""
    code = asked.query.invitation
    rows = [await groups.invited_to(code, now=asked.now)] if code else await groups.of(asked.person)
    return asked.listed(rows, position=lambda group: (group.created_at, group.id), present=present)


async def found_group(asked: Asked[Any, GroupIn]) -> Answer:
    """Start a group."""
    given = asked.body.model_dump(exclude={"lat", "lon"})
    founding = groups.Founding(centre=(asked.body.lat, asked.body.lon), **given)
    group = await groups.found(asked.person, founding, now=asked.now)
    return created(present(group), location=f"/v1/groups/{group.id}", version=group.version)


async def get_group(asked: Asked[Any, Any]) -> Answer:
    """A group that the caller belongs to."""
    group = await groups.get(asked.person, asked.id)
    return Answer(present(group), version=group.version)


async def list_members(asked: Asked[PageQuery, Any]) -> Answer:
    """Who belongs to the group, in the order in which they joined."""
    rows = await groups.members(asked.person, asked.id)
    return asked.listed(rows, position=lambda row: (row.joined_at, row.id), present=_member)


async def join_group(asked: Asked[Any, JoinIn]) -> Answer:
    """Join the group by an invitation; a member who does it again stays one."""
    code = asked.body.invitation
    if (await groups.invited_to(code, now=asked.now)).id != asked.id:
        raise NotFound(what="group")
    group = await groups.join(asked.person, code, now=asked.now)
    return created(present(group), location=f"/v1/groups/{group.id}")


async def invite_people(asked: Asked[Any, InvitationIn]) -> Answer:
    """Make an invitation code; only its stewards can."""
    given, bot = asked.body, asked.deps.bot_username
    code = await groups.invite(asked.person, asked.id, uses=given.uses, days=given.days, now=asked.now)
    content = InvitationOut(
        code=code,
        link=f"https://t.me/{bot}?start=join_{code}" if bot else None,
        uses=given.uses,
        expires_at=asked.now + timedelta(days=given.days),
    )
    return Answer(content, HTTPStatus.CREATED)


async def list_areas(asked: Asked[PageQuery, Any]) -> Answer:
    """The parts of town that the group's stewards drew up, the oldest first."""
    group = await groups.get(asked.person, asked.id)
    rows = await groups.areas(group)
    return asked.listed(rows, position=lambda area: (area.created_at, area.id), present=_area)


async def name_area(asked: Asked[Any, AreaIn]) -> Answer:
    """Draw up a part of town by its name; the same name again moves it."""
    given = asked.body
    area = await groups.name_area(asked.person, asked.id, given.name, (given.lat, given.lon), now=asked.now)
    return Answer(_area(area), HTTPStatus.CREATED)


def present(group: Group) -> GroupOut:
    return GroupOut(
        id=group.id,
        name=group.name,
        slug=group.slug,
        about=group.about,
        lat=group.centre_lat,
        lon=group.centre_lon,
        reach_m=group.reach_m,
        time_zone=group.time_zone,
        language=group.language,
        join_policy=group.join_policy,
        rules=group.rules,
        created_at=group.created_at,
        version=group.version,
    )


def _member(membership: Membership) -> MemberOut:
    return MemberOut(person=person_brief(membership.person), role=membership.role, joined_at=membership.joined_at)


def _area(area: Area) -> AreaOut:
    return AreaOut(id=area.id, name=area.name, lat=area.lat, lon=area.lon)


_MADE = HTTPStatus.CREATED
_GROUP = "/v1/groups/{id}"

ROUTES = [
    Route("GET", "/v1/groups", list_groups, query=GroupQuery, gives=Page[GroupOut]),
    Route("POST", "/v1/groups", found_group, body=GroupIn, gives=GroupOut, status=_MADE, idempotent=True, etag=True),
    Route("GET", _GROUP, get_group, gives=GroupOut, etag=True),
    Route("GET", f"{_GROUP}/members", list_members, query=PageQuery, gives=Page[MemberOut]),
    Route("POST", f"{_GROUP}/members", join_group, body=JoinIn, gives=GroupOut, status=_MADE, idempotent=True),
    Route(
        "POST",
        f"{_GROUP}/invitations",
        invite_people,
        body=InvitationIn,
        gives=InvitationOut,
        status=_MADE,
        idempotent=True,
    ),
    Route("GET", f"{_GROUP}/areas", list_areas, query=PageQuery, gives=Page[AreaOut]),
    Route("POST", f"{_GROUP}/areas", name_area, body=AreaIn, gives=AreaOut, status=_MADE, idempotent=True),
]
