"""From what people type to the category that they mean: ours beside rapidfuzz, SQLite's FTS5 and BM25.

A request is a hit at k if one of the leaves that have its term is among the first k leaves. Three requests in four
have a term that is in the index, as written, misspelt or inflected; every fourth has one that is in no index here,
so that only other words of its category can lead to it: many of those nobody could guess, and they count all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from time import perf_counter
from typing import Any, Protocol

from backend.bench.latencies import rate, ratio
from backend.bench.machine import machine
from backend.bench.run import Progress
from backend.bench.text_peers import RapidFuzz, StemsAndGrams, Trigrams
from backend.bench.text_requests import Request, Spoilt, requests, split
from matching import categories
from matching.text import guess_categories
from matching.text_index import Entry, LexiconIndex
from matching.text_spelling import surface
from matching.text_stems import stem
from matching.text_words import keys_of, term_keys

STEPS = 5
LIMIT = 5
PEERS: tuple[type[RapidFuzz | Trigrams | StemsAndGrams], ...] = (RapidFuzz, Trigrams, StemsAndGrams)


class Guesser(Protocol):
    """From a text to leaves, likeliest first."""

    def leaves(self, text: str, limit: int) -> list[str]: ...


class Ours:
    name = "ours"

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._lexicon = LexiconIndex(entries)

    def leaves(self, text: str, limit: int) -> list[str]:
        """As the program guesses, without being told the language."""
        return [one.category for one in guess_categories(text, limit=limit, lexicon=self._lexicon)]


def measure(n: int, seed: int, *, progress: Progress = lambda _what: None) -> dict[str, Any]:
    """Ask each the same n requests; `wrong` counts leaves that ours does not have among five for their own name."""
    tree, dice = categories.load(), Random(f"{seed} text")  # noqa: S311  # seeded, to ask the same again
    progress("requests")
    entries = split(tree, dice)
    asked = requests(entries, n, dice)
    ours, seconds = _measured(Ours, entries[0], asked, progress)
    peers = {make.name: _measured(make, entries[0], asked, progress) for make in PEERS}
    return {
        "machine": machine(),
        "requests": n,
        "seed": seed,
        "languages": sorted({one.language for one in asked}),
        "terms": {"in the index": len(entries[0]), "kept out": len(entries[1])},
        "ours": ours,
        "peers": {name: found for name, (found, _) in peers.items()},
        "ratios": {
            name: {
                "time": ratio(theirs, seconds),
                "hit@1": round(ours["all"]["hit_at_1"] / max(found["all"]["hit_at_1"], 1e-9), 3),
                "hit@5": round(ours["all"]["hit_at_5"] / max(found["all"]["hit_at_5"], 1e-9), 3),
            }
            for name, (found, theirs) in peers.items()
        },
        "wrong": _forgotten(entries[0], dice, n),
    }


def _measured(
    make: Callable[[Sequence[Entry]], Guesser], entries: Sequence[Entry], asked: Sequence[Request], progress: Progress
) -> tuple[dict[str, Any], list[float]]:
    progress(getattr(make, "name", ""))
    for remembered in (keys_of, term_keys, stem, surface):
        remembered.cache_clear()  # or whoever comes later would be spared the stemming
    guesser = make(entries)
    guesser.leaves("warm water", LIMIT)
    answers, seconds = [], []
    for request in asked:  # once only: ours remembers words, and would know them all the second time
        begun = perf_counter()
        answers.append(guesser.leaves(request.text, LIMIT))
        seconds.append(perf_counter() - begun)
    pairs = list(zip(asked, answers, strict=True))
    by_kind = {str(kind): _hits([pair for pair in pairs if pair[0].spoilt is kind]) for kind in Spoilt}
    return {"all": _hits(pairs), **by_kind, "latency": rate(seconds)}, seconds


def _hits(pairs: Sequence[tuple[Request, list[str]]]) -> dict[str, float]:
    """The shares of requests whose first leaf, and of whose first five one, is right."""
    first = sum(not one.right.isdisjoint(leaves[:1]) for one, leaves in pairs)
    five = sum(not one.right.isdisjoint(leaves) for one, leaves in pairs)
    return {"hit_at_1": round(first / len(pairs), 4), "hit_at_5": round(five / len(pairs), 4), "requests": len(pairs)}


def _forgotten(entries: Sequence[Entry], dice: Random, count: int) -> int:
    """Of so many names, how many do not lead to their own leaf: what must never happen."""
    ours, names = Ours(entries), [entry for entry in entries if entry[3]]
    some = dice.sample(names, min(count, len(names)))
    return sum(category not in ours.leaves(text, LIMIT) for category, _, text, _ in some)
