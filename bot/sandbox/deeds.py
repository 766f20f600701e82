"""What the page can let a person do: the name in the address, and what it needs from the body."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from bot.sandbox.errors import NotPossible
from bot.sandbox.group import Group
from bot.sandbox.person import Person

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox

Body = dict[str, Any]
Deed = Callable[["Sandbox", Person, Body], object]


FIELDS: Mapping[str, type | tuple[type, ...]] = {
    "text": str,
    "payload": str,
    "caption": str,
    "words": str,
    "link": str,
    "title": str,
    "address": str,
    "phone_number": str,
    "chat": int,
    "group": int,
    "message_id": int,
    "reply_to": int,
    "topic": int,
    "row": int,
    "column": int,
    "latitude": (int, float),
    "longitude": (int, float),
}


def checked(body: Any) -> Body:
    """The body without its nulls; TypeError or KeyError unless it is an object of known fields with the right types."""
    if not isinstance(body, dict):
        raise TypeError("an object is expected")
    for name, value in body.items():
        if value is not None and (isinstance(value, bool) or not isinstance(value, FIELDS[name])):
            raise TypeError(f"{name} has the wrong type")
    return {name: value for name, value in body.items() if value is not None}


def _group(sandbox: "Sandbox", body: Body) -> Group:
    """The group that the body names."""
    group = next((group for group in sandbox.groups if group.id == body["group"]), None)
    if group is None:
        raise NotPossible("there is no such group")
    return group


def _open(sandbox: "Sandbox", person: Person, body: Body) -> None:
    person.opens(body["link"], group=_group(sandbox, body) if body.get("group") else None)


def _press(_sandbox: "Sandbox", person: Person, body: Body) -> None:
    person.presses_at(body["row"], body["column"], message=body.get("message_id"), where=body.get("chat"))


def _venue(_sandbox: "Sandbox", person: Person, body: Body) -> None:
    named = (str(body["title"]), str(body.get("address") or body["title"]))
    person.sends_venue(float(body["latitude"]), float(body["longitude"]), named, where=body.get("chat"))


def _edit(_sandbox: "Sandbox", person: Person, body: Body) -> None:
    chat = person.chat(body.get("chat"))
    if body["message_id"] not in chat.messages:
        raise NotPossible("this message is gone")
    person.edits(chat.messages[body["message_id"]], body["text"])


DEEDS: Mapping[str, Deed] = {
    "types": lambda _, person, body: person.types(
        body["text"], where=body.get("chat"), reply_to=body.get("reply_to"), topic=body.get("topic")
    ),
    "starts": lambda _, person, body: person.starts(body.get("payload", "")),
    "opens": _open,
    "presses": _press,
    "edits": _edit,
    "sends_sample": lambda _, person, body: person.sends_photo(caption=body.get("caption", ""), where=body.get("chat")),
    "sends_location": lambda _, person, body: person.sends_location(
        float(body["latitude"]), float(body["longitude"]), where=body.get("chat")
    ),
    "sends_venue": _venue,
    "shares_contact": lambda _, person, body: person.shares_contact(body["phone_number"]),
    "blocks": lambda _, person, __: person.blocks(),
    "unblocks": lambda _, person, __: person.unblocks(),
    "joins": lambda sandbox, person, body: person.joins(_group(sandbox, body)),
    "asks_to_join": lambda sandbox, person, body: person.asks_to_join(_group(sandbox, body), body.get("words", "")),
    "leaves": lambda sandbox, person, body: person.leaves(_group(sandbox, body)),
    "adds_bot": lambda sandbox, person, body: person.adds_bot(_group(sandbox, body), body.get("payload", "")),
    "removes_bot": lambda sandbox, person, body: person.removes_bot(_group(sandbox, body)),
    "promotes_bot": lambda sandbox, person, body: person.promotes(_group(sandbox, body)),
    "migrates": lambda sandbox, person, body: person.migrates(_group(sandbox, body)),
}
