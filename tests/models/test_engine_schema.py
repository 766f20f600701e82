"""What the models say and what the migrations made are held against each other, on both databases."""

from collections import defaultdict

from tortoise.context import require_context
from tortoise.models import Model

from models.engine.sql import execute
from tests.conftest import Database

Columns = dict[str, bool]

POSTGRES_COLUMNS = """
    SELECT table_name, column_name, is_nullable = 'YES' AS nullable
    FROM information_schema.columns WHERE table_schema = 'public'
"""
SQLITE_COLUMNS = """
    SELECT m.name AS table_name, c.name AS column_name, NOT (c."notnull" OR c.pk) AS nullable
    FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'
"""
POSTGRES_INDEXED = """
    SELECT t.relname AS table_name, a.attname AS column_name
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
    WHERE t.relnamespace = 'public'::regnamespace
"""
SQLITE_INDEXED = """
    SELECT m.name AS table_name, c.name AS column_name
    FROM sqlite_master m JOIN pragma_index_list(m.name) i JOIN pragma_index_info(i.name) c
    WHERE m.type = 'table' AND c.seqno = 0
    UNION SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
    WHERE m.type = 'table' AND c.pk = 1
"""
OF_THE_RUNNER = {"schema_migration"}


def _models() -> list[type[Model]]:
    apps = require_context().apps
    assert apps is not None
    return list(apps.get_models_iterable())


def _said_by_models() -> dict[str, Columns]:
    return {
        model._meta.db_table: {
            field.source_field or name: field.null
            for name, field in model._meta.fields_map.items()
            if name in model._meta.db_fields or field.source_field in model._meta.db_fields
        }
        for model in _models()
    }


async def _made_by_migrations(database: Database) -> dict[str, Columns]:
    tables: dict[str, Columns] = defaultdict(dict)
    for row in await execute({"sqlite": SQLITE_COLUMNS, "postgres": POSTGRES_COLUMNS}[database.dialect]):
        tables[row["table_name"]][row["column_name"]] = bool(row["nullable"])
    return {name: columns for name, columns in tables.items() if name not in OF_THE_RUNNER}


async def test_models_and_schema_have_the_same_tables_columns_and_nulls(db: Database) -> None:
    assert await _made_by_migrations(db) == _said_by_models()


async def test_every_foreign_key_leads_an_index(db: Database) -> None:
    rows = await execute({"sqlite": SQLITE_INDEXED, "postgres": POSTGRES_INDEXED}[db.dialect])
    indexed = {(row["table_name"], row["column_name"]) for row in rows}
    keys = {
        (model._meta.db_table, model._meta.fields_map[name].source_field)
        for model in _models()
        for name in model._meta.fk_fields | model._meta.o2o_fields
    }

    assert keys
    assert keys - indexed == set()


async def test_every_row_can_be_read_back(db: Database) -> None:
    for model in _models():
        assert await model.all().limit(1) == []
