"""A town and the town beside it, with one of everything in both and everybody who might ask."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

from PIL import Image

from backend.services import (
    alerts,
    bookings,
    erasure,
    groups,
    homes,
    inquiries,
    links,
    needs,
    people,
    photos,
    places,
    resources,
    round_deciding,
    round_requests,
    rounds,
    sessions,
    words,
)
from backend.services.bookings import Wanted
from backend.services.photos import Album
from models.group import Group, GroupRole, Membership, Standing
from models.inquiry import Ask
from models.person import Person
from models.place import PlaceKind
from models.resource import Resource
from models.transaction import dialect, execute
from tests.backend.api.town import Neighbour, TownDoor, open_door
from tests.backend.services.conftest import CENTRE, DRILL, Town, newcomer

UNKNOWN = "0190a000-0000-7000-8000-000000000000"
OTHER_CENTRE = (50.52, -3.75)
NOBODY = "nobody"
LOCKED_OUT = frozenset({NOBODY, "suspended", "erased", "revoked", "expired"})
MEMBERS = frozenset({"member", "borrower", "owner", "steward", "admin"})
OTHERS = frozenset({"other_member", "other_steward", "other_admin"})
HOMED = MEMBERS | OTHERS | {"put_out"}
SIGNED_IN = HOMED | {"stranger"}
EVERYBODY = SIGNED_IN | LOCKED_OUT
_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgres": "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
}


def picture() -> bytes:
    """A small PNG."""
    file = BytesIO()
    Image.new("RGB", (8, 6), "green").save(file, "PNG")
    return file.getvalue()


@dataclass
class World:
    """Both towns, who is in them, and the ids of what is in each."""

    door: TownDoor
    asking: dict[str, Neighbour]
    ours: dict[str, str]
    theirs: dict[str, str]

    async def told(self, who: str, method: str, address: str, body: Any) -> tuple[int, Any]:
        """What somebody is answered: the status, and what was said without the request's own id."""
        guard = {"If_Match": "*"} if method in {"PUT", "PATCH", "DELETE"} else {}
        asker = self.asking[who]
        headers = {"Authorization": f"Bearer {asker.token}"} if who != NOBODY else {"Authorization": ""}
        if isinstance(body, bytes):
            answer = await asker.send(method, address, body, Content_Type="image/png", **guard, **headers)
        else:
            answer = await asker.ask(method, address, body, **guard, **headers)
        said = await answer.json(content_type=None) if answer.content_type.endswith("json") else None
        if isinstance(said, dict):
            said.pop("instance", None)
        return answer.status, said


async def kept() -> dict[str, list[str]]:
    """Every row of every table, as text."""
    names = [row["name"] for row in await execute(_TABLES[dialect()])]
    return {name: sorted(str(row) for row in await execute(f'SELECT * FROM "{name}"')) for name in sorted(names)}


@asynccontextmanager
async def open_world(town: Town, folder: Path) -> AsyncIterator[World]:
    """The door over both towns."""
    album = Album(folder, max_bytes=200_000, max_pixels=1_000_000)
    async with open_door(town, album) as door:
        cast = await _cast(town)
        other = await _other_group(town, cast)
        code = await groups.invite(cast["admin"], town.group.id, uses=50, days=1, now=town.now)
        ours = await _things(town, town.group, cast, album) | {"code": code}
        theirs = await _things(town, other, {role: cast[f"other_{role}"] for role in _ROLES}, album) | {"code": code}
        ours["neighbour"], theirs["neighbour"] = [await _neighbour(one, town.now) for one in (town.group, other)]
        ours |= {"beside": other.slug, "link": await _link(town, town.group)}
        theirs |= {"beside": town.group.slug, "link": await _link(town, other)}
        yield World(door, await _askers(door, cast), ours, theirs)


_ROLES = {"owner": "admin", "borrower": "member", "steward": "steward"}


async def _cast(town: Town) -> dict[str, Person]:
    """Everybody by what they are; whoever owns the drill answers for nothing else."""
    code = await groups.invite(town.ada, town.group.id, uses=50, days=1, now=town.now)
    cast = {"owner": town.ada, "borrower": town.ben, "member": town.cleo}
    for number, name in enumerate(("steward", "admin", "put_out", "suspended", "erased", "revoked", "expired")):
        person = await newcomer(name.title(), 200 + number)
        await groups.join(person, code, now=town.now)
        await homes.settle(person, town.group, CENTRE, now=town.now)
        cast[name] = await people.get(person.id)
    cast["stranger"] = await newcomer("Stranger", 300)
    await _stand(town.group, cast["steward"], role=GroupRole.STEWARD)
    await _stand(town.group, cast["admin"], role=GroupRole.ADMIN)
    await _stand(town.group, cast["owner"], role=GroupRole.MEMBER)
    await _stand(town.group, cast["put_out"], state=Standing.SUSPENDED)
    return cast


async def _stand(group: Group, person: Person, **standing: Any) -> None:
    await Membership.filter(group_id=group.id, person_id=person.id).update(**standing)


