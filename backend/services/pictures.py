"""What is inside a picture file, read from its header, and the plain JPEG made of it; no I/O."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from struct import error as unpacking_error
from struct import unpack_from

from PIL import Image, ImageOps

from models.errors import MediaRefused

LONGEST_SIDE = 1600
JPEG_QUALITY = 85
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})
_SCAN = 0xDA
_JPEG_SCAN, _JPEG_END, _PNG_END = b"\xff\xda", b"\xff\xd9", b"IEND"
# A progressive JPEG goes over all its pixels once for each scan; encoders make about ten, an attacker half a million.
MOST_SCANS = 100
MOST_MARKS = 4_096


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of itself: its format in Pillow's word, and its size in pixels."""

    form: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Plain:
    """A JPEG without anything but pixels."""

    data: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """The hash that names it."""
        return hashlib.sha256(self.data).hexdigest()


def inspect(data: bytes, *, max_bytes: int, max_pixels: int) -> Header:
    """Read the header and the skeleton of a JPEG, PNG or WebP; refuse all else before a pixel is decoded."""
    if len(data) > max_bytes:
        raise MediaRefused(why="too_large", max_bytes=max_bytes)
    form = next((form for form, (is_one, _) in _FORMS.items() if is_one(data)), None)
    if form is None:
        raise MediaRefused(why="not_a_picture")
    try:
        width, height = _FORMS[form][1](data)
    except (unpacking_error, IndexError) as error:
        raise MediaRefused(why="broken") from error
    if width * height > max_pixels:
        raise MediaRefused(why="too_many_pixels", max_pixels=max_pixels)
    if not width or not height:
        raise MediaRefused(why="broken")
    return Header(form, width, height)


def redraw(data: bytes, header: Header) -> Plain:
    """Decode, turn upright, shrink to LONGEST_SIDE and encode anew: nothing but pixels is carried over."""
    try:
        with Image.open(BytesIO(data), formats=(header.form,)) as image:
            return _encoded(_upright(image, header))
    except (OSError, SyntaxError, ValueError, TypeError, unpacking_error, Image.DecompressionBombError) as error:
        raise MediaRefused(why="broken") from error


def _upright(image: Image.Image, header: Header) -> Image.Image:
    if image.size != (header.width, header.height):
        raise ValueError("the picture is not what its header said")
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return ImageOps.exif_transpose(image)


def _encoded(image: Image.Image) -> Plain:
    sheet = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        seen = image.convert("RGBA")
        sheet.paste(seen, mask=seen)
    else:
        sheet.paste(image.convert("RGB"))
    out = BytesIO()
    sheet.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return Plain(out.getvalue(), sheet.width, sheet.height)


def _jpeg_size(data: bytes) -> tuple[int, int]:
    size: tuple[int, int] | None = None
    at = 2
    for _ in range(MOST_MARKS):
        if data[at] != 0xFF:
            raise IndexError
        mark = data[at + 1]
        if mark in _FRAMES:
            size = (unpack_from(">H", data, at + 7)[0], unpack_from(">H", data, at + 5)[0])
        if mark == _SCAN:
            break
        at = _next_mark(data, at, mark)
    if size is None or data.rfind(_JPEG_END) < at or data.count(_JPEG_SCAN) > MOST_SCANS:
        raise IndexError
    return size


def _next_mark(data: bytes, at: int, mark: int) -> int:
    if mark == 0xFF:
        return at + 1
    return at + 2 if mark in _BARE else at + 2 + max(2, unpack_from(">H", data, at + 2)[0])


def _png_size(data: bytes) -> tuple[int, int]:
    if data[12:16] != b"IHDR" or data.rfind(_PNG_END) < 0:
        raise IndexError
    width, height = unpack_from(">II", data, 16)
    return width, height


def _webp_size(data: bytes) -> tuple[int, int]:
    chunk = data[12:16]
    if unpack_from("<I", data, 4)[0] + 8 > len(data):
        raise IndexError
    if chunk == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if chunk == b"VP8L":
        bits = unpack_from("<I", data, 21)[0]
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 ":
        width, height = unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    raise IndexError


def _is_jpeg(data: bytes) -> bool:
    return data.startswith(b"\xff\xd8\xff")


def _is_png(data: bytes) -> bool:
    return data.startswith(b"\x89PNG\r\n\x1a\n")


def _is_webp(data: bytes) -> bool:
    return data.startswith(b"RIFF") and data[8:12] == b"WEBP"


_FORMS: dict[str, tuple[Callable[[bytes], bool], Callable[[bytes], tuple[int, int]]]] = {
    "JPEG": (_is_jpeg, _jpeg_size),
    "PNG": (_is_png, _png_size),
    "WEBP": (_is_webp, _webp_size),
}
