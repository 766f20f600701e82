"""The people file: who lives in the sandbox, in which groups, and places at hand."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.sandbox.sandbox import Sandbox


class Strict(BaseModel):
    """Refuses fields that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CastPerson(Strict):
    """One neighbour."""

    id: int = Field(gt=0)
    first_name: str = Field(min_length=1, max_length=64)
    username: str | None = None
    language_code: str | None = "en"
    started: bool = False
    """Whether they pressed Start some time ago, so that the bot may write to them."""


class CastGroup(Strict):
    """One group chat; the first member runs it."""

    id: int | None = Field(default=None, lt=0)
    title: str = Field(min_length=1, max_length=128)
    members: tuple[int, ...] = ()
    forum: bool = False
    bot: bool = False
    """Whether the bot is in it."""


class CastPlace(Strict):
    """A place that the page offers to send."""

    name: str = Field(min_length=1)
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class Cast(Strict):
    """The whole file."""

    people: tuple[CastPerson, ...] = Field(min_length=1)
    groups: tuple[CastGroup, ...] = ()
    places: tuple[CastPlace, ...] = ()


DEMO = Cast(
    people=(
        CastPerson(id=1001, first_name="Ann", username="ann_totnes"),
        CastPerson(id=1002, first_name="Ben"),
        CastPerson(id=1003, first_name="Clara", language_code="de"),
    ),
    groups=(CastGroup(title="Totnes neighbours", members=(1001, 1002, 1003)),),
    places=(
        CastPlace(name="near Totnes Castle", latitude=50.4325, longitude=-3.6896),
        CastPlace(name="at Steamer Quay", latitude=50.4290, longitude=-3.6806),
    ),
)


def read_cast(path: Path | None) -> Cast:
    """The cast in a JSON file, or a small one of our own; ValueError if the file cannot be read so."""
    return DEMO if path is None else TypeAdapter(Cast).validate_json(path.read_bytes())


def populate(sandbox: Sandbox, cast: Cast) -> None:
    """Put the cast into a sandbox."""
    for person in cast.people:
        actor = sandbox.add_person(person.id, person.first_name, person.username, person.language_code)
        actor.chat().started = person.started
    for group in cast.groups:
        members = [sandbox.people[member] for member in group.members]
        chat = sandbox.add_group(group.title, members, is_forum=group.forum, group_id=group.id)
        if group.bot:
            members[0].adds_bot(chat)
    sandbox.places = [place.model_dump() for place in cast.places]
