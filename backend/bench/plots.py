"""The plots of docs/bench.md: colours of Okabe and Ito ("Color Universal Design", 2008), which most eyes tell apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any, TypeAlias

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from backend.bench.page_rounds import ARRIVING, arrived, served
from backend.bench.page_tables import OURS
from backend.bench.targets import WIDEST

Figures: TypeAlias = Mapping[str, Any]
Sized: TypeAlias = Mapping[int, Figures]
STYLES = {
    "ours, numpy": ("#56B4E9", "s"),
    "ours": ("#000000", "o"),
    "scipy": ("#D55E00", "^"),
    "SQLite": ("#009E73", "D"),
    "PostgreSQL GiST, tuned": ("#0072B2", "P"),
    "PostgreSQL": ("#CC79A7", "v"),
    "numpy": ("#E69F00", "x"),
    "": ("#0072B2", "+"),
}
SPARE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
DARK = ("#000000", *SPARE, "#999999")
PALE = "#DDDDDD"
DOTS_AN_INCH = 130
mpl.use("Agg")
mpl.rcParams.update({"font.size": 11, "axes.spines.top": False, "axes.spines.right": False, "svg.hashsalt": "same"})


def draw(figures: Figures, folder: Path) -> list[str]:
    """Write what there are figures for; the names of the files."""
    drawn = []
    for name, (subject, plot) in PLOTS.items():
        sized = {int(part.split()[1]): found for part, found in figures.items() if part.startswith(f"{subject} ")}
        if sized:
            figure = Figure(figsize=(8, 4.8), layout="constrained")
            plot(figure.add_subplot(), dict(sorted(sized.items())))
            figure.savefig(folder / name, dpi=DOTS_AN_INCH, metadata={"Software": None})
            drawn.append(name)
    return drawn


def _matching_rate(axes: Axes, sized: Sized) -> None:
    _lines(axes, sized, lambda found: _each(found, "mix", "per_second"))
    axes.set(ylabel="queries a second, one client", title="The 20 nearest that are free: 1, 5 and 20 km mixed")


def _matching_p99(axes: Axes, sized: Sized) -> None:
    _lines(axes, sized, lambda found: _each(found, WIDEST, "p99_us"))
    axes.set(ylabel="p99 in microseconds", title=f"The slowest of a hundred queries within {WIDEST}")


def _each(found: Figures, what: str, figure: str) -> dict[str, float]:
    """One figure of everybody under the plain load."""
    own = {"ours": found["ours"]["plain"], "ours, numpy alone": found["ours"]["numpy"]["plain"]}
    peers = {name: one["plain"] for name, one in found["peers"].items()}
    return {name: plain[what][figure] for name, plain in {**own, **peers}.items()}


def _reverse_rate(axes: Axes, sized: Sized) -> None:
    _lines(axes, sized, lambda found: _each_reversed(found, "per_second"))
    axes.set(xlabel="standing searches", ylabel="new listings a second", title="Which standing searches a listing fits")


def _reverse_p99(axes: Axes, sized: Sized) -> None:
    _lines(axes, sized, lambda found: _each_reversed(found, "p99_us"))
    axes.set(xlabel="standing searches", ylabel="p99 in microseconds", title="The slowest of a hundred new listings")


def _each_reversed(found: Figures, figure: str) -> dict[str, float]:
    everybody = {"ours": found["ours"]["plain"], "ours, numpy alone": found["ours"]["numpy"], **found["peers"]}
    return {name: one[figure] for name, one in everybody.items()}


def _lines(axes: Axes, sized: Sized, values: Callable[[Figures], Mapping[str, float]]) -> None:
    """A line for each name over the sizes, both ways by powers of ten."""
    listed = {n: values(found) for n, found in sized.items()}
    for name in dict.fromkeys(name for some in listed.values() for name in some):
        points = [(n, some[name]) for n, some in listed.items() if name in some]
        colour, marker = next(style for start, style in STYLES.items() if name.startswith(start))
        width = 2.6 if name == "ours" else 1.6
        axes.plot(*zip(*points, strict=True), label=name, color=colour, marker=marker, linewidth=width)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter(lambda value, _place: _spaced(value))
    axes.set_xlabel("listings")
    axes.set_xticks(list(sized), [_spaced(n) for n in sized])
    axes.minorticks_off()
    axes.grid(visible=True, axis="y", color=PALE)
    axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))


def _spaced(value: float) -> str:
    return f"{value:,.0f}".replace(",", " ")


def _text_hits(axes: Axes, sized: Sized) -> None:
    found = sized[max(sized)]
    everybody = {"ours": found["ours"], **found["peers"]}
    kinds = [kind for kind in found["ours"] if kind not in {"latency", "all"}]
    width = 0.8 / len(everybody)
    for place, (name, one) in enumerate(everybody.items()):
        at = [number + (place - (len(everybody) - 1) / 2) * width for number in range(len(kinds))]
        first, five = ([one[kind][what] for kind in kinds] for what in ("hit_at_1", "hit_at_5"))
        axes.bar(at, five, width * 0.9, color=SPARE[place], alpha=0.4)
        axes.bar(at, first, width * 0.9, color=SPARE[place], label=name)
    axes.set_xticks(range(len(kinds)), kinds)
    axes.set_ylim(0, 1)
    axes.set(ylabel="share of requests", title="The right leaf is first (full), among the first five (pale)")
    axes.grid(visible=True, axis="y", color=PALE)
    axes.set_axisbelow(True)
    axes.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=len(everybody))


def _served(axes: Axes, sized: Sized) -> None:
    _shares(
        axes, [(f"{_spaced(n)} needs\n{_spaced(found['units'])} units", n, served(found)) for n, found in sized.items()]
    )


def _arrived(axes: Axes, sized: Sized) -> None:
    """What we do on arrival drawn as ours, like our rounds."""
    everybody = {
        n: {OURS if name == ARRIVING else name: one for name, one in arrived(found).items()}
        for n, found in sized.items()
    }
    _shares(axes, [(f"{_spaced(n)} needs\n{_spaced(sized[n]['units'])} units", n, one) for n, one in everybody.items()])


def _shares(axes: Axes, rows: Sequence[tuple[str, int, Mapping[str, Figures]]]) -> None:
    """Shares as dots, since they lie near one another: bars would have to start at nothing."""
    names = dict.fromkeys(name for _, _, some in rows for name in some)
    for name, colour, marker in zip(names, cycle(DARK), cycle("osD^vXP*"), strict=False):
        points = [(100 * some[name]["served"] / n, place) for place, (_, n, some) in enumerate(rows) if name in some]
        shares, places = zip(*points, strict=True)
        axes.scatter(
            shares, places, 170 if name == OURS else 60, label=name.strip("*"), color=colour, marker=marker, alpha=0.85
        )
    axes.set_yticks(range(len(rows)), [words for words, _, _ in rows])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set(xlabel="needs served, in percent", title="Who is served")
    axes.grid(visible=True, axis="both", color=PALE)
    axes.set_axisbelow(True)
    axes.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=2)


PLOTS: dict[str, tuple[str, Callable[[Axes, Sized], None]]] = {
    "matching-rate.png": ("matching", _matching_rate),
    "matching-p99.png": ("matching", _matching_p99),
    "reverse-rate.png": ("reverse", _reverse_rate),
    "reverse-p99.png": ("reverse", _reverse_p99),
    "allocation-served.png": ("allocation", _served),
    "arrival-served.png": ("arrival", _arrived),
    "text-hits.png": ("text", _text_hits),
}
