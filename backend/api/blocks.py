"""Whom the caller blocked: neither finds the other's things and requests, and only the caller knows why."""

from datetime import datetime
from typing import Any

from backend.api.inputs import PageQuery
from backend.api.outputs import Output, PersonBrief, person_brief
from backend.api.pages import Page
from backend.api.routing import Answer, Asked, Route, no_content
from backend.services import blocks
from models.block import Block


class BlockOut(Output):
    """Somebody the caller blocked, and since when."""

    person: PersonBrief
    since: datetime


async def list_blocks(asked: Asked[PageQuery, Any]) -> Answer:
    """Whom the caller blocked, the latest first; who blocks the caller is told to nobody."""
    rows = await blocks.mine(asked.person)
    return asked.listed(rows, position=lambda row: (row.since, row.id), present=present, newest_first=True)


async def block_person(asked: Asked[Any, Any]) -> Answer:
    """Block somebody of one's groups, bookings or questions; saying it again changes nothing."""
    return Answer(present(await blocks.block(asked.person, asked.uuid("person_id"), now=asked.now)))


async def unblock_person(asked: Asked[Any, Any]) -> Answer:
    """Find each other again; saying it again changes nothing."""
    await blocks.unblock(asked.person, asked.uuid("person_id"), now=asked.now)
    return no_content()


def present(block: Block) -> BlockOut:
    return BlockOut(person=person_brief(block.whom), since=block.since)


_BLOCK = "/v1/me/blocks/{person_id}"

ROUTES = [
    Route("GET", "/v1/me/blocks", list_blocks, query=PageQuery, gives=Page[BlockOut]),
    Route("PUT", _BLOCK, block_person, gives=BlockOut),
    Route("DELETE", _BLOCK, unblock_person),
]
