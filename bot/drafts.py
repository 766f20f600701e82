"""Half-done conversations: rows, so that any process may take the next step and a restart changes nothing."""

from datetime import datetime, timedelta
from uuid import UUID

from bot.turn import Turn
from models.engine.rows import objects
from models.errors import Stale
from models.person import Person
from models.receipt import Draft

KEPT_FOR = timedelta(days=7)
_RESTING = "resting"
_OF_PERSON = "SELECT d.* FROM drafts AS d WHERE d.person_id = $1 ORDER BY d.touched_at DESC, d.id DESC"


async def begin(turn: Turn, flow: str, step: str, **data: object) -> Draft:
    """Start a conversation at its first step; an earlier one of the same flow is forgotten, others rest."""
    person = turn.actor
    await Draft.filter(person_id=person.id, flow=flow).delete()
    turn.drafts = None
    await rest(turn)
    turn.draft = await Draft.create(
        person_id=person.id,
        flow=flow,
        step=step,
        data=data,
        chat_id=turn.chat.id,
        expires_at=turn.now + KEPT_FOR,
        touched_at=turn.now,
    )
    turn.drafts = None
    return turn.draft


async def advance(turn: Turn, step: str, **data: object) -> Draft:
    """Take the conversation to a step and add what was learnt; refused if it went on elsewhere meanwhile."""
    draft = turn.conversation
    changes = {
        "step": step,
        "data": {**_awake(draft), **data},
        "version": draft.version + 1,
        "touched_at": turn.now,
        "expires_at": turn.now + KEPT_FOR,
    }
    if not await Draft.filter(id=draft.id, version=draft.version).update(**changes):
        raise Stale(subject="draft")
    turn.drafts = None
    return draft.update_from_dict(changes)


async def end(turn: Turn) -> None:
    """The conversation is over; refused if it went on elsewhere meanwhile."""
    draft = turn.conversation
    if not await Draft.filter(id=draft.id, version=draft.version).delete():
        raise Stale(subject="draft")
    turn.draft, turn.ended, turn.drafts = None, draft, None


def _awake(draft: Draft) -> dict[str, object]:
    return {name: value for name, value in draft.data.items() if name != _RESTING}


async def note(turn: Turn, **data: object) -> None:
    """Add what was learnt on the side; the step and its buttons stay good."""
    draft = turn.conversation
    learnt = {**draft.data, **data}
    if not await Draft.filter(id=draft.id, version=draft.version).update(data=learnt):
        raise Stale(subject="draft")
    turn.drafts = None
    draft.update_from_dict({"data": learnt})


async def rest(turn: Turn) -> None:
    """Whoever turns to something else means it: what they type next belongs to no earlier conversation.

    The buttons of those still work, and `resume` takes one up again.
    """
    for draft in await unfinished(turn):
        if not draft.data.get(_RESTING):
            await Draft.filter(id=draft.id).update(data={**draft.data, _RESTING: True})
            turn.drafts = None
    turn.draft = None


async def resume(turn: Turn, draft: Draft) -> None:
    """Take a conversation up where it was left."""
    await rest(turn)
    turn.draft = draft
    await advance(turn, draft.step)


async def unfinished(turn: Turn) -> list[Draft]:
    """The person's live conversations, the one touched last first."""
    if turn.drafts is None:
        turn.drafts = await objects(Draft, _OF_PERSON, [turn.actor.id])
    return [draft for draft in turn.drafts if draft.is_live(turn.now)]


async def live(turn: Turn) -> Draft | None:
    """The conversation in this chat that the person's next words belong to: the one touched last."""
    here = (draft for draft in await unfinished(turn) if draft.chat_id == turn.chat.id)
    return next((draft for draft in here if not draft.data.get(_RESTING)), None)


async def find(person: Person, draft_id: UUID, *, now: datetime) -> Draft | None:
    """Somebody's own live conversation, by the id a button carries."""
    draft = await Draft.get_or_none(id=draft_id, person_id=person.id)
    return draft if draft and draft.is_live(now) else None
