from __future__ import annotations

from datetime import timedelta

import pytest

from backend.services import bookings, groups, places
from backend.services.importing import Listing, Report, bring_in, line_and_column
from models.booking import Booking
from models.errors import Forbidden, Invalid, NotFound
from models.journal import Journal
from models.notice import Notice, NoticeKind
from models.place import Place, PlaceKind
from models.resource import Condition, Offer, Resource, Unit
from tests.backend.services.conftest import CENTRE, NOW, Town, newcomer

LIST = """\
Inventory No.,Name,Category,Description,Qty,Location,Condition,Value (£)
A1,Belle mixer,Cement mixer,Loud but good,1,,worn,250
A2,Party tent,Mini digger,3 × 6 m,2,,good,"1,200.00"
,Cement mixer,,,1,,,
,Cement mixer,,,1,,,
"""


@pytest.fixture
async def hub(town: Town) -> Place:
    """The share shed in the middle of town."""
    opened = places.Opened(town.group.id, PlaceKind.HUB, "Share Shed", CENTRE)
    return await places.add(town.ada, opened, now=NOW)


async def brought(town: Town, text: str, *, dry_run: bool = False) -> Report:
    return await bring_in(town.ada, Listing(town.group.id, text.encode(), dry_run), now=NOW)


async def faults_of(town: Town, text: str) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        await brought(town, text)
    return [(fault.pointer, fault.code) for fault in refused.value.faults]


async def commons(town: Town) -> list[Resource]:
    return await Resource.filter(owner_group_id=town.group.id).order_by("title", "import_key")


async def counts() -> tuple[int, ...]:
    return tuple([await table.all().count() for table in (Resource, Unit, Offer, Place, Journal, Notice)])


async def test_a_list_becomes_the_groups_commons(town: Town, hub: Place) -> None:
    report = await brought(town, LIST)

    assert report == Report(added=(2, 3, 4, 5), changed=(), unchanged=(), places_opened=(), ignored_columns=())
    mixer, tent = [one for one in await commons(town) if one.import_key in ("no a1", "no a2")]
    assert (mixer.title, mixer.category_id, mixer.description, mixer.condition, mixer.value_minor) == (
        "Belle mixer",
        "machinery.building.cement-mixer",
        "Loud but good",
        Condition.WORN,
        25_000,
    )
    assert (mixer.place_id, mixer.owner_id, tent.value_minor) == (hub.id, None, 120_000)
    assert await Unit.filter(resource_id=tent.id).count() == 2
    assert await Offer.filter(resource_id=tent.id, group_id=town.group.id).count() == 1


async def test_nobody_is_told_of_each_line(town: Town, hub: Place) -> None:
    await brought(town, LIST)

    told = await Notice.filter(kind=NoticeKind.RESOURCE_OFFERED, created_at__gte=NOW)
    assert [notice for notice in told if notice.group_id] == []


async def test_the_same_list_again_changes_nothing(town: Town, hub: Place) -> None:
    await brought(town, LIST)
    before = await counts(), await commons(town)

    report = await brought(town, LIST)

    assert (report.added, report.changed, report.unchanged) == ((), (), (2, 3, 4, 5))
    assert (await counts(), await commons(town)) == before


async def test_a_dry_run_tells_the_same_and_changes_nothing(town: Town) -> None:
    before = await counts()

    report = await brought(town, LIST, dry_run=True)

    assert report == Report((2, 3, 4, 5), (), (), places_opened=("Transition Totnes",), ignored_columns=())
    assert await counts() == before


async def test_what_differs_is_changed_and_nothing_else(town: Town, hub: Place) -> None:
    await brought(town, LIST)
    untouched = [one.version for one in await commons(town) if one.import_key != "no a2"]

    report = await brought(town, LIST.replace("Party tent", "Big party tent").replace(",2,,good", ",3,,new"))

    [tent] = await Resource.filter(import_key="no a2")
    assert (report.added, report.changed, report.unchanged) == ((), (3,), (2, 4, 5))
    assert (tent.title, tent.condition, tent.version) == ("Big party tent", Condition.NEW, 2)
    assert [unit.label for unit in await Unit.filter(resource_id=tent.id).order_by("id")] == ["1", "2", "3"]
    assert [one.version for one in await commons(town) if one.import_key != "no a2"] == untouched
    [entry] = await Journal.filter(verb="resource.changed", subject_id=str(tent.id))
    assert entry.data == {"resource_id": str(tent.id), "fields": ["condition", "title", "units"]}


async def test_fewer_pieces_retire_those_that_nobody_was_promised(town: Town, hub: Place) -> None:
    await brought(town, LIST)
    [tent] = await Resource.filter(import_key="no a2")
    held = await bookings.request(town.ben, bookings.Wanted(tent.id, town.at(3), town.at(3, 17)), now=town.now)

    await brought(town, LIST.replace(",2,,good", ",1,,good"))

    left = await Unit.filter(resource_id=tent.id, retired_at=None)
    assert [unit.id for unit in left] == [held.unit_id]


