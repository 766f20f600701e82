"""Things that are shared: offering them, changing them, seeing when they are free."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from backend.api.hours import Hours, Terms, hours_in, hours_out
from backend.api.inputs import Input, Line, Moment, PageQuery, Paragraph, absent, named
from backend.api.outputs import Output, Period, PlaceBrief, place_brief
from backend.api.pages import Page
from backend.api.routing import Answer, Asked, Route, created, no_content
from backend.services import availability, resources
from models.person import Person
from models.resource import Condition, Kind, Listed, Resource

Title = Annotated[Line, Field(max_length=80)]
Description = Annotated[Paragraph, Field(max_length=2000)]


class ResourceIn(Input):
    """A thing to lend; it stands at the caller's home and is offered to all of their groups, unless they say."""

    title: Title
    category_id: Line
    """A leaf of the tree at `/v1/categories`."""
    description: Description = ""
    condition: Condition = Condition.GOOD
    value_minor: int | None = Field(default=None, ge=0, le=10**12)
    """What it would cost to replace, in the smallest coin."""
    units: int = Field(default=1, ge=1, le=200)
    """How many interchangeable pieces there are."""
    place_id: UUID | None = None
    """Where it stands; the caller's home, if left out."""
    group_ids: tuple[UUID, ...] | None = Field(default=None, max_length=50)
    """To whom it is offered; to all of the caller's groups, if left out."""
    owner_group_id: UUID | None = None
    """A group that owns it in common; its stewards decide."""
    instant: bool = False
    """Whether it is booked without asking."""
    seen_by_linked: bool = False
    """Whether members of groups that are linked with those see it as well."""
    terms: Terms = Terms()
    opening: Hours | None = None
    """The place's hours, unless it has its own."""


class ResourcePatch(Input):
    """What may be changed later."""

    title: Title = absent()
    description: Description = absent()
    condition: Condition = absent()
    instant: bool = absent()
    seen_by_linked: bool = absent()
    state: Literal[Listed.LISTED, Listed.PAUSED] = absent()
    terms: Terms = absent()
    opening: Hours = absent()


class Owner(Output):
    """Who decides on a thing."""

    kind: Literal["person", "group"]
    id: UUID
    name: str


class ResourceBrief(Output):
    """A thing, in a list."""

    id: UUID
    title: str
    kind: Kind
    category_id: str
    state: Listed
    instant: bool
    created_at: datetime
    version: int


class ResourceOut(ResourceBrief):
    """A thing that is shared."""

    description: str
    condition: Condition
    value_minor: int | None
    owner: Owner
    decides: bool
    """Whether the caller decides on it."""
    seen_by_linked: bool
    """Whether members of linked groups see it as well."""
    place: PlaceBrief
    units: int
    terms: Terms
    opening: Hours | None
    lapses_at: datetime


class AvailabilityQuery(Input):
    """From when to when to look, and for how long the thing is wanted."""

    start: Moment = Field(alias="from")
    end: Moment = Field(alias="to")
    duration: int | None = Field(default=None, ge=1, le=132_480)
    """In minutes; with it, `slots` says which periods may be asked for."""


class Stretch(Period):
    """A period in which the number of free units stays the same."""

    free: int
    open: bool


class AvailabilityOut(Output):
    """When a thing is free; who has it meanwhile stays unsaid."""

    time_zone: str
    units: int
    calendar: list[Stretch]
    slots: list[Period]


async def list_resources(asked: Asked[PageQuery, Any]) -> Answer:
    """What the caller lists themselves, the newest first."""
    rows = await resources.mine(asked.person)
    return asked.listed(rows, position=lambda row: (row.created_at, row.id), present=_brief, newest_first=True)


async def offer_resource(asked: Asked[Any, ResourceIn]) -> Answer:
    """List a thing for the caller's groups."""
    given = asked.body
    plain = given.model_dump(exclude={"terms", "opening"})
    thing = resources.Thing(**plain, rules=_terms(given.terms), opening=hours_in(given.opening))
    with named("rules", "/terms"):
        made = await resources.offer(asked.person, thing, now=asked.now)
    resource = await resources.visible(asked.person, made.id)
    content = await present(asked.person, resource)
    return created(content, location=f"/v1/resources/{resource.id}", version=resource.version)


