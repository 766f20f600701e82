"""A small table to try the door with: toys that neighbours lend, kept in a dictionary."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field
from uuid_utils.compat import uuid7

from backend.api.inputs import Input, Latitude, Line, Longitude, Moment, PageQuery, absent
from backend.api.pages import Page
from backend.api.routing import Access, Answer, Asked, Route, Scope, created, no_content
from models.errors import Because, Instead, Invalid, NotFound, Stale, Taken, Unavailable

NOW = datetime(2026, 5, 30, 12, tzinfo=UTC)


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


class Here(Input):
    kind: Literal["here"]
    lat: Latitude
    lon: Longitude


class Named(Input):
    kind: Literal["named"]
    name: Line


class ToyIn(Input):
    """A toy to lend."""

    name: Line
    size: Size = Size.SMALL
    place: Annotated[Here | Named, Field(discriminator="kind")]
    pieces: int = Field(default=1, ge=1, le=100)
    since: Moment | None = None
    tags: tuple[Line, ...] = Field(default=(), max_length=3)


class ToyPatch(Input):
    name: Line = absent()
    since: Moment | None = None


class ToyQuery(PageQuery):
    size: Size | None = None
    near: Latitude | None = None
    open: bool | None = None
    tags: tuple[Line, ...] = ()


class LendIn(Input):
    days: int = Field(default=1, ge=1, le=7)


class ToyOut(BaseModel):
    id: UUID
    name: str
    size: Size
    pieces: int
    since: datetime | None
    version: int


@dataclass
class Toy:
    name: str
    size: Size = Size.SMALL
    pieces: int = 1
    since: datetime | None = None
    version: int = 1
    id: UUID = field(default_factory=uuid7)
    created_at: datetime = NOW


class Shelf:
    """The toys, by id."""

    def __init__(self) -> None:
        self.toys: dict[UUID, Toy] = {}

    def put(self, toy: Toy) -> Toy:
        self.toys[toy.id] = toy
        return toy

    def fill(self, count: int) -> None:
        for number in range(count):
            self.put(Toy(f"toy {number}", created_at=NOW + timedelta(seconds=number // 3)))

    def get(self, toy_id: UUID) -> Toy:
        if toy_id not in self.toys:
            raise NotFound(what="toy")
        return self.toys[toy_id]

    async def list_toys(self, asked: Asked[ToyQuery, Any]) -> Answer:
        """The toys there are."""
        after = asked.after(tuple[datetime, UUID])
        rows = sorted(
            (toy for toy in self.toys.values() if asked.query.size in {None, toy.size}),
            key=lambda t: (t.created_at, t.id),
        )
        rest = [toy for toy in rows if after is None or (toy.created_at, toy.id) > after]
        return asked.page(rest[: asked.query.limit + 1], position=lambda toy: (toy.created_at, toy.id), present=present)

    async def create_toy(self, asked: Asked[Any, ToyIn]) -> Answer:
        """Offer a toy."""
        toy = self.put(Toy(asked.body.name, asked.body.size, asked.body.pieces, asked.body.since))
        return created(present(toy), location=f"/v1/toys/{toy.id}", version=toy.version)

    async def get_toy(self, asked: Asked[Any, Any]) -> Answer:
        """One toy."""
        toy = self.get(asked.id)
        return Answer(present(toy), version=toy.version)

    async def change_toy(self, asked: Asked[Any, ToyPatch]) -> Answer:
        """Change a toy."""
        toy = self.get(asked.id)
        if asked.expected not in {None, toy.version}:
            raise Stale
        for name, value in asked.body.changes().items():
            setattr(toy, name, value)
        toy.version += 1
        return Answer(present(toy), version=toy.version)

    async def remove_toy(self, asked: Asked[Any, Any]) -> Answer:
        """Take a toy away."""
        toy = self.get(asked.id)
        if asked.expected not in {None, toy.version}:
            raise Stale
        del self.toys[toy.id]
        return no_content()

    async def lend_toy(self, asked: Asked[Any, LendIn]) -> Answer:
        """Lend a toy."""
        toy = self.get(asked.id)
        if asked.body.days == 7:
            raise Taken
        if asked.body.days == 6:
            raise Unavailable(
                reasons=(Because("too_long", {"max_minutes": 1440}),),
                alternatives=(Instead("time", {"start": NOW, "end": NOW + timedelta(days=1)}),),
            )
        if asked.body.days == 5:
            raise Invalid.at("/days", "out_of_range")
        return Answer(present(toy))

    async def break_toy(self, asked: Asked[Any, Any]) -> Answer:
        """A bug."""
        raise RuntimeError("the secret is 4711")

    async def shout(self, asked: Asked[Any, Any]) -> Answer:
        """A long answer."""
        return Answer({"text": "loud " * 1000})

    async def count_toys(self, asked: Asked[Any, Any]) -> Answer:
        """How many toys there are."""
        return Answer({"text": str(len(self.toys))})


class Text(BaseModel):
    text: str


def present(toy: Toy) -> ToyOut:
    return ToyOut(id=toy.id, name=toy.name, size=toy.size, pieces=toy.pieces, since=toy.since, version=toy.version)


def table(shelf: Shelf) -> list[Route]:
    public, made = Access.PUBLIC, HTTPStatus.CREATED
    return [
        Route("GET", "/v1/toys", shelf.list_toys, query=ToyQuery, gives=Page[ToyOut], access=public),
        Route("POST", "/v1/toys", shelf.create_toy, body=ToyIn, gives=ToyOut, status=made, idempotent=True, etag=True),
        Route("GET", "/v1/toys/{id}", shelf.get_toy, gives=ToyOut, access=public, etag=True),
        Route("PATCH", "/v1/toys/{id}", shelf.change_toy, body=ToyPatch, gives=ToyOut, etag=True),
        Route("DELETE", "/v1/toys/{id}", shelf.remove_toy, etag=True),
        Route("POST", "/v1/toys/{id}/lend", shelf.lend_toy, body=LendIn, gives=ToyOut),
        Route("GET", "/v1/counts", shelf.count_toys, gives=Text, access=Scope("numbers:read")),
        Route("GET", "/v1/shout", shelf.shout, gives=Text, access=public),
    ]


def broken(shelf: Shelf) -> Route:
    """A route with a bug in it, for what happens then."""
    return Route("GET", "/v1/broken", shelf.break_toy, gives=Text, access=Access.PUBLIC)
