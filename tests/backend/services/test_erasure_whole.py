"""Leaving, looked at from below: a canary in whatever a person can fill, and the whole database read afterwards."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from backend.services import (
    alerts,
    bookings,
    device_login,
    erasure,
    finding,
    homes,
    idempotency,
    index,
    inquiries,
    messages,
    needs,
    people,
    photos,
    pictures,
    resources,
    search,
    sessions,
    tellings,
)
from backend.services.moves import Act
from matching.brute_force import BruteForce
from models.access import DeviceCode
from models.alert import Alert, AlertState, Find, Telling
from models.booking import Booking
from models.engine.connect import disconnect
from models.errors import Invalid
from models.group import GroupRole, Membership
from models.inquiry import Answer, Ask
from models.lifecycle import Action, State
from models.notice import Notice, NoticeKind
from models.person import Person
from models.place import Place
from models.receipt import Draft
from models.resource import Listed, Photo, Resource
from models.transaction import dialect, execute
from tests.backend.services.conftest import CENTRE, DRILL, NOW, Town
from tests.conftest import Database

LATER = NOW + timedelta(days=14)


async def dump() -> str:
    """Every row of every table, in lower case."""
    names = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
        "postgres": "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
    }[dialect()]
    tables = [row["name"] for row in await execute(names)]
    assert {"persons", "drafts", "idempotency_keys", "exact_points", "journal"} <= set(tables)
    return "\n".join([f"{name}: {await execute(f'SELECT * FROM {name}')}" for name in tables]).lower()


async def fill(town: Town, who: Person) -> None:
    """Leave a canary wherever one can write, as borrower, lender, seeker and steward."""
    await people.change(who, people.Settings(name="Canary Ben"), now=NOW)
    home = await homes.require(who)
    await execute("UPDATE exact_points SET address = 'canary street' WHERE place_id = $1", [home.id])
    await Place.filter(id=home.id).update(name="canary cottage")
    thing = resources.Thing("Canary saw", DRILL, description="canary teeth", import_key="canary-key")
    saw = await resources.offer(who, thing, now=NOW)
    await photos.add(who, saw.id, photos.KeptPhoto("canary" + "0" * 58, 9, 9, 9), now=NOW, telegram_file_id="canary-id")
    lent = await bookings.request(town.cleo, bookings.Wanted(saw.id, town.at(20), town.at(21)), now=NOW)
    await bookings.act(who, lent.id, Act(Action.DECLINE, reason="canary teeth are blunt"), now=NOW)
    need = await needs.state(who, needs.Wish("canary cage"), now=NOW)
    wanted = bookings.Wanted(town.drill.id, town.at(30), town.at(31), need.id, "canary note")
    borrowed = await bookings.request(who, wanted, now=NOW)
    await messages.send(who, borrowed.id, "canary message", now=NOW)
    other = await bookings.request(who, bookings.Wanted(town.drill.id, town.at(40), town.at(41)), now=NOW)
    await bookings.act(town.ada, other.id, Act(Action.CONFIRM), now=NOW)
    await bookings.act(who, other.id, Act(Action.CANCEL, reason="canary ill"), now=NOW)
    await alerts.stand(who, alerts.Lookout("canary seed"), now=NOW)
    await alerts.stand(town.cleo, alerts.Lookout(category_id=DRILL), now=NOW - timedelta(hours=1))
    await finding.find(now=NOW)
    assert await Find.exists(resource_id=saw.id)
    await doors(town, who)


async def doors(town: Town, who: Person) -> None:
    await sessions.issue_token(who, "canary phone", now=NOW)
    started = await device_login.start_login("canary tablet", now=NOW)
    await device_login.answer_login(who, started.login_code, approve=True, now=NOW)
    assert await DeviceCode.exists(label="canary tablet")
    await Draft.create(
        person=who, flow="need", step="when", data={"said": "canary"}, chat_id=1, expires_at=LATER, touched_at=NOW
    )
    for person, body in ((who, '{"title": "canary"}'), (town.ada, f'{{"id": "{who.id}", "name": "Canary Ben"}}')):

        async def effect(body: str = body) -> idempotency.StoredAnswer:
            return idempotency.StoredAnswer(201, {}, body)

        await idempotency.keep(person, key="canary" if person is who else "k", fingerprint="f", effect=effect, now=NOW)


async def leave(who: Person) -> int:
    await people.ask_erasure(await people.get(who.id), days=14, now=NOW)
    return await erasure.erase_due(now=LATER)


async def test_no_canary_is_left_in_any_column_of_any_table(town: Town) -> None:
    await fill(town, town.ben)
    before = await dump()

    done = await leave(town.ben)

    assert done == 1
    assert before.count("canary") > 15
    assert [line[:60] for line in (await dump()).split("\n") if "canary" in line] == []


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_no_canary_is_left_in_the_file_either(town: Town, db: Database) -> None:
    await fill(town, town.ben)

    await leave(town.ben)
    await disconnect()

    left = await asyncio.to_thread(Path(db.url.removeprefix("sqlite://")).read_bytes)
    assert b"canary" not in left.lower()


async def test_what_a_steward_wrote_to_others_goes_with_them(town: Town) -> None:
    await Membership.filter(person_id=town.ben.id).update(role=GroupRole.STEWARD)
    ladder = await resources.offer(town.ada, resources.Thing("Ladder", DRILL, owner_group_id=town.group.id), now=NOW)
    asked = await bookings.request(town.cleo, bookings.Wanted(ladder.id, town.at(20), town.at(21)), now=NOW)
    await bookings.act(town.ben, asked.id, Act(Action.DECLINE, reason="canary rungs"), now=NOW)

    await leave(town.ben)

    assert "canary" not in await dump()


async def test_no_file_of_their_pictures_is_left(town: Town, tmp_path: Path) -> None:
    album = photos.Album(tmp_path, 9_000_000, 12_000_000)
    saw = await resources.offer(town.ben, resources.Thing("Saw", DRILL), now=NOW)
    picture = pictures.Plain(b"jpeg", 9, 9)
    kept = photos.KeptPhoto(picture.sha256, 9, 9, 4)
    photos._store(picture, album.path(kept.sha256), NOW)
    await photos.add(town.ben, saw.id, kept, now=NOW)

    await leave(town.ben)
    await photos.sweep(album, now=LATER)

    assert not await Photo.exists()
    assert not album.path(kept.sha256).exists()


async def test_a_commons_at_the_home_of_who_left_is_paused_and_search_goes_on(town: Town) -> None:
    await Membership.filter(person_id=town.ben.id).update(role=GroupRole.STEWARD)
    ladder = await resources.offer(town.ben, resources.Thing("Ladder", DRILL, owner_group_id=town.group.id), now=NOW)
    await search.search(town.cleo, search.Looking(text="ladder"), now=NOW)

    await leave(town.ben)

    assert (await Resource.get(id=ladder.id)).state is Listed.PAUSED
    assert ladder.id not in [one.card.id for one in await search.search(town.cleo, search.Looking(), now=LATER)]
    with pytest.raises(Invalid):
        await resources.change(town.ada, ladder.id, resources.Changes(state=Listed.LISTED), now=LATER)
    fresh = index.Index(BruteForce(lambda _asked, _words: 0.0), b"test")
    assert await fresh.build() == 1


async def test_a_suspended_person_leaves_as_well_and_keeps_nobody_else(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(20), town.at(21))
    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=NOW)
    await people.ask_erasure(town.cleo, days=14, now=NOW + timedelta(hours=-1))
    await people.ask_erasure(town.ben, days=14, now=NOW + timedelta(hours=-2))
    await Person.filter(id=town.ben.id).update(suspended_at=NOW)

    done = await erasure.erase_due(now=LATER)

    assert (done, (await Booking.get(id=booking.id)).state) == (2, State.CANCELLED)
    assert await Notice.exists(person_id=town.ada.id, kind=NoticeKind.BOOKING_CANCELLED)


async def test_those_who_have_something_out_keep_nobody_else_from_leaving(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(1), town.at(2))
    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=NOW)
    await bookings.act(town.ada, booking.id, Act(Action.HAND_OVER), now=town.at(1))
    await people.ask_erasure(town.ben, days=13, now=NOW)
    await people.ask_erasure(town.cleo, days=14, now=NOW)

    assert await erasure.erase_due(now=LATER, limit=1) == 1
    assert (await Person.get(id=town.cleo.id)).erased_at == LATER


async def test_the_name_of_who_left_is_in_no_search_any_more(town: Town) -> None:
    await resources.offer(town.ben, resources.Thing("Saw", DRILL), now=NOW)
    found = await search.search(town.cleo, search.Looking(point=CENTRE, radius_m=50_000), now=NOW)

    await leave(town.ben)

    left = await search.search(town.cleo, search.Looking(point=CENTRE, radius_m=50_000), now=LATER)
    assert ({one.card.owner for one in found}, {one.card.owner for one in left}) == ({"Ada", "Ben"}, {"Ada"})


async def test_nobody_is_told_of_their_things_any_more_and_nothing_of_what_they_waited_for_is_left(town: Town) -> None:
    waits = await alerts.stand(town.ben, alerts.Lookout("drill"), now=NOW - timedelta(hours=1))
    await alerts.stand(town.cleo, alerts.Lookout("drill"), now=NOW - timedelta(hours=1))
    await resources.offer(town.ben, resources.Thing("Ben's drill", DRILL), now=NOW)
    await resources.offer(town.ada, resources.Thing("Ada's drill", DRILL), now=NOW)
    await finding.find(now=NOW)
    await tellings.tell_due(now=NOW + finding.GATHER)
    need = await needs.state(town.cleo, needs.Wish("drill"), now=NOW)
    await inquiries.begin(town.cleo, need.id, now=NOW)
    await inquiries.advance(now=NOW)

    await leave(town.ben)

    assert await Find.filter(person_id=town.ben.id).count() == await Telling.filter(person_id=town.ben.id).count() == 0
    titles = [one.resource.title for one in await Find.all().select_related("resource")]
    assert sorted(set(titles)) == ["Ada's drill", "Bosch hammer drill"]
    assert (await Alert.get(id=waits.id)).state is AlertState.WITHDRAWN
    assert (await Ask.get(person_id=town.ben.id)).answer is Answer.CLOSED
