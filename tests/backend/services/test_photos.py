from __future__ import annotations

import asyncio
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image

from backend.services import photos, resources
from backend.services.photos import Album, KeptPhoto
from models.errors import Busy, Forbidden, Invalid, MediaRefused, NotFound
from models.group import GroupRole, Membership
from models.journal import Journal
from models.person import Person
from models.place import Place, PlaceKind
from tests.backend.services.conftest import DRILL, NOW, Town, newcomer

DAY = timedelta(days=1)


@pytest.fixture
def album(tmp_path: Path) -> Album:
    return Album(tmp_path / "media", max_bytes=8 * 1024 * 1024, max_pixels=12_000_000)


def picture(shade: int = 0) -> bytes:
    out = BytesIO()
    Image.new("RGB", (60, 40), (shade, 0, 0)).save(out, "PNG")
    return out.getvalue()


def kept(number: int) -> KeptPhoto:
    return KeptPhoto(f"{number:064x}", 60, 40, 700)


def files(album: Album) -> list[Path]:
    return sorted(path for path in album.directory.rglob("*") if path.is_file())


async def test_a_kept_picture_is_one_whole_file_named_by_its_hash(album: Album) -> None:
    photo = await photos.keep(picture(), album, now=NOW)

    path = album.path(photo.sha256)
    assert files(album) == [path]
    assert (path.stem, path.stat().st_size) == (photo.sha256, photo.bytes)
    with Image.open(path) as image:
        assert (image.format, image.size) == ("JPEG", (photo.width, photo.height))


async def test_the_same_picture_is_kept_once(album: Album) -> None:
    first, *others = await asyncio.gather(*(photos.keep(picture(), album, now=NOW) for _ in range(5)))

    assert others == [first] * 4
    assert len(files(album)) == 1


async def test_a_refused_picture_leaves_no_file(album: Album) -> None:
    with pytest.raises(MediaRefused):
        await photos.keep(b"GIF89a", album, now=NOW)

    assert files(album) == []


async def test_where_nothing_can_be_written_the_picture_may_be_sent_again(album: Album) -> None:
    album.directory.parent.mkdir(exist_ok=True)
    album.directory.write_text("a file where the folder should be")

    with pytest.raises(Busy):
        await photos.keep(picture(), album, now=NOW)


async def test_the_event_loop_goes_on_while_a_large_picture_is_drawn(album: Album) -> None:
    out = BytesIO()
    Image.effect_noise((4_000, 2_900), 80).save(out, "JPEG", quality=60)
    work = asyncio.create_task(photos.keep(out.getvalue(), album, now=NOW))

    turns = 0
    while not work.done():
        await asyncio.sleep(0)
        turns += 1

    assert turns > 100


async def test_an_owner_shows_pictures_in_their_order(town: Town, album: Album) -> None:
    shown = [
        await photos.add(town.ada, town.drill.id, await photos.keep(picture(shade), album, now=NOW), now=NOW)
        for shade in (10, 200)
    ]

    assert [photo.position for photo in shown] == [0, 1]
    assert [photo.id for photo in await photos.of(town.drill.id)] == [photo.id for photo in shown]
    assert all(photos.path_of(photo, album).is_file() for photo in shown)
    assert await Journal.filter(verb="resource.photo_added", subject_id=str(town.drill.id)).count() == 2


async def test_the_same_picture_twice_is_shown_once(town: Town) -> None:
    first = await photos.add(town.ada, town.drill.id, kept(1), now=NOW, telegram_file_id="tg")
    second = await photos.add(town.ada, town.drill.id, kept(1), now=NOW)

    assert (second.id, second.telegram_file_id) == (first.id, "tg")


async def test_eight_pictures_are_enough_also_when_they_come_at_once(town: Town) -> None:
    outcomes = await asyncio.gather(
        *(photos.add(town.ada, town.drill.id, kept(number), now=NOW) for number in range(12)), return_exceptions=True
    )

    shown = await photos.of(town.drill.id)
    assert [photo.position for photo in shown] == list(range(8))
    assert [type(outcome) for outcome in outcomes].count(Invalid) == 4


