from models.engine.sql import execute
from models.migrate import pending
from tests.conftest import Database


async def test_nothing_is_pending_in_a_fresh_database(db: Database) -> None:
    assert await pending() == []
    assert await execute("SELECT 1 AS one") == [{"one": 1}]
