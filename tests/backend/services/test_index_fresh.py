"""Who sees what when: own writes at once, others' when they are asked for or a tenth of a second old."""

from __future__ import annotations

import asyncio

import pytest

from backend.services import index
from matching.grid import GridEngine
from models.transaction import dialect, execute
from tests.backend.services.conftest import Town


async def renamed_elsewhere(town: Town, title: str) -> None:
    """What another process does: this one's transactions know nothing of it."""
    await execute("UPDATE resources SET title = $1", [title])
    await execute(
        "INSERT INTO journal (at, verb, subject_type, subject_id, data) SELECT at, 'resource.changed', 'resource',"
        " $1, $2 FROM journal WHERE seq = 1",
        [str(town.drill.id), f'{{"resource_id": "{town.drill.id}"}}'],
    )


async def title_in(current: index.Index, town: Town) -> str:
    return current.card(str(town.drill.id)).title


async def test_what_others_wrote_just_now_is_seen_by_whoever_asks_for_it_fresh(town: Town) -> None:
    current = await counted()
    await current.catch_up()
    await renamed_elsewhere(town, "Renamed")
    await current.catch_up()
    before = await title_in(current, town)
    await current.catch_up(fresh=True)

    assert (before, await title_in(current, town)) == ("Bosch hammer drill", "Renamed")


async def test_what_others_wrote_is_seen_a_tenth_of_a_second_later_where_others_can_write(town: Town) -> None:
    current = await counted()
    await current.catch_up()
    await renamed_elsewhere(town, "Renamed")
    commits, at = current._seen
    current._seen = commits, at - index.LOOK_AGAIN_S

    await current.catch_up()

    assert (await title_in(current, town) == "Renamed") == (dialect() == "postgres")


class Counted(index.Index):
    """Counts how often the journal is read, and fails the first time if it is to."""

    fails = False

    def __init__(self) -> None:
        super().__init__(GridEngine(lambda _asked, _words: 0.0), b"test")
        self.reads = 0
        self.begun = asyncio.Event()

    async def _read_on(self) -> bool:
        self.reads += 1
        self.begun.set()
        await asyncio.sleep(0)
        if self.fails and self.reads == 1:
            raise ConnectionError
        return await super()._read_on()


async def counted() -> Counted:
    made = Counted()
    await made.build()
    return made


@pytest.mark.parametrize("fresh", [True, False])
async def test_all_who_wait_for_what_is_new_share_one_reading(town: Town, fresh: bool) -> None:
    current = await counted()

    await asyncio.gather(*(current.catch_up(fresh=fresh) for _ in range(50)))

    assert current.reads <= 2


async def test_a_reading_that_began_before_somebody_asked_is_not_fresh_to_them(town: Town) -> None:
    current = await counted()
    first = asyncio.create_task(current.catch_up(fresh=True))
    await current.begun.wait()

    await renamed_elsewhere(town, "Renamed")
    await asyncio.gather(*(current.catch_up(fresh=True) for _ in range(50)), first)

    assert await title_in(current, town) == "Renamed"
    assert current.reads <= 4


async def test_a_reading_that_failed_is_made_again_by_those_who_waited_for_it(town: Town) -> None:
    current = await counted()
    await renamed_elsewhere(town, "Renamed")
    current.fails = True

    answers = await asyncio.gather(*(current.catch_up(fresh=True) for _ in range(9)), return_exceptions=True)

    assert [type(one) for one in answers if one is not None] == [ConnectionError]
    assert await title_in(current, town) == "Renamed"
