"""Signing a device in and out: a code confirmed in the bot, a short access token, a refresh token that rotates."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from backend.services import index
from backend.services.people import require_active
from backend.services.wording import clean_line
from models.access import DeviceCode, Session, SpentToken
from models.errors import NotFound, NotSignedIn
from models.fields import identifier, moment
from models.journal import Journal
from models.person import Person
from models.transaction import affected, execute, transactional

ACCESS_FOR = timedelta(minutes=15)
REFRESH_FOR = timedelta(days=60)
DEAD_KEPT = timedelta(days=30)
LABEL_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a signed-in device holds; shown this once, stored as hashes."""

    session_id: UUID
    access_token: str
    access_expires_at: datetime
    refresh_token: str
    refresh_expires_at: datetime


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a request comes from, by which session, and what it may do (None: everything that its person may)."""

    person: Person
    session_id: UUID
    scopes: frozenset[str] | None = None


_CALLER = (
    "SELECT s.id AS session_id, s.access_expires_at, s.revoked_at, p.*"
    " FROM sessions s JOIN persons p ON p.id = s.person_id WHERE s.access_hash = $1"
)
_FORGET_SPENT = (
    "DELETE FROM spent_tokens WHERE session_id IN (SELECT id FROM sessions WHERE expires_at < $1 OR revoked_at < $1)"
)
_FORGET_ENDED = "DELETE FROM sessions WHERE expires_at < $1 OR revoked_at < $1"


async def authenticate(access_token: str, *, now: datetime) -> Caller:
    """The caller behind a token; every token that is no good gets the same answer."""
    token = hashed(access_token)
    row = await index.recall("caller", token, lambda: _caller(token))
    if row is None or row["revoked_at"] is not None or moment(row["access_expires_at"]) <= now:
        raise NotSignedIn
    person = _person(row)
    if not person.may_act():
        raise NotSignedIn
    return Caller(person, identifier(row["session_id"]))


async def _caller(token: str) -> dict[str, Any] | None:
    rows = await execute(_CALLER, [token])
    return rows[0] if rows else None


@transactional
async def issue_token(person: Person, label: str, *, now: datetime) -> Tokens:
    """Sign the person in on a device of this name without asking; for the operator, and for a confirmed code."""
    require_active(person)
    tokens, columns = _fresh(now)
    session = await Session.create(
        id=tokens.session_id,
        person_id=person.id,
        label=clean_line(label, pointer="/label", longest=LABEL_LONGEST),
        created_at=now,
        **columns,
    )
    Journal.write("session.started", actor=person, subject=session, now=now)
    return tokens


async def refresh(refresh_token: str, *, now: datetime) -> Tokens:
    """New tokens for old; a token that was exchanged before signs its device out, as one of two holders stole it."""
    tokens = await _rotated(hashed(refresh_token), now)
    if tokens is None:
        raise NotSignedIn
    return tokens


async def sessions_of(person: Person, *, now: datetime) -> list[Session]:
    """Where the person is signed in, the newest first."""
    return await Session.filter(person_id=person.id, revoked_at=None, expires_at__gt=now).order_by("-created_at", "-id")


@transactional
async def revoke(person: Person, session_id: UUID, *, now: datetime) -> None:
    """Sign one device of the person out; its tokens are worth nothing from now on."""
    if not await Session.filter(id=session_id, person_id=person.id, revoked_at=None).update(revoked_at=now):
        raise NotFound(what="session")
    Journal.write("session.revoked", actor=person, subject=Session(id=session_id), now=now)


@transactional
async def revoke_all(person: Person, *, now: datetime) -> int:
    """Sign every device of the person out; say how many there were."""
    ended = await Session.filter(person_id=person.id, revoked_at=None).update(revoked_at=now)
    Journal.write("session.all_revoked", actor=person, subject=person, now=now)
    return ended


@transactional
async def purge(*, now: datetime) -> int:
    """Forget sign-in codes and sessions that ended a while ago; say how many sessions."""
    await DeviceCode.filter(expires_at__lt=now - timedelta(days=1)).delete()
    await affected(_FORGET_SPENT, [now - DEAD_KEPT])
    return await affected(_FORGET_ENDED, [now - DEAD_KEPT])


def hashed(secret: str) -> str:
    """All that is stored of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def new_secret() -> str:
    """256 bits that nobody guesses, in 43 characters that fit into a link."""
    return secrets.token_urlsafe(32)


@transactional
async def _rotated(spent: str, now: datetime) -> Tokens | None:
    session = await Session.filter(refresh_hash=spent).select_related("person").first()
    if session is None:
        await _end_family(spent, now)
        return None
    if not session.is_live(now) or not session.person.may_act():
        return None
    tokens, columns = _fresh(now, session.id)
    if not await Session.filter(id=session.id, refresh_hash=spent, revoked_at=None).update(**columns):
        await _end_family(spent, now)
        return None
    await SpentToken.create(token_hash=spent, session_id=session.id)
    Journal.write("session.refreshed", actor=session.person, subject=session, now=now)
    return tokens


async def _end_family(spent: str, now: datetime) -> None:
    reused = await SpentToken.filter(token_hash=spent).select_related("session__person").first()
    if reused is None:
        return
    if await Session.filter(id=reused.session_id, revoked_at=None).update(revoked_at=now):
        person = reused.session.person
        Journal.write("session.token_reused", actor=person, subject=reused.session, now=now)


def _fresh(now: datetime, session_id: UUID | None = None) -> tuple[Tokens, dict[str, Any]]:
    tokens = Tokens(session_id or Session().id, new_secret(), now + ACCESS_FOR, new_secret(), now + REFRESH_FOR)
    return tokens, {
        "access_hash": hashed(tokens.access_token),
        "access_expires_at": tokens.access_expires_at,
        "refresh_hash": hashed(tokens.refresh_token),
        "expires_at": tokens.refresh_expires_at,
    }


def _person(row: dict[str, object]) -> Person:
    return Person._init_from_db(**{name: row[name] for name in Person._meta.fields_db_projection})  # noqa: SLF001
