"""Each update is done once: its row is written with its effect, and marked when the answer has gone out."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from models.receipt import Draft, Receipt, UpdateId
from models.transaction import affected, transactional

QUARANTINE_AFTER = 5
_ANSWER_IS_LATE = timedelta(seconds=15)
_CLAIM = """
    INSERT INTO update_ids (update_id, state, tries, at) VALUES ($1, 'done', 1, $2)
    ON CONFLICT (update_id) DO UPDATE SET state = 'done', tries = 1, at = excluded.at
    WHERE update_ids.state = 'failing'
"""
_ANSWERED = 0  # tries that still wait to be seen through: a done update has one until its answer is out


class Claim(StrEnum):
    """What is left to do for an update."""

    ALL = "all"
    ANSWER = "answer"
    WAIT = "wait"
    NOTHING = "nothing"


async def claim(update_id: int, now: datetime) -> Claim:
    """Take the update for the running transaction, which must commit its effect; or say what became of it.

    A done update whose answer is not known to be sent is in other hands at first, later left behind by a crash.
    """
    if await affected(_CLAIM, [update_id, now]):
        return Claim.ALL
    row = await UpdateId.get(update_id=update_id)
    if row.state is Receipt.QUARANTINED or row.tries == _ANSWERED:
        return Claim.NOTHING
    return Claim.ANSWER if row.at + _ANSWER_IS_LATE <= now else Claim.WAIT


@transactional
async def answered(update_ids: Iterable[int]) -> None:
    """Nothing is left to do for these updates."""
    await UpdateId.filter(update_id__in=list(update_ids), state=Receipt.DONE).update(tries=_ANSWERED)


@transactional
async def failed(update_id: int, now: datetime) -> bool:
    """Count one failed try; True once it is the last, and the update is in quarantine."""
    row = await UpdateId.get_or_none(update_id=update_id)
    if row is None:
        row = await UpdateId.create(update_id=update_id, state=Receipt.FAILING, tries=0, at=now)
    tries = row.tries + 1
    state = Receipt.QUARANTINED if tries >= QUARANTINE_AFTER else Receipt.FAILING
    await UpdateId.filter(update_id=update_id, state=Receipt.FAILING).update(state=state, tries=tries, at=now)
    return state is Receipt.QUARANTINED


@transactional
async def anchored(draft: Draft, message_id: int) -> None:
    """The conversation's screen is now this message."""
    await Draft.filter(id=draft.id).update(anchor_message_id=message_id)
