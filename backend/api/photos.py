"""The pictures of a thing: sent as they are, kept without what the camera wrote into them."""

import asyncio
from http import HTTPStatus
from typing import Any
from uuid import UUID

from backend.api.inputs import Upload
from backend.api.outputs import Output
from backend.api.routing import Answer, Asked, Route, no_content
from backend.services import photos, resources
from backend.services.photos import Album
from models.errors import Busy, NotFound
from models.resource import Photo


class PhotoOut(Output):
    """A picture of a thing; a JPEG."""

    id: UUID
    url: str
    width: int
    height: int


class Photos(Output):
    """The pictures in their order."""

    data: list[PhotoOut]


async def list_photos(asked: Asked[Any, Any]) -> Answer:
    """The pictures of a thing."""
    resource = await resources.visible(asked.person, asked.id)
    return Answer(Photos(data=[present(photo) for photo in await photos.of(resource.id)]))


async def add_photo(asked: Asked[Any, Upload]) -> Answer:
    """Show a picture with a thing; the same one again changes nothing."""
    await resources.owned(asked.person, asked.id)
    kept = await photos.keep(asked.body.data, _album(asked), now=asked.now)
    photo = await photos.add(asked.person, asked.id, kept, now=asked.now)
    return Answer(present(photo), HTTPStatus.CREATED, location=_address(photo))


async def get_photo(asked: Asked[Any, Any]) -> Answer:
    """One picture."""
    resource = await resources.visible(asked.person, asked.id)
    wanted = asked.uuid("photo_id")
    photo = next((photo for photo in await photos.of(resource.id) if photo.id == wanted), None)
    if photo is None:
        raise NotFound(what="photo")
    try:
        data = await asyncio.to_thread(photos.path_of(photo, _album(asked)).read_bytes)
    except FileNotFoundError:
        raise NotFound(what="photo") from None
    return Answer(data, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=86400, immutable"})


async def remove_photo(asked: Asked[Any, Any]) -> Answer:
    """Take a picture away from a thing."""
    await photos.remove(asked.person, asked.id, asked.uuid("photo_id"), now=asked.now)
    return no_content()


def present(photo: Photo) -> PhotoOut:
    return PhotoOut(id=photo.id, url=_address(photo), width=photo.width, height=photo.height)


def _address(photo: Photo) -> str:
    return f"/v1/resources/{photo.resource_id}/photos/{photo.id}"


def _album(asked: Asked[Any, Any]) -> Album:
    if asked.deps.album is None:
        raise Busy(what="media")
    return asked.deps.album


_PHOTOS = "/v1/resources/{id}/photos"
_PICTURES = ("image/jpeg", "image/png", "image/webp")

ROUTES = [
    Route("GET", _PHOTOS, list_photos, gives=Photos),
    Route("POST", _PHOTOS, add_photo, body=Upload, takes=_PICTURES, gives=PhotoOut, status=HTTPStatus.CREATED),
    Route("GET", f"{_PHOTOS}/{{photo_id}}", get_photo, gives=bytes, media_type="image/jpeg"),
    Route("DELETE", f"{_PHOTOS}/{{photo_id}}", remove_photo),
]
