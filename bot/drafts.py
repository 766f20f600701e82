"""Half-done conversations: rows, so that any process may take the next step and a restart changes nothing."""

from datetime import datetime, timedelta
from uuid import UUID

from bot.turn import Turn
from models.errors import Stale
from models.person import Person
from models.receipt import Draft

KEPT_FOR = timedelta(days=7)


async def begin(turn: Turn, flow: str, step: str, **data: object) -> Draft:
    """Start a conversation at its first step; an earlier one of the same flow is forgotten."""
    person = turn.actor
    await Draft.filter(person_id=person.id, flow=flow).delete()
    turn.draft = await Draft.create(
        person_id=person.id,
        flow=flow,
        step=step,
        data=data,
        chat_id=turn.chat.id,
        expires_at=turn.now + KEPT_FOR,
        touched_at=turn.now,
    )
    return turn.draft


async def advance(turn: Turn, step: str, **data: object) -> Draft:
    """Take the conversation to a step and add what was learnt; refused if it went on elsewhere meanwhile."""
    draft = turn.conversation
    changes = {
        "step": step,
        "data": {**draft.data, **data},
        "version": draft.version + 1,
        "touched_at": turn.now,
        "expires_at": turn.now + KEPT_FOR,
    }
    if not await Draft.filter(id=draft.id, version=draft.version).update(**changes):
        raise Stale(subject="draft")
    return draft.update_from_dict(changes)


async def end(turn: Turn) -> None:
    """The conversation is over; refused if it went on elsewhere meanwhile."""
    draft = turn.conversation
    if not await Draft.filter(id=draft.id, version=draft.version).delete():
        raise Stale(subject="draft")
    turn.draft = None


async def live(person: Person, *, chat_id: int, now: datetime) -> Draft | None:
    """The conversation that somebody's next words belong to: the one touched last."""
    latest = await Draft.filter(person_id=person.id, chat_id=chat_id).order_by("-touched_at").first()
    return latest if latest and latest.is_live(now) else None


async def find(person: Person, draft_id: UUID, *, now: datetime) -> Draft | None:
    """Somebody's own live conversation, by the id a button carries."""
    draft = await Draft.get_or_none(id=draft_id, person_id=person.id)
    return draft if draft and draft.is_live(now) else None
