"""Leaving for good: when the days to change one's mind are over, everything that names a person is wiped."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from tortoise.expressions import F, Q

from backend.services import bookings, resources
from backend.services.moves import Act
from backend.services.one_by_one import one_by_one
from models.access import DeviceCode, IdempotencyKey, Session, SpentToken
from models.alert import Alert, AlertState, Find, Telling
from models.block import Block
from models.booking import Booking, Message
from models.fields import identifier
from models.group import Membership, Standing
from models.inquiry import Answer, Ask
from models.journal import Journal
from models.lifecycle import Action, State
from models.need import Need, NeedState
from models.notice import Notice
from models.person import Identity, Person
from models.place import ExactPoint, Place
from models.receipt import Draft
from models.resource import Listed, Photo, Resource
from models.round import RequestState, RoundRequest
from models.transaction import execute, for_update, transactional

WIPED = "…"
"""What stands where a name or a text stood."""

_DUE = """
    SELECT id FROM persons AS p WHERE erase_after <= $1 AND erased_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM bookings AS b JOIN resources AS r ON r.id = b.resource_id
        WHERE b.state = 'out' AND (b.borrower_id = p.id OR r.owner_id = p.id)
    ) ORDER BY erase_after LIMIT $2
"""
_REASONS = """
    UPDATE bookings SET reason = '' WHERE reason <> '' AND (
        resource_id IN (SELECT id FROM resources WHERE owner_id = $1)
        OR CAST(id AS text) IN (SELECT subject_id FROM journal WHERE actor_id = $1 AND subject_type = 'booking')
    )
"""
_FAREWELL = {
    (State.REQUESTED, True): Action.DECLINE,
    (State.REQUESTED, False): Action.WITHDRAW,
    (State.CONFIRMED, True): Action.CANCEL,
    (State.CONFIRMED, False): Action.CANCEL,
}
"""How an open booking ends when its lender (True) or borrower (False) leaves."""


async def erase_due(*, now: datetime, limit: int = 20) -> int:
    """Wipe those whose days are over and who have nothing out; how many."""
    rows = await execute(_DUE, [now, limit])
    return await one_by_one([identifier(row["id"]) for row in rows], partial(_erase, now=now))


@transactional
async def _erase(person_id: UUID, *, now: datetime) -> int:
    """Wipe one person whole; not while a thing of theirs, or lent to them, is still out."""
    claimed = await execute(
        "SELECT id FROM persons WHERE id = $1 AND erase_after <= $2 AND erased_at IS NULL"  # noqa: S608 - a clause
        + for_update(skip_locked=True),
        [person_id, now],
    )
    person = await Person.get(id=person_id)
    theirs = Q(borrower_id=person_id) | Q(resource__owner_id=person_id)
    if not claimed or await Booking.filter(theirs, state=State.OUT).exists():
        return 0
    for booking in await Booking.filter(theirs, state__in=["requested", "confirmed"]).select_related("resource"):
        lends = await resources.decides(person, booking.resource)
        await bookings.wind_up(person, booking.id, Act(_FAREWELL[booking.state, lends], reason=WIPED), now=now)
    await _wipe_doors(person_id)
    await _wipe_words(person_id)
    await _wipe_lookouts(person_id, now=now)
    await _wipe_things(person_id)
    await _wipe_places(person_id, now=now)
    await Membership.filter(person_id=person_id).update(state=Standing.LEFT, version=F("version") + 1)
    await Person.filter(id=person_id).update(name=WIPED, home_id=None, erased_at=now, version=F("version") + 1)
    Journal.write("person.erased", actor=person, subject=person, now=now)
    return 1


async def _wipe_doors(person_id: UUID) -> None:
    sessions = await Session.filter(person_id=person_id).values_list("id", flat=True)
    await SpentToken.filter(session_id__in=list(sessions)).delete()
    for table in (Session, DeviceCode, IdempotencyKey, Draft, Notice, Identity):
        await table.filter(person_id=person_id).delete()
    await Block.filter(Q(who_id=person_id) | Q(whom_id=person_id)).delete()
    await IdempotencyKey.filter(body__contains=str(person_id)).delete()  # what others were answered about them


async def _wipe_words(person_id: UUID) -> None:
    await Message.filter(sender_id=person_id).update(text=WIPED)
    await Booking.filter(borrower_id=person_id).update(note="", reason="")
    await execute(_REASONS, [person_id])
    await Need.filter(person_id=person_id).update(text=WIPED, cell="", state=NeedState.WITHDRAWN)


async def _wipe_lookouts(person_id: UUID, *, now: datetime) -> None:
    """Look out for nothing more, and wait for no answer of theirs."""
    await Find.filter(Q(person_id=person_id) | Q(resource__owner_id=person_id)).delete()
    await Telling.filter(person_id=person_id).delete()
    await Alert.filter(person_id=person_id).update(text=WIPED, state=AlertState.WITHDRAWN)
    asked = Ask.filter(person_id=person_id, answer=Answer.WAITING)
    await asked.update(answer=Answer.CLOSED, answered_at=now)
    standing = RoundRequest.filter(person_id=person_id, state=RequestState.STANDING)
    await standing.update(state=RequestState.WITHDRAWN, version=F("version") + 1)


async def _wipe_things(person_id: UUID) -> None:
    owned = list(await Resource.filter(owner_id=person_id).values_list("id", flat=True))
    await Photo.filter(resource_id__in=owned).delete()
    await Resource.filter(owner_id=person_id).update(
        title=WIPED, description="", import_key=None, state=Listed.RETIRED, version=F("version") + 1
    )


async def _wipe_places(person_id: UUID, *, now: datetime) -> None:
    """Forget where they were; what a group keeps there is not to be found until somebody gives it another place."""
    for place in await Place.filter(owner_id=person_id):
        await ExactPoint.filter(place_id=place.id).delete()
        await Place.filter(id=place.id).update(
            name=WIPED, cell="", public=False, lat=None, lon=None, address=None, version=F("version") + 1
        )
        await Resource.filter(place_id=place.id, state=Listed.LISTED).update(
            state=Listed.PAUSED, version=F("version") + 1
        )
        Journal.write("place.wiped", subject=place, now=now)
