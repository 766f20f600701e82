"""The same request again is the same request."""

import asyncio

import pytest

from backend.api.idempotency import fingerprint, key_of
from backend.api.problems import Unfit
from tests.backend.api.conftest import Door

ANA = {"Authorization": "Bearer ana"}
KITE = {"name": "Kite", "place": {"kind": "named", "name": "Hub"}}


async def test_a_repeated_write_has_one_effect_and_one_answer(door: Door) -> None:
    headers = {**ANA, "Idempotency-Key": "one"}

    answers = [await door.client.post("/v1/toys", json=KITE, headers=headers) for _ in range(5)]

    assert len(door.shelf.toys) == 1
    assert {await answer.text() for answer in answers} == {await answers[0].text()}
    assert [answer.status for answer in answers] == [201] * 5
    assert {answer.headers["Location"] for answer in answers} == {answers[0].headers["Location"]}
    assert {answer.headers["ETag"] for answer in answers} == {'"1"'}
    assert [answer.headers.get("Idempotency-Replayed") for answer in answers] == [None, *["true"] * 4]


async def test_a_quoted_key_is_the_same_key(door: Door) -> None:
    await door.client.post("/v1/toys", json=KITE, headers={**ANA, "Idempotency-Key": "one"})

    again = await door.client.post("/v1/toys", json=KITE, headers={**ANA, "Idempotency-Key": '"one"'})

    assert again.headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(("query", "name"), [("", "Drill"), ("?", "Drill")])
async def test_a_key_is_for_one_request(door: Door, query: str, name: str) -> None:
    headers = {**ANA, "Idempotency-Key": "one"}
    await door.client.post("/v1/toys", json=KITE, headers=headers)

    answer = await door.client.post(f"/v1/toys{query}", json={**KITE, "name": name}, headers=headers)

    assert (answer.status, (await answer.json(content_type=None))["code"]) == (422, "key_reused")
    assert len(door.shelf.toys) == 1


async def test_a_request_under_way_is_not_begun_again(door: Door) -> None:
    headers = {**ANA, "Idempotency-Key": "one"}
    person = (await door.deps.authenticate("ana", now=door.deps.clock())).person
    body = b'{"name": "Kite", "place": {"kind": "named", "name": "Hub"}}'
    door.answers.kept[person.id, "one"] = (fingerprint("POST", "/v1/toys", body), None)

    answer = await door.client.post("/v1/toys", data=body, headers={**headers, "Content-Type": "application/json"})

    assert (answer.status, answer.headers["Retry-After"]) == (409, "1")
    assert (await answer.json(content_type=None))["code"] == "in_progress"


async def test_many_at_once_have_one_effect(door: Door) -> None:
    headers = {**ANA, "Idempotency-Key": "one"}

    answers = await asyncio.gather(*(door.client.post("/v1/toys", json=KITE, headers=headers) for _ in range(50)))

    assert len(door.shelf.toys) == 1
    assert {answer.status for answer in answers} <= {201, 409}


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("abc", "abc"),
        ('"abc"', "abc"),
        ('"a b"', "a b"),
        (r'"a\"b"', 'a"b'),
        (" 8e03978e-40d5-43dd-bc93-6894a57f9324 ", "8e03978e-40d5-43dd-bc93-6894a57f9324"),
        ("k" * 255, "k" * 255),
    ],
)
def test_a_key_is_read_quoted_or_bare(header: str, key: str) -> None:
    assert key_of(header) == key


@pytest.mark.parametrize("header", [None, "", "  ", '""', '"abc', "a b", "k" * 256, "ä", "a\tb"])
def test_what_is_no_key_is_refused(header: str | None) -> None:
    with pytest.raises(Unfit):
        key_of(header)
