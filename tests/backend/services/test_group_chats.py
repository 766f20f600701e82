"""A group's chat and its parts of town: who may connect it, and what is forgotten when the bot is put out."""

from __future__ import annotations

import pytest

from backend.services import groups
from models.errors import Forbidden
from models.group import Group
from models.journal import Journal
from tests.backend.services.conftest import CENTRE, Town


async def test_only_stewards_answer_for_a_group(town: Town) -> None:
    assert [group.id for group in await groups.stewarded_by(town.ada)] == [town.group.id]
    assert await groups.stewarded_by(town.ben) == []


async def test_a_chat_is_connected_by_a_steward_and_forgotten_when_the_bot_is_put_out(town: Town) -> None:
    with pytest.raises(Forbidden):
        await groups.connect_chat(town.ben, town.group.id, -100, now=town.now)
    await groups.connect_chat(town.ada, town.group.id, -100, now=town.now)
    assert (await Group.get(id=town.group.id)).telegram_chat_id == -100

    await groups.disconnect_chat(-100, now=town.now)
    await groups.disconnect_chat(-100, now=town.now)

    assert (await Group.get(id=town.group.id)).telegram_chat_id is None
    assert await Journal.filter(verb="group.chat_disconnected").count() == 1


async def test_areas_come_by_name(town: Town) -> None:
    for name in ("Follaton", "Bridgetown"):
        await groups.name_area(town.ada, town.group.id, name, CENTRE, now=town.now)

    assert [area.name for area in await groups.areas(town.group)] == ["Bridgetown", "Follaton"]
