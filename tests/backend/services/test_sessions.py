from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from backend.services import sessions
from models.access import Session, SpentToken
from models.errors import Forbidden, NotFound, NotSignedIn
from models.journal import Journal
from models.person import Person
from models.transaction import execute
from tests.backend.services.neighbours import NOW, neighbour

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

pytestmark = pytest.mark.usefixtures("db")


async def test_a_token_tells_who_calls() -> None:
    ada = await neighbour("Ada")
    tokens = await sessions.issue_token(ada, "laptop", now=NOW)

    caller = await sessions.authenticate(tokens.access_token, now=NOW + 14 * MINUTE)

    assert (caller.person.id, caller.session_id, caller.scopes) == (ada.id, tokens.session_id, None)


async def test_the_caller_is_the_same_person_that_the_table_holds() -> None:
    ada = await neighbour("Ada")
    tokens = await sessions.issue_token(ada, "laptop", now=NOW)

    caller = (await sessions.authenticate(tokens.access_token, now=NOW)).person
    kept = await Person.get(id=ada.id)

    assert {name: getattr(caller, name) for name in Person._meta.db_fields} == {
        name: getattr(kept, name) for name in Person._meta.db_fields
    }


async def test_an_access_token_lasts_fifteen_minutes() -> None:
    tokens = await sessions.issue_token(await neighbour("Ada"), "laptop", now=NOW)

    with pytest.raises(NotSignedIn):
        await sessions.authenticate(tokens.access_token, now=NOW + 15 * MINUTE)


@pytest.mark.parametrize("state", ["suspended_at", "erased_at"])
async def test_a_suspended_or_erased_person_is_a_stranger(state: str) -> None:
    ada = await neighbour("Ada")
    tokens = await sessions.issue_token(ada, "laptop", now=NOW)

    await Person.filter(id=ada.id).update(**{state: NOW})

    with pytest.raises(NotSignedIn):
        await sessions.authenticate(tokens.access_token, now=NOW)
    with pytest.raises(NotSignedIn):
        await sessions.refresh(tokens.refresh_token, now=NOW)
    with pytest.raises(Forbidden):
        await sessions.issue_token(await Person.get(id=ada.id), "laptop", now=NOW)


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "\0", "\ud800", "' OR 1=1 --", "é" * 10_000])
async def test_what_is_no_token_opens_nothing(token: str) -> None:
    await sessions.issue_token(await neighbour("Ada"), "laptop", now=NOW)

    with pytest.raises(NotSignedIn):
        await sessions.authenticate(token, now=NOW)
    with pytest.raises(NotSignedIn):
        await sessions.refresh(token, now=NOW)


async def test_a_thousand_guesses_hit_nothing() -> None:
    tokens = await sessions.issue_token(await neighbour("Ada"), "laptop", now=NOW)
    near = [tokens.access_token[:-1] + letter for letter in "ABCDEFGHIJ" if tokens.access_token[-1] != letter]
    guesses = [*near, tokens.refresh_token, *(sessions.new_secret() for _ in range(1_000))]

    hits = 0
    for guess in guesses:
        try:
            await sessions.authenticate(guess, now=NOW)
        except NotSignedIn:
            continue
        hits += 1

    assert hits == 0


async def test_a_refresh_gives_new_tokens_to_the_same_session_and_ends_the_old_ones() -> None:
    first = await sessions.issue_token(await neighbour("Ada"), "laptop", now=NOW)

    second = await sessions.refresh(first.refresh_token, now=NOW + DAY)

    assert second.session_id == first.session_id
    assert second.refresh_expires_at == NOW + 61 * DAY
    assert (await sessions.authenticate(second.access_token, now=NOW + DAY)).session_id == first.session_id
    with pytest.raises(NotSignedIn):
        await sessions.authenticate(first.access_token, now=NOW + DAY)


async def test_a_session_goes_on_for_as_long_as_it_is_refreshed_in_time() -> None:
    tokens = await sessions.issue_token(await neighbour("Ada"), "laptop", now=NOW)
    for turn in range(1, 6):
        tokens = await sessions.refresh(tokens.refresh_token, now=NOW + turn * 59 * DAY)

    with pytest.raises(NotSignedIn):
        await sessions.refresh(tokens.refresh_token, now=NOW + (5 * 59 + 60) * DAY)