async def get_resource(asked: Asked[Any, Any]) -> Answer:
    """A thing that the caller may know of."""
    resource = await resources.visible(asked.person, asked.id)
    return Answer(await present(asked.person, resource), version=resource.version)


async def change_resource(asked: Asked[Any, ResourcePatch]) -> Answer:
    """Change, pause or list a thing again."""
    chosen = asked.body.changes()
    if "terms" in chosen:
        chosen["rules"] = _terms(chosen.pop("terms"))
    if "opening" in chosen:
        chosen["opening"] = hours_in(chosen["opening"])
    changes = resources.Changes(**chosen)
    with named("rules", "/terms"):
        await resources.change(asked.person, asked.id, changes, now=asked.now, version=asked.expected)
    return await get_resource(asked)


async def retire_resource(asked: Asked[Any, Any]) -> Answer:
    """Take a thing out of the list for good."""
    retired = resources.Changes(state=Listed.RETIRED)
    await resources.change(asked.person, asked.id, retired, now=asked.now, version=asked.expected)
    return no_content()


async def get_availability(asked: Asked[AvailabilityQuery, Any]) -> Answer:
    """When a thing is free."""
    wanted = availability.Look(asked.query.start, asked.query.end, asked.query.duration)
    found = await availability.look(asked.person, asked.id, wanted, now=asked.now)
    content = {
        "time_zone": found.time_zone,
        "units": found.units,
        "calendar": [
            {"start": one.period.start, "end": one.period.end, "free": one.free, "open": one.is_open}
            for one in found.stretches
        ],
        "slots": [{"start": slot.start, "end": slot.end} for slot in found.slots],
    }
    return Answer(content)


async def present(actor: Person, resource: Resource) -> ResourceOut:
    """A thing with its place and owner, which came with it."""
    return ResourceOut(
        **_brief(resource).model_dump(),
        description=resource.description,
        condition=resource.condition,
        value_minor=resource.value_minor,
        owner=_owner(resource),
        decides=await resources.decides(actor, resource),
        seen_by_linked=resource.seen_by_linked,
        place=place_brief(resource.place),
        units=await availability.units_of(resource.id),
        terms=Terms(**resource.rules),
        opening=hours_out(resource.opening),
        lapses_at=resource.lapses_at,
    )


def _owner(resource: Resource) -> Owner:
    if resource.owner is not None:
        return Owner(kind="person", id=resource.owner.id, name=resource.owner.name)
    if resource.owner_group is None:
        raise RuntimeError(f"resource {resource.id} belongs to nobody")
    return Owner(kind="group", id=resource.owner_group.id, name=resource.owner_group.name)


def _brief(resource: Resource) -> ResourceBrief:
    return ResourceBrief(
        id=resource.id,
        title=resource.title,
        kind=resource.kind,
        category_id=resource.category_id,
        state=resource.state,
        instant=resource.instant,
        created_at=resource.created_at,
        version=resource.version,
    )


def _terms(terms: Terms) -> dict[str, Any]:
    return terms.model_dump(exclude_unset=True)


_RESOURCE = "/v1/resources/{id}"

ROUTES = [
    Route("GET", "/v1/resources", list_resources, query=PageQuery, gives=Page[ResourceBrief]),
    Route(
        "POST",
        "/v1/resources",
        offer_resource,
        body=ResourceIn,
        gives=ResourceOut,
        status=HTTPStatus.CREATED,
        idempotent=True,
        etag=True,
    ),
    Route("GET", _RESOURCE, get_resource, gives=ResourceOut, etag=True),
    Route("PATCH", _RESOURCE, change_resource, body=ResourcePatch, gives=ResourceOut, etag=True),
    Route("DELETE", _RESOURCE, retire_resource, etag=True),
    Route("GET", f"{_RESOURCE}/availability", get_availability, query=AvailabilityQuery, gives=AvailabilityOut),
]
