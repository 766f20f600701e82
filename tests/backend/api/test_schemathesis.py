"""A machine reads the document and tries to catch the door in a contradiction: over the real table, on a real town."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case, CheckFunction
from schemathesis.checks import missing_required_header, negative_data_rejection, positive_data_acceptance
from schemathesis.core.parameters import ParameterLocation

from backend.api.docs import written
from backend.api.routes import ROUTES
from backend.services import needs, sessions
from models.engine.connect import connect, disconnect
from tests.backend.api.served import Served, listening
from tests.backend.api.town import Clock, town_deps
from tests.backend.services.conftest import CENTRE, DRILL, settled

EXAMPLES = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
TOKENS: list[str] = []
THINGS: dict[str, str] = {}
SENSIBLE: dict[str, Any] = {
    "category_id": DRILL,
    "category": DRILL,
    "starts_at": "2026-05-17T10:00:00Z",
    "ends_at": "2026-05-17T12:00:00Z",
    "start": "2026-05-17T10:00:00Z",
    "end": "2026-05-17T12:00:00Z",
    "from": "2026-05-17T00:00:00Z",
    "to": "2026-05-18T00:00:00Z",
    "time_zone": "Europe/London",
    "language": "en",
    "need_id": None,
    "place_id": None,
    "owner_group_id": None,
    "group_ids": None,
    "lat": CENTRE[0],
    "lon": CENTRE[1],
}
machine = schemathesis.openapi.from_dict(orjson.loads(written(ROUTES, version="1")))


@asynccontextmanager
async def town_on(database: Path) -> AsyncIterator[str]:
    """The real door over a town with a booking and a need in it."""
    await connect(f"sqlite://{database}")
    town = await settled()
    booking = await town.asks(town.ben, town.at(5, 10), town.at(5, 12))
    need = await needs.state(town.ben, needs.Wish("a drill"), now=town.now)
    SENSIBLE.update(resource_id=str(town.drill.id), group_id=str(town.group.id), group=str(town.group.id))
    THINGS.update(groups=str(town.group.id), resources=str(town.drill.id), bookings=str(booking.id), needs=str(need.id))
    TOKENS.append((await sessions.issue_token(town.ben, "machine", now=town.now)).access_token)
    async with listening(town_deps(Clock(town.now)), ROUTES) as url:
        yield url
    await disconnect()


@pytest.fixture(scope="module")
def served(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    database = tmp_path_factory.mktemp("machine") / "town.sqlite"
    shutil.copyfile(migrated_sqlite, database)
    served = Served(lambda: town_on(database))
    yield served
    served.close()


def aimed(case: Case[Any]) -> None:
    """Half of the time, mean things that are there and times that are to come."""
    if len(str(case.query) + str(case.body)) % 2:
        return
    noun = case.path.split("/")[2]
    if "id" in case.path_parameters and noun in THINGS:
        case.path_parameters["id"] = THINGS[noun]
    if case.meta and case.meta.generation.mode.is_positive:
        sensible(case.query)
        sensible(case.body)
        case.headers.update({"If-Match": "*"} if "If-Match" in case.headers else {})


def sensible(part: object) -> None:
    """The first page, of things that are there."""
    if isinstance(part, dict):
        part.pop("cursor", None)
        part.update({name: value for name, value in SENSIBLE.items() if name in part})


def unfair(case: Case[Any]) -> list[CheckFunction]:
    """Checks that would call right answers wrong.

    Data of the right form may still be refused (a cursor of another list, a year that is past); without If-Match the
    answer is 428, as RFC 6585 has it; and a header is always text, so that "of another type" says nothing about it.
    """
    checks: list[CheckFunction] = [positive_data_acceptance, missing_required_header]
    broken = {place for place, part in case.meta.components.items() if part.mode.is_negative} if case.meta else set()
    return [*checks, negative_data_rejection] if broken == {ParameterLocation.HEADER} else checks


@machine.parametrize()
@EXAMPLES
def test_the_door_keeps_what_the_document_promises(case: Case[Any], served: Served) -> None:
    aimed(case)
    case.call_and_validate(
        base_url=served.url, headers={"Authorization": f"Bearer {TOKENS[0]}"}, excluded_checks=unfair(case)
    )
