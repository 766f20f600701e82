"""Pictures go in as they are and come out without what the camera wrote into them."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from aiohttp import ClientResponse
from PIL import Image

from backend.services.photos import Album
from tests.backend.api.town import Neighbour, TownDoor, open_door
from tests.backend.services.conftest import Town, town

__all__ = ["town"]


@pytest.fixture
async def totnes(town: Town, tmp_path: Path) -> AsyncIterator[TownDoor]:
    async with open_door(town, Album(tmp_path, max_bytes=200_000, max_pixels=1_000_000)) as door:
        yield door


def picture(size: tuple[int, int] = (64, 48), form: str = "PNG") -> bytes:
    file = BytesIO()
    Image.new("RGB", size, "green").save(file, form)
    return file.getvalue()


async def send(neighbour: Neighbour, path: str, data: bytes, media_type: str = "image/png") -> ClientResponse:
    headers = {"Authorization": f"Bearer {neighbour.token}", "Content-Type": media_type}
    return await neighbour.client.post(path, data=data, headers=headers)


async def test_a_picture_is_kept_listed_shown_and_taken_away(totnes: TownDoor) -> None:
    path = f"/v1/resources/{totnes.drill}/photos"

    sent = await send(totnes.ada, path, picture())
    again = await send(totnes.ada, path, picture())
    (listed,) = (await totnes.ben.get(path))["data"]
    shown = await totnes.ben.ask("GET", listed["url"])
    image = Image.open(BytesIO(await shown.read()))
    removed = await totnes.ada.ask("DELETE", listed["url"])

    assert (sent.status, again.status, sent.headers["Location"]) == (201, 201, listed["url"])
    assert await sent.json() == listed
    assert (shown.content_type, image.format, image.size) == ("image/jpeg", "JPEG", (64, 48))
    assert (removed.status, (await totnes.ben.get(path))["data"]) == (204, [])


@pytest.mark.parametrize(
    ("data", "media_type", "status"),
    [
        (b"", "image/png", 422),
        (b"GIF89a", "image/png", 422),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", 415),
        (picture()[:60], "image/png", 422),
        (picture((1200, 1200)), "image/png", 422),
        (b"\xff" * 200_001, "image/jpeg", 413),
        (b"{}", "application/json", 415),
    ],
)
async def test_what_is_no_good_picture_is_refused(totnes: TownDoor, data: bytes, media_type: str, status: int) -> None:
    answer = await send(totnes.ada, f"/v1/resources/{totnes.drill}/photos", data, media_type)

    assert answer.status == status
    assert answer.content_type == "application/problem+json"


async def test_only_the_owner_adds_pictures(totnes: TownDoor) -> None:
    answer = await send(totnes.ben, f"/v1/resources/{totnes.drill}/photos", picture())

    assert answer.status == 403
