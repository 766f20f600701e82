"""The requests of the text bench are what they say, and everybody is asked the same of the same terms."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from backend.bench.text import STEPS, measure
from backend.bench.text_peers import RapidFuzz, StemsAndGrams, Trigrams
from backend.bench.text_requests import ENDINGS, WISHES, Request, Split, Spoilt, requests, split
from matching import categories
from matching.text_index import Entry, entries_of

SHELF: tuple[Entry, ...] = (
    ("tool.drill", "en", "Power drill", True),
    ("tool.drill", "de", "Bohrmaschine", True),
    ("tool.ladder", "en", "Ladder", True),
    ("tool.ladder", "de", "Leiter für die Säge", False),
    ("tool.saw", "en", "Saw", True),
    ("tool.saw", "de", "Säge", True),
)


@pytest.fixture(scope="module")
def entries() -> Split:
    return split(categories.load(), Random(1))


@pytest.fixture(scope="module")
def asked(entries: Split) -> list[Request]:
    return requests(entries, 800, Random(2))


def test_what_is_kept_out_is_in_the_index_under_no_leaf_and_in_no_language(entries: Split) -> None:
    kept, out = entries

    assert sorted([*kept, *out]) == sorted(entries_of(categories.load()))
    assert {text.casefold() for _, _, text, _ in kept}.isdisjoint(text.casefold() for _, _, text, _ in out)
    assert not any(is_name for *_, is_name in out)
    assert 0.05 < len(out) / len(kept) < 0.15


def test_every_kind_and_every_language_is_asked_for(asked: list[Request]) -> None:
    assert Counter(one.spoilt for one in asked) == dict.fromkeys(Spoilt, 200)
    assert {one.language for one in asked} == {language for _, language, _, _ in entries_of(categories.load())}
    assert set(categories.LANGUAGES) <= set(WISHES) == set(ENDINGS)


def test_one_seed_asks_the_same_again(entries: Split, asked: list[Request]) -> None:
    assert requests(entries, 800, Random(2)) == asked
    assert requests(entries, 800, Random(3)) != asked


def test_a_term_as_written_stands_in_its_sentence_and_a_spoilt_one_mostly_does_not(
    entries: Split, asked: list[Request]
) -> None:
    def has_its_term(one: Request) -> bool:
        return any(text in one.text for category, _, text, _ in (*entries[0], *entries[1]) if category in one.right)

    shares = {kind: sum(has_its_term(one) for one in asked if one.spoilt is kind) / 200 for kind in Spoilt}

    assert shares[Spoilt.NOTHING] == shares[Spoilt.HELD_OUT] == 1
    assert shares[Spoilt.TYPO] < 0.5


@pytest.mark.parametrize("make", [RapidFuzz, Trigrams, StemsAndGrams])
@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Power drill", "tool.drill"),
        ("does anyone have a Ladder?", "tool.ladder"),
        ("ich suche eine Bohrmashine", "tool.drill"),
        ("saege", "tool.saw"),
        ("BOHRMASCHINE", "tool.drill"),
    ],
)
def test_a_peer_finds_the_leaf_whatever_the_accents_and_slips(
    make: type[RapidFuzz | Trigrams | StemsAndGrams], text: str, first: str
) -> None:
    found = make(SHELF).leaves(text, 2)

    assert found[0] == first
    assert len(found) <= 2


@pytest.mark.parametrize("text", ["", "?", "ab", '" OR *', "x" * 3_000])
def test_a_peer_takes_any_text(text: str) -> None:
    for make in (Trigrams, StemsAndGrams):
        assert set(make(SHELF).leaves(text, 5)) <= {one[0] for one in SHELF}


def test_bm25_knows_a_word_by_its_stem_and_what_shares_nothing_is_no_hit() -> None:
    peer = StemsAndGrams(SHELF)

    assert peer.leaves("Leitern", 1) == ["tool.ladder"]
    assert peer.leaves("zzz", 5) == []


def test_a_leaf_is_named_once() -> None:
    assert len(RapidFuzz(SHELF).leaves("Leiter Ladder", 5)) == len(set(RapidFuzz(SHELF).leaves("Leiter Ladder", 5)))


def test_a_small_run_has_every_figure() -> None:
    told: list[str] = []

    found = measure(80, 1, progress=told.append)

    assert found["wrong"] == 0
    assert set(found["ours"]) == {"all", "latency", *Spoilt}
    assert [found["ours"][kind]["requests"] for kind in Spoilt] == [20, 20, 20, 20]
    assert found["ours"]["as written"]["hit_at_5"] == 1
    assert all(set(one) == set(found["ours"]) for one in found["peers"].values())
    assert set(found["ratios"]) == set(found["peers"]) == {RapidFuzz.name, Trigrams.name, StemsAndGrams.name}
    assert all(one["all"]["hit_at_1"] <= one["all"]["hit_at_5"] for one in (found["ours"], *found["peers"].values()))
    assert len(told) == STEPS
