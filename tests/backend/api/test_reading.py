"""What cannot be read is refused with a problem that names every fault; nothing of it is an error of ours."""

import json
from typing import Any

import pytest
from aiohttp import FormData

from tests.backend.api.conftest import Door

ANA = {"Authorization": "Bearer ana"}
GOOD: dict[str, Any] = {"name": "Kite", "place": {"kind": "here", "lat": 50.4, "lon": -3.7}}


def toy(**other: Any) -> bytes:
    return json.dumps({**GOOD, **other}).encode()


def raw(name: str, literal: str) -> bytes:
    return b'{"place":{"kind":"here","lat":1,"lon":1},"name":"Kite","%s":%s}' % (name.encode(), literal.encode())


BAD_BODIES: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 400),
    "blanks": (b"  \n ", 400),
    "half": (b'{"name": "Kite"', 400),
    "one quote": (b'"', 400),
    "a word": (b"kite", 400),
    "single quotes": (b"{'name': 'Kite'}", 400),
    "a comma too many": (b'{"name": "Kite",}', 400),
    "a comment": (b'{"name": "Kite"} // a kite', 400),
    "two values": (b"{}{}", 400),
    "a byte order mark": (b"\xef\xbb\xbf{}", 400),
    "UTF-16": ('{"name": "Kite"}'.encode("utf-16"), 400),
    "Latin-1": (b'{"name": "K\xe4fer"}', 400),
    "overlong UTF-8": (b'{"name": "\xc0\xaf"}', 400),
    "a raw surrogate": (b'{"name": "\xed\xa0\x80"}', 400),
    "half a character": (raw("name", '"\\ud800"'), 400),
    "the other half": (raw("name", '"\\udc00x"'), 400),
    "a raw NUL": (raw("name", '"\x00"'), 400),
    "a raw line break": (raw("name", '"a\nb"'), 400),
    "NaN": (raw("pieces", "NaN"), 400),
    "Infinity": (raw("pieces", "Infinity"), 400),
    "minus Infinity": (raw("pieces", "-Infinity"), 400),
    "1e999": (raw("pieces", "1e999"), 400),
    "a number of 5,000 digits": (raw("pieces", "9" * 3500), 400),
    "a plus": (raw("pieces", "+1"), 400),
    "a leading nought": (raw("pieces", "01"), 400),
    "hexadecimal": (raw("pieces", "0x1"), 400),
    "a name twice": (b'{"name": "Kite", "name": "Drill"}', 400),
    "a name twice inside": (b'{"place": {"kind": "here", "lat": 1, "lat": 2}}', 400),
    "a tower of lists": (b"[" * 4000, 400),
    "a closed tower": (b"[" * 2000 + b"]" * 2000, 400),
    "a tower of objects": (b'{"a":' * 800, 400),
    "a tower of 33": (b"[" * 33 + b"]" * 33, 400),
    "null": (b"null", 422),
    "true": (b"true", 422),
    "a number": (b"4711", 422),
    "a text": (b'"Kite"', 422),
    "a list": (b"[]", 422),
    "a list of objects": (b"[" + toy() + b"]", 422),
    "an empty object": (b"{}", 422),
    "an unknown field": (toy(owner="me"), 422),
    "a prototype": (raw("__proto__", "{}"), 422),
    "an id": (toy(id="0190a000-0000-7000-8000-000000000000"), 422),
    "a version": (toy(version=7), 422),
    "an empty name": (toy(name=""), 422),
    "a blank name": (toy(name=" \t "), 422),
    "a null name": (toy(name=None), 422),
    "a number as name": (toy(name=7), 422),
    "a list as name": (toy(name=["Kite"]), 422),
    "an object as name": (toy(name={"$gt": ""}), 422),
    "a long name": (toy(name="K" * 201), 422),
    "a name with a NUL": (toy(name="Ki\x00te"), 422),
    "a name with a bell": (toy(name="Ki\x07te"), 422),
    "a name with two lines": (toy(name="Ki\nte"), 422),
    "a size unheard of": (toy(size="huge"), 422),
    "a size in capitals": (toy(size="SMALL"), 422),
    "pieces as text": (toy(pieces="1"), 422),
    "pieces as fraction": (toy(pieces=1.5), 422),
    "pieces as truth": (toy(pieces=True), 422),
    "no pieces": (toy(pieces=0), 422),
    "fewer than none": (toy(pieces=-1), 422),
    "too many pieces": (toy(pieces=101), 422),
    "2**63 pieces": (toy(pieces=2**63), 422),
    "10**200 pieces": (toy(pieces=10**200), 422),
    "false as longitude": (toy(place={"kind": "here", "lat": 1, "lon": False}), 422),
    "null as longitude": (toy(place={"kind": "here", "lat": 1, "lon": None}), 422),
    "text as latitude": (toy(place={"kind": "here", "lat": "1", "lon": 1}), 422),
    "north of the pole": (toy(place={"kind": "here", "lat": 90.0001, "lon": 1}), 422),
    "past the date line": (toy(place={"kind": "here", "lat": 1, "lon": -180.5}), 422),
    "no longitude": (toy(place={"kind": "here", "lat": 1}), 422),
    "a place of no kind": (toy(place={"lat": 1, "lon": 1}), 422),
    "a place of another kind": (toy(place={"kind": "moon", "lat": 1, "lon": 1}), 422),
    "a place of two kinds": (toy(place={"kind": "here", "lat": 1, "lon": 1, "name": "Hub"}), 422),
    "a place as text": (toy(place="here"), 422),
    "no zone": (toy(since="2026-05-30T12:00:00"), 422),
    "a day for a time": (toy(since="2026-05-30"), 422),
    "seconds since 1970": (toy(since=1_780_000_000), 422),
    "the same as text": (toy(since="1780000000"), 422),
    "the 30th of February": (toy(since="2026-02-30T12:00:00Z"), 422),
    "a leap day that is none": (toy(since="2027-02-29T12:00:00Z"), 422),
    "25 o'clock": (toy(since="2026-05-30T25:00:00Z"), 422),
    "the year 9999": (toy(since="9999-12-31T23:59:59-14:00"), 422),
    "the year 1": (toy(since="0001-01-01T00:00:00+14:00"), 422),
    "a zone of 99 hours": (toy(since="2026-05-30T12:00:00+99:00"), 422),
    "tags as text": (toy(tags="red"), 422),
    "too many tags": (toy(tags=["a", "b", "c", "d"]), 422),
    "a tag that is none": (toy(tags=["a", None]), 422),
    "too large": (toy(name="K" * 5000), 413),
}


