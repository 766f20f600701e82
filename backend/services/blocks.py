"""Blocking somebody: neither finds what the other has or needs any more, and the one who is blocked is not told.

Whoever shares a group with a person, has had a booking or a question with them, or is shown a thing of theirs by a
link between groups, may block them; anybody else is not there, so that nobody learns by trying whose id it is. What is
under way between the two stays as it is.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from backend.services.links import SEEN_BEYOND
from backend.services.people import require_active
from models.block import Block
from models.errors import Conflict, Invalid, NotFound
from models.fields import identifier
from models.inquiry import Answer, Ask
from models.journal import Journal
from models.person import Person
from models.transaction import execute, racing, transactional

MOST = 200
"""People whom one may block: each search goes past all of them."""

_APART = "SELECT whom_id AS person_id FROM blocks WHERE who_id = $1 UNION SELECT who_id FROM blocks WHERE whom_id = $1"
_BETWEEN = "SELECT 1 FROM blocks WHERE (who_id = $1 AND whom_id = $2) OR (who_id = $2 AND whom_id = $1)"
_MET = (
    """
    SELECT 1 FROM memberships AS a JOIN memberships AS b ON b.group_id = a.group_id
    WHERE a.person_id = $1 AND a.state = 'active' AND b.person_id = $2 AND b.state = 'active' LIMIT 1
    """,
    """
    SELECT 1 FROM bookings AS b JOIN resources AS r ON r.id = b.resource_id
    WHERE (b.borrower_id = $1 AND r.owner_id = $2) OR (b.borrower_id = $2 AND r.owner_id = $1) LIMIT 1
    """,
    """
    SELECT 1 FROM asks AS a JOIN needs AS n ON n.id = a.need_id
    WHERE (a.person_id = $1 AND n.person_id = $2) OR (a.person_id = $2 AND n.person_id = $1) LIMIT 1
    """,
    f"""
    SELECT 1 FROM ({SEEN_BEYOND} AND r.owner_id = $2 AND r.state <> 'retired') AS seen
    JOIN memberships AS m ON m.group_id = seen.group_id WHERE m.person_id = $1 AND m.state = 'active' LIMIT 1
    """,  # noqa: S608 - a clause
)
"""Where two people meet: in a group, over a thing, over a question, by what one shows to the other's group."""
_PUT = """
    SELECT a.id FROM asks AS a JOIN needs AS n ON n.id = a.need_id WHERE a.answer = 'waiting'
    AND ((a.person_id = $1 AND n.person_id = $2) OR (a.person_id = $2 AND n.person_id = $1)) ORDER BY a.id
"""


@transactional
async def block(actor: Person, person_id: UUID, *, now: datetime) -> Block:
    """Keep oneself and somebody apart; saying it again changes nothing."""
    require_active(actor)
    if person_id == actor.id:
        raise Invalid.at("/person_id", "oneself")
    known = await _known(actor, person_id)
    if known is not None:
        return known
    await _refuse_more_than_enough(actor)
    with racing():
        made = await Block.create(who_id=actor.id, whom_id=person_id, since=now)
    _note("block.set", actor, made, now)
    await _settle_questions(actor, person_id, now)
    return await Block.get(id=made.id).select_related("whom")


@transactional
async def unblock(actor: Person, person_id: UUID, *, now: datetime) -> None:
    """Let both find each other again; saying it again changes nothing."""
    require_active(actor)
    known = await _known(actor, person_id)
    if known is not None and await Block.filter(id=known.id).delete():
        _note("block.lifted", actor, known, now)


async def mine(actor: Person) -> list[Block]:
    """Whom this person blocked, the latest first; each with the one who is blocked."""
    return await Block.filter(who_id=actor.id).select_related("whom").order_by("-since", "-id")


async def apart_from(person_id: UUID) -> frozenset[UUID]:
    """Whoever blocks this person or is blocked by them, as it stands in this transaction."""
    return frozenset(identifier(row["person_id"]) for row in await execute(_APART, [person_id]))


async def are_apart(one: UUID, other: UUID) -> bool:
    """Whether either of the two blocks the other."""
    return bool(await execute(_BETWEEN, [one, other]))


async def _known(actor: Person, person_id: UUID) -> Block | None:
    """The block that there is; refused where the two have never met, as if there were nobody of that id."""
    found = await Block.get_or_none(who_id=actor.id, whom_id=person_id).select_related("whom")
    if found is None and not await _have_met(actor.id, person_id):
        raise NotFound(what="person")
    return found


async def _have_met(one: UUID, other: UUID) -> bool:
    for where in _MET:
        if await execute(where, [one, other]):
            return True
    return False


async def _refuse_more_than_enough(actor: Person) -> None:
    """Whoever blocks two at once waits for themselves here, so that the count is right."""
    await Person.filter(id=actor.id).select_for_update().first()
    if await Block.filter(who_id=actor.id).count() >= MOST:
        raise Conflict(why="enough_blocks", most=MOST)


def _note(verb: str, actor: Person, block: Block, now: datetime) -> None:
    """For every process: by then the row itself may be gone, so the fact says whom it is about."""
    Journal.write(verb, actor=actor, subject=block, now=now, who=block.who_id, whom=block.whom_id)


async def _settle_questions(actor: Person, person_id: UUID, now: datetime) -> None:
    """Close what one was asked by the other and has not answered; nobody is told, for that would give it away."""
    waiting = [identifier(row["id"]) for row in await execute(_PUT, [actor.id, person_id])]
    await Ask.filter(id__in=waiting, answer=Answer.WAITING).update(answer=Answer.CLOSED, answered_at=now)
