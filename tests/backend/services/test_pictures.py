from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from time import perf_counter
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from backend.services.pictures import LONGEST_SIDE, Header, inspect, redraw
from models.errors import MediaRefused

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 12_000_000


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, *, rows: bytes = b"\0\0") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def drawn(form: str, size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    out = BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, form, **options)
    return out.getvalue()


def honest_bomb(width: int, height: int) -> bytes:
    """A PNG that is small and truly unfolds to width × height."""
    return png(width, height, rows=bytes((width + 1) * height))


def jpeg_claiming(width: int, height: int) -> bytes:
    plain = drawn("JPEG", (16, 16))
    at = plain.index(b"\xff\xc0")
    return plain[: at + 5] + struct.pack(">HH", height, width) + plain[at + 9 :]


def webp_claiming(width: int, height: int) -> bytes:
    body = (
        b"VP8X"
        + struct.pack("<I", 10)
        + bytes(4)
        + (width - 1).to_bytes(3, "little")
        + (height - 1).to_bytes(3, "little")
    )
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def of_many_scans() -> bytes:
    """A progressive JPEG that would be gone over thousands of times."""
    plain = drawn("JPEG", (1_200, 1_200), progressive=True, quality=10)
    last = plain.rindex(b"\xff\xda")
    return plain[:last] + plain[last : last + 12] * 5_000 + plain[last:]


def with_location() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "CANARY-MAKER"
    exif.get_ifd(0x8825).update({1: "N", 2: (50.0, 26.0, 1.0), 3: "W", 4: (3.0, 41.0, 2.0)})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return drawn("JPEG", (80, 40), exif=exif, comment=b"CANARY-COMMENT", icc_profile=profile, xmp=b"<x>CANARY-XMP</x>")


def chatty_png() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "CANARY-AUTHOR")
    notes.add_itxt("XML:com.adobe.xmp", "CANARY-XMP")
    return drawn("PNG", pnginfo=notes)


def refused(data: bytes) -> str:
    with pytest.raises(MediaRefused) as refusal:
        inspect(data, max_bytes=MAX_BYTES, max_pixels=MAX_PIXELS)
    return str(refusal.value.params["why"])


def outcome(data: bytes) -> str:
    try:
        plain = redraw(data, inspect(data, max_bytes=MAX_BYTES, max_pixels=MAX_PIXELS))
    except MediaRefused as refusal:
        return str(refusal.params["why"])
    return "drawn" if max(plain.width, plain.height) <= LONGEST_SIDE else "too large"


def kept(data: bytes) -> Image.Image:
    plain = redraw(data, inspect(data, max_bytes=MAX_BYTES, max_pixels=MAX_PIXELS))
    return Image.open(BytesIO(plain.data))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(png(20_000, 20_000), "too_many_pixels", id="400 megapixels in 70 bytes"),
        pytest.param(honest_bomb(9_000, 8_900), "too_many_pixels", id="80 megapixels"),
        pytest.param(honest_bomb(12_000, 12_000), "too_many_pixels", id="144 megapixels"),
        pytest.param(png(4_000, 3_001), "too_many_pixels", id="a row too much"),
        pytest.param(png(2**32 - 1, 2**32 - 1), "too_many_pixels", id="as large as a header can say"),
        pytest.param(jpeg_claiming(20_000, 20_000), "too_many_pixels", id="JPEG of 400 megapixels"),
        pytest.param(webp_claiming(12_000, 12_000), "too_many_pixels", id="WebP of 144 megapixels"),
        pytest.param(bytes(MAX_BYTES + 1), "too_large", id="a byte too much"),
        pytest.param(drawn("JPEG") + bytes(MAX_BYTES), "too_large", id="a JPEG with a long tail"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not_a_picture", id="SVG"),
        pytest.param(b"<?xml version='1.0'?><svg/>", "not_a_picture", id="SVG with a prologue"),
        pytest.param(b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + bytes(40), "not_a_picture", id="GIF bomb"),
        pytest.param(drawn("GIF"), "not_a_picture", id="GIF"),
        pytest.param(drawn("BMP"), "not_a_picture", id="BMP"),
        pytest.param(drawn("TIFF"), "not_a_picture", id="TIFF"),
        pytest.param(b"%PDF-1.7\n" + drawn("JPEG"), "not_a_picture", id="PDF that is also a JPEG"),
        pytest.param(b"PK\x03\x04" + drawn("PNG"), "not_a_picture", id="ZIP that is also a PNG"),
        pytest.param(b"", "not_a_picture", id="nothing"),
        pytest.param(b"\xff\xd8\xff", "broken", id="the magic of a JPEG alone"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "broken", id="the magic of a PNG alone"),
        pytest.param(b"RIFF\0\0\0\0WEBP", "broken", id="the magic of a WebP alone"),
        pytest.param(b"\xff\xd8" + b"\xff" * 4_000_000, "broken", id="a JPEG of filling alone"),
        pytest.param(drawn("JPEG")[:-20], "broken", id="truncated JPEG"),
        pytest.param(drawn("PNG")[:-2000], "broken", id="truncated PNG"),
        pytest.param(drawn("PNG")[:60], "broken", id="PNG cut after its header"),
        pytest.param(drawn("WEBP")[:-400], "broken", id="truncated WebP"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + drawn("JPEG"), "broken", id="JPEG in a PNG's coat"),
        pytest.param(png(0, 10), "broken", id="no width"),
        pytest.param(of_many_scans(), "broken", id="JPEG of five thousand scans"),
    ],
)
def test_a_bad_picture_is_refused_by_its_header_within_200_ms(data: bytes, why: str) -> None:
    start = perf_counter()

    said = refused(data)

    assert (said, perf_counter() - start < 0.2) == (why, True)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(png(400, 400), id="PNG with one row of four hundred"),
        pytest.param(png(3_000, 3_000, rows=bytes(40_000_000)), id="PNG with more rows than it has"),
        pytest.param(jpeg_claiming(3_000, 3_000)[:-300] + b"\xff\xd9", id="JPEG with a hole"),
        pytest.param(webp_claiming(100, 100), id="WebP without a picture"),
    ],
)
def test_a_picture_that_breaks_while_it_is_drawn_is_refused_or_plain(data: bytes) -> None:
    assert outcome(data) in {"broken", "drawn"}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_known_by_its_header(form: str) -> None:
    assert inspect(drawn(form), max_bytes=MAX_BYTES, max_pixels=MAX_PIXELS) == Header(form, 64, 48)


