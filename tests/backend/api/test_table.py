"""The real table: its document is valid, and nothing that clients rely on disappears."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from openapi_spec_validator import OpenAPIV31SpecValidator

from backend.api.openapi import document
from backend.api.routes import ROUTES

CONTRACT = Path(__file__).parent / "contract.json"
NOW: dict[str, Any] = orjson.loads(orjson.dumps(document(ROUTES, version="0")))


def promises(part: Any, path: str = "") -> Iterator[str]:
    """Every path, method, status, field and enum value of a document, one line each."""
    if not isinstance(part, dict):
        return
    for name, inner in part.items():
        if name == "enum":
            yield from (f"{path}/enum/{value}" for value in inner)
        if name in {"paths", "properties", "responses", "schemas"} or path.rpartition("/")[2] in {
            "paths",
            "properties",
            "responses",
            "schemas",
        }:
            yield f"{path}/{name}"
        yield from promises(inner, f"{path}/{name}")
        if name == "parameters":
            yield from (f"{path}/{one['in']}/{one['name']}" for one in inner)


def test_the_document_is_valid() -> None:
    OpenAPIV31SpecValidator(NOW).validate()


def test_operations_have_names_of_their_own() -> None:
    names = [route.operation_id for route in ROUTES]

    assert sorted(names) == sorted(set(names))
    assert all("_" in name for name in names)
    assert all(route.summary for route in ROUTES)


def test_nothing_that_was_promised_disappears() -> None:
    kept = set(promises(orjson.loads(CONTRACT.read_bytes())))

    assert sorted(kept - set(promises(NOW))) == []


def test_the_contract_is_that_of_today() -> None:
    told = "python -m backend openapi > tests/backend/api/contract.json"

    assert sorted(set(promises(NOW)) - set(promises(orjson.loads(CONTRACT.read_bytes())))) == [], told
