"""What an owner does with the pictures of a resource: keep one, show it, take it away; files are named by hash."""

from __future__ import annotations

import asyncio
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from backend.services.people import require_active
from backend.services.pictures import Plain, inspect, redraw
from backend.services.resources import owned
from models.errors import Busy, Invalid, NotFound
from models.journal import Journal
from models.person import Person
from models.resource import Photo, Resource
from models.transaction import transactional

MOST_PER_RESOURCE = 8
UNUSED_FOR = timedelta(days=2)
# A picture of twelve megapixels takes some 50 MB while it is drawn: two at a time, whatever arrives.
_DRAWING = ThreadPoolExecutor(max_workers=2, thread_name_prefix="photo")


@dataclass(frozen=True, slots=True)
class Album:
    """Where pictures are kept, and how large one may be."""

    directory: Path
    max_bytes: int
    max_pixels: int

    def path(self, sha256: str) -> Path:
        """Where the picture of this hash is, or would be."""
        return self.directory / sha256[:2] / f"{sha256}.jpg"


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A picture that is on the disk and belongs to nothing yet."""

    sha256: str
    width: int
    height: int
    bytes: int


async def keep(data: bytes, album: Album, *, now: datetime) -> KeptPhoto:
    """Check, redraw and store a picture; no transaction is open meanwhile. The same picture is stored once."""
    header = inspect(data, max_bytes=album.max_bytes, max_pixels=album.max_pixels)
    loop = asyncio.get_running_loop()
    plain = await loop.run_in_executor(_DRAWING, redraw, data, header)
    try:
        await loop.run_in_executor(_DRAWING, _store, plain, album.path(plain.sha256), now)
    except OSError as error:
        raise Busy(what="media") from error
    return KeptPhoto(plain.sha256, plain.width, plain.height, len(plain.data))


@transactional
async def add(
    actor: Person, resource_id: UUID, kept: KeptPhoto, *, now: datetime, telegram_file_id: str | None = None
) -> Photo:
    """Show a kept picture with a resource, after those it has; the same one again changes nothing."""
    resource = await _owned(actor, resource_id)
    shown = await Photo.filter(resource_id=resource.id).order_by("position")
    for photo in shown:
        if photo.sha256 == kept.sha256:
            return photo
    if len(shown) >= MOST_PER_RESOURCE:
        raise Invalid.at("/photos", "too_long", max_length=MOST_PER_RESOURCE)
    photo = await Photo.create(
        resource_id=resource.id,
        position=shown[-1].position + 1 if shown else 0,
        sha256=kept.sha256,
        width=kept.width,
        height=kept.height,
        bytes=kept.bytes,
        telegram_file_id=telegram_file_id,
        created_at=now,
    )
    _record("resource.photo_added", actor, resource, now)
    return photo


@transactional
async def remove(actor: Person, resource_id: UUID, photo_id: UUID, *, now: datetime) -> None:
    """Take a picture away from a resource; `sweep` takes the file."""
    resource = await _owned(actor, resource_id)
    if not await Photo.filter(id=photo_id, resource_id=resource.id).delete():
        raise NotFound(what="photo")
    _record("resource.photo_removed", actor, resource, now)


async def of(resource_id: UUID) -> list[Photo]:
    """The pictures of a resource, in their order."""
    return await Photo.filter(resource_id=resource_id).order_by("position", "id")


def path_of(photo: Photo, album: Album) -> Path:
    """Where the picture's file is."""
    return album.path(photo.sha256)


async def sweep(album: Album, *, now: datetime, unused_for: timedelta = UNUSED_FOR) -> int:
    """Delete files that no resource shows and nobody kept lately; say how many."""
    stale = (now - unused_for).timestamp()
    deleted = 0
    for folder in await asyncio.to_thread(_folders, album.directory):
        candidates = await asyncio.to_thread(_older_than, folder, stale)
        shown = {photo.sha256 for photo in await Photo.filter(sha256__in=list(candidates))}
        unused = [path for sha256, path in candidates.items() if sha256 not in shown]
        deleted += await asyncio.to_thread(_delete_older, unused, stale)
    return deleted


async def _owned(actor: Person, resource_id: UUID) -> Resource:
    require_active(actor)
    await Resource.filter(id=resource_id).select_for_update().first()
    return await owned(actor, resource_id)


def _record(verb: str, actor: Person, resource: Resource, now: datetime) -> None:
    Journal.write(verb, actor=actor, subject=resource, group_id=resource.owner_group_id, now=now)


def _store(plain: Plain, path: Path, now: datetime) -> None:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(path, plain.data)
    os.utime(path, (now.timestamp(), now.timestamp()))


def _write_whole(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _folders(directory: Path) -> list[Path]:
    return sorted(directory.glob("??"))


def _older_than(folder: Path, stale: float) -> dict[str, Path]:
    return {path.stem: path for path in folder.glob("*.jpg") if path.stat().st_mtime <= stale}


def _delete_older(paths: list[Path], stale: float) -> int:
    gone = [path for path in paths if path.stat().st_mtime <= stale]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
