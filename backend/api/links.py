"""Links between groups: proposed by one's stewards, agreed by the other's, ended by either."""

from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from backend.api.groups import Slug
from backend.api.inputs import Input, PageQuery
from backend.api.outputs import Output
from backend.api.pages import Page
from backend.api.routing import Answer, Asked, Route, no_content
from backend.services import links
from backend.services.links import Linked


class LinkIn(Input):
    """The short name of the group to link with."""

    slug: Slug


class LinkedGroup(Output):
    """The group on the other side."""

    id: UUID
    name: str
    slug: str


class LinkOut(Output):
    """A link, or one that is proposed."""

    id: UUID
    group: LinkedGroup
    waits_for_us: bool
    """Whether the other side proposed it, and this group's stewards have not agreed yet."""
    since: datetime | None
    """From when it holds; null while one side has not agreed."""
    created_at: datetime


async def list_links(asked: Asked[PageQuery, Any]) -> Answer:
    """With whom the group is linked, the oldest first; for its stewards also what is proposed."""
    rows = await links.of(asked.person, asked.id)
    return asked.listed(rows, position=lambda row: (row.link.created_at, row.link.id), present=present)


async def propose_link(asked: Asked[Any, LinkIn]) -> Answer:
    """Propose a link, or agree to what the other group proposed; the same again changes nothing."""
    made = await links.propose(asked.person, asked.id, asked.body.slug, now=asked.now)
    return Answer(present(made), HTTPStatus.CREATED)


async def agree_link(asked: Asked[Any, Any]) -> Answer:
    """Agree to a link that the other group proposed."""
    return Answer(present(await links.agree(asked.person, asked.id, asked.uuid("link_id"), now=asked.now)))


async def end_link(asked: Asked[Any, Any]) -> Answer:
    """End a link, decline one or take a proposal back; what was booked stays booked."""
    await links.end(asked.person, asked.id, asked.uuid("link_id"), now=asked.now)
    return no_content()


def present(linked: Linked) -> LinkOut:
    other = linked.other
    return LinkOut(
        id=linked.link.id,
        group=LinkedGroup(id=other.id, name=other.name, slug=other.slug),
        waits_for_us=linked.waits_for_us,
        since=linked.link.since,
        created_at=linked.link.created_at,
    )


_LINKS = "/v1/groups/{id}/links"

ROUTES = [
    Route("GET", _LINKS, list_links, query=PageQuery, gives=Page[LinkOut]),
    Route("POST", _LINKS, propose_link, body=LinkIn, gives=LinkOut, status=HTTPStatus.CREATED, idempotent=True),
    Route("POST", f"{_LINKS}/{{link_id}}/agree", agree_link, gives=LinkOut),
    Route("DELETE", f"{_LINKS}/{{link_id}}", end_link),
]
