"""What the whole program does with the process that it runs in."""

import gc
from pathlib import Path

from pydantic import SecretStr

from backend.app import Parts, running
from backend.config import Settings
from backend.config.settings import App, Database


async def test_what_was_built_at_the_start_is_not_looked_through_for_garbage_again(tmp_path: Path) -> None:
    before = gc.get_freeze_count()
    stored = Database(url=SecretStr(f"sqlite://{tmp_path}/borrowdale.sqlite"))

    async with running(Settings(app=App(data_dir=tmp_path), database=stored), Parts(only=frozenset())):
        kept = gc.get_freeze_count()
        assert gc.isenabled()

    assert kept > before
    assert gc.get_freeze_count() == 0
