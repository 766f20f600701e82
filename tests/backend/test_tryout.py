"""The program with nothing configured but a database."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from backend.cli.tryout import tryout
from backend.config import Settings
from backend.config.settings import App
from backend.config.settings import Database as Stored
from models.engine.connect import disconnect
from tests.conftest import Database


# On SQLite the database has made it by then.
@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
async def test_it_can_be_tried_in_a_folder_that_is_not_there_yet(db: Database, tmp_path: Path) -> None:
    await disconnect()
    folder = tmp_path / "var"
    settings = Settings(app=App(data_dir=folder), database=Stored(url=SecretStr(db.url)))

    async with tryout(settings, lambda _line: None, port=0) as trial:
        assert trial.invitation
        assert (folder / "demo-people.json").exists()