async def test_who_may_see_but_not_decide_hears_so_and_a_stranger_hears_nothing(town: Town) -> None:
    stranger = await newcomer("Eve", 666)
    photo = await photos.add(town.ada, town.drill.id, kept(1), now=NOW)

    for person, refusal in ((town.ben, Forbidden), (stranger, NotFound)):
        with pytest.raises(refusal):
            await photos.add(person, town.drill.id, kept(2), now=NOW)
        with pytest.raises(refusal):
            await photos.remove(person, town.drill.id, photo.id, now=NOW)

    assert [one.id for one in await photos.of(town.drill.id)] == [photo.id]


async def test_a_suspended_owner_shows_nothing(town: Town) -> None:
    await Person.filter(id=town.ada.id).update(suspended_at=NOW)

    with pytest.raises(Forbidden):
        await photos.add(await Person.get(id=town.ada.id), town.drill.id, kept(1), now=NOW)


async def test_a_steward_shows_pictures_of_what_the_group_owns(town: Town) -> None:
    hub = await Place.create(
        kind=PlaceKind.HUB,
        name="Hub",
        group_id=town.group.id,
        cell="88195da49bfffff",
        public=True,
        lat=50.43,
        lon=-3.68,
        time_zone="Europe/London",
        created_at=NOW,
    )
    thing = resources.Thing("Ladder", DRILL, place_id=hub.id, owner_group_id=town.group.id)
    ladder = await resources.offer(town.ada, thing, now=NOW)
    await Membership.filter(person_id=town.ben.id).update(role=GroupRole.STEWARD)

    photo = await photos.add(town.ben, ladder.id, kept(1), now=NOW)

    assert [one.id for one in await photos.of(ladder.id)] == [photo.id]
    with pytest.raises(Forbidden):
        await photos.add(town.cleo, ladder.id, kept(2), now=NOW)


async def test_a_picture_is_taken_away_from_its_own_resource_only(town: Town) -> None:
    photo = await photos.add(town.ada, town.drill.id, kept(1), now=NOW)
    other = await resources.offer(town.ada, resources.Thing("Saw", DRILL), now=NOW)

    with pytest.raises(NotFound):
        await photos.remove(town.ada, other.id, photo.id, now=NOW)
    await photos.remove(town.ada, town.drill.id, photo.id, now=NOW)

    with pytest.raises(NotFound):
        await photos.remove(town.ada, town.drill.id, photo.id, now=NOW)
    assert await photos.of(town.drill.id) == []


async def test_after_one_is_taken_away_the_next_still_comes_last(town: Town) -> None:
    first = await photos.add(town.ada, town.drill.id, kept(1), now=NOW)
    second = await photos.add(town.ada, town.drill.id, kept(2), now=NOW)
    await photos.remove(town.ada, town.drill.id, first.id, now=NOW)

    third = await photos.add(town.ada, town.drill.id, kept(3), now=NOW)

    assert [photo.id for photo in await photos.of(town.drill.id)] == [second.id, third.id]


async def test_no_photo_for_a_resource_that_is_not_there(town: Town) -> None:
    with pytest.raises(NotFound):
        await photos.add(town.ada, uuid4(), kept(1), now=NOW)


async def test_only_files_that_nobody_shows_or_kept_lately_are_swept(town: Town, album: Album) -> None:
    shown, old, new = [await photos.keep(picture(shade), album, now=NOW) for shade in (1, 100, 250)]
    await photos.add(town.ada, town.drill.id, shown, now=NOW)
    await photos.keep(picture(250), album, now=NOW + 3 * DAY)

    swept = await photos.sweep(album, now=NOW + 3 * DAY)

    assert (swept, album.path(old.sha256).exists()) == (1, False)
    assert files(album) == sorted(album.path(photo.sha256) for photo in (shown, new))


async def test_a_sweep_of_nothing_is_fine(town: Town, album: Album) -> None:
    assert await photos.sweep(album, now=NOW) == 0


async def test_files_are_not_for_other_accounts_of_the_machine(album: Album) -> None:
    photo = await photos.keep(picture(), album, now=NOW)

    assert album.path(photo.sha256).stat().st_mode & 0o077 == 0
