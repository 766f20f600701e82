"""Strong ETags made of versions: nobody overwrites a change that they have not seen."""

import re

from backend.api.problems import Unfit

_STRONG = re.compile(r'"(\d{1,18})"')
ANY = "*"


def etag(version: int) -> str:
    """The strong ETag of a version."""
    return f'"{version}"'


def same(if_none_match: str | None, version: int) -> bool:
    """Whether the client has this version already; a weak tag of it will do for reading."""
    tags = {tag.strip().removeprefix("W/") for tag in (if_none_match or "").split(",")}
    return ANY in tags or etag(version) in tags


def expected(if_match: str | None) -> int | None:
    """The version that the client has seen, None where any will do; Unfit where it does not say.

    A tag that cannot be one of ours stands for a version that no thing has.
    """
    if if_match is None or not if_match.strip():
        raise Unfit("precondition_required")
    if if_match.strip() == ANY:
        return None
    if "," in if_match:
        raise Unfit("bad_if_match")
    found = _STRONG.fullmatch(if_match.strip())
    return int(found[1]) if found else -1