async def test_a_spent_refresh_token_signs_the_whole_family_out() -> None:
    ada = await neighbour("Ada")
    other = await sessions.issue_token(ada, "phone", now=NOW)
    first = await sessions.issue_token(ada, "laptop", now=NOW)
    second = await sessions.refresh(first.refresh_token, now=NOW)
    third = await sessions.refresh(second.refresh_token, now=NOW)

    with pytest.raises(NotSignedIn):
        await sessions.refresh(first.refresh_token, now=NOW)

    with pytest.raises(NotSignedIn):
        await sessions.authenticate(third.access_token, now=NOW)
    with pytest.raises(NotSignedIn):
        await sessions.refresh(third.refresh_token, now=NOW)
    assert [one.id for one in await sessions.sessions_of(ada, now=NOW)] == [other.session_id]
    assert await Journal.filter(verb="session.token_reused", subject_id=str(first.session_id)).count() == 1


async def test_of_many_who_refresh_at_once_one_wins_and_the_family_ends() -> None:
    ada = await neighbour("Ada")
    tokens = await sessions.issue_token(ada, "laptop", now=NOW)

    outcomes = await asyncio.gather(
        *(sessions.refresh(tokens.refresh_token, now=NOW) for _ in range(10)), return_exceptions=True
    )

    won = [outcome for outcome in outcomes if isinstance(outcome, sessions.Tokens)]
    assert (len(won), {type(outcome) for outcome in outcomes}) == (1, {sessions.Tokens, NotSignedIn})
    assert await sessions.sessions_of(ada, now=NOW) == []


async def test_a_revoked_session_is_out_at_once_and_others_stay() -> None:
    ada = await neighbour("Ada")
    phone = await sessions.issue_token(ada, "phone", now=NOW)
    laptop = await sessions.issue_token(ada, "laptop", now=NOW + MINUTE)

    await sessions.revoke(ada, phone.session_id, now=NOW + MINUTE)

    with pytest.raises(NotSignedIn):
        await sessions.authenticate(phone.access_token, now=NOW + MINUTE)
    with pytest.raises(NotSignedIn):
        await sessions.refresh(phone.refresh_token, now=NOW + MINUTE)
    assert [one.label for one in await sessions.sessions_of(ada, now=NOW + MINUTE)] == ["laptop"]
    assert (await sessions.authenticate(laptop.access_token, now=NOW + MINUTE)).person.id == ada.id


async def test_nobody_revokes_the_session_of_another() -> None:
    ada, eve = await neighbour("Ada"), await neighbour("Eve")
    tokens = await sessions.issue_token(ada, "phone", now=NOW)

    with pytest.raises(NotFound):
        await sessions.revoke(eve, tokens.session_id, now=NOW)

    assert (await sessions.authenticate(tokens.access_token, now=NOW)).person.id == ada.id


async def test_all_sessions_of_a_person_end_together() -> None:
    ada, ben = await neighbour("Ada"), await neighbour("Ben")
    for device in ("phone", "laptop"):
        await sessions.issue_token(ada, device, now=NOW)
    await sessions.issue_token(ben, "phone", now=NOW)

    ended = await sessions.revoke_all(ada, now=NOW)

    assert (ended, len(await sessions.sessions_of(ada, now=NOW)), len(await sessions.sessions_of(ben, now=NOW))) == (
        2,
        0,
        1,
    )


async def test_no_secret_stands_in_the_database() -> None:
    tokens = await sessions.issue_token(await neighbour("Ada"), "laptop", now=NOW)
    await sessions.refresh(tokens.refresh_token, now=NOW)

    rows = [row for table in ("sessions", "spent_tokens", "journal") for row in await execute(f"SELECT * FROM {table}")]

    text = repr(rows)
    assert tokens.access_token not in text
    assert tokens.refresh_token not in text


async def test_long_dead_sessions_are_forgotten_with_their_spent_tokens() -> None:
    ada = await neighbour("Ada")
    dead = await sessions.issue_token(ada, "old phone", now=NOW - 100 * DAY)
    await sessions.refresh(dead.refresh_token, now=NOW - 99 * DAY)
    live = await sessions.issue_token(ada, "phone", now=NOW)
    await sessions.refresh(live.refresh_token, now=NOW)

    forgotten = await sessions.purge(now=NOW)

    assert forgotten == 1
    assert [one.id for one in await Session.all()] == [live.session_id]
    assert [one.session_id for one in await SpentToken.all()] == [live.session_id]


def test_a_token_has_256_bits() -> None:
    assert {len(sessions.new_secret()) for _ in range(100)} == {43}
