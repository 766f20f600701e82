"""The document says what the door does."""

from typing import Any

import orjson
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from backend.api.docs import written
from backend.api.openapi import document
from tests.backend.api.conftest import Door
from tests.backend.api.toys import Shelf, table

PROBLEM = {
    "description": "A problem.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


@pytest.fixture
def toys() -> dict[str, Any]:
    return document(table(Shelf()), version="1.2.3")


def test_the_document_is_valid(toys: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(orjson.loads(orjson.dumps(toys))).validate()


def test_the_same_table_gives_the_same_bytes() -> None:
    assert written(table(Shelf()), version="1") == written(table(Shelf()), version="1")


def test_an_operation_says_who_may_ask_and_with_what(toys: dict[str, Any]) -> None:
    listing, create = toys["paths"]["/v1/toys"]["get"], toys["paths"]["/v1/toys"]["post"]
    patch = toys["paths"]["/v1/toys/{id}"]["patch"]

    assert listing["security"] == [{}, {"bearer": []}]
    assert [parameter["name"] for parameter in listing["parameters"]] == [
        "limit",
        "cursor",
        "size",
        "near",
        "open",
        "tags",
    ]
    assert create["security"] == [{"bearer": []}]
    assert [parameter["name"] for parameter in create["parameters"]] == ["Idempotency-Key"]
    assert [(parameter["in"], parameter["name"]) for parameter in patch["parameters"]] == [
        ("path", "id"),
        ("header", "If-Match"),
    ]
    assert set(patch["requestBody"]["content"]) == {"application/json", "application/merge-patch+json"}
    assert toys["paths"]["/v1/counts"]["get"]["security"] == [{"bearer": ["numbers:read"]}]


def test_every_operation_has_a_name_and_a_problem(toys: dict[str, Any]) -> None:
    operations = [operation for methods in toys["paths"].values() for operation in methods.values()]

    assert len({operation["operationId"] for operation in operations}) == len(operations) == 8
    assert all(operation["responses"]["default"] == PROBLEM for operation in operations)


def test_answers_have_their_headers(toys: dict[str, Any]) -> None:
    created = toys["paths"]["/v1/toys"]["post"]["responses"]["201"]
    page = toys["paths"]["/v1/toys"]["get"]["responses"]["200"]

    assert set(created["headers"]) == {"ETag", "Location", "Idempotency-Replayed"}
    assert set(page["headers"]) == {"Link"}
    assert page["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Page_ToyOut_"}


def test_inputs_are_strict_in_the_document_too(toys: dict[str, Any]) -> None:
    schemas = toys["components"]["schemas"]

    assert schemas["ToyIn"]["additionalProperties"] is False
    assert schemas["ToyIn"]["properties"]["place"]["discriminator"]["propertyName"] == "kind"
    assert "required" not in schemas["ToyPatch"]
    assert schemas["ToyPatch"]["properties"]["name"]["type"] == "string"


async def test_the_document_is_served_with_a_tag(door: Door) -> None:
    first = await door.client.get("/openapi.json")
    again = await door.client.get("/openapi.json", headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status, again.status) == (200, 304)
    assert (await first.json())["info"]["version"] == "1.2.3"


async def test_the_page_needs_nothing_from_elsewhere(door: Door) -> None:
    page = await door.client.get("/docs")
    text = await page.text()
    parts = [await door.client.get(path) for path in ("/docs/docs.js", "/docs/docs.css")]

    assert page.content_type == "text/html"
    assert "default-src 'none'; script-src 'self'" in page.headers["Content-Security-Policy"]
    assert [part.status for part in parts] == [200, 200]
    assert "//" not in text.replace("<!--", "")
