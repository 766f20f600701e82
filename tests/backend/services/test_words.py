"""A group's own words, and those that found nothing: for its stewards, without who used them."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from backend.services import unmet, waiting, words
from backend.services.unmet import Noted
from backend.services.words import Word
from matching.text import guess_categories
from models.errors import Conflict, Forbidden, Invalid, NotFound
from models.person import Person
from models.transaction import execute
from models.words import GroupWord, Unmet, UnmetAsker
from tests.backend.services.conftest import DRILL, NOW, Town, newcomer
from tests.backend.services.lookouts import looks_out

BORER = Word(DRILL, "en", "wumblefrotz")


async def in_vain(town: Town, *people: Person, text: str = "Wumble  Frotz") -> Noted:
    """Some look for something that there is not, and it is written down."""
    noted = Noted(b"key")
    for person in people:
        noted.note(person, text, [str(town.group.id)])
    await noted.write_down(now=NOW)
    return noted


async def seen(town: Town) -> list[tuple[str | None, int]]:
    return [(row.text, row.times) for row in await unmet.of(town.ada, town.group.id, now=NOW)]


async def test_words_are_kept_in_clear_once_two_people_used_them(town: Town) -> None:
    await in_vain(town, town.ben, town.ben, town.ben)
    alone = await seen(town), [row.text for row in await Unmet.all()]
    await in_vain(town, town.cleo, text="wumble frotz")

    assert alone == ([], [None])
    assert await seen(town) == [("wumble frotz", 4)]


async def test_until_then_neither_the_words_nor_the_person_can_be_read_from_the_database(town: Town) -> None:
    await in_vain(town, town.ben)

    rows = f"{await execute('SELECT * FROM unmet')} {await execute('SELECT * FROM unmet_askers')}"

    assert "wumble" not in rows
    assert str(town.ben.id) not in rows
    assert await UnmetAsker.all().count() == 1


async def test_long_words_are_cut_and_empty_ones_are_none(town: Town) -> None:
    await in_vain(town, town.ben, town.cleo, text="x" * 300)
    await in_vain(town, town.ben, town.cleo, text="  ")

    assert await seen(town) == [("x" * 200, 2)]


async def test_a_flood_does_not_fill_the_memory(town: Town) -> None:
    noted = Noted(b"key")
    for number in range(unmet.MOST_NOTED + 10):
        noted.note(town.ben, f"word {number}", [str(town.group.id)])

    assert len(noted._notes) == unmet.MOST_NOTED


async def test_two_processes_count_the_same_words_together(town: Town) -> None:
    both = [Noted(b"key"), Noted(b"key")]
    for noted, person in zip(both, (town.ben, town.cleo), strict=True):
        noted.note(person, "wumblefrotz", [str(town.group.id)])

    await asyncio.gather(*(noted.write_down(now=NOW) for noted in both))

    assert await seen(town) == [("wumblefrotz", 2)]


async def test_after_ninety_days_they_are_forgotten(town: Town) -> None:
    await in_vain(town, town.ben, town.cleo)

    kept = await unmet.purge(now=NOW + unmet.KEPT_FOR - timedelta(seconds=1))
    late = await unmet.of(town.ada, town.group.id, now=NOW + unmet.KEPT_FOR)
    gone = await unmet.purge(now=NOW + unmet.KEPT_FOR)

    assert (kept, late, gone) == (0, [], 1)
    assert await UnmetAsker.all().count() == 0


async def test_the_process_notes_where_it_was_told_to(town: Town) -> None:
    unmet.use(Noted(b"key"))
    for person in (town.ben, town.cleo):
        unmet.note(person, "wumblefrotz", [str(town.group.id)])

    assert await unmet.write_down(now=NOW) == 2
    assert await unmet.write_down(now=NOW) == 0
    assert await seen(town) == [("wumblefrotz", 2)]


async def test_only_stewards_see_what_was_missed_and_change_words(town: Town) -> None:
    stranger = await newcomer("Dora", 77)
    word = await words.add(town.ada, town.group.id, BORER, now=NOW)

    for who, refusal in ((town.ben, Forbidden), (stranger, NotFound)):
        for deed in (
            unmet.of(who, town.group.id, now=NOW),
            words.add(who, town.group.id, BORER, now=NOW),
            words.remove(who, town.group.id, word.id, now=NOW),
        ):
            with pytest.raises(refusal):
                await deed
    with pytest.raises(NotFound):
        await words.of(stranger, town.group.id)
    assert [one.term for one in await words.of(town.ben, town.group.id)] == ["wumblefrotz"]


async def test_a_word_is_understood_from_then_on_and_no_longer_when_it_is_removed(town: Town) -> None:
    before = guess_categories("wumblefrotz", lexicon=await words.lexicon([town.group.id]))
    word = await words.add(town.ada, town.group.id, BORER, now=NOW)
    known = guess_categories("wumblefrotz", lexicon=await words.lexicon([town.group.id]))
    await words.remove(town.ada, town.group.id, word.id, now=NOW)
    after = guess_categories("wumblefrotz", lexicon=await words.lexicon([town.group.id]))

    assert [[guess.category for guess in each] for each in (before, known, after)] == [[], [DRILL], []]
    with pytest.raises(NotFound):
        await words.remove(town.ada, town.group.id, word.id, now=NOW)


async def test_an_alert_in_the_groups_own_word_waits_for_its_category(town: Town) -> None:
    await words.add(town.ada, town.group.id, BORER, now=NOW)
    alert = await looks_out(town.ben, "wumblefrotz")

    await waiting.current().catch_up()
    await waiting.current().build()

    standing = waiting.current().standings.get(f"alert:{alert.id}")
    assert standing is not None
    assert standing.categories == frozenset({DRILL})


async def test_the_same_word_again_is_the_same_word_also_at_once(town: Town) -> None:
    said = [Word(DRILL, "en", term) for term in ("Wumblefrotz", "wumblefrotz ", "WUMBLEFROTZ") for _ in range(5)]

    made = await asyncio.gather(*(words.add(town.ada, town.group.id, word, now=NOW) for word in said))

    assert len({one.id for one in made}) == await GroupWord.all().count() == 1


@pytest.mark.parametrize(
    ("word", "pointer"),
    [
        (Word("tool", "en", "x"), "/category_id"),
        (Word("tool.none", "en", "x"), "/category_id"),
        (Word(DRILL, "xx", "x"), "/language"),
        (Word(DRILL, "en", " "), "/term"),
        (Word(DRILL, "en", "x" * 61), "/term"),
    ],
)
async def test_a_word_that_means_nothing_is_refused(town: Town, word: Word, pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        await words.add(town.ada, town.group.id, word, now=NOW)

    assert [fault.pointer for fault in refused.value.faults] == [pointer]


async def test_a_group_has_only_so_many(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "MOST", 1)
    await words.add(town.ada, town.group.id, BORER, now=NOW)

    with pytest.raises(Conflict):
        await words.add(town.ada, town.group.id, Word(DRILL, "en", "other"), now=NOW)
