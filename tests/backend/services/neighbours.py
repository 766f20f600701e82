"""A few people and a group in Totnes, for the tests of single services."""

from __future__ import annotations

from datetime import UTC, datetime

from backend.services import groups, homes, people, resources
from models.group import Group
from models.person import Person, Provider
from models.resource import Category, Kind, Resource

NOW = datetime(2026, 5, 30, 10, tzinfo=UTC)
TOTNES = (50.4310, -3.6840)


async def neighbour(name: str) -> Person:
    """A registered person."""
    newcomer = people.Newcomer(Provider.DEVICE, f"device-{name}", name, "en")
    return await people.register(newcomer, now=NOW)


async def town(founder: Person, *, slug: str = "totnes", reach_m: int = 8_000) -> Group:
    """A group round Totnes; the founder is its admin and lives in the middle of it."""
    founding = groups.Founding("Totnes", slug, TOTNES, reach_m, "Europe/London", "en")
    group = await groups.found(founder, founding, now=NOW)
    await homes.settle(founder, group, TOTNES, now=NOW)
    return group


async def joined(name: str, group: Group, host: Person) -> Person:
    """A person who came into the group by invitation."""
    guest = await neighbour(name)
    await groups.join(guest, await groups.invite(host, group.id, uses=1, days=7, now=NOW), now=NOW)
    return guest


async def drill(owner: Person) -> Resource:
    """A drill at the owner's home."""
    await Category.get_or_create(
        id="drill-of-the-tests", defaults={"kind": Kind.TOOL, "names": {"en": "Drill"}, "position": 1}
    )
    return await resources.offer(owner, resources.Thing("Cordless drill", "drill-of-the-tests"), now=NOW)
