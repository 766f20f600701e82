"""What one side of a booking writes to the other, relayed without name tags of Telegram, phones or addresses."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from backend.services import blocks
from backend.services.booking_notices import others
from backend.services.bookings import as_side
from backend.services.people import require_active
from backend.services.telling import tell
from backend.services.wording import clean_text
from models.booking import Message
from models.errors import Invalid, NotFound
from models.journal import Journal
from models.lifecycle import ENDED
from models.notice import NoticeKind
from models.person import Person
from models.transaction import transactional

TEXT_LONGEST = 2_000


@transactional
async def send(actor: Person, booking_id: UUID, text: str, *, now: datetime) -> Message:
    """Write to the other side of a booking."""
    require_active(actor)
    booking, role = await as_side(actor, booking_id)
    kept = clean_text(text, pointer="/text", longest=TEXT_LONGEST)
    if not kept:
        raise Invalid.at("/text", "string_too_short", min_length=1)
    message = await Message.create(booking_id=booking.id, sender=actor, text=kept, created_at=now)
    Journal.write("booking.message", actor=actor, subject=booking, group_id=booking.group_id, now=now)
    apart = await blocks.apart_from(actor.id) if booking.state in ENDED else frozenset()
    for person in await others(booking, role, actor):
        if person.id in apart:  # nothing is under way any more; who wrote is not to learn why there is no answer
            continue
        tell(person, NoticeKind.MESSAGE, now=now, booking_id=booking.id, message_id=message.id)
    return message


async def get(actor: Person, message_id: UUID) -> Message:
    """A message of a booking of theirs, with its sender."""
    message = await Message.get_or_none(id=message_id).select_related("sender")
    if message is not None:
        with suppress(NotFound):
            await as_side(actor, message.booking_id)
            return message
    raise NotFound(what="message")
