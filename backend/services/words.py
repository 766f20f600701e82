"""What a group calls things: words of its own for the categories, kept by its stewards and understood by search."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from backend.services import groups
from backend.services.people import checked_language
from backend.services.wording import clean_line, folded
from matching.categories import load
from matching.text import shipped_lexicon
from matching.text_group import GroupLexicon, OwnWord
from matching.text_index import Lexicon
from models.errors import Conflict, Invalid, NotFound
from models.group import Group
from models.journal import Journal
from models.person import Person
from models.transaction import transactional
from models.words import GroupWord

TERM_LONGEST = 60
MOST = 500


@dataclass(frozen=True, slots=True)
class Word:
    """What the group calls things of a category, in one language."""

    category_id: str
    language: str
    term: str


async def of(actor: Person, group_id: UUID) -> list[GroupWord]:
    """A group's own words, in alphabetical order; for its members, whose words they are."""
    await groups.membership(actor, group_id)
    return await GroupWord.filter(group_id=group_id).order_by("folded", "id")


@transactional
async def add(actor: Person, group_id: UUID, word: Word, *, now: datetime) -> GroupWord:
    """Have the group's searches understand a word; the same again changes nothing."""
    await groups.require_steward(actor, group_id)
    kept = _checked(word)
    await Group.filter(id=group_id).select_for_update().first()
    known = await GroupWord.get_or_none(group_id=group_id, **_key(kept))
    if known is not None:
        return known
    if await GroupWord.filter(group_id=group_id).count() >= MOST:
        raise Conflict(why="enough_words", most=MOST)
    made = await GroupWord.create(group_id=group_id, **_key(kept), term=kept.term, created_at=now)
    Journal.write("group.word_added", actor=actor, subject=made, group_id=group_id, now=now)
    return made


@transactional
async def remove(actor: Person, group_id: UUID, word_id: UUID, *, now: datetime) -> None:
    """Understand it no longer in that sense."""
    await groups.require_steward(actor, group_id)
    word = await GroupWord.get_or_none(id=word_id, group_id=group_id)
    if word is None:
        raise NotFound(what="word")
    await GroupWord.filter(id=word_id).delete()
    Journal.write("group.word_removed", actor=actor, subject=word, group_id=group_id, now=now)


async def lexicon(group_ids: Iterable[UUID | str]) -> Lexicon:
    """What a member of these groups is understood by: the groups' own words over those that come with the program."""
    rows = GroupWord.filter(group_id__in=sorted(map(str, group_ids)))
    words = await rows.order_by("category_id", "language", "term").values_list("category_id", "language", "term")
    return _built(tuple((str(row[0]), str(row[1]), str(row[2])) for row in words)) if words else shipped_lexicon()


@lru_cache(maxsize=256)
def _built(words: tuple[OwnWord, ...]) -> Lexicon:
    return GroupLexicon(words, over=shipped_lexicon())


def _checked(word: Word) -> Word:
    tree = load()
    if word.category_id not in tree or not tree[word.category_id].is_leaf:
        raise Invalid.at("/category_id", "unknown_category")
    term = clean_line(word.term, pointer="/term", longest=TERM_LONGEST)
    return Word(word.category_id, checked_language(word.language), term)


def _key(word: Word) -> dict[str, Any]:
    return {"category_id": word.category_id, "language": word.language, "folded": folded(word.term)}