async def _other_group(town: Town, cast: dict[str, Person]) -> Group:
    """A group beside ours, with people of its own in it."""
    admin = cast["other_admin"] = await newcomer("Other Admin", 400)
    founding = groups.Founding("Ashburton", "ashburton", OTHER_CENTRE, 5000, "Europe/London", "en")
    group = await groups.found(admin, founding, now=town.now)
    code = await groups.invite(admin, group.id, uses=50, days=1, now=town.now)
    for number, name in enumerate(("other_member", "other_steward")):
        cast[name] = await newcomer(name.title(), 401 + number)
        await groups.join(cast[name], code, now=town.now)
    for name in OTHERS:
        await homes.settle(cast[name], group, OTHER_CENTRE, now=town.now)
    await _stand(group, cast["other_steward"], role=GroupRole.STEWARD)
    cast["other_owner"], cast["other_borrower"] = cast["other_admin"], cast["other_member"]
    return group


async def _things(town: Town, group: Group, cast: Mapping[str, Person], album: Album) -> dict[str, str]:
    """One of everything in a group."""
    now, owner, borrower, steward = town.now, cast["owner"], cast["borrower"], cast["steward"]
    centre = (group.centre_lat, group.centre_lon)
    hub = await places.add(steward, places.Opened(group.id, PlaceKind.HUB, "Hub", centre), now=now)
    drill = (
        town.drill if owner.id == town.ada.id else await resources.offer(owner, resources.Thing("Saw", DRILL), now=now)
    )
    shared = resources.Thing("Marquee", DRILL, place_id=hub.id, owner_group_id=group.id)
    commons = await resources.offer(steward, shared, now=now)
    photo = await photos.add(owner, drill.id, await photos.keep(picture(), album, now=now), now=now)
    wanted = [Wanted(thing.id, town.at(5, 10), town.at(5, 12)) for thing in (drill, commons)]
    booking, commons_booking = [await bookings.request(borrower, one, now=now) for one in wanted]
    things = {
        "group": group.id,
        "resource": drill.id,
        "commons": commons.id,
        "photo": photo.id,
        "place": hub.id,
        "owners_home": _there(await homes.of(owner)).id,
        "need": (await needs.state(borrower, needs.Wish("a drill"), now=now)).id,
        "ask": (await _put(borrower, owner, drill, now)).id,
        "word": (await words.add(steward, group.id, words.Word(DRILL, "en", "borer"), now=now)).id,
        "alert": (await alerts.stand(borrower, alerts.Lookout("a saw"), now=now)).id,
        **await _rounds(town, steward, borrower, commons),
        "booking": booking.id,
        "commons_booking": commons_booking.id,
        "session": (await sessions.issue_token(borrower, "other", now=now)).session_id,
    }
    return {name: str(thing) for name, thing in things.items()}


async def _link(town: Town, group: Group) -> str:
    """A link that a third group proposes to this one."""
    founder = await newcomer("Founder", 600 + len(group.slug))
    founding = groups.Founding("Beyond", f"beyond-{group.slug}", OTHER_CENTRE, 5000, "Europe/London", "en")
    beyond = await groups.found(founder, founding, now=town.now)
    return str((await links.propose(founder, beyond.id, group.slug, now=town.now)).link.id)


async def _neighbour(group: Group, now: datetime) -> str:
    """Somebody else in the group."""
    person = await newcomer("Neighbour", int(group.id.hex[-6:], 16))
    await Membership.create(person=person, group=group, state=Standing.ACTIVE, joined_at=now)
    return str(person.id)


async def _rounds(town: Town, steward: Person, borrower: Person, commons: Resource) -> dict[str, UUID]:
    """A round that is decided, in which nobody asked, and one that is open, with a request in it."""
    opened = []
    for days in (-3, 0):
        when = town.at(days + 2), town.at(days + 4), town.at(days + 6)
        plan = rounds.Plan(await _home_of(commons), "May", *when, (commons.id,))
        opened.append((await rounds.open_round(steward, plan, now=town.at(days))).round)
        await round_deciding.advance(now=town.now)
    wish = round_requests.Wish(town.at(4), town.at(6), 60)
    request = await round_requests.put(borrower, opened[1].id, wish, now=town.now)
    return {"decided": opened[0].id, "round": opened[1].id, "round_request": request.id}


async def _home_of(commons: Resource) -> UUID:
    """The group that owns it."""
    assert commons.owner_group_id is not None
    return commons.owner_group_id


async def _put(borrower: Person, owner: Person, thing: Resource, now: datetime) -> Ask:
    """A question put to the owner on account of another need."""
    need = await needs.state(borrower, needs.Wish("something to saw with"), now=now)
    inquiry = (await inquiries.begin(borrower, need.id, now=now)).inquiry
    return await Ask.create(inquiry=inquiry, need=need, person=owner, resource=thing, wave=1, asked_at=now)


async def _askers(door: TownDoor, cast: Mapping[str, Person]) -> dict[str, Neighbour]:
    """Everybody with their token; afterwards some of the tokens are worth nothing."""
    now = door.town.now
    issued = {name: now - timedelta(hours=1) if name == "expired" else now for name in EVERYBODY - {NOBODY}}
    tokens = {name: await sessions.issue_token(cast[name], "test", now=at) for name, at in issued.items()}
    await sessions.revoke(cast["revoked"], tokens["revoked"].session_id, now=now)
    await Person.filter(id=cast["suspended"].id).update(suspended_at=now)
    await people.ask_erasure(cast["erased"], days=0, now=now)
    assert await erasure.erase_due(now=now) == 1
    asking = {name: Neighbour(door.client, cast[name], one.access_token) for name, one in tokens.items()}
    return asking | {NOBODY: Neighbour(door.client, cast["stranger"], "")}


def _there(place: Any) -> Any:
    assert place is not None
    return place
