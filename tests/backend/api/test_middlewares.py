"""Ids, limits, sharing, packing and draining, round every request."""

import asyncio
import gzip
import logging

import pytest

from backend.api.drain import Drain
from backend.api.limits import Buckets
from tests.backend.api.conftest import Door, Seconds

ANA = {"Authorization": "Bearer ana"}
MAP = "https://map.example"


async def test_a_request_keeps_its_id(door: Door) -> None:
    answer = await door.client.get("/v1/toys", headers={"X-Request-Id": "trace.0190-abc"})

    assert answer.headers["X-Request-Id"] == "trace.0190-abc"


@pytest.mark.parametrize("offered", ["", "short", "x" * 65, "with spaces in it", "<script>alert()"])
async def test_an_id_that_is_none_is_replaced(door: Door, offered: str) -> None:
    answer = await door.client.get("/v1/toys", headers={"X-Request-Id": offered})

    assert answer.headers["X-Request-Id"] != offered
    assert len(answer.headers["X-Request-Id"]) == 36


async def test_the_log_has_templates_and_no_ids(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "borrowdale.api"):
        await door.client.get("/v1/toys/0190a000-0000-7000-8000-000000000000?", headers=ANA)

    (record,) = caplog.records
    assert record.getMessage() == "GET /v1/toys/{id} 404"


async def test_answers_are_inert_in_a_browser(door: Door) -> None:
    answer = await door.client.get("/v1/toys")

    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in answer.headers["Vary"]


async def test_pages_of_known_origins_may_ask(door: Door) -> None:
    asked = {"Origin": MAP, "Access-Control-Request-Method": "PATCH"}

    preflight = await door.client.options("/v1/toys/1", headers=asked)
    answer = await door.client.get("/v1/toys", headers={"Origin": MAP})

    assert preflight.status == 204
    assert "If-Match" in preflight.headers["Access-Control-Allow-Headers"]
    assert preflight.headers["Access-Control-Allow-Origin"] == MAP
    assert answer.headers["Access-Control-Allow-Origin"] == MAP
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("origin", ["https://evil.example", "https://map.example.evil.example", "null", "*"])
async def test_pages_of_other_origins_may_not(door: Door, origin: str) -> None:
    asked = {"Origin": origin, "Access-Control-Request-Method": "PATCH"}

    preflight = await door.client.options("/v1/toys/1", headers=asked)
    answer = await door.client.get("/v1/toys", headers={"Origin": origin})

    assert "Access-Control-Allow-Origin" not in preflight.headers
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    ("path", "accepts", "packed"),
    [
        ("/v1/shout", "gzip", True),
        ("/v1/shout", "br, GZIP;q=0.5", True),
        ("/v1/shout", "gzip;q=0", False),
        ("/v1/shout", "identity", False),
        ("/v1/toys", "gzip", False),
    ],
)
async def test_long_answers_are_packed_for_who_can_unpack_them(
    door: Door, path: str, accepts: str, packed: bool
) -> None:
    door.client._auto_decompress = False

    answer = await door.client.get(path, headers={"Accept-Encoding": accepts})
    body = await answer.read()

    assert ("Content-Encoding" in answer.headers) == packed
    assert (b"loud" in gzip.decompress(body)) if packed else body


class TestFewRequests:
    @pytest.fixture
    def per_minute(self) -> int:
        return 3

    async def test_who_asks_too_often_waits(self, door: Door) -> None:
        answers = [await door.client.get("/v1/toys") for _ in range(4)]

        assert [answer.status for answer in answers] == [200, 200, 200, 429]
        assert [answer.headers["RateLimit"] for answer in answers][:2] == ['"minute";r=2;t=20', '"minute";r=1;t=20']
        assert answers[3].headers["RateLimit-Policy"] == '"minute";q=3;w=60'
        assert answers[3].headers.getall("Retry-After") == ["20"]
        assert (await answers[3].json(content_type=None))["code"] == "too_many"

    async def test_who_waited_may_ask_again(self, door: Door) -> None:
        for _ in range(4):
            await door.client.get("/v1/toys")
        door.seconds.now += 20

        statuses = [(await door.client.get("/v1/toys")).status for _ in range(2)]

        assert statuses == [200, 429]

    async def test_a_flood_of_one_leaves_the_others_alone(self, door: Door) -> None:
        for _ in range(10):
            await door.client.get("/v1/toys")

        answer = await door.client.get("/v1/toys", headers=ANA)

        assert answer.status == 200

    async def test_guessing_tokens_is_asking_too(self, door: Door) -> None:
        guesses = [{"Authorization": f"Bearer guess-{number}"} for number in range(5)]

        statuses = [(await door.client.get("/v1/toys", headers=guess)).status for guess in guesses]

        assert statuses == [401, 401, 401, 429, 429]

    async def test_whoever_watches_the_process_may_always_ask(self, door: Door) -> None:
        statuses = {(await door.client.get("/livez")).status for _ in range(10)}

        assert statuses == {200}


def test_only_so_many_callers_are_remembered() -> None:
    buckets = Buckets(1, Seconds(), most=3)

    for number in range(10):
        buckets.take(str(number))

    assert buckets.take("9").spent
    assert not buckets.take("0").spent


async def test_readiness_is_every_check(door: Door) -> None:
    good = await door.client.get("/readyz")
    door.ready["database"] = False
    bad = await door.client.get("/readyz")

    assert (good.status, bad.status) == (200, 503)
    assert (await bad.json())["checks"] == {"database": False, "not_draining": True}
    assert (await good.json())["search"] == "plain"


async def test_draining_closes_connections_after_their_answer(door: Door) -> None:
    await door.deps.drain.finish(within_s=1)

    answer = await door.client.get("/v1/toys")

    assert (answer.status, answer.headers["Connection"]) == (200, "close")
    assert (await door.client.get("/readyz")).status == 503


async def test_draining_waits_for_what_is_under_way() -> None:
    drain, may_end = Drain(), asyncio.Event()

    async def work() -> None:
        with drain.under_way():
            await may_end.wait()

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    too_short = await drain.finish(within_s=0.01)
    may_end.set()
    in_time = await drain.finish(within_s=1)
    await task

    assert (too_short, in_time) == (False, True)
