"""What was promised, and whether it was kept: the targets of each subject, read from its figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from backend.bench.rival_names import FASTAPI_USUAL, KDTREE, POSTGRES, POSTGRES_FULL

LARGEST, SMALLEST = 1_000_000, 10_000
WIDEST = "20 km"
ROUNDS_S = {500: 0.6, 2_000: 14}
WHOLLY_PROVEN = {500}
"""Rounds so small that their fairness has to be proven too, not only that most are served."""
ARRIVING = 400  # needs
CROWDED = 100_000
"""So many things are there when the whole program's searches are held to their target."""
LONGEST_MINUTES = 15
Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    """`wanted` is a bound: at least, or at most, so much."""

    what: str
    wanted: str
    found: str
    met: bool


def targets(figures: Figures) -> Iterator[Target]:
    """Those for which something was measured."""
    for part in (_searched, _turned_round, _allocated, _whole_program):
        yield from part(figures)
    wrong = sum(one.get("wrong", 0) for one in figures.values())
    yield _at_most("answers unlike the oracle's, everywhere", wrong, 0, "")
    if took := sum(one.get("took_s", 0) for one in figures.values()):
        yield _at_most("all of this measured, minutes", took / 60, LONGEST_MINUTES, "min")


def _searched(figures: Figures) -> Iterator[Target]:
    large, small = figures.get(f"matching {LARGEST}"), figures.get(f"matching {SMALLEST}")
    if large:
        yield from _at_a_million(large)
    if large and small:
        growth = _mean_us(large) / _mean_us(small)
        yield _at_most("growth of the mean cost, 10 k to 1 M listings", growth, 3, "×")


def _turned_round(figures: Figures) -> Iterator[Target]:
    if reverse := figures.get(f"reverse {LARGEST}"):
        yield from _reversed(reverse)


def _allocated(figures: Figures) -> Iterator[Target]:
    for needs, bound in ROUNDS_S.items():
        if found := figures.get(f"allocation {needs}"):
            yield from _in_a_round(found, bound)
    if arrival := figures.get(f"arrival {ARRIVING}"):
        yield from _on_arrival(arrival["ours"])


def _whole_program(figures: Figures) -> Iterator[Target]:
    for one in figures.get("service", {}).get("measured", ()):
        yield from _served(one, one["conditions"]["database"])
    for one in figures.get(f"service {CROWDED}", {}).get("measured", ()):
        yield from _beside(one)
        what = f"searches over HTTP a second, {CROWDED:,} things, {one['conditions']['database']}"
        yield _at_least(what, one["searches"]["per_second"], 2_000, "")


def _beside(one: Figures) -> Iterator[Target]:
    if usual := one.get("beside", {}).get(FASTAPI_USUAL):
        what = f"searches over HTTP, {one['conditions']['resources']:,} things, beside {FASTAPI_USUAL} ¹"
        yield _at_least(what, usual["ratio"], 10, "×")


def _served(one: Figures, name: str) -> Iterator[Target]:
    yield from _beside(one)
    yield _at_least(f"bot updates a second, stored and answered, {name}", one["updates"]["per_second"], 300, "")
    if paced := one.get("paced"):
        yield _at_most(f"p95 at {paced['per_second']:.0f} bot updates a second, {name}", paced["p95_ms"], 150, "ms")


def _at_a_million(large: Figures) -> Iterator[Target]:
    ours, ratios, bare, slow = (large[name] for name in ("ours", "ratios", "ratios_bare", "ratios_by_numpy"))
    if POSTGRES in ratios:
        yield _at_least("queries a second at 1 M, beside PostgreSQL GiST ¹", ratios[POSTGRES]["mix"], 25, "×")
        yield _at_least(
            f"p99 at 1 M, {WIDEST}, beside PostgreSQL GiST ¹", ratios[POSTGRES][f"p99 at {WIDEST}"], 15, "×"
        )
        yield _at_least("the same without the compiler ¹", slow[POSTGRES]["mix"], 2, "×")
    if beside := large.get("ratios_full", {}).get(POSTGRES_FULL):
        yield _at_least("queries a second at 1 M, all filters, beside PostgreSQL and Python ¹", beside["mean"], 25, "×")
        yield _at_least("p99 at 1 M, all filters, beside PostgreSQL and Python ¹", beside["p99"], 15, "×")
    yield _at_least("queries a second at 1 M, beside cKDTree", ratios[KDTREE]["mix"], 5, "×")
    yield _at_least(
        "queries a second at 1 M, beside cKDTree, each from numbers to numbers", bare[KDTREE]["mix"], 5, "×"
    )
    yield _at_most("a listing put in, seen by the next query, at 1 M", ours["put"]["mean_us"], 10, "µs")
    booking_us = ours["book"]["mean_us"] - ours["watch"]["mean_us"]
    yield _at_most("a booking, seen by the next query, at 1 M, without the watch", booking_us, 2, "µs")
    yield _at_most("memory a listing with its calendar, the index's arrays", ours["bytes_each"], 180, "bytes")
    yield _at_most("the index of 1 M listings sorted", ours["sort_s"], 1, "s")


def _reversed(reverse: Figures) -> Iterator[Target]:
    for name, found in reverse["ratios"].items():
        if name.startswith("PostgreSQL"):
            yield _at_least(f"reverse, 1 M standing searches, beside {name} ¹", found["mean"], 50, "×")
            yield _at_least(f"reverse, p99, beside {name} ¹", found["p99"], 100, "×")


def _in_a_round(found: Figures, bound_s: float) -> Iterator[Target]:
    ours, round_ = found["ours"], f"a round of {found['needs']:,} needs on {found['units']:,} units"
    if "draws" in ours:
        drawn = f"{round_}, seconds, of {ours['draws']} draws"
        yield _at_most(f"{drawn} the median", ours["median_s"], bound_s, "s")
        yield _at_most(f"{drawn} the longest", ours["longest_s"], bound_s, "s")
    else:
        yield _at_most(f"{round_}, seconds", ours["seconds"], bound_s, "s")
    yield _shown(f"{round_}: that none serves more is proven", is_so=ours["served"] == ours["bound"])
    if found["needs"] in WHOLLY_PROVEN:
        yield _shown(f"{round_}: so is that of those none is fairer or nearer", is_so=ours["proven"])


def _on_arrival(ours: Figures) -> Iterator[Target]:
    yield _at_least("needs served on arrival, of the way from first come to the optimum", ours["share"], 0.8, "")
    yield _at_most("p99 of a decision on arrival", ours["p99_ms"], 50, "ms")


def _shown(what: str, *, is_so: bool) -> Target:
    return Target(what, "yes", "yes" if is_so else "no", is_so)


def _at_least(what: str, found: float, bound: float, unit: str) -> Target:
    return _target(what, found, (bound, "≥", found >= bound), unit)


def _at_most(what: str, found: float, bound: float, unit: str) -> Target:
    return _target(what, found, (bound, "≤", found <= bound), unit)


def _target(what: str, found: float, bound: tuple[float, str, bool], unit: str) -> Target:
    limit, sign, met = bound
    return Target(what, f"{sign} {limit:g} {unit}".strip(), f"{found:,.3g} {unit}".strip(), met)


def _mean_us(matching: Figures) -> float:
    mean: float = matching["ours"]["plain"]["mix"]["mean_us"]
    return mean
