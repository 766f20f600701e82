"""Building the demo town: its history played through the services, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from backend.demo.events import Scene
from backend.demo.geography import AREAS, SPOTS
from backend.demo.history import NACHBARN, NACHBARN_CHAT, TOWN, TOWN_CHAT, History, Planner
from backend.demo.people import FIRST_ID, GERMAN_FOUNDER, MORWENNA
from backend.services import backlog, groups, people
from models.errors import Refused
from models.group import Group
from models.person import Person, Provider
from models.transaction import transactional

Progress = Callable[[str], None]
REPORTED_AT = (0.25, 0.5, 0.75)
TOLD = timedelta(days=1)
"""What is older, everybody has heard of; nobody is told of history when the bot starts."""
NEWCOMER = "Robin Fairweather"
"""Has Telegram and has not met the bot yet: whoever tries the town out may be them."""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A neighbour, and their account on Telegram."""

    person: Person
    telegram_id: int
    username: str
    story: str


@dataclass(frozen=True, slots=True)
class DemoTown:
    """What was built: the groups (the larger first), a code that lets newcomers in, and the people, leading ones first.

    newcomer_is_in: whether somebody has tried the town out before as the newcomer.
    refused: the loans that the terms did not allow, by the title of the thing; none, unless the plan has a fault.
    """

    groups: tuple[Group, ...]
    invite_code: str
    people: tuple[DemoPerson, ...]
    made: bool
    newcomer_is_in: bool = False
    refused: tuple[tuple[str, Refused], ...] = ()

    @property
    def group(self) -> Group:
        """Transition Totnes."""
        return self.groups[0]

    @property
    def steward(self) -> Person:
        """Who founded it and may invite into it."""
        return self.people[MORWENNA - FIRST_ID].person


async def build_town(*, seed: int, now: datetime, progress: Progress) -> DemoTown:
    """The town of this seed as it stands now; one that is there already only gets a new invitation.

    progress: told in a line now and then how far it is.
    """
    history = Planner(seed=seed, now=now).history()
    if await people.find(Provider.TELEGRAM, str(MORWENNA)) is None:
        progress(f"demo town: {len(history.people)} neighbours move in, with {len(history.lots)} things to share")
        scene = await _play(history, progress)
        await backlog.drop_owed(before=now - TOLD)
        return await _described(history, now, made=True, refused=tuple(scene.refused))
    return await _described(history, now, made=False)


@transactional
async def _play(history: History, progress: Progress) -> Scene:
    scene = Scene()
    everything = (*history.happened, *history.ending)
    quarters = {round(len(everything) * share): share for share in REPORTED_AT}
    for done, event in enumerate(everything):
        if done in quarters:
            progress(f"demo town: {quarters[done]:.0%} of three months of lending")
        await event.happen(scene)
    return scene


async def _described(
    history: History, now: datetime, *, made: bool, refused: tuple[tuple[str, Refused], ...] = ()
) -> DemoTown:
    known = [await _known(who.telegram_id, who.username, who.story) for who in history.people]
    steward = known[MORWENNA - FIRST_ID].person
    own = {group.slug: group for one in known for group in await groups.of(one.person)}
    code = await groups.invite(steward, own[TOWN].id, uses=500, days=365, now=now)
    newcomer = await people.find(Provider.TELEGRAM, str(FIRST_ID + len(known)))
    return DemoTown((own[TOWN], own[NACHBARN]), code, tuple(known), made, newcomer is not None, refused)


async def _known(telegram_id: int, username: str, story: str) -> DemoPerson:
    person = await people.find(Provider.TELEGRAM, str(telegram_id))
    if person is None:
        raise LookupError(f"nobody is known by the Telegram id {telegram_id}: this is not the demo town")
    return DemoPerson(person, telegram_id, username, story)


def people_file(town: DemoTown) -> dict[str, Any]:
    """What the sandbox wants to know: accounts, group chats (the first member runs each) and places at hand."""
    newcomer = {
        "id": FIRST_ID + len(town.people),
        "first_name": NEWCOMER,
        "username": None,
        "language_code": "en",
        "started": town.newcomer_is_in,
    }
    return {
        "people": [*(_account(one) for one in town.people), newcomer],
        "groups": [_chat(TOWN_CHAT, town.groups[0], town), _chat(NACHBARN_CHAT, town.groups[1], town)],
        "places": [
            *(_place(f"near {name}", lat, lon) for name, (lat, lon) in AREAS.items()),
            *(_place(f"at {spot.name}", *spot.point) for spot in SPOTS.values()),
        ],
    }


def _account(one: DemoPerson) -> dict[str, Any]:
    return {
        "id": one.telegram_id,
        "first_name": one.person.name,
        "username": one.username,
        "language_code": one.person.language,
        "started": True,
    }


def _chat(chat_id: int, group: Group, town: DemoTown) -> dict[str, Any]:
    members = [one for one in town.people if group is town.group or one.person.language == group.language]
    members.sort(key=lambda one: one.telegram_id != MORWENNA and one.person.name != GERMAN_FOUNDER)
    return {
        "id": chat_id,
        "title": group.name,
        "members": [one.telegram_id for one in members],
        "forum": False,
        "bot": True,
    }


def _place(name: str, latitude: float, longitude: float) -> dict[str, Any]:
    return {"name": name, "latitude": latitude, "longitude": longitude}
