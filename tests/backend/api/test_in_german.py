"""A German caller is refused in German: by their own language, or by what their client says."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.services import people
from tests.backend.api.matrix import ROWS
from tests.backend.api.test_mass_assignment import EXTRA
from tests.backend.api.test_reading import BAD_BODIES
from tests.backend.api.world import UNKNOWN, World, open_world
from tests.backend.services.conftest import Town, town

__all__ = ["town"]

BADLY: list[tuple[str, str, Any]] = [
    ("GET", "/v1/search?lat=91&lon=x&radius_m=0&kind=pet&q=%00&limit=0&limit=1&colour=red&start=never", None),
    ("GET", "/v1/search?lat=1", None),
    ("GET", "/v1/search?category=nothing", None),
    ("GET", "/v1/search?start=2026-05-16T10:00:00Z&end=2026-05-16T10:00:00Z", None),
    ("GET", "/v1/search?start=2026-05-01T10:00:00Z&end=2026-05-02T10:00:00Z", None),
    ("GET", "/v1/needs?cursor=made-up", None),
    ("GET", "/v1/nothing", None),
    ("GET", f"/v1/resources/{UNKNOWN}", None),
    ("PUT", "/v1/needs", {}),
    ("POST", "/v1/groups/{group}/invitations", {"uses": 0}),
    ("POST", "/v1/groups/{group}/invitations", {}),
    ("POST", "/v1/groups/{group}/members", {"invitation": "guess"}),
    ("POST", "/v1/auth/token", {"by": {"grant": "device_code", "device_code": "guess"}}),
    ("POST", "/v1/auth/token", {"by": {"grant": "magic"}}),
    ("POST", "/v1/bookings/{booking}/confirm", {}),
    ("POST", "/v1/bookings/{booking}/cancel", {"reason": " "}),
    ("POST", "/v1/resources/{resource}/photos", b"no picture"),
    ("PATCH", "/v1/me", {"time_zone": "Mars", "language": "xx", "radius_m": 1, "name": ""}),
    *(
        ("POST", "/v1/bookings", {"resource_id": "{resource}", "starts_at": start, "ends_at": end})
        for start, end in (
            ("2026-05-10T10:00:00Z", "2026-05-10T12:00:00Z"),
            ("2150-05-10T10:00:00Z", "2150-05-10T12:00:00Z"),
            ("2026-05-16T10:00:00Z", "2026-05-16T12:00:00Z"),
        )
    ),
    *(("POST", row.route[1].replace("{id}", UNKNOWN), EXTRA) for row in ROWS if row.method == "POST" and row.may),
    *(("POST", "/v1/needs", body) for body, _status in BAD_BODIES.values()),
]


@pytest.fixture
async def world(town: Town, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(town, tmp_path) as world:
        yield world


async def words(world: World, language: str | None, method: str, address: str, body: Any) -> list[str]:
    """Every sentence of a refusal, to a borrower whose client says this language, or none."""
    headers = {"Accept_Language": language} if language else {}
    asker = world.asking["borrower"]
    if isinstance(body, bytes):
        media_type = "image/png" if address.endswith("photos") else "application/json"
        answer = await asker.send(method, address, body, Content_Type=media_type, **headers)
    else:
        answer = await asker.ask(method, address, body, If_Match="*", **headers)
    assert 400 <= answer.status < 500, (method, address, answer.status)
    assert answer.headers["Content-Language"] == (language or "de")
    return list(sentences(await answer.json(content_type="application/problem+json")))


def sentences(problem: dict[str, Any]) -> Iterator[str]:
    yield problem["detail"]
    for part in (*problem.get("errors", ()), *problem.get("reasons", ())):
        yield part["detail"]


async def test_every_refusal_has_its_german_sentence(world: World) -> None:
    borrower = world.asking["borrower"].person
    await people.change(borrower, people.Settings(language="de"), now=world.door.town.now, version=None)

    untranslated = set()
    for method, path, body in BADLY:
        address = path.format(**world.ours, id=UNKNOWN, photo_id=UNKNOWN, link_id=UNKNOWN)
        sent = (
            {k: v.format(**world.ours) if isinstance(v, str) else v for k, v in body.items()}
            if isinstance(body, dict)
            else body
        )
        english = await words(world, "en", method, address, sent)
        german = await words(world, "de", method, address, sent)
        assert german == await words(world, None, method, address, sent)
        untranslated |= set(english) & set(german)

    assert untranslated == set()
