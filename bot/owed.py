"""Notices in the database: taken for sending under a lease, and what became of each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from models.fields import identifier
from models.group import Group
from models.notice import Notice, NoticeKind, NoticeState
from models.person import Identity, Person, Provider
from models.transaction import execute, for_update, transactional

LEASE = timedelta(seconds=60)
_LOOKED_BACK = 20

# The first due notice of each reader who can be reached: one at a time and in order, also between processes.
_DUE = """
    SELECT id FROM notices AS n
    WHERE state = 'owed' AND not_before <= $1 AND (leased_until IS NULL OR leased_until <= $1)
        AND (
            EXISTS (
                SELECT 1 FROM identities AS i
                WHERE i.person_id = n.person_id AND i.provider = 'telegram' AND i.reachable
            )
            OR EXISTS (SELECT 1 FROM groups AS g WHERE g.id = n.group_id AND g.telegram_chat_id IS NOT NULL)
        )
        AND NOT EXISTS (
            SELECT 1 FROM notices AS earlier
            WHERE (earlier.person_id = n.person_id OR earlier.group_id = n.group_id)
                AND earlier.state = 'owed' AND earlier.not_before <= $1 AND earlier.id < n.id
        )
    ORDER BY priority, not_before LIMIT $2
"""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a notice is rendered for."""

    chat_id: int
    language: str
    time_zone: str
    person: Person | None
    group: Group | None
    bot_username: str = ""


@transactional
async def claim(limit: int, *, now: datetime) -> list[Notice]:
    """Take up to so many notices that are due; nobody else takes them while the lease lasts."""
    rows = await execute(_DUE + for_update(skip_locked=True), [now, limit])
    ids = [identifier(row["id"]) for row in rows]
    await Notice.filter(id__in=ids).update(leased_until=now + LEASE)
    return await Notice.filter(id__in=ids).order_by("priority", "not_before")


async def reader(notice: Notice) -> Reader | None:
    """The chat, language and zone of whoever the notice is for; None if they cannot be reached any more."""
    if notice.group_id is not None:
        group = await Group.get(id=notice.group_id)
        chat_id = group.telegram_chat_id
        return Reader(chat_id, group.language, group.time_zone, None, group) if chat_id else None
    found = await Identity.filter(person_id=notice.person_id, provider=Provider.TELEGRAM, reachable=True).first()
    if found is None:
        return None
    person = await Person.get(id=found.person_id)
    return Reader(int(found.subject), person.language, person.time_zone, person, None)


@transactional
async def sent(notice: Notice, message_id: int, *, now: datetime) -> None:
    """It stands in the chat as this message."""
    await _ours(notice, state=NoticeState.SENT, message_id=message_id, sent_at=now)


async def earlier_card(notice: Notice) -> int | None:
    """The message in which the same reader was last told of the same booking or question; never a person's own."""
    about = _about(notice)
    if about is None or notice.person_id is None or notice.kind is NoticeKind.MESSAGE:
        return None
    told = Notice.filter(person_id=notice.person_id, state=NoticeState.SENT, created_at__lte=notice.created_at)
    last = (
        await told.exclude(kind=NoticeKind.MESSAGE)
        .exclude(id=notice.id)
        .order_by("-created_at", "-id")
        .limit(_LOOKED_BACK)
    )
    return next((one.message_id for one in last if _about(one) == about), None)


def _about(notice: Notice) -> object:
    return notice.data.get("booking_id") or notice.data.get("ask_id")


@transactional
async def dropped(notice: Notice) -> None:
    """It had lost its point before it was sent."""
    await _ours(notice, state=NoticeState.DROPPED)


@transactional
async def dead(notice: Notice, error: str) -> None:
    """It will not be tried again; an operator finds it in the list."""
    await _ours(notice, state=NoticeState.DEAD, attempts=notice.attempts + 1, last_error=error)


@transactional
async def again(notice: Notice, error: str, *, at: datetime) -> None:
    """It failed and will be tried again then."""
    await _ours(notice, not_before=at, attempts=notice.attempts + 1, last_error=error)


@transactional
async def held(notice: Notice, *, until: datetime) -> None:
    """Telegram wants quiet in this chat: nothing that is owed there goes out before then."""
    await _ours(notice, not_before=until)
    whose = {"group_id": notice.group_id} if notice.group_id else {"person_id": notice.person_id}
    await Notice.filter(state=NoticeState.OWED, not_before__lt=until, **whose).update(not_before=until)


@transactional
async def shut_out(notice: Notice) -> None:
    """The bot was blocked or removed: nothing is tried until they write, or the group is linked, again."""
    await _ours(notice, last_error="shut out")
    if notice.group_id is not None:
        await Group.filter(id=notice.group_id).update(telegram_chat_id=None)
    else:
        await Identity.filter(person_id=notice.person_id, provider=Provider.TELEGRAM).update(reachable=False)


@transactional
async def migrated(group_id: UUID, chat_id: int) -> None:
    """The group's chat has a new id."""
    await Group.filter(id=group_id).update(telegram_chat_id=chat_id)


async def dead_letters(limit: int = 100) -> list[Notice]:
    """What could not be told, the latest first."""
    return await Notice.filter(state=NoticeState.DEAD).order_by("-created_at").limit(limit)


async def _ours(notice: Notice, **changes: object) -> None:
    """Write down what became of it and end the lease, unless that ran out and somebody else has it now."""
    mine = Notice.filter(id=notice.id, state=NoticeState.OWED, leased_until=notice.leased_until)
    await mine.update(leased_until=None, **changes)
