"""Owing a notice: to one person, or to the chat of a group."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from models.group import Group
from models.notice import MAY_WAIT, Notice, NoticeKind, Priority
from models.person import Person
from models.transaction import current

wakes: list[Callable[[], object]] = []
"""Called after the commit of whatever owes a notice; a delivery of this process registers here."""

_QUIET_FROM, _QUIET_UNTIL = time(22), time(8)


def tell(person: Person, kind: NoticeKind, *, now: datetime, dedupe: str | None = None, **data: object) -> None:
    """Owe this person a notice; what may wait is held through their night (22 to 8 local). Nobody tells the erased."""
    if person.erased_at is not None:
        return
    waits = kind in MAY_WAIT
    _owe(
        Notice(
            person_id=person.id,
            kind=kind,
            data=_plain(data),
            dedupe=dedupe,
            priority=Priority.REMINDER if waits else Priority.ANSWER,
            not_before=after_quiet_hours(now, person.time_zone) if waits and person.quiet_hours else now,
            created_at=now,
        )
    )


def announce(group: Group, kind: NoticeKind, *, now: datetime, dedupe: str | None = None, **data: object) -> None:
    """Owe the group's chat, if the bot is in one, a notice; never a private fact."""
    if group.telegram_chat_id is None:
        return
    _owe(
        Notice(
            group_id=group.id,
            kind=kind,
            data=_plain(data),
            dedupe=dedupe,
            priority=Priority.DIGEST,
            not_before=after_quiet_hours(now, group.time_zone),
            created_at=now,
        )
    )


def after_quiet_hours(now: datetime, zone: str) -> datetime:
    """`now`, or eight in the morning where it is night there."""
    local = now.astimezone(ZoneInfo(zone))
    if _QUIET_UNTIL <= local.time() < _QUIET_FROM:
        return now
    day = local.date() + timedelta(days=1 if local.time() >= _QUIET_FROM else 0)
    return datetime.combine(day, _QUIET_UNTIL, local.tzinfo).astimezone(UTC)


class _Owed:
    """A notice to be stored with the fact; one with a `dedupe` that is owed already is left alone."""

    def __init__(self, notice: Notice) -> None:
        self.notice = notice

    async def save(self) -> None:
        if self.notice.dedupe is None:
            await self.notice.save(force_create=True)
        else:
            await Notice.bulk_create([self.notice], ignore_conflicts=True)


def _owe(notice: Notice) -> None:
    running = current()
    running.notices.append(_Owed(notice))
    for wake in wakes:
        running.after_commit(wake)


def _plain(data: dict[str, object]) -> dict[str, object]:
    return {key: str(value) if isinstance(value, UUID) else value for key, value in data.items()}
