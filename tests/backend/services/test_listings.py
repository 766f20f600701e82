"""What is read whole at the start is what is read one by one later, on both databases."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from backend.services import bookings, index, listing_rows, listings, places, resources, stocking
from backend.services.bookings import act
from backend.services.cards import Card, Entry
from backend.services.moves import Act
from matching.engine import Query
from matching.grid import GridEngine
from matching.intervals import Period
from models.booking import Booking
from models.lifecycle import Action
from models.person import Person
from models.place import PlaceKind
from models.resource import Resource, Unit
from tests.backend.services.beside import beside, linked
from tests.backend.services.conftest import CENTRE, DRILL, NOW, Town

KEY = b"test"
SATURDAYS = {"weekly": [{"weekday": 5, "start": "10:00", "end": "16:00"}]}


async def whole() -> dict[UUID, Entry]:
    return {UUID(entry.listing.id): entry for entry in stocking.entries(await listings.load_all(KEY))}


async def each() -> dict[UUID, Entry]:
    found = {one.id: await listings.load_one(KEY, one.id) for one in await Resource.all()}
    return {resource_id: entry for resource_id, entry in found.items() if entry is not None}


async def offered(town: Town) -> dict[str, UUID]:
    """Things of people and of a group, at home and in a public place; two of them cannot be found."""
    opened = places.Opened(town.group.id, PlaceKind.HUB, "Workshop", CENTRE, opening=SATURDAYS)
    hub = await places.add(town.ada, opened, now=NOW)
    terms = {"buffer_after_minutes": 30}
    things = {
        "three": (town.ada, resources.Thing("Saw", DRILL, "Cuts", units=3, seen_by_linked=True, rules=terms)),
        "of the group": (town.ada, resources.Thing("Bench", DRILL, owner_group_id=town.group.id, place_id=hub.id)),
        "own hours": (town.ben, resources.Thing("Plane", DRILL, opening=SATURDAYS, instant=True)),
        "paused": (town.ben, resources.Thing("Vice", DRILL)),
        "of somebody suspended": (town.cleo, resources.Thing("Rasp", DRILL)),
    }
    made = {name: (await resources.offer(who, thing, now=NOW)).id for name, (who, thing) in things.items()}
    await Resource.filter(id=made["paused"]).update(state="paused")
    await Person.filter(id=town.cleo.id).update(suspended_at=NOW)
    return made


async def booked(town: Town) -> None:
    """The drill: asked for, lent, out, and not wanted any more."""
    for day, actions in enumerate([(), (Action.CONFIRM,), (Action.CONFIRM, Action.HAND_OVER), (Action.WITHDRAW,)]):
        booking = await town.asks(town.ben, town.at(day + 1), town.at(day + 1, 12))
        for action in actions:
            who = town.ben if action is Action.WITHDRAW else town.ada
            await act(who, booking.id, Act(action), now=town.at(day + 1) if action is Action.HAND_OVER else NOW)


async def test_all_at_once_are_as_one_by_one(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listings, "AT_ONCE", 2)
    other = await beside()
    await linked(town, other)
    made = await offered(town)
    await booked(town)

    found = await whole()

    assert found == await each()
    assert found.keys() == {town.drill.id, made["three"], made["of the group"], made["own hours"]}
    three, drill = found[made["three"]].listing, found[town.drill.id].listing
    assert three.groups == {str(town.group.id), str(other.group.id)}
    assert (len(three.units), three.rules.buffer_after_minutes, three.words) == (3, 30, "Saw Cuts")
    assert [one.out for one in sorted(drill.busy, key=lambda one: one.start)] == [False, False, True]
    assert drill.record.asked == 2
    assert found[made["own hours"]].listing.opening == found[made["of the group"]].listing.opening


async def test_what_is_loaded_is_found_as_if_each_had_been_put(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listings, "AT_ONCE", 1)  # so that a page has nothing that can be found
    made = await offered(town)
    await booked(town)
    retired = await resources.offer(town.ada, resources.Thing("Shears", DRILL, units=2, instant=True), now=NOW)
    await bookings.request(town.ben, bookings.Wanted(retired.id, town.at(1), town.at(1, 12)), now=NOW)
    taken = (await Booking.get(resource_id=retired.id)).unit_id
    await Unit.filter(id=taken).update(retired_at=NOW)
    stocked = await listings.load_all(KEY)
    loaded, filled = (GridEngine(lambda _asked, _words: 1.0) for _ in range(2))
    loaded.load(stocked.stock())
    for entry in (await each()).values():
        filled.put(entry.listing)

    everything = Query(
        cell=loaded.get(str(town.drill.id)).cell,  # type: ignore[union-attr]  # it is there
        radius_m=20_000,
        now=NOW,
        groups=frozenset({str(town.group.id)}),
        categories=frozenset({DRILL}),
    )
    for day in range(1, 5):
        wish = replace(everything, period=Period(town.at(day), town.at(day, 12)))
        found = {hit.id for hit in loaded.search(wish)}
        assert loaded.search(wish) == filled.search(wish)
        assert (str(town.drill.id) in found) is (day == 4)
        assert {str(retired.id), str(made["three"])} <= found
    assert list(stocked.ids) == sorted(stocked.ids)
    assert len(loaded.get(str(retired.id)).units) == 1  # type: ignore[union-attr]  # it is there


async def test_a_card_names_a_public_place_and_no_home(town: Town) -> None:
    made = await offered(town)
    found = await whole()

    bench, plane = found[made["of the group"]].card, found[made["own hours"]].card

    assert bench == Card(made["of the group"], "Bench", "tool", DRILL, "Transition Totnes", "Workshop", instant=False)
    assert (plane.owner, plane.place, plane.instant) == ("Ben", "", True)


async def test_what_many_have_in_common_is_one_object(town: Town) -> None:
    await offered(town)
    found = [entry.listing for entry in (await whole()).values() if entry.listing.owner == str(town.ada.id)]

    assert len(found) == 2
    assert all(len({id(getattr(one, name)) for one in found}) == 1 for name in ("owner", "cell", "groups", "category"))


async def test_a_place_that_came_while_pages_are_read_is_left_to_the_journal(town: Town) -> None:
    made = await offered(town)
    pages = listing_rows.pages(1)
    first = await anext(pages)
    hub = await places.add(town.ada, places.Opened(town.group.id, PlaceKind.HUB, "New", CENTRE), now=NOW)
    await Resource.filter(id=made["own hours"]).update(place_id=hub.id)

    read = [one.resource[0] for page in [first, *[page async for page in pages]] for one in page.resources]

    assert read == [str(town.drill.id), str(made["three"]), str(made["of the group"])]


async def test_a_card_is_made_when_it_is_asked_for_and_anew_after_a_change(town: Town) -> None:
    current = index.Index(GridEngine(lambda _asked, _words: 1.0), KEY)
    await current.build()
    before = current.card(str(town.drill.id))
    await resources.change(town.ada, town.drill.id, resources.Changes(title="Makita"), now=NOW)
    await current.catch_up()

    assert before.title == "Bosch hammer drill"
    assert current.card(str(town.drill.id)).title == "Makita"
    assert current.card(str(town.drill.id)) is current.card(str(town.drill.id))
    with pytest.raises(KeyError):
        current.card("unheard of")
