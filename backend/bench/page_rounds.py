"""The tables of docs/bench.md about rounds, and about deciding on arrival."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backend.bench.page_tables import OURS, Figures, table
from backend.bench.sheets import number

ARRIVING = "confirm on arrival, swap like things until a lock"


def rounds(sized: Mapping[int, Figures]) -> Iterator[str]:
    """Who was served in rounds of each size, in which time, and who when everything is decided on arrival."""
    yield "Served, and in brackets the seconds that it took:\n"
    heads = [f"{number(one['needs'])} needs, {number(one['units'])} units" for one in sized.values()]
    listed = [served(one) for one in sized.values()]
    rows = ([name, *(_cell(some[name]) for some in listed)] for name in listed[0])
    yield from table(("", *heads), rows)
    proven = [one["ours"]["round"] for one in sized.values()]
    yield from table(
        ("", *heads),
        [
            ["bound, of any allocation", *(number(one["bound"]) for one in proven)],
            ["proven to be the best", *("yes" if one["proven"] else "no" for one in proven)],
        ],
    )
    yield from _online(sized[max(sized)])


def served(found: Figures) -> dict[str, Figures]:
    """What each gave in the round."""
    return {OURS: found["ours"]["round"], **found["peers"]["round"]}


def arrived(found: Figures) -> dict[str, Figures]:
    """What each gave when deciding as needs came in."""
    return {ARRIVING: found["ours"]["on arrival"], **found["peers"]["on arrival"]}


def _cell(one: Figures) -> str:
    return number(one["served"]) + (f" ({number(one['seconds'])})" if "seconds" in one else "")


def _online(found: Figures) -> Iterator[str]:
    load = found["on_arrival"]
    size = f"{load['needs']} needs for {load['units']} units, the mean of {load['weeks']} draws"
    yield f"Decided as they come in, {size}:\n"
    rows = (
        [name, *(_or_dash(one.get(figure)) for figure in ("served", "share", "p50_ms", "p99_ms"))]
        for name, one in arrived(found).items()
    )
    yield from table(("", "served", "of the way from first come to the optimum", "p50 ms", "p99 ms"), rows)


def _or_dash(value: object) -> str:
    return "–" if value is None else number(value)
