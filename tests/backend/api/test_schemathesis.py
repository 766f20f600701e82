"""A machine reads the document and tries to catch the door in a contradiction."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import schemathesis
from aiohttp import web
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case, CheckFunction
from schemathesis.checks import missing_required_header, negative_data_rejection, positive_data_acceptance
from schemathesis.core.parameters import ParameterLocation

from backend.api.app import build_api
from backend.api.connections import Runner
from backend.api.docs import written
from tests.backend.api.conftest import Answers, Seconds, deps_for
from tests.backend.api.toys import Shelf, table

ANA = {"Authorization": "Bearer ana"}
EXAMPLES = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class Served:
    """The door on a thread and a loop of its own, as the machine asks from this one and waits."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.runner = asyncio.run_coroutine_threadsafe(self._open(), self.loop).result()
        self.url = f"http://127.0.0.1:{self.runner.addresses[0][1]}"

    async def _open(self) -> Runner:
        app = build_api(deps_for(Answers(), Seconds(), ready={}), table(Shelf()))
        runner = Runner(app, header_timeout_s=5)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self.runner.cleanup(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    served = Served()
    yield served
    served.close()


machine = schemathesis.openapi.from_dict(orjson.loads(written(table(Shelf()), version="1")))


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
    case.call_and_validate(base_url=served.url, headers=ANA, excluded_checks=unfair(case))
