"""Clients that dawdle, or speak no HTTP, hold nothing up."""

import asyncio
import json
import time
import zlib

import pytest

from tests.backend.api.conftest import Door

PATIENCE_S = 8.0
POST = b"POST /v1/toys HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ana\r\nIdempotency-Key: k\r\n"


async def sent(door: Door, *parts: bytes) -> bytes:
    """What comes back for these bytes until the other side hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    for part in parts:
        writer.write(part)
        await writer.drain()
    async with asyncio.timeout(PATIENCE_S):
        answer = await reader.read()
    writer.close()
    return answer


@pytest.mark.parametrize(
    "beginning", [b"", b"G", b"GET /v1/toys HTTP/1.1\r\n", b"GET /v1/toys HTTP/1.1\r\nHost: x\r\nX-Slow: "]
)
async def test_headers_that_do_not_come_are_not_waited_for(door: Door, beginning: bytes) -> None:
    assert await sent(door, beginning) == b""


async def test_headers_that_trickle_are_not_waited_for(door: Door) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    began = time.monotonic()
    writer.write(b"GET /v1/toys HTTP/1.1\r\n")

    while not reader.at_eof() and time.monotonic() - began < PATIENCE_S:
        writer.write(b"X-A: b\r\n")
        try:
            async with asyncio.timeout(0.1):
                await reader.read(1)
        except TimeoutError:
            continue
        except ConnectionError:
            break

    assert time.monotonic() - began < 2
    writer.close()


async def test_three_hundred_half_open_connections_are_closed(door: Door) -> None:
    began = time.monotonic()

    answers = await asyncio.gather(*(sent(door, b"GET /v1/toys HTTP/1.1\r\nHost: x\r\n") for _ in range(300)))

    assert set(answers) == {b""}
    assert time.monotonic() - began < 5


async def test_a_body_that_does_not_come_is_a_problem(door: Door) -> None:
    head = POST + b"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n"

    answer = await sent(door, head, b'{"name"')

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "timeout"


async def test_two_hundred_slow_bodies_leave_the_others_alone(door: Door) -> None:
    head = POST + b"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
    slow = asyncio.gather(*(sent(door, head) for _ in range(200)))

    statuses = [(await door.client.get("/v1/toys")).status for _ in range(5)]
    answers = await slow

    assert statuses == [200] * 5
    assert {answer[:12] for answer in answers} == {b"HTTP/1.1 408"}


async def test_a_body_in_endless_pieces_is_cut_off(door: Door) -> None:
    head = POST + b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"

    answer = await sent(door, head, *[b"400\r\n" + b" " * 1024 + b"\r\n"] * 6)

    assert answer.startswith(b"HTTP/1.1 413 ")


async def test_a_packed_body_that_grows_is_cut_off(door: Door) -> None:
    bomb = zlib.compress(b" " * 4_000_000)
    head = POST + b"Content-Type: application/json\r\nContent-Encoding: deflate\r\nContent-Length: %d\r\n\r\n"

    answer = await sent(door, head % len(bomb), bomb)

    assert answer.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("noise", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n", 400),
        (b"GET\r\n\r\n", 400),
        (b"GET /v1/toys HTTP/9.9\r\n\r\n", 400),
        (b"GET /v1/toys HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"GET /v1/toys HTTP/1.1\r\nHost: x\r\nA\x00b: c\r\n\r\n", 400),
        (b"POST /v1/toys HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400),
        (b"POST /v1/toys HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc", 400),
        (b"POST /v1/toys HTTP/1.1\r\nContent-Length: -3\r\n\r\nabc", 400),
        (POST + b"Transfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\nzz\r\n", 400),
        (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nX-Long: " + b"a" * 20_000 + b"\r\n\r\n", 431),
    ],
)
async def test_what_is_no_http_gets_a_problem_and_the_end_of_the_line(door: Door, noise: bytes, status: int) -> None:
    answer = await sent(door, noise)
    head, _, body = answer.partition(b"\r\n\r\n")

    assert head.startswith((b"HTTP/1.1 %d " % status, b"HTTP/1.0 %d " % status))
    assert b"application/problem+json" in head
    assert json.loads(body)["status"] == status
