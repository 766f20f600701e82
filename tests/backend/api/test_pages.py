"""Lists come in pages that neither repeat nor miss anything."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.backend.api.conftest import Door
from tests.backend.api.toys import Size, Toy


async def names(door: Door, query: str = "") -> list[str]:
    found: list[str] = []
    address: str | None = f"/v1/toys?limit=7{query}"
    while address:
        answer = await door.client.get(address)
        page = await answer.json()
        found += [toy["name"] for toy in page["data"]]
        link = answer.links.get("next")
        assert page["has_more"] == (page["next_cursor"] is not None) == (link is not None)
        address = str(link["url"]) if link else None
    return found


async def test_all_pages_together_are_the_list(door: Door) -> None:
    door.shelf.fill(50)

    found = await names(door)

    assert sorted(found) == sorted(f"toy {number}" for number in range(50))
    assert len(found) == 50


async def test_what_is_added_on_the_way_moves_nothing(door: Door) -> None:
    door.shelf.fill(20)
    page = await (await door.client.get("/v1/toys?limit=10")).json()
    door.shelf.put(Toy("early"))

    rest = await (await door.client.get(f"/v1/toys?limit=100&cursor={page['next_cursor']}")).json()

    kept = {toy["name"] for toy in page["data"]}
    assert not kept & {toy["name"] for toy in rest["data"]}
    assert {f"toy {number}" for number in range(20)} <= kept | {toy["name"] for toy in rest["data"]}


async def test_an_empty_list_is_one_page(door: Door) -> None:
    answer = await door.client.get("/v1/toys")

    assert await answer.json() == {"data": [], "next_cursor": None, "has_more": False}


async def test_the_link_keeps_the_filters(door: Door) -> None:
    door.shelf.fill(30)

    answer = await door.client.get("/v1/toys?limit=7&size=small")
    query = parse_qs(urlsplit(str(answer.links["next"]["url"])).query)

    assert (query["size"], query["limit"]) == (["small"], ["7"])
    assert len(await names(door, "&size=small")) == 30


async def test_a_page_may_have_another_length(door: Door) -> None:
    door.shelf.fill(30)
    page = await (await door.client.get("/v1/toys?limit=7")).json()

    rest = await door.client.get(f"/v1/toys?limit=23&cursor={page['next_cursor']}")

    assert len((await rest.json())["data"]) == 23


@pytest.mark.parametrize("change", ["&size=small", "&open=true"])
async def test_a_cursor_of_other_filters_is_refused(door: Door, change: str) -> None:
    door.shelf.fill(30)
    door.shelf.put(Toy("kite", size=Size.LARGE))
    page = await (await door.client.get("/v1/toys?limit=7")).json()

    answer = await door.client.get(f"/v1/toys?limit=7&cursor={page['next_cursor']}{change}")

    assert (answer.status, (await answer.json(content_type=None))["code"]) == (400, "bad_cursor")


@pytest.mark.parametrize("cursor", ["x", "AAAA", "%C3%A4", "=", "null", "WyIyMDI2Il0", "A" * 1000, "-_-_"])
async def test_a_made_up_cursor_is_refused(door: Door, cursor: str) -> None:
    answer = await door.client.get(f"/v1/toys?cursor={cursor}")

    assert (answer.status, (await answer.json(content_type=None))["code"]) == (400, "bad_cursor")


async def test_a_cursor_that_was_touched_is_refused(door: Door) -> None:
    door.shelf.fill(30)
    cursor = (await (await door.client.get("/v1/toys?limit=7")).json())["next_cursor"]
    other = {"A": "B"}
    touched = [cursor[:at] + other.get(letter, "A") + cursor[at + 1 :] for at, letter in enumerate(cursor[:-1])]

    statuses = [(await door.client.get(f"/v1/toys?limit=7&cursor={one}")).status for one in touched]

    assert set(statuses) == {400}
