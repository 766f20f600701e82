from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from backend.config.settings import Geocoding
from backend.services import geocoding
from backend.services.geocoding import AddressBook
from backend.services.locating import Found, locate
from models.geocode import Geocode, Pace
from models.group import Group
from models.transaction import execute
from tests.backend.services.neighbours import NOW

GROUP = Group(name="Totnes", centre_lat=50.4310, centre_lon=-3.6840, reach_m=8_000)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
HOUSE = {"lat": "50.4290", "lon": "-3.6780", "display_name": "5, Weston Road, Totnes"}
FOUND = Found(50.4290, -3.6780, "5, Weston Road, Totnes", "© OpenStreetMap contributors")


@dataclass
class Service:
    """A small Nominatim on loopback."""

    domain: str = ""
    answer: Any = field(default_factory=lambda: [HOUSE])
    status: int = 200
    text: str | None = None
    asked: list[web.Request] = field(default_factory=list)

    async def search(self, request: web.Request) -> web.Response:
        self.asked.append(request)
        if self.text is not None:
            return web.Response(text=self.text, content_type="application/json")
        return web.json_response(self.answer, status=self.status)

    def settings(self, **changes: Any) -> Geocoding:
        contact = "mail@share.example"
        return Geocoding(enabled=True, domain=f"http://{self.domain}", user_agent_contact=contact, **changes)


