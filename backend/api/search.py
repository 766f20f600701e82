"""Looking for a thing near by."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from backend.api.inputs import Latitude, Line, Longitude, Moment, PageQuery
from backend.api.outputs import Output, Period
from backend.api.pages import Page
from backend.api.routing import Answer, Asked, Route
from backend.services import search
from backend.services.people import RADII_M
from backend.services.search import Found, Looking
from models.errors import Invalid
from models.resource import Kind

FURTHEST = 500
Radius = Annotated[int, Field(ge=RADII_M[0], le=RADII_M[1])]
Text = Annotated[str, Field(max_length=search.TEXT_LONGEST)]


class SearchQuery(PageQuery):
    """What, where and when; whatever is left out does not matter, or is as the caller's settings say."""

    lat: Latitude | None = None
    """In degrees, north of the equator."""
    lon: Longitude | None = None
    """With `lat`, where to look from; it counts as the middle of its cell. The home, if left out."""
    radius_m: Radius | None = None
    """How far, in metres; as far as the caller's settings say, if left out."""
    category: Line | None = None
    """A category's id; with everything below it."""
    kind: Kind | None = None
    group: UUID | None = None
    """Only what is offered to this group of the caller's."""
    q: Text = ""
    """In the searcher's own words."""
    start: Moment | None = None
    """From when it is needed; with `end`."""
    end: Moment | None = None
    duration_minutes: int | None = Field(default=None, ge=1, le=132_480)
    """With it, there has to be room for that long somewhere between `start` and `end`; else for all of it."""
    fresh: bool = False
    """See also what other processes wrote in the last tenth of a second; what this one wrote is always seen."""


class Distance(Output):
    """At least `low_m`, less than `high_m`; from the middle of one neighbourhood to the middle of another."""

    low_m: int
    high_m: int | None


class Fits(Output):
    """One reason for the place in the order."""

    code: str
    params: dict[str, Any]


class Match(Output):
    """A thing that fits, and how well."""

    resource_id: UUID
    title: str
    kind: Kind
    category_id: str
    owner: str
    place: str
    """The name of a public place; empty for a home."""
    instant: bool
    distance: Distance
    score: float
    reasons: list[Fits]
    free: Period | None
    """When it can be had, of what was asked for."""


async def search_resources(asked: Asked[SearchQuery, Any]) -> Answer:
    """What can be had near by, the best first; the order is made anew for each page."""
    query, skipped = asked.query, skipped_by(asked)
    if (query.lat is None) != (query.lon is None):
        raise Invalid.at("/lat" if query.lat is None else "/lon", "missing")
    if query.duration_minutes is not None and query.start is None:
        raise Invalid.at("/start", "missing")
    looking = Looking(
        point=None if query.lat is None or query.lon is None else (query.lat, query.lon),
        radius_m=query.radius_m,
        category_id=query.category,
        kind=query.kind,
        group_id=query.group,
        text=query.q,
        starts_at=query.start,
        ends_at=query.end,
        duration_minutes=query.duration_minutes,
        fresh=query.fresh,
        limit=skipped + asked.limit + 1,
    )
    found = await search.search(asked.person, looking, now=asked.now)
    return page_of_matches(asked, found[skipped:], skipped=skipped)


def page_of_matches(asked: Asked[Any, Any], found: list[Found], *, skipped: int = 0) -> Answer:
    """A page of a ranked list; its position is how many came before."""
    return asked.page(found, position=lambda _one: (skipped + asked.limit,), present=match)


def skipped_by(asked: Asked[Any, Any]) -> int:
    """How many of a ranked list the pages before had."""
    after = asked.after(tuple[int])
    return min(after[0], FURTHEST) if after else 0


def match(found: Found) -> dict[str, Any]:
    """A hit as plain data; this is the door's busiest answer."""
    hit, card = found.hit, found.card
    return {
        "resource_id": card.id,
        "title": card.title,
        "kind": card.kind,
        "category_id": card.category_id,
        "owner": card.owner,
        "place": card.place,
        "instant": card.instant,
        "distance": hit.band,
        "score": hit.score,
        "reasons": hit.reasons,
        "free": hit.free,
    }


ROUTES = [Route("GET", "/v1/search", search_resources, query=SearchQuery, gives=Page[Match])]
