"""The tables of docs/bench.md about rounds, and about deciding on arrival."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backend.bench.page_tables import OURS, Figures, table
from backend.bench.sheets import number

ARRIVING = "confirm on arrival, swap like things until a lock"


def rounds(sized: Mapping[int, Figures]) -> Iterator[str]:
    """Who was served in rounds of each size, in which time, and what of it is proven."""
    yield "Served, and in brackets the seconds that it took:\n"
    heads = [f"{number(one['needs'])} needs, {number(one['units'])} units" for one in sized.values()]
    listed = [served(one) for one in sized.values()]
    rows = ([name, *(_cell(some[name]) for some in listed)] for name in listed[0])
    yield from table(("", *heads), rows)
    ours = [one["ours"] for one in sized.values()]
    yield from table(
        ("", *heads),
        [
            ["bound, of any allocation", *(number(one["bound"]) for one in ours)],
            ["proven: no allocation serves more", *(yes(serves_most(one)) for one in ours)],
            ["proven: of those none is fairer or nearer", *(yes(one["proven"]) for one in ours)],
            ["as long took the median of the rounds drawn, s", *(_or_dash(one.get("median_s")) for one in ours)],
            ["and the longest, s", *(_or_dash(one.get("longest_s")) for one in ours)],
        ],
    )


def arriving(sized: Mapping[int, Figures]) -> Iterator[str]:
    """Who was served when everything is decided on arrival."""
    for found in sized.values():
        size = f"{found['needs']} needs for {found['units']} units, the mean of {found['weeks']} draws"
        yield f"Decided as they come in, {size}:\n"
        rows = (
            [name, *(_or_dash(one.get(figure)) for figure in ("served", "share", "p50_ms", "p99_ms"))]
            for name, one in arrived(found).items()
        )
        yield from table(("", "served", "of the way from first come to the optimum", "p50 ms", "p99 ms"), rows)


def served(found: Figures) -> dict[str, Figures]:
    """What each gave in the round."""
    return {OURS: found["ours"], **found["peers"]}


def arrived(found: Figures) -> dict[str, Figures]:
    """What each gave when deciding as needs came in."""
    return {ARRIVING: found["ours"], **found["peers"]}


def serves_most(ours: Figures) -> bool:
    """Whether it is proven that no allocation of the round serves more."""
    return bool(ours["served"] == ours["bound"])


def yes(is_so: object) -> str:
    """In a word."""
    return "yes" if is_so else "no"


def _cell(one: Figures) -> str:
    took = (
        f"{number(one['seconds'])}{'' if one.get('finished', True) else ', not finished'}" if "seconds" in one else ""
    )
    return number(one["served"]) + (f" ({took})" if took else "")


def _or_dash(value: object) -> str:
    return "–" if value is None else number(value)
