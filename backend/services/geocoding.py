"""Addresses looked up with a service on the internet: off by default, paced, cached, and never urgent."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import orjson
from geopy.adapters import AioHTTPAdapter  # type: ignore[import-untyped]
from geopy.exc import GeopyError  # type: ignore[import-untyped]
from geopy.geocoders import Nominatim, Photon  # type: ignore[import-untyped]

from backend.config.settings import Geocoding
from backend.services.locating import Found
from backend.services.wording import folded
from matching.geo import validate_point
from models.geocode import Geocode, Pace
from models.group import Group
from models.transaction import affected

ATTRIBUTION = "© OpenStreetMap contributors"
TIMEOUT_S = 5
# The services allow one request a second; the callers' clocks were read a little before their turn.
GAP = timedelta(seconds=1.25)
LONGEST_WAIT = timedelta(seconds=6)
FOUND_KEPT, NOTHING_KEPT = timedelta(days=90), timedelta(days=7)
M_PER_DEGREE = 111_320
_TURN = "geocoder"
_FIRST_TURN = "INSERT INTO paces (name, next_at) VALUES ($1, $2) ON CONFLICT DO NOTHING"
_log = logging.getLogger(__name__)

Box = tuple[tuple[float, float], tuple[float, float]]
Sleep = Callable[[float], Awaitable[object]]


def _nominatim_within(box: Box) -> dict[str, Any]:
    return {"viewbox": box, "bounded": True}


def _photon_within(box: Box) -> dict[str, Any]:
    return {"bbox": box}


# What varies by service: geopy's class, and how it is told to look near the group.
SERVICES: dict[str, tuple[Callable[..., Any], Callable[[Box], dict[str, Any]]]] = {
    "nominatim": (Nominatim, _nominatim_within),
    "photon": (Photon, _photon_within),
}


class AddressBook:
    """A geocoder for the whole installation; it answers None rather than keep anybody waiting."""

    def __init__(self, settings: Geocoding, *, sleep: Sleep = asyncio.sleep) -> None:
        if settings.service not in SERVICES:
            raise ValueError(f"geocoding.service: choose one of {', '.join(SERVICES)}")
        self._settings = settings
        self._sleep = sleep

    async def find(self, text: str, group: Group, *, now: datetime) -> Found | None:
        """The place by this name within the group's reach: from the cache, or asked for in its turn."""
        box = _box(group)
        key = _key(self._settings.service, box, text)
        known = await Geocode.get_or_none(query=key)
        if known is not None and now < known.found_at + (FOUND_KEPT if known.answer else NOTHING_KEPT):
            return _read(known.answer)
        turn = await _turn(now)
        if turn is None:
            return None
        await self._sleep((turn - now).total_seconds())
        try:
            answer = await self._ask(text, box)
        except (GeopyError, TimeoutError, ValueError, LookupError, TypeError, AttributeError) as error:
            _log.warning("the geocoder did not answer: %s", type(error).__name__)
            return None
        await _remember(key, answer, now)
        return _read(answer)

    async def _ask(self, text: str, box: Box) -> dict[str, Any] | None:
        service, within = SERVICES[self._settings.service]
        scheme, _, domain = self._settings.domain.rpartition("://")
        geocoder = service(
            domain=domain,
            scheme=scheme or "https",
            user_agent=f"Borrowdale ({self._settings.user_agent_contact})",
            timeout=TIMEOUT_S,
            adapter_factory=AioHTTPAdapter,
        )
        async with asyncio.timeout(TIMEOUT_S), geocoder:
            location = await geocoder.geocode(text, **within(box))
        if location is None:
            return None
        validate_point(location.latitude, location.longitude)
        return {"lat": location.latitude, "lon": location.longitude, "label": location.address}


async def purge(*, now: datetime) -> int:
    """Forget answers that are past their time; say how many."""
    return await Geocode.filter(found_at__lt=now - FOUND_KEPT).delete()


async def _turn(now: datetime) -> datetime | None:
    """The moment at which this request may go, claimed among all processes; None where the queue is too long."""
    while True:
        if await affected(_FIRST_TURN, [_TURN, now + GAP]):
            return now
        free = (await Pace.get(name=_TURN)).next_at
        turn = max(now, free)
        if turn - now > LONGEST_WAIT:
            return None
        if await Pace.filter(name=_TURN, next_at=free).update(next_at=turn + GAP):
            return turn


async def _remember(key: str, answer: dict[str, Any] | None, now: datetime) -> None:
    await affected(
        "INSERT INTO geocodes (query, answer, found_at) VALUES ($1, $2, $3)"
        " ON CONFLICT (query) DO UPDATE SET answer = excluded.answer, found_at = excluded.found_at",
        [key, None if answer is None else orjson.dumps(answer).decode(), now],
    )


def _read(answer: dict[str, Any] | None) -> Found | None:
    if answer is None:
        return None
    return Found(answer["lat"], answer["lon"], label=answer["label"], attribution=ATTRIBUTION)


def _key(service: str, box: Box, text: str) -> str:
    """A hash: what people typed, often where they live, is not kept."""
    return hashlib.sha256(f"{service}|{box}|{folded(text)}".encode()).hexdigest()


def _box(group: Group) -> Box:
    """Corners round the group's reach, in degrees to two places: all that the service learns of where it is."""
    high = group.reach_m / M_PER_DEGREE + 0.01
    south, north = max(-90, group.centre_lat - high), min(90, group.centre_lat + high)
    west, east = max(-180, group.centre_lon - 2 * high), min(180, group.centre_lon + 2 * high)
    return (round(south, 2), round(west, 2)), (round(north, 2), round(east, 2))
