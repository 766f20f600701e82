"""Nobody overwrites a change that they have not seen."""

import pytest

from tests.backend.api.conftest import Door
from tests.backend.api.toys import NOW, Toy

ANA = {"Authorization": "Bearer ana"}


@pytest.fixture
def address(door: Door) -> str:
    return f"/v1/toys/{door.shelf.put(Toy('Kite', since=NOW, version=3)).id}"


async def test_a_thing_has_its_version_as_a_strong_tag(door: Door, address: str) -> None:
    answer = await door.client.get(address)

    assert answer.headers["ETag"] == '"3"'


@pytest.mark.parametrize(
    ("tag", "status"), [('"3"', 304), ('W/"3"', 304), ('"1", "3"', 304), ("*", 304), ('"4"', 200), ("3", 200)]
)
async def test_what_is_known_is_not_sent_again(door: Door, address: str, tag: str, status: int) -> None:
    answer = await door.client.get(address, headers={"If-None-Match": tag})

    assert (answer.status, answer.headers["ETag"]) == (status, '"3"')
    assert bool(await answer.read()) == (status == 200)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        (None, (428, "precondition_required")),
        (" ", (428, "precondition_required")),
        ('"2"', (412, "stale")),
        ('W/"3"', (412, "stale")),
        ('"abc"', (412, "stale")),
        ("3", (412, "stale")),
        ('"' + "9" * 400 + '"', (412, "stale")),
        ('"2", "3"', (400, "bad_if_match")),
    ],
)
@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
async def test_a_change_without_the_right_tag_is_refused(
    door: Door, address: str, method: str, tag: str | None, expected: tuple[int, str]
) -> None:
    headers = ANA | ({"If-Match": tag} if tag is not None else {})

    answer = await door.client.request(method, address, json={"name": "Drill"}, headers=headers)

    assert (answer.status, (await answer.json(content_type=None))["code"]) == expected
    assert [(toy.name, toy.version) for toy in door.shelf.toys.values()] == [("Kite", 3)]


@pytest.mark.parametrize("tag", ['"3"', "*"])
async def test_a_change_with_the_right_tag_is_made(door: Door, address: str, tag: str) -> None:
    answer = await door.client.patch(address, json={"name": "Drill"}, headers={**ANA, "If-Match": tag})

    assert (answer.status, answer.headers["ETag"]) == (200, '"4"')
    assert (await answer.json())["name"] == "Drill"


async def test_a_thing_is_removed_with_the_right_tag(door: Door, address: str) -> None:
    answer = await door.client.delete(address, headers={**ANA, "If-Match": '"3"'})

    assert (answer.status, await answer.read(), door.shelf.toys) == (204, b"", {})


@pytest.mark.parametrize("content_type", ["application/json", "application/merge-patch+json"])
async def test_a_patch_tells_absent_from_null(door: Door, address: str, content_type: str) -> None:
    headers = {**ANA, "If-Match": "*", "Content-Type": content_type}

    kept = await (await door.client.patch(address, data=b'{"name": "Drill"}', headers=headers)).json()
    cleared = await (await door.client.patch(address, data=b'{"since": null}', headers=headers)).json()
    untouched = await (await door.client.patch(address, data=b"{}", headers=headers)).json()

    assert (kept["name"], kept["since"]) == ("Drill", "2026-05-30T12:00:00Z")
    assert (cleared["name"], cleared["since"]) == ("Drill", None)
    assert (untouched["name"], untouched["since"]) == ("Drill", None)


async def test_what_must_have_a_value_cannot_be_patched_to_null(door: Door, address: str) -> None:
    answer = await door.client.patch(address, json={"name": None}, headers={**ANA, "If-Match": "*"})

    assert answer.status == 422
    assert (await answer.json(content_type=None))["errors"][0]["pointer"] == "/name"
