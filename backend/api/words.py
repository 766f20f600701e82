"""A group's words: those it has for its things, and for its stewards those that found nothing."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from backend.api.inputs import Input, Line, PageQuery
from backend.api.outputs import Output
from backend.api.pages import Page
from backend.api.routing import Answer, Asked, Route, no_content
from backend.services import unmet, words
from backend.services.words import Word
from models.words import GroupWord, Unmet


class WordIn(Input):
    """A word, and what it means."""

    category_id: Line
    """A leaf of the tree at `/v1/categories`."""
    language: Line
    term: Annotated[Line, Field(max_length=words.TERM_LONGEST)]


class WordOut(Output):
    """What a group calls things of a category."""

    id: UUID
    category_id: str
    language: str
    term: str
    created_at: datetime


class UnmetOut(Output):
    """What at least two people looked for in vain; who they are is not kept."""

    text: str
    language: str
    times: int
    last_at: datetime


class UnmetList(Output):
    """The most wanted first."""

    data: list[UnmetOut]


async def list_words(asked: Asked[PageQuery, Any]) -> Answer:
    """The group's own words, the oldest first."""
    rows = await words.of(asked.person, asked.id)
    return asked.listed(rows, position=lambda word: (word.created_at, word.id), present=present)


async def add_word(asked: Asked[Any, WordIn]) -> Answer:
    """Have the group's searches understand a word; the same again changes nothing."""
    made = await words.add(asked.person, asked.id, Word(**asked.body.model_dump()), now=asked.now)
    return Answer(present(made), HTTPStatus.CREATED)


async def remove_word(asked: Asked[Any, Any]) -> Answer:
    """Understand a word no longer."""
    await words.remove(asked.person, asked.id, asked.uuid("word_id"), now=asked.now)
    return no_content()


async def list_unmet(asked: Asked[Any, Any]) -> Answer:
    """What was looked for in vain in the group in ninety days; for its stewards."""
    rows = await unmet.of(asked.person, asked.id, now=asked.now)
    return Answer(UnmetList(data=[_unmet(row) for row in rows]))


def present(word: GroupWord) -> WordOut:
    return WordOut(
        id=word.id,
        category_id=word.category_id,
        language=word.language,
        term=word.term,
        created_at=word.created_at,
    )


def _unmet(row: Unmet) -> UnmetOut:
    return UnmetOut(text=row.text or "", language=row.language, times=row.times, last_at=row.last_at)


_WORDS = "/v1/groups/{id}/words"

ROUTES = [
    Route("GET", _WORDS, list_words, query=PageQuery, gives=Page[WordOut]),
    Route("POST", _WORDS, add_word, body=WordIn, gives=WordOut, status=HTTPStatus.CREATED, idempotent=True),
    Route("DELETE", f"{_WORDS}/{{word_id}}", remove_word),
    Route("GET", "/v1/groups/{id}/unmet", list_unmet, gives=UnmetList),
]
