"""The group beside the town's: Dartington, with Eve who answers for it and Fay who lives near the others."""

from __future__ import annotations

from dataclasses import dataclass

from backend.services import groups, homes, links, people
from backend.services.links import Linked
from models.group import Group
from models.person import Person
from tests.backend.services.conftest import CENTRE, NOW, Town, newcomer


@dataclass
class Beside:
    """A group, its steward, and a member."""

    group: Group
    eve: Person
    fay: Person


async def beside(slug: str = "dartington", *, number: int = 800) -> Beside:
    """Another group in which nobody of the town is."""
    eve, fay = await newcomer("Eve", number), await newcomer("Fay", number + 1)
    founding = groups.Founding(slug.title(), slug, CENTRE, 15_000, "Europe/London", "en")
    group = await groups.found(eve, founding, now=NOW)
    await groups.join(fay, await groups.invite(eve, group.id, uses=5, days=1, now=NOW), now=NOW)
    for person in (eve, fay):
        await homes.settle(person, group, (CENTRE[0] + 0.02, CENTRE[1]), now=NOW)
    return Beside(group, await people.get(eve.id), await people.get(fay.id))


async def linked(town: Town, other: Beside) -> Linked:
    """Both sides have agreed to a link."""
    made = await links.propose(town.ada, town.group.id, other.group.slug, now=NOW)
    return await links.agree(other.eve, other.group.id, made.link.id, now=NOW)
