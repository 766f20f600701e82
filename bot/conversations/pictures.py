"""A picture that somebody sent: looked at by its figures first, then fetched and kept, outside of any transaction."""

from __future__ import annotations

from dataclasses import dataclass

from telegram.error import BadRequest

from backend.services.photos import Album, KeptPhoto, keep
from bot.turn import Turn
from models.errors import Invalid, MediaRefused


@dataclass(frozen=True, slots=True)
class Sent:
    """What Telegram says of a picture; a file sent as such has no measures."""

    file_id: str
    bytes: int
    width: int = 0
    height: int = 0


def sent_picture(turn: Turn) -> Sent | None:
    """The picture in the message at its largest, if there is one."""
    message = turn.update.message
    if message is None:
        return None
    if message.photo:
        best = max(message.photo, key=lambda size: size.width * size.height)
        return Sent(best.file_id, best.file_size or 0, best.width, best.height)
    file = message.document
    if file and (file.mime_type or "").startswith("image/"):
        return Sent(file.file_id, file.file_size or 0)
    return None


def album_of(turn: Turn) -> str:
    """What the pictures of one album have in common; empty for a single one."""
    message = turn.update.message
    return (message.media_group_id or "") if message else ""


async def kept_picture(turn: Turn, sent: Sent) -> dict[str, object]:
    """The picture, fetched and kept, as a draft carries it; refused by its figures before it is fetched."""
    album = turn.means.album
    if album is None:
        raise Invalid.at("/photo", "no_album")
    _check(sent, album)

    async def fetch() -> KeptPhoto:
        return await keep(await _download(turn, sent), album, now=turn.now)

    kept = await turn.outside("photo", fetch)
    return {
        "file_id": sent.file_id,
        "sha256": kept.sha256,
        "width": kept.width,
        "height": kept.height,
        "bytes": kept.bytes,
    }


def _check(sent: Sent, album: Album) -> None:
    if sent.width * sent.height > album.max_pixels:
        raise MediaRefused(why="too_many_pixels")
    if sent.bytes > album.max_bytes:
        raise MediaRefused(why="too_large")


async def _download(turn: Turn, sent: Sent) -> bytes:
    try:
        file = await turn.bot.get_file(sent.file_id)
        return bytes(await file.download_as_bytearray())
    except BadRequest as refusal:
        raise MediaRefused(why="broken") from refusal