@pytest.mark.parametrize(("body", "status"), BAD_BODIES.values(), ids=BAD_BODIES)
async def test_a_bad_body_is_a_problem_and_changes_nothing(door: Door, body: bytes, status: int) -> None:
    headers = {**ANA, "Content-Type": "application/json", "Idempotency-Key": "k"}

    answer = await door.client.post("/v1/toys", data=body, headers=headers)
    problem = await answer.json(content_type="application/problem+json")

    assert (answer.status, problem["status"]) == (status, status)
    assert problem["instance"] == answer.headers["X-Request-Id"]
    assert bool(problem.get("errors")) == (status == 422 or problem["code"] == "not_json")
    assert door.shelf.toys == {}


async def test_every_fault_is_named_at_once_with_its_place(door: Door) -> None:
    body = {"name": "", "place": {"kind": "here", "lat": 91, "lon": False}, "tags": ["ok", 7], "a/b~c": 1}

    answer = await door.client.post("/v1/toys?debug=1", json=body, headers={**ANA, "Idempotency-Key": "k"})
    errors = (await answer.json(content_type=None))["errors"]

    assert {(error["in"], error["pointer"]): error["code"] for error in errors} == {
        ("query", "debug"): "unknown_parameter",
        ("body", "/name"): "string_too_short",
        ("body", "/place/lat"): "less_than_equal",
        ("body", "/place/lon"): "float_type",
        ("body", "/tags/1"): "string_type",
        ("body", "/a~1b~0c"): "extra_forbidden",
    }
    assert "Das darf höchstens 90 sein." in [error["detail"] for error in errors]


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin-1",
        "application/json; charset=utf-16",
        "application/merge-patch+json",
        "*/*",
        "json",
    ],
)
async def test_another_media_type_is_refused(door: Door, content_type: str) -> None:
    headers = {**ANA, "Content-Type": content_type, "Idempotency-Key": "k"}

    answer = await door.client.post("/v1/toys", data=toy(), headers=headers)

    assert (answer.status, (await answer.json(content_type=None))["code"]) == (415, "media_type")


async def test_a_form_is_no_json(door: Door) -> None:
    form = FormData({"name": "Kite"})

    answer = await door.client.post("/v1/toys", data=form, headers={**ANA, "Idempotency-Key": "k"})

    assert answer.status == 415


async def test_packed_nonsense_is_a_bad_request(door: Door) -> None:
    headers = {**ANA, "Content-Type": "application/json", "Content-Encoding": "gzip", "Idempotency-Key": "k"}

    answer = await door.client.post("/v1/toys", data=b"not packed at all", headers=headers)

    assert answer.status == 400


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("limit=0", "limit", "greater_than_equal"),
        ("limit=101", "limit", "less_than_equal"),
        ("limit=ten", "limit", "int_type"),
        ("limit=", "limit", "int_type"),
        ("limit=1.0", "limit", "int_type"),
        ("limit=%201", "limit", "int_type"),
        ("limit=1_0", "limit", "int_type"),
        ("limit=true", "limit", "int_type"),
        ("limit=null", "limit", "int_type"),
        ("limit=" + "9" * 400, "limit", "int_type"),
        ("limit=1&limit=2", "limit", "repeated_parameter"),
        ("size=huge", "size", "enum"),
        ("near=NaN", "near", "float_type"),
        ("near=1e999", "near", "float_type"),
        ("near=-91", "near", "greater_than_equal"),
        ("open=1", "open", "bool_type"),
        ("open=yes", "open", "bool_type"),
        ("tags=a,,b", "tags/1", "string_too_short"),
        ("tags=%00", "tags/0", "string_unicode"),
        ("colour=red", "colour", "unknown_parameter"),
        ("__class__=x", "__class__", "unknown_parameter"),
        ("cursor=", "cursor", "string_too_short"),
    ],
)
async def test_a_bad_query_is_named(door: Door, query: str, pointer: str, code: str) -> None:
    answer = await door.client.get(f"/v1/toys?{query}")
    problem = await answer.json(content_type=None)

    assert answer.status == 422
    assert {(error["in"], error["pointer"], error["code"]) for error in problem["errors"]} >= {("query", pointer, code)}


async def test_a_good_query_is_read_by_kind(door: Door) -> None:
    answer = await door.client.get("/v1/toys?limit=1&size=small&near=-45&open=true&tags=a,b&tags=c")

    assert answer.status == 200


async def test_a_body_that_may_be_left_out_may_be_left_out(door: Door) -> None:
    door.shelf.fill(1)
    (toy_id,) = door.shelf.toys

    answer = await door.client.post(f"/v1/toys/{toy_id}/lend", headers=ANA)

    assert answer.status == 200
