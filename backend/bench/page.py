"""docs/bench.md: the figures of one run in tables, the plots, and the targets with what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from backend.bench.page_matching import matching, reverse, starting
from backend.bench.page_rounds import arriving, rounds
from backend.bench.page_service import serving
from backend.bench.page_tables import OURS, Figures, table
from backend.bench.sheets import number
from backend.bench.targets import targets

HEAD = """# How fast, beside what

Written by `make bench`, which anybody can run again; one run on one machine, whose other work is in the figures too.
**Ratios hold, absolute times do not.** Every row does the same work in the same run, and a sample of every row's
answers is held against brute force (`matching/brute_force.py`): a wrong one would be counted below. Searches are asked
in two rounds, of which the quicker time counts, for every row alike; changes can be made and words met only once.
"""
MATCHING = """## What is free near by

The 20 nearest of a category within 1, 5 and 20 km (a third of the queries each) that are free in a period, of n
listings round 500 towns; one client asks one after another. *All filters* has opening hours, rules, groups, hidden
owners, certificates, words, flexible wishes and all weights in play, with every hit made whole. The peer that does so
too is a good backend over PostgreSQL: SQL as far as it goes, the rest by the same rules in Python
(`backend/bench/peers/postgres_full.py` says what was done to make it quick).
"""
TEXT = """## From words to categories

A request is a hit at k if a leaf that has its term is among the first k. *As written*, *a slip* and *another ending*
ask for a term that is in the index, within a sentence; *not in the index* for one that no index here has, so that only
other words of its category can lead there. All peers are given our stop words and our spelling without accents.
"""
REVERSE = """## Whom a new thing is told to

A listing turns up: which of n standing searches does it fit? Each asked with the twenty nearest, as many as one would
tell at once.
"""
START = """## Starting

A program starts on a database of n listings with their bookings (SQLite, 3.3 bookings a listing): it reads the rows,
makes columns of them, and the index of these; *sorted* is what of the loading a new order takes again. The memory is
the most that the process held at any time.
"""
ALLOCATION = """## Rounds

Many need the same few things in the same days: who gets what. *Naive milp* is the same model given to the solver
whole, for a minute at most; *first come* and *random order* give each the nearest of what is left.
"""
ARRIVAL = """## Confirmed on arrival

The same needs, decided one by one as they are stated, by the hour or by the day; the optimum knows all of them.
"""
NOTES = """¹ The target was set against PostGIS, which no wheel brings: PostgreSQL with GiST on points stands
in for it, tuned as `backend/bench/peers/postgres.py` says; and below a FastAPI service, as `service_usual.py` there.
"""


def page(figures: Figures, plots: Sequence[str]) -> str:
    """The whole page."""
    return "\n".join(_lines(figures, plots)) + "\n"


def _lines(figures: Figures, plots: Sequence[str]) -> Iterator[str]:
    yield HEAD
    yield from _machine(figures)
    yield "## Targets\n"
    rows = ((one.what, one.wanted, one.found, "met" if one.met else "**not met**") for one in targets(figures))
    yield from table(("", "target", "found", ""), rows)
    yield NOTES
    for name, (words, tables) in PARTS.items():
        if sized := _by_size(figures, name):
            yield words
            yield from _pictures(plots, name)
            yield from tables(sized)
    if served := [one for name, one in figures.items() if name.split()[0] == "service"]:
        yield "## The whole program\n"
        yield from serving([one for found in served for one in found["measured"]])
    if any("took_s" in one for one in figures.values()):
        yield "## How long the measuring took\n"
        yield from _took({name: one["took_s"] for name, one in figures.items() if "took_s" in one})


def _machine(figures: Figures) -> Iterator[str]:
    machine: Figures = next((one["machine"] for one in figures.values() if "machine" in one), {})
    yield "Machine: " + ", ".join(f"{name} {value}" for name, value in machine.items()) + ".\n"


def _pictures(plots: Sequence[str], subject: str) -> Iterator[str]:
    for plot in plots:
        if plot.startswith(subject):
            yield f"![{plot.removesuffix('.png').replace('-', ' ')}]({plot})\n"


def _by_size(figures: Figures, subject: str) -> dict[int, Figures]:
    pairs = (name.split() for name in figures if name.startswith(f"{subject} "))
    return {int(n): figures[f"{subject} {n}"] for _, n in pairs}


def _text(sized: Mapping[int, Figures]) -> Iterator[str]:
    found = sized[max(sized)]
    everybody = {OURS: found["ours"], **found["peers"]}
    kinds = [kind for kind in found["ours"] if kind != "latency"]
    yield f"{number(found['requests'])} requests in {', '.join(found['languages'])}; hit at 1 / hit at 5:\n"
    rows = (
        [
            name,
            *(f"{one[kind]['hit_at_1']:.3f} / {one[kind]['hit_at_5']:.3f}" for kind in kinds),
            number(one["latency"]["p50_us"]),
            number(one["latency"]["p99_us"]),
        ]
        for name, one in everybody.items()
    )
    yield from table(("", *kinds, "p50 µs", "p99 µs"), rows)


def _took(seconds: Mapping[str, float]) -> Iterator[str]:
    rows = [[name, number(took)] for name, took in seconds.items()]
    yield from table(("", "seconds"), [*rows, ["**all**", number(round(sum(seconds.values())))]])


PARTS: Mapping[str, tuple[str, Callable[[Mapping[int, Figures]], Iterator[str]]]] = {
    "matching": (MATCHING, matching),
    "reverse": (REVERSE, reverse),
    "start": (START, starting),
    "allocation": (ALLOCATION, rounds),
    "arrival": (ARRIVAL, arriving),
    "text": (TEXT, _text),
}
