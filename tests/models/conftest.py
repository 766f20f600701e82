"""Small tables for the tests of the engine, and a database that has them."""

from __future__ import annotations

import pytest

from models.engine.connect import connect
from models.engine.sql import connection
from tests.conftest import PATIENCE_S, Database
from tests.models import shelves


@pytest.fixture
async def shelved(empty: Database) -> Database:
    """A database with the tables of `shelves`, connected."""
    await connect(empty.url, pool_max=4, acquire_timeout_s=PATIENCE_S, tables=[shelves.__name__])
    await connection().execute_script(shelves.SCHEMA[empty.dialect])
    return empty
