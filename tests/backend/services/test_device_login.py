from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from backend.services import device_login, sessions
from backend.services.device_login import answer_login, describe_login, exchange, start_login
from models.access import DeviceCode
from models.errors import Conflict, Forbidden, Gone, Invalid, Refused, TooMany
from models.person import Person
from models.transaction import execute
from tests.backend.services.neighbours import NOW, neighbour

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)

pytestmark = pytest.mark.usefixtures("db")


async def refusal(device_code: str, after: timedelta = 10 * SECOND) -> tuple[type[Refused], object]:
    with pytest.raises(Refused) as refused:
        await exchange(device_code, now=NOW + after)
    return type(refused.value), refused.value.params["error"]


async def test_a_yes_in_the_bot_signs_the_device_in() -> None:
    ada = await neighbour("Ada")
    login = await start_login("Firefox on Linux", now=NOW)
    asked = await describe_login(login.login_code, now=NOW + MINUTE)

    await answer_login(ada, login.login_code, approve=True, now=NOW + MINUTE)
    tokens = await exchange(login.device_code, now=NOW + MINUTE)

    assert (asked.label, asked.expires_at) == ("Firefox on Linux", NOW + 5 * MINUTE)
    assert (await sessions.authenticate(tokens.access_token, now=NOW + MINUTE)).person.id == ada.id
    assert [one.label for one in await sessions.sessions_of(ada, now=NOW)] == ["Firefox on Linux"]


async def test_until_the_answer_the_device_waits() -> None:
    login = await start_login("laptop", now=NOW)

    assert await refusal(login.device_code) == (Conflict, "authorization_pending")


async def test_a_no_keeps_the_device_out() -> None:
    login = await start_login("laptop", now=NOW)

    await answer_login(await neighbour("Ada"), login.login_code, approve=False, now=NOW)

    assert await refusal(login.device_code) == (Forbidden, "access_denied")


async def test_a_code_lasts_five_minutes() -> None:
    ada = await neighbour("Ada")
    login = await start_login("laptop", now=NOW)
    late = NOW + 5 * MINUTE

    assert await refusal(login.device_code, 5 * MINUTE) == (Gone, "expired_token")
    with pytest.raises(Gone):
        await describe_login(login.login_code, now=late)
    with pytest.raises(Gone):
        await answer_login(ada, login.login_code, approve=True, now=late)


async def test_a_yes_does_not_outlive_its_code() -> None:
    login = await start_login("laptop", now=NOW)
    await answer_login(await neighbour("Ada"), login.login_code, approve=True, now=NOW)

    assert await refusal(login.device_code, 5 * MINUTE) == (Gone, "expired_token")


async def test_a_code_is_used_once() -> None:
    ada = await neighbour("Ada")
    login = await start_login("laptop", now=NOW)
    await answer_login(ada, login.login_code, approve=True, now=NOW)

    outcomes = await asyncio.gather(
        *(exchange(login.device_code, now=NOW + SECOND) for _ in range(10)), return_exceptions=True
    )

    won = [outcome for outcome in outcomes if isinstance(outcome, sessions.Tokens)]
    assert (len(won), {type(outcome) for outcome in outcomes}) == (1, {sessions.Tokens, Gone})
    assert len(await sessions.sessions_of(ada, now=NOW)) == 1
    assert await refusal(login.device_code) == (Gone, "expired_token")


async def test_the_first_answer_counts() -> None:
    ada, eve = await neighbour("Ada"), await neighbour("Eve")
    login = await start_login("laptop", now=NOW)
    await answer_login(ada, login.login_code, approve=True, now=NOW)

    with pytest.raises(Gone):
        await answer_login(eve, login.login_code, approve=True, now=NOW)

    tokens = await exchange(login.device_code, now=NOW)
    assert (await sessions.authenticate(tokens.access_token, now=NOW)).person.id == ada.id


async def test_the_two_codes_are_not_to_be_swapped() -> None:
    ada = await neighbour("Ada")
    login = await start_login("laptop", now=NOW)

    with pytest.raises(Gone):
        await answer_login(ada, login.device_code, approve=True, now=NOW)
    assert await refusal(login.login_code) == (Gone, "expired_token")


async def test_a_device_that_asks_too_often_is_slowed_and_then_shut_out() -> None:
    login = await start_login("laptop", now=NOW)

    words = [(await refusal(login.device_code, SECOND))[1] for _ in range(9)]

    assert words == ["authorization_pending"] * 2 + ["slow_down"] * 5 + ["expired_token"] * 2
    with pytest.raises(Gone):
        await answer_login(await neighbour("Ada"), login.login_code, approve=True, now=NOW)


async def test_a_device_that_keeps_the_interval_is_never_slowed() -> None:
    login = await start_login("laptop", now=NOW)

    words = {(await refusal(login.device_code, turn * 5 * SECOND))[1] for turn in range(60)}

    assert words == {"authorization_pending"}


async def test_a_device_that_obeys_slow_down_gets_in() -> None:
    login = await start_login("laptop", now=NOW)
    hasty = [(await refusal(login.device_code, SECOND))[0] for _ in range(4)]

    calm = await refusal(login.device_code, 31 * SECOND)

    assert (hasty, calm[0]) == ([Conflict, Conflict, TooMany, TooMany], Conflict)


async def test_a_suspended_person_lets_nobody_in() -> None:
    ada = await neighbour("Ada")
    login = await start_login("laptop", now=NOW)
    await answer_login(ada, login.login_code, approve=True, now=NOW)

    await Person.filter(id=ada.id).update(suspended_at=NOW)

    assert await refusal(login.device_code) == (Forbidden, "access_denied")
    other = await start_login("phone", now=NOW)
    with pytest.raises(Forbidden):
        await answer_login(await Person.get(id=ada.id), other.login_code, approve=True, now=NOW)


@pytest.mark.parametrize("code", ["", "x" * 43, "\0", "\ud800"])
async def test_what_is_no_code_opens_nothing(code: str) -> None:
    with pytest.raises(Gone):
        await describe_login(code, now=NOW)
    with pytest.raises(Gone):
        await answer_login(await neighbour("Ada"), code, approve=True, now=NOW)
    assert await refusal(code) == (Gone, "expired_token")


@pytest.mark.parametrize(("label", "code"), [(" \u202e ", "string_too_short"), ("x" * 81, "string_too_long")])
async def test_a_label_is_one_readable_line(label: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        await start_login(label, now=NOW)

    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [("/label", code)]


async def test_the_codes_fit_a_link_and_are_stored_as_hashes() -> None:
    login = await start_login("laptop", now=NOW)

    text = repr(await execute("SELECT * FROM device_codes"))

    assert len(f"login_{login.login_code}") <= 64
    assert login.login_code not in text
    assert login.device_code not in text
    assert login.interval_s == device_login.INTERVAL_S


async def test_old_codes_are_forgotten() -> None:
    await start_login("laptop", now=NOW - timedelta(days=2))
    await start_login("phone", now=NOW)

    await sessions.purge(now=NOW)

    assert [code.label for code in await DeviceCode.all()] == ["phone"]
