"""A small table to try the door with: toys that neighbours lend, kept in a dictionary."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
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
        after = asked.after(tuple[datetime, UUID])
        rows = sorted(
            (toy for toy in self.toys.values() if asked.query.size in {None, toy.size}),
            key=lambda t: (t.created_at, t.id),
        )
        rest = [toy for toy in rows if after is None or (toy.created_at, toy.id) > after]
        return asked.page(rest[: asked.query.limit + 1], position=lambda toy: (toy.created_at, toy.id), present=present)

    async def create_toy(self, asked: Asked[Any, ToyIn]) -> Answer:
        toy = self.put(Toy(asked.body.name, asked.body.size, asked.body.pieces, asked.body.since))
        return created(present(toy), location=f"/v1/toys/{toy.id}", version=toy.version)

    async def get_toy(self, asked: Asked[Any, Any]) -> Answer:
        toy = self.get(asked.id)
        return Answer(present(toy), version=toy.version)

    async def change_toy(self, asked: Asked[Any, ToyPatch]) -> Answer:
        toy = self.get(asked.id)
        if asked.expected not in {None, toy.version}:
            raise Stale
        for name, value in asked.body.changes().items():
            setattr(toy, name, value)
        toy.version += 1
        return Answer(present(toy), version=toy.version)

    async def remove_toy(self, asked: Asked[Any, Any]) -> Answer:
        toy = self.get(asked.id)
        if asked.expected not in {None, toy.version}:
            raise Stale
        del self.toys[toy.id]
        return no_content()

    async def lend_toy(self, asked: Asked[Any, LendIn]) -> Answer:
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
        raise RuntimeError("the secret is 4711")

    async def shout(self, asked: Asked[Any, Any]) -> Answer:
        return Answer({"text": "loud " * 1000})

    async def count_toys(self, asked: Asked[Any, Any]) -> Answer:
        return Answer({"text": str(len(self.toys))})


class Text(BaseModel):
    text: str


def present(toy: Toy) -> ToyOut:
    return ToyOut(id=toy.id, name=toy.name, size=toy.size, pieces=toy.pieces, since=toy.since, version=toy.version)


def table(shelf: Shelf) -> list[Route]:
    return [
        Route(
            method="GET",
            path="/v1/toys",
            operation_id="list_toys",
            summary="The toys there are",
            tag="toys",
            handler=shelf.list_toys,
            query=ToyQuery,
            answers={200: Page[ToyOut]},
            access=Access.PUBLIC,
        ),
        Route(
            method="POST",
            path="/v1/toys",
            operation_id="create_toy",
            summary="Offer a toy",
            tag="toys",
            handler=shelf.create_toy,
            body=ToyIn,
            answers={201: ToyOut},
            idempotent=True,
            etag=True,
        ),
        Route(
            method="GET",
            path="/v1/toys/{id}",
            operation_id="get_toy",
            summary="One toy",
            tag="toys",
            handler=shelf.get_toy,
            answers={200: ToyOut, 304: None},
            access=Access.PUBLIC,
            etag=True,
        ),
        Route(
            method="PATCH",
            path="/v1/toys/{id}",
            operation_id="change_toy",
            summary="Change a toy",
            tag="toys",
            handler=shelf.change_toy,
            body=ToyPatch,
            answers={200: ToyOut},
            etag=True,
        ),
        Route(
            method="DELETE",
            path="/v1/toys/{id}",
            operation_id="remove_toy",
            summary="Take a toy away",
            tag="toys",
            handler=shelf.remove_toy,
            answers={204: None},
            etag=True,
        ),
        Route(
            method="POST",
            path="/v1/toys/{id}/lend",
            operation_id="lend_toy",
            summary="Lend a toy",
            tag="toys",
            handler=shelf.lend_toy,
            body=LendIn,
            answers={200: ToyOut},
        ),
        Route(
            method="GET",
            path="/v1/counts",
            operation_id="count_toys",
            summary="How many toys",
            tag="numbers",
            handler=shelf.count_toys,
            answers={200: Text},
            access=Scope("numbers:read"),
        ),
        Route(
            method="GET",
            path="/v1/shout",
            operation_id="shout",
            summary="A long answer",
            tag="numbers",
            handler=shelf.shout,
            answers={200: Text},
            access=Access.PUBLIC,
        ),
    ]


def broken(shelf: Shelf) -> Route:
    """A route with a bug in it, for what happens then."""
    return Route(
        method="GET",
        path="/v1/broken",
        operation_id="break_toy",
        summary="A bug",
        tag="toys",
        handler=shelf.break_toy,
        answers={200: Text},
        access=Access.PUBLIC,
    )
