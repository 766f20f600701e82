"""Whatever goes wrong, the answer has one shape."""

import logging

import pytest

from backend.api.problems import REFUSED, UNFIT, Problem
from models import errors
from tests.backend.api.conftest import Door
from tests.backend.test_language import kinds

ANA = {"Authorization": "Bearer ana"}


@pytest.mark.parametrize(
    ("method", "path", "headers", "expected"),
    [
        ("GET", "/", {}, (404, "no_such_path")),
        ("GET", "/v1/toys/", {}, (404, "no_such_path")),
        ("GET", "/v1/nothing", ANA, (404, "no_such_path")),
        ("GET", "/v1/%00%FF/../x", {}, (404, "no_such_path")),
        ("DELETE", "/v1/toys", {}, (405, "method_not_allowed")),
        ("OPTIONS", "/v1/toys", {}, (405, "method_not_allowed")),
        ("TRACE", "/v1/toys", {}, (405, "method_not_allowed")),
        ("PROPFIND", "/livez", {}, (405, "method_not_allowed")),
        ("GET", "/v1/toys/7", {}, (404, "not_found")),
        ("GET", "/v1/toys/0190a000-0000-7000-8000-000000000000", {}, (404, "not_found")),
        ("GET", "/v1/toys/0190a000000070008000000000000000", {}, (404, "not_found")),
        ("POST", "/v1/toys", {}, (401, "not_signed_in")),
        ("POST", "/v1/toys", {"Authorization": "Bearer nobody"}, (401, "not_signed_in")),
        ("GET", "/v1/toys", {"Authorization": "Bearer nobody"}, (401, "not_signed_in")),
        ("GET", "/v1/toys", {"Authorization": "Basic YTpi"}, (401, "not_signed_in")),
        ("GET", "/v1/toys", {"Authorization": "Bearer"}, (401, "not_signed_in")),
        ("GET", "/v1/toys", {"Authorization": "Bearer " + "x" * 600}, (401, "not_signed_in")),
        ("GET", "/v1/counts", {"Authorization": "Bearer key"}, (403, "forbidden")),
        ("POST", "/v1/toys", ANA, (400, "bad_key")),
        ("GET", "/v1/broken", {}, (500, "internal")),
        ("GET", "/v1/toys", {"Expect": "miracles"}, (400, "bad_request")),
    ],
)
async def test_everything_that_goes_wrong_is_a_problem(
    door: Door, method: str, path: str, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    answer = await door.client.request(method, path, headers=headers)
    problem = await answer.json(content_type="application/problem+json")

    assert (answer.status, problem["code"]) == expected
    assert (problem["status"], problem["type"]) == (expected[0], f"/problems/{expected[1]}")
    assert problem["instance"] == answer.headers["X-Request-Id"]
    assert answer.headers["Cache-Control"] == "no-store"
    Problem.model_validate({**problem, "errors": None})


async def test_a_wrong_method_is_told_the_right_ones(door: Door) -> None:
    answer = await door.client.delete("/v1/toys")

    assert set(answer.headers["Allow"].split(",")) == {"GET", "HEAD", "POST"}


async def test_signing_in_is_asked_for_in_the_header_that_is_for_it(door: Door) -> None:
    answer = await door.client.post("/v1/toys")

    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


async def test_a_bug_is_logged_with_its_request_and_not_told(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "borrowdale.api"):
        answer = await door.client.get("/v1/broken", headers={"X-Request-Id": "request-4712"})

    text = await answer.text()
    (record,) = caplog.records
    assert "4711" not in text
    assert "RuntimeError" not in text
    assert vars(record)["request_id"] == "request-4712"
    assert record.exc_info
    assert "4711" in str(record.exc_info[1])


async def test_a_refusal_brings_its_reasons_and_alternatives(door: Door) -> None:
    door.shelf.fill(1)
    (toy_id,) = door.shelf.toys

    answer = await door.client.post(f"/v1/toys/{toy_id}/lend", json={"days": 6}, headers=ANA)
    problem = await answer.json(content_type=None)

    assert answer.status == 409
    assert problem["code"] == "unavailable"
    assert problem["detail"] == "Das ist zu lang: Die längste Zeit ist 1 Tag. Bitte wähle ein früheres Ende."
    assert problem["reasons"] == [{"code": "too_long", "params": {"max_minutes": 1440}, "detail": problem["detail"]}]
    assert problem["alternatives"] == [
        {"kind": "time", "params": {"start": "2026-05-30T12:00:00Z", "end": "2026-05-31T12:00:00Z"}}
    ]


async def test_faults_that_only_a_service_finds_look_like_the_others(door: Door) -> None:
    door.shelf.fill(1)
    (toy_id,) = door.shelf.toys

    answer = await door.client.post(f"/v1/toys/{toy_id}/lend", json={"days": 5}, headers=ANA)

    assert answer.status == 422
    assert (await answer.json(content_type=None))["errors"] == [
        {"pointer": "/days", "in": "body", "code": "out_of_range", "detail": "Das liegt außerhalb des Möglichen."}
    ]


@pytest.mark.parametrize(
    ("headers", "language", "word"),
    [
        ({}, "en", "address"),
        ({"Accept-Language": "de-AT, en;q=0.5"}, "de", "Adresse"),
        ({"Accept-Language": "fr"}, "en", "address"),
        (ANA, "de", "Adresse"),
        ({**ANA, "Accept-Language": "en"}, "en", "address"),
        ({**ANA, "Accept-Language": "fr"}, "de", "Adresse"),
    ],
)
async def test_a_problem_speaks_the_callers_language(
    door: Door, headers: dict[str, str], language: str, word: str
) -> None:
    answer = await door.client.get("/v1/nothing", headers=headers)

    assert answer.headers["Content-Language"] == language
    assert word in (await answer.json(content_type=None))["detail"]


def test_every_refusal_has_a_status() -> None:
    assert {kind.code for kind in kinds(errors.Refused)} <= REFUSED.keys()
    assert not REFUSED.keys() & UNFIT.keys()