class Sleeps:
    """Waits for nothing, and remembers how long it was asked to."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture
async def service(db: object) -> AsyncIterator[Service]:
    made = Service()
    app = web.Application()
    app.router.add_get("/search", made.search)
    async with TestServer(app) as server:
        made.domain = f"{server.host}:{server.port}"
        yield made


async def test_an_address_is_found_and_its_source_is_thanked(service: Service) -> None:
    found = await AddressBook(service.settings(), sleep=Sleeps()).find("5 Weston Road", GROUP, now=NOW)

    assert found == FOUND


async def test_the_service_learns_the_words_a_rough_box_and_whom_to_write_to(service: Service) -> None:
    await AddressBook(service.settings(), sleep=Sleeps()).find("5 Weston Road", GROUP, now=NOW)

    [request] = service.asked
    assert request.headers["User-Agent"] == "Borrowdale (mail@share.example)"
    assert dict(request.query) == {
        "q": "5 Weston Road",
        "format": "json",
        "limit": "1",
        "bounded": "1",
        "viewbox": "-3.85,50.35,-3.52,50.51",
    }


async def test_what_was_found_is_kept_for_ninety_days(service: Service) -> None:
    book = AddressBook(service.settings(), sleep=Sleeps())

    answers = [
        await book.find(text, GROUP, now=NOW + 89 * DAY * day) for day, text in enumerate(("Weston", " weston "))
    ]
    await book.find("Weston", GROUP, now=NOW + 90 * DAY)

    assert (answers, len(service.asked)) == ([FOUND, FOUND], 2)


async def test_that_nothing_was_found_is_kept_for_a_week(service: Service) -> None:
    service.answer = []
    book = AddressBook(service.settings(), sleep=Sleeps())

    answers = [await book.find("Atlantis", GROUP, now=NOW + days * DAY) for days in (0, 6, 7)]

    assert (answers, len(service.asked)) == ([None, None, None], 2)


async def test_another_group_asks_for_itself(service: Service) -> None:
    book = AddressBook(service.settings(), sleep=Sleeps())
    elsewhere = Group(name="Leeds", centre_lat=53.8, centre_lon=-1.55, reach_m=8_000)

    await book.find("Weston", GROUP, now=NOW)
    await book.find("Weston", elsewhere, now=NOW)

    assert len(service.asked) == 2


async def test_one_request_a_second_for_the_whole_installation(service: Service) -> None:
    sleeps = [Sleeps() for _ in range(4)]
    books = [AddressBook(service.settings(), sleep=sleep) for sleep in sleeps]

    await asyncio.gather(*(book.find(f"street {n}", GROUP, now=NOW) for n, book in enumerate(books)))

    waits = sorted(second for sleep in sleeps for second in sleep.seconds)
    assert waits == [0, 1.25, 2.5, 3.75]
    assert (await Pace.get(name="geocoder")).next_at == NOW + 5 * SECOND


async def test_a_queue_that_is_too_long_is_not_joined(service: Service) -> None:
    book = AddressBook(service.settings(), sleep=Sleeps())

    answers = await asyncio.gather(*(book.find(f"street {n}", GROUP, now=NOW) for n in range(10)))

    assert (answers.count(None), len(service.asked)) == (5, 5)


async def test_after_a_pause_nobody_waits(service: Service) -> None:
    sleep = Sleeps()
    book = AddressBook(service.settings(), sleep=sleep)

    for hours in range(3):
        await book.find(f"street {hours}", GROUP, now=NOW + timedelta(hours=hours))

    assert sleep.seconds == [0, 0, 0]


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (500, None),
        (403, None),
        (429, None),
        (200, "<html>"),
        (200, '[{"lat": "nan", "lon": "0", "display_name": "x"}]'),
        (200, "[{}]"),
        (200, '[{"lat": "north", "lon": "west", "display_name": "x"}]'),
        (200, '["x"]'),
        (200, "17"),
    ],
)
async def test_a_service_that_fails_is_no_answer_and_is_asked_again(
    service: Service, status: int, text: str | None
) -> None:
    service.status, service.text = status, text
    book = AddressBook(service.settings(), sleep=Sleeps())

    answer = await book.find("Weston", GROUP, now=NOW)
    service.status, service.text = 200, None

    assert (answer, await book.find("Weston", GROUP, now=NOW)) == (None, FOUND)


async def test_a_service_that_is_away_is_no_answer(service: Service, unused_tcp_port: int) -> None:
    settings = Geocoding(enabled=True, domain=f"http://127.0.0.1:{unused_tcp_port}", user_agent_contact="x")

    assert await AddressBook(settings, sleep=Sleeps()).find("Weston", GROUP, now=NOW) is None


async def test_a_service_that_is_slow_is_given_up(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geocoding, "TIMEOUT_S", 0.05)
    held = asyncio.Event()

    async def slow(request: web.Request) -> web.Response:
        await held.wait()
        return web.json_response([HOUSE])

    app = web.Application()
    app.router.add_get("/search", slow)
    async with TestServer(app) as server:
        service.domain = f"{server.host}:{server.port}"
        answer = await AddressBook(service.settings(), sleep=Sleeps()).find("Weston", GROUP, now=NOW)
        held.set()

    assert answer is None


async def test_what_people_typed_is_not_kept(service: Service) -> None:
    await AddressBook(service.settings(), sleep=Sleeps()).find("CANARY-STREET 5", GROUP, now=NOW)

    assert "canary" not in repr(await execute("SELECT * FROM geocodes")).lower()


async def test_it_serves_where_no_other_way_knows_the_place(service: Service) -> None:
    book = AddressBook(service.settings(), sleep=Sleeps())

    assert await locate("5 Weston Road", GROUP, now=NOW, geocoder=book) == FOUND


async def test_old_answers_are_forgotten(service: Service) -> None:
    book = AddressBook(service.settings(), sleep=Sleeps())
    await book.find("old", GROUP, now=NOW)
    await book.find("new", GROUP, now=NOW + 80 * DAY)

    forgotten = await geocoding.purge(now=NOW + 91 * DAY)

    assert (forgotten, await Geocode.all().count()) == (1, 1)


async def test_photon_does_as_well(service: Service) -> None:
    place = {"geometry": {"coordinates": [-3.6780, 50.4290]}, "properties": {"name": "Weston Road", "city": "Totnes"}}
    service.answer = {"features": [place]}
    app = web.Application()
    app.router.add_get("/api", service.search)
    async with TestServer(app) as server:
        service.domain = f"{server.host}:{server.port}"
        found = await AddressBook(service.settings(service="photon"), sleep=Sleeps()).find("Weston", GROUP, now=NOW)

    assert found is not None
    assert (found.lat, found.lon) == (50.4290, -3.6780)


def test_a_service_that_is_not_known_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="nominatim, photon"):
        AddressBook(Geocoding(service="crystalball"))
