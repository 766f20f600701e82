"""Where things are: cells, distances and bands; homes exist here by their cell alone."""

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import h3  # type: ignore[import-untyped]  # ships no types
from openlocationcode import openlocationcode  # type: ignore[import-untyped]  # ships no types

from matching.invalid import InvalidValue

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius R1 of the GRS 80 ellipsoid (Moritz, "Geodetic Reference System 1980", 2000): within 0.6 % anywhere."""

HOME, EXACT = 8, 13
"""H3 resolutions, about 0.9 km and 8 m across: EXACT is for public places that chose it, never for a home."""

Point: TypeAlias = tuple[float, float]
"""Latitude and longitude in degrees, WGS 84."""


@dataclass(frozen=True, slots=True)
class Band:
    """The only form in which a distance leaves: at least `low_m`, less than `high_m` (None: no bound)."""

    low_m: int
    high_m: int | None


BANDS = (
    Band(0, 1_000),
    Band(1_000, 2_000),
    Band(2_000, 5_000),
    Band(5_000, 10_000),
    Band(10_000, 25_000),
    Band(25_000, None),
)


def validate_point(lat: float, lon: float) -> None:
    """Refuse what is not a point on the earth: NaN, infinity, latitudes over 90, longitudes over 180."""
    for pointer, value, limit in (("/lat", lat, 90), ("/lon", lon, 180)):
        if not math.isfinite(value):
            raise InvalidValue(pointer, "not_a_number")
        if abs(value) > limit:
            raise InvalidValue(pointer, "out_of_range", low=-limit, high=limit)


def cell_of(lat: float, lon: float, resolution: int = HOME) -> str:
    """The H3 cell that the point lies in, as 15 hexadecimal characters."""
    validate_point(lat, lon)
    return str(h3.latlng_to_cell(lat, lon, resolution))


@lru_cache(maxsize=65_536)
def centre(cell: str) -> Point:
    """The centre of the cell, the one point that anything about a home is computed from."""
    if not h3.is_valid_cell(cell):
        raise InvalidValue("/cell", "not_a_cell")
    lat, lon = h3.cell_to_latlng(cell)
    return float(lat), float(lon)


def distance_m(a: Point, b: Point) -> float:
    """Metres along the great circle, right across the antimeridian, at the poles and between antipodes.

    The angle of two unit vectors by atan2 of their cross and dot products, which stays exact
    where the arc cosine (near points) and the haversine (antipodes) lose digits.
    """
    u, v = _unit(a), _unit(b)
    x, y, z = u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]
    dot = u[0] * v[0] + u[1] * v[1] + u[2] * v[2]
    return EARTH_RADIUS_M * math.atan2(math.sqrt(x * x + y * y + z * z), dot)


@lru_cache(maxsize=65_536)
def distance_between_cells(a: str, b: str) -> int:
    """Whole metres between the centres of two cells: integers, so that every engine finds the same."""
    return round(distance_m(centre(a), centre(b)))


def band(distance: float) -> Band:
    """The band that a distance in metres lies in."""
    return next(one for one in BANDS if one.high_m is None or distance < one.high_m)


def within(middle: Point, point: Point, reach_m: float) -> bool:
    """Whether `point` is no further from `middle` than `reach_m`: how a place in the ocean is noticed."""
    return distance_m(middle, point) <= reach_m


LONGEST_TEXT = 200
_SIGN = "[+\\-−]?"
_PART = r"(\d{1,2}(?:[.,]\d{1,9})?)"
_ANGLE = rf"(\d{{1,3}}(?:[.,]\d{{1,15}})?)\s*°?\s*(?:{_PART}\s*['′’]?\s*)?(?:{_PART}\s*(?:[\"″”]|'')?\s*)?"
_POINTS = re.compile(rf"(?:geo:)?\s*({_SIGN}\d{{1,3}}(?:\.\d{{1,15}})?)\s*[,;\s]\s*({_SIGN}\d{{1,3}}(?:\.\d{{1,15}})?)")
_COMMAS = re.compile(rf"({_SIGN}\d{{1,3}},\d{{1,15}})\s*(?:;|,?\s)\s*({_SIGN}\d{{1,3}},\d{{1,15}})")
_LETTERS_LAST = re.compile(rf"{_ANGLE}([NS])\s*[,;]?\s*{_ANGLE}([EW])", re.IGNORECASE)
_LETTERS_FIRST = re.compile(rf"([NS])\s*{_ANGLE}[,;]?\s*([EW])\s*{_ANGLE}", re.IGNORECASE)
_CODE_LETTER = "[23456789CFGHJMPQRVWX]"
_PLUS_CODE = re.compile(rf"(?<![^\s,])((?:{_CODE_LETTER}|0){{2,8}}\+{_CODE_LETTER}{{0,7}})(?![^\s,])", re.IGNORECASE)


def parse_coordinates(text: str) -> Point | None:
    """The point that a person typed as decimal degrees or as degrees, minutes and seconds; None for anything else."""
    typed = " ".join(text[:LONGEST_TEXT].split())
    if found := _POINTS.fullmatch(typed) or _COMMAS.fullmatch(typed):
        return _on_earth(_decimal(found[1]), _decimal(found[2]))
    if found := _LETTERS_LAST.fullmatch(typed):
        return _from_degrees(found.group(1, 2, 3, 4), found.group(5, 6, 7, 8))
    if found := _LETTERS_FIRST.fullmatch(typed):
        return _from_degrees(found.group(2, 3, 4, 1), found.group(6, 7, 8, 5))
    return None


def parse_plus_code(text: str, near: Point | None = None) -> Point | None:
    """The centre of the Plus Code in the text; a short code needs a point `near` it, and is None without."""
    found = _PLUS_CODE.search(text[:LONGEST_TEXT])
    if not found:
        return None
    code = found[1].upper()
    if openlocationcode.isShort(code) and near:
        code = openlocationcode.recoverNearest(code, *near)
    if not openlocationcode.isFull(code):
        return None
    area = openlocationcode.decode(code)
    return float(area.latitudeCenter), float(area.longitudeCenter)


def _from_degrees(lat: tuple[str | None, ...], lon: tuple[str | None, ...]) -> Point | None:
    return _on_earth(_degrees(*lat), _degrees(*lon))


def _degrees(degrees: str | None, minutes: str | None, seconds: str | None, side: str | None) -> float:
    size = _decimal(degrees) + _decimal(minutes) / 60 + _decimal(seconds) / 3600
    return -size if side in {"S", "s", "W", "w"} else size


def _decimal(digits: str | None) -> float:
    return float((digits or "0").replace(",", ".").replace("−", "-"))


def _on_earth(lat: float, lon: float) -> Point | None:
    try:
        validate_point(lat, lon)
    except InvalidValue:
        return None
    return lat, lon


def _unit(point: Point) -> tuple[float, float, float]:
    lat, lon = math.radians(point[0]), math.radians(point[1])
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)
