"""Rows of hand-written SQL become the objects that Tortoise would have made."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from models.engine.rows import HalfRead, as_object, objects
from tests.conftest import Database
from tests.models.shelves import Shelf

BUILT = datetime(2026, 6, 1, 12, 30, tzinfo=UTC)


async def test_an_object_read_by_sql_is_the_one_that_tortoise_reads(shelved: Database) -> None:
    await Shelf.create(name="pine", built_at=BUILT, data={"boards": [1, 2]})
    await Shelf.create(name="oak")

    read = await objects(Shelf, "SELECT s.*, 7 AS more FROM shelf AS s WHERE s.name <> $1 ORDER BY s.name", ["elm"])

    assert [_plain(shelf) for shelf in read] == [_plain(shelf) for shelf in await Shelf.all().order_by("name")]
    assert read[1].built_at == BUILT
    read[0].data = {"boards": []}
    await read[0].save()
    assert (await Shelf.get(name="oak")).data == {"boards": []}


async def test_a_row_that_lacks_a_column_is_refused(shelved: Database) -> None:
    with pytest.raises(HalfRead, match="Shelf of"):
        as_object(Shelf, {"id": uuid4(), "name": "oak"})


def _plain(shelf: Shelf) -> tuple[object, ...]:
    return shelf.id, shelf.name, shelf.built_at, shelf.data, shelf.version
