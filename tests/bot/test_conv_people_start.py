"""Coming in: name, language, group and home, by link or without, by buttons or by text."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.services import groups, homes
from models.person import Person
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
