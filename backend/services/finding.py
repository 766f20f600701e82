"""What came up for whom: a follower of the journal that asks, for each new or freed thing, who waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from backend.services import blocks, followers, listings, waiting
from backend.services.waiting import ALERT, NEED, Kept
from matching.engine import Listing
from matching.intervals import Period
from matching.reasons import Fit
from matching.standing import Match
from models.alert import Alert, AlertState, Find
from models.booking import Booking
from models.errors import Busy
from models.fields import identifier
from models.group import Membership, Standing
from models.lifecycle import ENDED, State
from models.need import Need, NeedState
from models.resource import Offer
from models.transaction import execute

NAME = "finds"
AT_ONCE = 100
"""Journal rows a transaction: each may have a thing asked about."""
STALE = timedelta(days=7)
GATHER = timedelta(minutes=2)
"""How long a find waits for company, so that what comes up together is told together."""
VERY_WORDS = 0.7
"""From which fit on words alone are enough, where they point at no category."""
_MATTERS = frozenset({"state", "title", "rules", "opening"})
"""What has to change for a thing to be news; that it is described otherwise is none for who has seen it."""
_BEYOND = "seen_by_linked"
"""What, changed alone, is news for linked groups only."""


@dataclass(frozen=True, slots=True)
class News:
    """A thing that can be had: from now on as it is, or since `freed` became free, given up by `not_for`.

    beyond: news only for those to whom a link shows it.
    """

    resource_id: UUID
    at: datetime
    freed: Period | None = None
    not_for: UUID | None = None
    beyond: bool = False


async def find(*, now: datetime) -> int:
    """Keep who is to be told of what the journal has that is new; how many of its rows were read."""
    await waiting.current().catch_up()
    return await followers.follow(NAME, partial(_find, now=now), limit=AT_ONCE)


async def _find(entries: list[followers.Entry], *, now: datetime) -> None:
    current = waiting.current()
    await current.catch_up()
    if current.standings.position < entries[-1].seq:
        raise Busy(what="index")  # somebody else is reading the same rows; next turn they are in
    for entry in entries:
        if now - entry.at < STALE:
            for news in await _news(entry, now):
                await _keep(news, now=now)


async def _news(entry: followers.Entry, now: datetime) -> list[News]:
    """What a fact makes available, if anything."""
    if entry.verb == "resource.offered":
        return [News(UUID(entry.subject_id), entry.at)]
    if entry.verb == "resource.changed":
        changed = set(entry.data.get("fields", ()))
        matters = bool(changed & _MATTERS)
        return [News(UUID(entry.subject_id), entry.at, beyond=not matters)] if matters or _BEYOND in changed else []
    if entry.verb == "home.moved":
        rows = await execute("SELECT id FROM resources WHERE place_id = $1", [identifier(entry.subject_id)])
        return [News(identifier(row["id"]), entry.at) for row in rows]
    return await _freed(entry, now) if entry.subject_type == "booking" else []


async def _freed(entry: followers.Entry, now: datetime) -> list[News]:
    """The time that a booking lets go of, while there is any left of it: it may have been returned early."""
    was, became = entry.data.get("from"), entry.data.get("to")
    ended = became in ENDED or became == State.RETURNED
    if not ended or was not in {State.REQUESTED, State.CONFIRMED, State.OUT}:
        return []
    booking = await Booking.get(id=UUID(entry.subject_id))
    left = Period(booking.starts_at, booking.ends_at)
    return [News(booking.resource_id, entry.at, left, booking.borrower_id)] if now < left.end else []


async def _keep(news: News, *, now: datetime) -> None:
    """Keep a find for each open need and standing alert that it meets, unless there is one already."""
    listing = await listed(news.resource_id)
    if listing is None:
        return
    met = [
        match for match in waiting.current().standings.found_by(listing, now=now, freed=news.freed) if is_close(match)
    ]
    rows = await _still_waiting([Kept.of(match.standing_id) for match in met], news, now=now)
    hear = await _who_hear(news, listing, {row.person_id for row in rows})
    await Find.bulk_create([row for row in rows if row.person_id in hear], ignore_conflicts=True)


async def listed(resource_id: UUID) -> Listing | None:
    """The thing as the matching reads it, as it stands in this transaction; None where it cannot be found."""
    entry = await listings.load_one(b"", resource_id)
    return None if entry is None else entry.listing


def is_close(match: Match) -> bool:
    """Whether it is worth telling: of a category that is meant, or very nearly the words."""
    standing = waiting.current().standings.get(match.standing_id)
    if standing is None or standing.categories is not None:
        return True
    return any(reason.code is Fit.TEXT and _fit(reason.params) >= VERY_WORDS for reason in match.hit.reasons)


def _fit(params: Any) -> float:
    return float(str(params["fit"]))


async def _still_waiting(met: list[Kept], news: News, *, now: datetime) -> list[Find]:
    """Those that the database, too, has as waiting, since before the thing could be had; one find each."""
    found: list[Find] = []
    for kind, waits in (
        (NEED, Need.filter(state=NeedState.OPEN)),
        (ALERT, Alert.filter(state=AlertState.STANDING)),
    ):
        ids = [one.id for one in met if one.kind == kind]
        rows = waits.filter(id__in=ids, expires_at__gt=now, created_at__lt=news.at)
        able = rows.filter(person__suspended_at=None, person__erased_at=None).exclude(person_id=news.not_for)
        for row_id, person_id in await able.values_list("id", "person_id"):
            found.append(_found(kind, row_id, person_id, news.resource_id, now))
    return found


def _found(kind: str, kept_id: UUID, person_id: UUID, resource_id: UUID, now: datetime) -> Find:
    return Find(
        person_id=person_id,
        need_id=kept_id if kind == NEED else None,
        alert_id=kept_id if kind == ALERT else None,
        resource_id=resource_id,
        found_at=now,
        tell_at=now + GATHER,
    )


async def _who_hear(news: News, listing: Listing, people: set[UUID]) -> set[UUID]:
    """Those of them who see the thing in a group of theirs, and to whom this is news."""
    members = await _members(listing.groups, people)
    if news.beyond:
        offered = await Offer.filter(resource_id=news.resource_id).values_list("group_id", flat=True)
        members -= await _members(frozenset(map(str, offered)), people)
    return members - await blocks.apart_from(UUID(listing.owner))


async def _members(groups: frozenset[str], people: set[UUID]) -> set[UUID]:
    """Those of them who belong to one of these groups."""
    rows = Membership.filter(group_id__in=list(groups), person_id__in=list(people), state=Standing.ACTIVE)
    return {UUID(str(person_id)) for person_id in await rows.values_list("person_id", flat=True)}