@pytest.mark.parametrize("options", [{"lossless": True}, {"lossless": False}, {"exif": b"Exif\0\0"}])
def test_every_sort_of_webp_is_known(options: dict[str, Any]) -> None:
    assert inspect(drawn("WEBP", **options), max_bytes=MAX_BYTES, max_pixels=MAX_PIXELS) == Header("WEBP", 64, 48)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "I;16"])
def test_every_mode_of_png_becomes_a_plain_jpeg(mode: str) -> None:
    out = BytesIO()
    source = Image.new("RGBA", (40, 30), (200, 10, 10, 128)) if "A" in mode else Image.new("RGB", (40, 30), "red")
    made = source.convert("L").convert(mode) if mode.startswith("I") else source.convert(mode)
    made.convert("P" if mode == "PA" else mode).save(out, "PNG")

    image = kept(out.getvalue())

    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (40, 30))


def test_a_cmyk_jpeg_becomes_rgb() -> None:
    out = BytesIO()
    Image.new("CMYK", (40, 30), (0, 200, 0, 0)).save(out, "JPEG")

    assert kept(out.getvalue()).mode == "RGB"


def test_what_is_transparent_becomes_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")

    assert kept(out.getvalue()).getpixel((10, 10)) == (255, 255, 255)


def test_a_large_picture_is_shrunk_and_a_small_one_is_left() -> None:
    assert [kept(drawn("JPEG", size)).size for size in ((4_000, 2_000), (1_000, 3_200), (320, 200))] == [
        (1_600, 800),
        (500, 1_600),
        (320, 200),
    ]


def test_a_picture_taken_upright_stands_upright() -> None:
    assert kept(with_location()).size == (40, 80)


@pytest.mark.parametrize("build", [with_location, chatty_png])
def test_nothing_that_the_camera_wrote_is_kept(build: Callable[[], bytes]) -> None:
    data = build()

    plain = redraw(data, inspect(data, max_bytes=MAX_BYTES, max_pixels=MAX_PIXELS))
    image = Image.open(BytesIO(plain.data))

    assert b"CANARY" in data
    assert b"CANARY" not in plain.data
    assert dict(image.getexif()) == {}
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_of_a_picture_with_a_page_behind_it_only_the_picture_is_kept(form: str) -> None:
    tail = b"<script>alert('CANARY')</script>PK\x03\x04"

    data = drawn(form) + tail

    plain = redraw(data, inspect(data, max_bytes=MAX_BYTES, max_pixels=MAX_PIXELS))

    assert b"CANARY" not in plain.data
    assert (plain.width, plain.height) == (64, 48)


def test_the_same_picture_has_the_same_name() -> None:
    data = drawn("PNG")
    header = inspect(data, max_bytes=MAX_BYTES, max_pixels=MAX_PIXELS)

    assert redraw(data, header).sha256 == redraw(data, header).sha256


def test_twelve_megapixels_are_allowed() -> None:
    assert kept(honest_bomb(4_000, 3_000)).size == (1_600, 1_200)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_damaged_bytes_are_drawn_or_refused_and_nothing_else(form: str) -> None:
    chance = random.Random(7)
    whole = drawn(form)

    seen = set()
    for _ in range(300):
        damaged = bytearray(whole)
        for at in chance.sample(range(len(whole)), 4):
            damaged[at] = chance.randrange(256)
        seen.add(outcome(bytes(damaged[: chance.randrange(1, len(whole))] if chance.random() < 0.3 else damaged)))

    assert seen <= {"drawn", "broken", "not_a_picture", "too_many_pixels"}
