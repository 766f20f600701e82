"""The route table: what can be asked, by whom, with what, and what is answered."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime
from enum import Enum
from http import HTTPStatus
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from backend.api.deps import ApiDeps
from backend.api.inputs import Input, Nothing
from backend.api.pages import Cursors
from backend.services.sessions import Caller
from models.errors import NotFound, NotSignedIn
from models.person import Person

QueryT = TypeVar("QueryT", bound=Input)
BodyT = TypeVar("BodyT", bound=Input)
PositionT = TypeVar("PositionT")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PART = re.compile(r"{(\w+)}")
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


class Access(Enum):
    """Who may ask at all; what they may see is for the services to say."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"


@dataclass(frozen=True, slots=True)
class Scope:
    """Only callers whose token carries this scope, or people themselves."""

    name: str


@dataclass(frozen=True, slots=True)
class Asked(Generic[QueryT, BodyT]):
    """A request that was read and found sound, as its handler gets it."""

    query: QueryT
    body: BodyT
    path: Mapping[str, str]
    caller: Caller | None
    now: datetime
    language: str
    expected: int | None
    """The version in If-Match; None for `*`, or where it was not sent and need not be."""
    cursors: Cursors
    deps: ApiDeps

    @property
    def person(self) -> Person:
        """Who asks; routes that are not public always have one."""
        if self.caller is None:
            raise NotSignedIn
        return self.caller.person

    @property
    def id(self) -> UUID:
        """The `{id}` of the path."""
        return self.uuid("id")

    def uuid(self, name: str) -> UUID:
        """A part of the path as an id; what is no id names nothing."""
        if not _UUID.fullmatch(self.path[name]):
            raise NotFound
        return UUID(self.path[name])

    def after(self, shape: type[PositionT]) -> PositionT | None:
        """The position that the cursor stands for, such as `tuple[datetime, UUID]`; None on the first page."""
        return self.cursors.position(getattr(self.query, "cursor", None), shape)

    def listed(
        self,
        rows: Iterable[Any],
        *,
        position: Callable[[Any], tuple[datetime, UUID]],
        present: Callable[[Any], Any],
        newest_first: bool = False,
    ) -> "Answer":
        """A page of a list that is at hand whole, in the order of its positions."""
        after = self.after(tuple[datetime, UUID])
        ordered = sorted(rows, key=position, reverse=newest_first)
        if after is not None:
            ordered = [row for row in ordered if (position(row) < after if newest_first else position(row) > after)]
        return self.page(ordered[: self.limit + 1], position=position, present=present)

    @property
    def limit(self) -> int:
        """How many of a list are asked for."""
        return int(getattr(self.query, "limit", 20))

    def page(
        self, rows: Sequence[Any], *, position: Callable[[Any], Sequence[Any]], present: Callable[[Any], Any]
    ) -> "Answer":
        """A page of a list of which `limit + 1` rows were fetched, so that one can see whether there are more."""
        kept = rows[: self.limit]
        following = self.cursors.write(position(kept[-1])) if len(rows) > self.limit else None
        content = {"data": [present(row) for row in kept], "next_cursor": following, "has_more": following is not None}
        return Answer(content, next_cursor=following)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler gives back: content for orjson, and what the headers are made of."""

    content: Any = None
    """Anything that becomes JSON; bytes go out as they are."""
    status: HTTPStatus = HTTPStatus.OK
    version: int | None = None
    location: str | None = None
    next_cursor: str | None = None
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Asked[Any, Any]], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the table: what is asked how, who answers it, and what the answer is made of.

    The handler's name is the operation's id, its docstring the summary.
    """

    method: Method
    path: str
    handler: Handler
    _: KW_ONLY
    gives: Any = None
    """The type of the answer's content; None for none."""
    status: HTTPStatus | None = None
    """The answer's status: 200, or 204 where it has no content, unless told otherwise."""
    query: type[Input] = Nothing
    body: type[Input] | None = None
    access: Access | Scope = Access.SIGNED_IN
    idempotent: bool = False
    etag: bool = False
    media_type: str = "application/json"
    """What is answered, where that is not JSON."""
    takes: tuple[str, ...] = ()
    """The media types of an Upload."""

    @property
    def operation_id(self) -> str:
        """The handler's name, verb_noun."""
        return str(getattr(self.handler, "__name__", ""))

    @property
    def summary(self) -> str:
        """The first line of the handler's docstring."""
        return (self.handler.__doc__ or "").partition("\n")[0].rstrip(".")

    @property
    def tag(self) -> str:
        """What the path is about: its first word after /v1."""
        return self.path.removeprefix("/v1/").partition("/")[0]

    @property
    def answers(self) -> dict[int, Any]:
        """The type of the content for each status that is no problem."""
        usual = HTTPStatus.OK if self.gives is not None else HTTPStatus.NO_CONTENT
        unchanged = {304: None} if self.etag and self.method == "GET" else {}
        return {int(self.status or usual): self.gives, **unchanged}

    @property
    def parts(self) -> tuple[str, ...]:
        """The names in the path, in their order."""
        return tuple(_PART.findall(self.path))

    @property
    def uuids(self) -> frozenset[str]:
        """Those that are ids of things: `id` and `…_id`."""
        return frozenset(name for name in self.parts if name == "id" or name.endswith("_id"))

    @property
    def body_types(self) -> tuple[str, ...]:
        """The media types in which a body may come."""
        merge = ("application/merge-patch+json",) if self.merges else ()
        return self.takes or (*merge, "application/json")

    @property
    def body_optional(self) -> bool:
        """Whether no body at all is as good as an empty object."""
        return self.body is not None and not any(field.is_required() for field in self.body.model_fields.values())

    @property
    def merges(self) -> bool:
        """Whether the body is a JSON Merge Patch."""
        return self.method == "PATCH"

    @property
    def guarded(self) -> bool:
        """Whether it changes a thing that must have been read before, and says so with If-Match."""
        return self.etag and self.method in {"PUT", "PATCH", "DELETE"}

    @property
    def takes_version(self) -> bool:
        """Whether If-Match is read at all; what is posted to a thing may come without."""
        return self.guarded or (self.etag and self.method == "POST" and bool(self.parts))


def created(content: Any, *, location: str, version: int | None = None) -> Answer:
    """201, with the address of what was made."""
    return Answer(content, HTTPStatus.CREATED, version=version, location=location)


def no_content() -> Answer:
    """204."""
    return Answer(status=HTTPStatus.NO_CONTENT)
