import logging
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from models.engine.sql import affected, execute
from models.fields import NaiveDatetime, document, identifier, moment
from models.transaction import run
from tests.conftest import Database
from tests.models.shelves import Shelf

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
NAIVE = NOON.replace(tzinfo=None)
EAST = timezone(timedelta(hours=9))
WEST = timezone(timedelta(hours=-7))


async def test_a_naive_datetime_is_refused_wherever_it_comes(shelved: Database) -> None:
    await Shelf.create(name="a", built_at=NOON)

    with pytest.raises(NaiveDatetime):
        await Shelf.create(name="b", built_at=NAIVE)
    with pytest.raises(NaiveDatetime):
        await Shelf.filter(built_at__lt=NAIVE)
    with pytest.raises(NaiveDatetime):
        await Shelf.all().update(built_at=NAIVE)


async def test_a_naive_datetime_in_handwritten_sql_is_refused_on_sqlite(shelved: Database) -> None:
    if shelved.dialect == "postgres":
        return  # the server takes it as UTC, which is what is meant
    with pytest.raises(ValueError, match="naive"):
        await execute("SELECT $1 AS at", [NAIVE])


async def test_moments_of_any_offset_compare_in_time(shelved: Database) -> None:
    await Shelf.create(name="early", built_at=(NOON - timedelta(microseconds=1)).astimezone(EAST))
    await Shelf.create(name="noon", built_at=NOON.astimezone(WEST))
    await Shelf.create(name="late", built_at=NOON + timedelta(seconds=1, microseconds=10))

    async def names(**condition: object) -> list[str]:
        return [shelf.name for shelf in await Shelf.filter(**condition).order_by("built_at")]

    assert await names(built_at=NOON.astimezone(EAST)) == ["noon"]
    assert await names(built_at__lt=NOON.astimezone(EAST)) == ["early"]
    assert await names(built_at__gte=NOON.astimezone(WEST)) == ["noon", "late"]
    assert await names(built_at__in=[NOON.astimezone(EAST)]) == ["noon"]
    assert await names(built_at__range=(NOON.astimezone(WEST), NOON + timedelta(minutes=1))) == ["noon", "late"]


async def test_update_and_bulk_writes_store_moments_alike(shelved: Database) -> None:
    await Shelf.bulk_create([Shelf(name="a", built_at=NOON.astimezone(EAST)), Shelf(name="b", built_at=NOON)])
    await Shelf.filter(name="b").update(built_at=NOON.astimezone(WEST))
    shelves = await Shelf.all().order_by("name")
    for shelf in shelves:
        shelf.built_at = NOON.astimezone(EAST)
    await Shelf.bulk_update(shelves, fields=["built_at"])

    rows = await execute("SELECT built_at FROM shelf WHERE built_at = $1", [NOON.astimezone(WEST)])

    assert [moment(row["built_at"]) for row in rows] == [NOON, NOON]
    assert [shelf.built_at for shelf in await Shelf.all()] == [NOON, NOON]


async def test_the_edges_of_the_calendar_survive(shelved: Database) -> None:
    edges = [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)]
    for edge in edges:
        await Shelf.create(name=edge.isoformat(), built_at=edge)

    assert await Shelf.all().order_by("built_at").values_list("built_at", flat=True) == edges


async def test_ids_are_made_in_the_order_of_time(shelved: Database) -> None:
    shelves = [await Shelf.create(name=str(number)) for number in range(20)]

    assert [shelf.name for shelf in await Shelf.all().order_by("id")] == [shelf.name for shelf in shelves]
    assert {type(shelf.id) for shelf in shelves} == {UUID}
    assert {shelf.id.version for shelf in shelves} == {7}


async def test_documents_ids_and_moments_read_alike_from_handwritten_sql(shelved: Database) -> None:
    shelf = await Shelf.create(name="a", built_at=NOON, data={"z": [1, "ü"], "a": None})

    [row] = await execute("SELECT id, built_at, data FROM shelf WHERE id = $1", [shelf.id])

    assert (identifier(row["id"]), moment(row["built_at"]), document(row["data"])) == (
        shelf.id,
        NOON,
        {"a": None, "z": [1, "ü"]},
    )
    assert (await Shelf.get(id=shelf.id)).data == {"a": None, "z": [1, "ü"]}


async def test_handwritten_sql_takes_its_parameters_in_any_order_and_leaves_quoted_text_alone(
    shelved: Database,
) -> None:
    rows = await execute("SELECT '$1 costs ''$2''' AS text, $2 || $1 || $2 AS said", ["b", "a"])

    assert rows == [{"text": "$1 costs '$2'", "said": "aba"}]


async def test_what_people_wrote_is_not_in_the_log(shelved: Database, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    await run(lambda: Shelf.create(name="canary"))
    await execute("SELECT $1 || 'x' AS said", ["canary"])
    await affected("UPDATE shelf SET name = $1", ["canary too"])

    assert "canary" not in caplog.text


async def test_rows_changed_are_counted_without_those_of_triggers(shelved: Database) -> None:
    await Shelf.bulk_create([Shelf(name=name) for name in "abc"])

    assert await Shelf.filter(name="a").update(name="d") == 1
    assert await affected("UPDATE shelf SET name = $1 WHERE name = $2", ["e", "b"]) == 1
    assert await affected("UPDATE shelf SET name = $1 WHERE name = $2", ["f", "nobody"]) == 0
    assert await affected("INSERT INTO shelf (id, name, data, version) VALUES ($1, $2, $3, 1)", [_ID, "g", "{}"]) == 1
    assert await affected("DELETE FROM shelf") == 4


_ID = UUID("01890000-0000-7000-8000-000000000000")
