"""What this installation is, and the tree of categories."""

import zlib
from typing import Any

import orjson

from backend.api.outputs import Output
from backend.api.routing import Access, Answer, Asked, Route
from matching.categories import load
from models.resource import Kind


class Meta(Output):
    """The installation."""

    name: str
    version: str
    languages: list[str]
    kinds: list[Kind]
    bot: str | None
    """The Telegram bot's name without the @; null where there is none."""


class CategoryOut(Output):
    """A node of the tree of what can be shared."""

    id: str
    parent_id: str | None
    kind: Kind
    name: str
    """In the caller's language."""
    path: list[str]
    """The names from the root down to this one."""
    leaf: bool
    """Whether things are filed here; others only gather."""


class Categories(Output):
    """The whole tree, parents before their children."""

    data: list[CategoryOut]


async def get_meta(asked: Asked[Any, Any]) -> Answer:
    """What this installation is."""
    deps = asked.deps
    content = {
        "name": "Borrowdale",
        "version": deps.version,
        "languages": deps.languages,
        "kinds": list(Kind),
        "bot": deps.bot_username or None,
    }
    return Answer(content)


async def list_categories(asked: Asked[Any, Any]) -> Answer:
    """The tree of categories in the caller's language."""
    tree = load()
    content = {
        "data": [
            {
                "id": node.id,
                "parent_id": node.parent,
                "kind": node.kind,
                "name": tree.name(node.id, asked.language),
                "path": tree.path_names(node.id, asked.language),
                "leaf": node.is_leaf,
            }
            for node in tree
        ]
    }
    return Answer(content, version=zlib.crc32(orjson.dumps(content)))


ROUTES = [
    Route("GET", "/v1/meta", get_meta, gives=Meta, access=Access.PUBLIC),
    Route("GET", "/v1/categories", list_categories, gives=Categories, access=Access.PUBLIC, etag=True),
]
