"""What nobody means well, sent to every write of the real table; and what guessing gets, which is nothing."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.api.inputs import Upload
from backend.api.routes import ROUTES
from backend.services import device_login, groups, sessions
from models.errors import Gone, NotSignedIn
from tests.backend.api.matrix import ROWS, Row
from tests.backend.api.test_reading import BAD_BODIES
from tests.backend.api.world import NOBODY, World, kept, open_world
from tests.backend.services.conftest import Town, town

__all__ = ["town"]

GUESSES = 10_000
HEADERS = {"Content_Type": "application/json", "If_Match": "*"}
TOWERS = {
    "a tower of lists": b"[" * 100_000,
    "a closed tower": b"[" * 50_000 + b"]" * 50_000,
    "a tower of objects": b'{"a":' * 20_000,
    "a tower in a text's shadow": b'{"a":"' + b"[" * 100_000,
    "a tower behind a name": b'{"title":' + b"[" * 100_000,
}
UNREADABLE = {name: body for name, (body, status) in BAD_BODIES.items() if status == 400 and body.strip()} | TOWERS
UNFIT = {name: body for name, (body, status) in BAD_BODIES.items() if status == 422 and body != b"{}"}


@pytest.fixture
async def world(town: Town, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(town, tmp_path) as world:
        yield world


def writes() -> Iterator[tuple[Row, str]]:
    """Each route that takes JSON, and somebody who may use it."""
    taking = {(route.method, route.path) for route in ROUTES if route.body is not None and route.body is not Upload}
    for key, row in {row.route: row for row in ROWS}.items():
        if key in taking:
            yield row, min(row.may - {NOBODY}, default="member")


@pytest.mark.parametrize(("bodies", "status"), [(UNREADABLE, 400), (UNFIT, 422)], ids=["unreadable", "unfit"])
async def test_a_bad_body_is_refused_by_every_write_and_changes_nothing(
    world: World, bodies: dict[str, bytes], status: int
) -> None:
    before = await kept()

    wrong = {}
    for row, who in writes():
        method, address, _body = row.asked_of(world.ours)
        for name, body in bodies.items():
            answer = await world.asking[who].send(method, address, body, **HEADERS)
            if (answer.status, answer.content_type) != (status, "application/problem+json"):
                wrong[str(row), name] = answer.status

    assert wrong == {}
    assert await kept() == before


def test_there_are_as_many_bad_bodies_as_were_promised() -> None:
    assert len(UNREADABLE) + len(UNFIT) >= 60
    assert len(list(writes())) == len({row.route for row, _who in writes()}) > 20


async def test_a_code_that_was_used_is_refused_like_one_that_never_was(world: World) -> None:
    now, town = world.door.town.now, world.door.town
    used, denied = [await device_login.start_login("tablet", now=now) for _ in range(2)]
    await device_login.answer_login(town.ben, used.login_code, approve=True, now=now)
    await device_login.exchange(used.device_code, now=now)
    late = await device_login.start_login("tablet", now=now - timedelta(hours=1))

    told = [await exchanged(world, code) for code in (used.device_code, late.device_code, "x" * 43, "x", "ä")]
    login_codes = (used.login_code, late.login_code, "x" * 43)
    refusals = [await refusal(device_login.answer_login(town.ben, c, approve=True, now=now)) for c in login_codes]

    assert [said["status"] for said in told] == [410] * 5
    assert told == [told[0]] * 5
    assert refusals == [refusals[0]] * 3
    assert await exchanged(world, denied.device_code) != told[0]


async def exchanged(world: World, code: str) -> Any:
    body = {"by": {"grant": "device_code", "device_code": code}}
    return (await world.told(NOBODY, "POST", "/v1/auth/token", body))[1]


async def refusal(refused: Any) -> str:
    with pytest.raises(Gone) as raised:
        await refused
    return repr(raised.value)


async def test_an_invitation_that_was_spent_is_refused_like_one_that_never_was(world: World) -> None:
    town, admin = world.door.town, world.asking["admin"].person
    spent = await groups.invite(admin, town.group.id, uses=1, days=1, now=town.now)
    late = await groups.invite(admin, town.group.id, uses=1, days=1, now=town.now - timedelta(days=2))
    await groups.join(world.asking["other_member"].person, spent, now=town.now)

    asked = [await world.told("stranger", "GET", f"/v1/groups?invitation={c}", None) for c in (spent, late, "guess")]
    path = f"/v1/groups/{town.group.id}/members"
    joined = [await world.told("stranger", "POST", path, {"invitation": code}) for code in (spent, late, "guess")]

    assert asked == [asked[0]] * 3
    assert joined == [joined[0]] * 3
    assert (asked[0][0], joined[0][0]) == (410, 410)


async def test_an_invitation_does_not_say_which_other_group_it_is_for(world: World) -> None:
    path = f"/v1/groups/{world.theirs['group']}/members"

    elsewhere = await world.told("stranger", "POST", path, {"invitation": world.ours["code"]})
    nowhere = await world.told(
        "stranger",
        "POST",
        "/v1/groups/0190a000-0000-7000-8000-000000000000/members",
        {"invitation": world.ours["code"]},
    )

    assert elsewhere == nowhere
    assert elsewhere[0] == 404


def near(secret: str) -> Iterator[str]:
    """Guesses by one who has seen most of it."""
    yield from (secret[:-1], secret[1:], secret + "=", secret.swapcase(), secret[::-1], sessions.hashed(secret))
    yield from (secret[:at] + ("A" if secret[at] != "A" else "B") + secret[at + 1 :] for at in range(len(secret)))


async def test_ten_thousand_guesses_find_no_token(world: World) -> None:
    now, ben = world.door.town.now, world.door.town.ben
    real = await sessions.issue_token(ben, "phone", now=now)
    aimed = [guess for secret in (real.access_token, real.refresh_token) for guess in near(secret)]
    guesses = aimed + [secrets.token_urlsafe(32) for _ in range(GUESSES - len(aimed))]

    hits = [guess for guess in guesses if await admitted(guess, world)]
    refreshed = [guess for guess in aimed if await renewed(guess, world)]

    assert (hits, refreshed) == ([], [])
    assert await admitted(real.access_token, world)
    assert await renewed(real.refresh_token, world)


async def admitted(token: str, world: World) -> bool:
    try:
        await sessions.authenticate(token, now=world.door.town.now)
    except NotSignedIn:
        return False
    return True


async def renewed(token: str, world: World) -> bool:
    try:
        await sessions.refresh(token, now=world.door.town.now)
    except NotSignedIn:
        return False
    return True


async def test_a_code_that_waits_is_not_guessed(world: World) -> None:
    now = world.door.town.now
    waiting = await device_login.start_login("tablet", now=now)
    guesses = [*near(waiting.login_code), *near(waiting.device_code), *(secrets.token_urlsafe(32) for _ in range(500))]

    found = await asyncio.gather(*(described(guess, world) for guess in guesses))

    assert not any(found)
    assert await described(waiting.login_code, world)


async def described(code: str, world: World) -> bool:
    try:
        await device_login.describe_login(code, now=world.door.town.now)
    except Gone:
        return False
    return True
