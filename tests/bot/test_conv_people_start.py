"""Coming in: name, language, group and home, by link or without, by buttons or by text."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from backend.services import device_login, groups, homes
from backend.services.locating import Found
from models.group import Group
from models.person import Person
from models.receipt import Draft
from models.transaction import is_running
from tests.bot.people import Street, opened_street


@pytest.fixture
async def street(db: object, tmp_path: Path) -> AsyncIterator[Street]:
    async with opened_street(tmp_path) as street:
        yield street


@pytest.mark.parametrize(
    ("language", "go_on", "home", "menu"),
    [
        ("en", "Go on as Ben", "Where you live", "Find something"),
        ("de", "Weiter als Ben", "Wo du wohnst", "Etwas suchen"),
    ],
)
async def test_an_invitation_survives_registration(
    street: Street, language: str, go_on: str, home: str, menu: str
) -> None:
    ben = street.sandbox.add_person(7, "Ben", "ben", language)

    ben.starts(f"join_{await street.invitation()}")
    await street.sees(ben, "Transition Totnes", go_on)
    ben.presses(go_on)
    await street.sees(ben, home)
    ben.presses("Bridgetown")
    await street.sees(ben, "Bridgetown", menu)

    person = await street.person(ben)
    assert person.language == language
    assert [group.name for group in await groups.of(person)] == ["Transition Totnes"]
    assert await homes.of(person) is not None


async def test_all_of_it_by_text_alone(street: Street) -> None:
    ben = street.sandbox.add_person(7, "Ben \u202e🌻")

    ben.starts()
    await street.sees(ben, "Welcome to Borrowdale")
    ben.types("Benedict of the Hill")
    await street.sees(ben, "Your group")
    ben.types(f"https://t.me/borrowdale_bot?start=join_{await street.invitation()}")
    await street.sees(ben, "Where you live")
    ben.types("follaton")
    await street.sees(ben, "Follaton", "All set")

    person = await street.person(ben)
    assert person.name == "Benedict of the Hill"
    assert await homes.of(person) is not None


async def test_starting_five_times_makes_one_account(street: Street) -> None:
    ben = street.sandbox.add_person(7, "Ben")

    for _ in range(5):
        ben.starts()
    await street.seen(ben)

    assert await Person.filter(name="Ben").count() == 1


async def test_coming_in_goes_on_where_it_stopped_with_the_invitation_it_began_with(street: Street) -> None:
    ben = street.sandbox.add_person(7, "Ben")
    ben.starts(f"join_{await street.invitation(uses=1)}")
    await street.seen(ben)

    await street.types(ben, "/help")
    await street.types(ben, "/start")
    await street.presses(ben, "Go on as Ben")
    await street.types(ben, "/start")
    await street.types(ben, "Bridgetown")

    person = await street.person(ben)
    assert [group.name for group in await groups.of(person)] == ["Transition Totnes"]
    assert await homes.of(person) is not None
    assert not await Draft.all().exists()


async def test_what_a_link_was_for_comes_after_coming_in(street: Street) -> None:
    ben = street.sandbox.add_person(7, "Ben")
    login = await device_login.start_login("Firefox", now=street.clock())
    ben.starts(f"login_{login.login_code}")
    await street.seen(ben)

    await street.presses(ben, "Go on as Ben")
    seen = await street.presses(ben, "Later")

    assert "A device wants to sign in as you" in seen


class OneStreet:
    """An address book that knows one street, and is asked outside of any transaction."""

    async def find(self, text: str, group: Group, *, now: datetime) -> Found | None:
        assert not is_running()
        known = "bridge street" in text.lower()
        return Found(50.4330, -3.6760, "Bridge Street 4, Totnes", "© the map's makers") if known else None


async def test_an_address_is_looked_up_where_there_is_an_address_book(db: object, tmp_path: Path) -> None:
    async with opened_street(tmp_path, geocoder=OneStreet()) as street:
        ben = street.sandbox.add_person(7, "Ben")
        ben.starts(f"join_{await street.invitation()}")
        assert "an address" in await street.presses(ben, "Go on as Ben")

        assert "There is no such place" in await street.types(ben, "4 Nowhere Lane")
        seen = await street.types(ben, "4 Bridge Street")

        assert "Bridge Street 4, Totnes" in seen
        assert "© the map's makers" in seen
        assert await homes.of(await street.person(ben)) is not None
