"""Files that people and the bot have sent, kept in memory up to a bound."""

import struct
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from typing import Any

BYTES_KEPT = 128 * 1024 * 1024
DOWNLOAD_LIMIT = 20 * 1024 * 1024
JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True)
class Stored:
    """One file with the ids and the path that Telegram would give it."""

    file_id: str
    unique_id: str
    path: str
    name: str
    mime_type: str
    data: bytes

    def json(self) -> dict[str, Any]:
        """The File object."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": len(self.data)}


class Files:
    """Stored files by id and by path; the oldest go when memory is full."""

    def __init__(self) -> None:
        self._by_id: dict[str, Stored] = {}
        self._numbers = count(1)
        self._bytes = 0

    def add(self, data: bytes, *, folder: str, name: str = "") -> Stored:
        """Store a file."""
        number = next(self._numbers)
        mime_type, suffix = kind_of(data)
        digest = sha256(data).hexdigest()
        path = f"{folder}/file_{number}{suffix or _suffix(name)}"
        stored = Stored(f"SBX{number:06d}{digest[:20]}", f"AQ{digest[:14]}", path, name, mime_type, data)
        self._by_id[stored.file_id] = stored
        self._bytes += len(data)
        while self._bytes > BYTES_KEPT and len(self._by_id) > 1:
            self._bytes -= len(self._by_id.pop(next(iter(self._by_id))).data)
        return stored

    def get(self, file_id: str) -> Stored | None:
        """The file with this id, if it is still here."""
        return self._by_id.get(file_id)

    def at(self, path: str) -> Stored | None:
        """The file at this path."""
        return next((stored for stored in self._by_id.values() if stored.path == path), None)


def _suffix(name: str) -> str:
    """The ending of a file name, or nothing."""
    stem, dot, ending = name.rpartition(".")
    return f".{ending}" if dot and stem and ending.isalnum() else ""


def kind_of(data: bytes) -> tuple[str, str]:
    """Media type and suffix by the first bytes."""
    kinds = {
        b"\x89PNG": ("image/png", ".png"),
        b"\xff\xd8\xff": ("image/jpeg", ".jpg"),
        b"%PDF": ("application/pdf", ".pdf"),
    }
    return next((kind for magic, kind in kinds.items() if data.startswith(magic)), ("application/octet-stream", ""))


def image_size(data: bytes) -> tuple[int, int] | None:
    """Width and height from the header of a PNG or JPEG; None for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return int(width), int(height)
    return _jpeg_size(data) if data.startswith(b"\xff\xd8") else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Width and height from the first frame header of a JPEG."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        if marker in JPEG_FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return int(width), int(height)
        at += 2 + int(length)
    return None