async def test_a_piece_that_somebody_was_promised_is_not_taken_away(town: Town, hub: Place) -> None:
    await brought(town, LIST)
    [tent] = await Resource.filter(import_key="no a2")
    for hours in (0, 1):
        await bookings.request(
            (town.ben, town.cleo)[hours], bookings.Wanted(tent.id, town.at(3), town.at(3, 17)), now=town.now
        )

    assert await faults_of(town, LIST.replace(",2,,good", ",1,,good")) == [("/3/units", "units_promised")]
    assert await Booking.filter(resource_id=tent.id).count() == 2


async def test_one_faulty_line_keeps_all_out_and_every_fault_is_told(town: Town, hub: Place) -> None:
    before = await counts()

    faults = await faults_of(town, LIST + "A3,,Mini digger,,0,Atlantis,good,\nA1,Saw,Mini digger,,1,,good,\n")

    assert faults == [
        ("/6/place", "unknown_place"),
        ("/6/title", "required"),
        ("/6/units", "out_of_range"),
        ("/7/number", "repeated_number"),
    ]
    assert await counts() == before


async def test_a_place_is_known_by_its_name_and_else_opened_where_the_list_says(town: Town, hub: Place) -> None:
    await groups.name_area(town.ada, town.group.id, "Bridgetown", (50.429, -3.678), now=NOW)
    text = (
        "name,category,place,coordinates\n"
        "a,Cement mixer,share SHED,\n"
        'b,Cement mixer,Garage,"50.4350, -3.7010"\n'
        "c,Cement mixer,bridgetown,\n"
        "d,Cement mixer,,\n"
        'e,Cement mixer,garage,"50.4350, -3.7010"\n'
    )

    report = await brought(town, text)

    stand = {one.title: (await Place.get(id=one.place_id)).name for one in await commons(town)}
    assert stand == {"a": "Share Shed", "b": "Garage", "c": "bridgetown", "d": "Share Shed", "e": "Garage"}
    assert report.places_opened == ("Garage", "bridgetown")
    assert (await brought(town, text)).unchanged == (2, 3, 4, 5, 6)


async def test_a_place_in_the_ocean_is_refused_with_its_line(town: Town) -> None:
    text = 'name,category,place,coordinates\na,Cement mixer,Boat,"48.5, -20.0"\n'

    assert await faults_of(town, text) == [("/2/place", "too_far")]


async def test_a_group_without_a_place_gets_one_in_its_middle(town: Town) -> None:
    await brought(town, LIST)

    [place] = await Place.filter(group_id=town.group.id)
    assert (place.name, (place.lat, place.lon), place.public) == ("Transition Totnes", CENTRE, True)


async def test_a_list_that_opens_places_of_which_one_is_the_usual_changes_nothing_the_second_time(town: Town) -> None:
    text = 'name,category,place,gps\na,Cement mixer,Garage,"50.4350, -3.7010"\nb,Cement mixer,,\n'

    first, second = await brought(town, text), await brought(town, text)

    assert (first.places_opened, second.places_opened, second.unchanged) == (
        ("Garage", "Transition Totnes"),
        (),
        (2, 3),
    )


async def test_a_place_with_a_name_too_long_is_refused_with_its_line(town: Town) -> None:
    text = f'name,category,place,gps\na,Cement mixer,{"x" * 81},"50.4350, -3.7010"\n'

    assert await faults_of(town, text) == [("/2/place", "string_too_long")]


async def test_formulas_stay_text(town: Town, hub: Place) -> None:
    await brought(town, 'name,category,description\n"=HYPERLINK(""http://x"")",Mini digger,@SUM(A1)\n')

    [thing] = await commons(town)
    assert (thing.title, thing.description) == ('=HYPERLINK("http://x")', "@SUM(A1)")


async def test_a_fault_says_in_which_line_and_column_it_is(town: Town) -> None:
    for text, where in ((LIST + "A3,Saw,,,x,,,\n", (6, "units")), ("", (0, ""))):
        with pytest.raises(Invalid) as refused:
            await brought(town, text)
        assert line_and_column(refused.value.faults[-1]) == where


async def test_only_a_steward_brings_in_a_list(town: Town) -> None:
    listing = Listing(town.group.id, LIST.encode())

    with pytest.raises(Forbidden):
        await bring_in(town.ben, listing, now=NOW)
    with pytest.raises(NotFound):
        await bring_in(await newcomer("Eve", 666), listing, now=NOW)


async def test_two_groups_may_have_the_same_list(town: Town) -> None:
    founding = groups.Founding("Dartington", "dartington", CENTRE, 5_000, "Europe/London", "en")
    other = await groups.found(town.ada, founding, now=NOW)
    await brought(town, LIST)

    report = await bring_in(town.ada, Listing(other.id, LIST.encode()), now=NOW)

    assert report.added == (2, 3, 4, 5)


async def test_what_the_list_no_longer_has_stays(town: Town, hub: Place) -> None:
    await brought(town, LIST)

    await brought(town, "\n".join(LIST.splitlines()[:2]))

    assert len(await commons(town)) == 4


async def test_progress_is_told_line_by_line(town: Town, hub: Place) -> None:
    told: list[tuple[int, int]] = []

    await bring_in(
        town.ada,
        Listing(town.group.id, LIST.encode()),
        now=NOW + timedelta(days=1),
        progress=lambda done, total: told.append((done, total)),
    )

    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
