"""Signing in on a device by a yes in the bot, as RFC 8628 describes it: the device asks, the person answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.services.people import require_active
from backend.services.sessions import LABEL_LONGEST, Tokens, hashed, issue_token, new_secret
from backend.services.wording import clean_line
from models.access import CodeState, DeviceCode
from models.errors import Conflict, Forbidden, Gone, Refused, TooMany
from models.journal import Journal
from models.person import Person
from models.transaction import transactional

CODE_FOR = timedelta(minutes=5)
INTERVAL_S = 5
EARLY_TRIES = 5


@dataclass(frozen=True, slots=True)
class LoginStarted:
    """The device keeps `device_code`; `login_code` goes into the link to the bot (start=login_…)."""

    device_code: str
    login_code: str
    expires_at: datetime
    interval_s: int


@dataclass(frozen=True, slots=True)
class LoginAsked:
    """What the person is shown before they say yes."""

    label: str
    asked_at: datetime
    expires_at: datetime


@transactional
async def start_login(label: str, *, now: datetime) -> LoginStarted:
    """Begin to sign a device in; the label is what the person will read."""
    device_code, login_code = new_secret(), new_secret()
    await DeviceCode.create(
        device_hash=hashed(device_code),
        login_hash=hashed(login_code),
        label=clean_line(label, pointer="/label", longest=LABEL_LONGEST),
        expires_at=now + CODE_FOR,
        created_at=now,
    )
    return LoginStarted(device_code, login_code, now + CODE_FOR, INTERVAL_S)


async def describe_login(login_code: str, *, now: datetime) -> LoginAsked:
    """Which device waits for a yes; Gone where none does, or no longer."""
    code = await DeviceCode.get_or_none(login_hash=hashed(login_code))
    if code is None or not code.is_waiting(now):
        raise Gone(what="login")
    return LoginAsked(code.label, code.created_at, code.expires_at)


@transactional
async def answer_login(person: Person, login_code: str, *, approve: bool, now: datetime) -> None:
    """Let the device in, or not; the first answer counts."""
    require_active(person)
    code = await DeviceCode.get_or_none(login_hash=hashed(login_code))
    if code is None or not code.is_waiting(now):
        raise Gone(what="login")
    answer = CodeState.APPROVED if approve else CodeState.DENIED
    if not await DeviceCode.filter(id=code.id, state=CodeState.PENDING).update(state=answer, person_id=person.id):
        raise Gone(what="login")
    Journal.write("login.approved" if approve else "login.denied", actor=person, subject=code, now=now)


async def exchange(device_code: str, *, now: datetime) -> Tokens:
    """The device's tokens, once the person said yes.

    Until then it is refused, with RFC 8628's word in the param `error`: Conflict `authorization_pending`,
    TooMany `slow_down`, Gone `expired_token` (also for codes used before or never given), Forbidden `access_denied`.
    """
    outcome = await _exchanged(hashed(device_code), now)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


@transactional
async def _exchanged(device_hash: str, now: datetime) -> Tokens | Refused:
    """Refusals are returned, not raised: an early try is counted whatever becomes of it."""
    code = await DeviceCode.filter(device_hash=device_hash).select_for_update().first()
    if code is None or code.expires_at <= now or code.state is CodeState.USED:
        return Gone(error="expired_token")
    if code.state is CodeState.PENDING:
        return await _not_yet(code, now)
    person = await Person.get(id=code.person_id)
    if code.state is CodeState.DENIED or not person.may_act():
        return Forbidden(error="access_denied")
    if not await DeviceCode.filter(id=code.id, state=CodeState.APPROVED).update(state=CodeState.USED):
        return Gone(error="expired_token")
    return await issue_token(person, code.label, now=now)


async def _not_yet(code: DeviceCode, now: datetime) -> Refused:
    """A device may ask once an interval and once more; EARLY_TRIES beyond that end its code."""
    tries = code.tries + 1
    early = tries - 2 - int((now - code.created_at).total_seconds() // INTERVAL_S)
    if early > EARLY_TRIES:
        await DeviceCode.filter(id=code.id, state=CodeState.PENDING).update(state=CodeState.USED)
        return Gone(error="expired_token")
    await DeviceCode.filter(id=code.id).update(tries=tries)
    if early > 0:
        return TooMany(error="slow_down", retry_after_s=INTERVAL_S * 2)
    return Conflict(error="authorization_pending", interval_s=INTERVAL_S)
