"""A small picture that is always at hand, drawn here so that no file is needed."""

import struct
import zlib

WIDTH, HEIGHT = 160, 120


def _pixel(x: int, y: int) -> bytes:
    """A drill-like shape on a warm ground."""
    body = 30 <= x <= 110 and 35 <= y <= 62
    grip = 62 <= x <= 84 and 62 <= y <= 105
    bit = 110 < x <= 145 and 45 <= y <= 52
    if body or grip:
        return b"\x1f\x6f\x78"
    return b"\x55\x5b\x61" if bit else b"\xf3\xe3\xc3"


def _chunk(kind: bytes, data: bytes) -> bytes:
    """One PNG chunk."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png() -> bytes:
    """The picture as PNG."""
    rows = b"".join(b"\x00" + b"".join(_pixel(x, y) for x in range(WIDTH)) for y in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


SAMPLE_PHOTO = _png()
