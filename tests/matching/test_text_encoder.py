"""A model of meaning beside the lexicon: what it holds alike counts, and nothing needs one."""

from collections.abc import Sequence

import pytest

from matching.categories import load
from matching.text import Guess, guess_categories
from matching.text_encoder import ENCODED

TENT, KAYAK = "tool.camping.tent", "vehicle.boat.kayak"


class Alike:
    """An encoder by a table: what is asked to the terms it is like; it keeps what it was asked."""

    def __init__(self, table: dict[str, dict[str, float]]) -> None:
        self.table = table
        self.asked: list[tuple[str, Sequence[str]]] = []

    def similarity(self, asked: str, terms: Sequence[str]) -> Sequence[float]:
        self.asked.append((asked, terms))
        return [self.table.get(asked, {}).get(term, 0.0) for term in terms]


def test_what_no_word_says_is_found_by_its_meaning() -> None:
    encoder = Alike({"canvas roof overhead at night": {"Tent": 0.9, "tarp": 0.4}})

    guesses = guess_categories("canvas roof overhead at night", language="en", encoder=encoder)

    assert Guess(TENT, round(ENCODED * 0.9, 4), "Tent") in guesses
    assert TENT not in [each.category for each in guess_categories("canvas roof overhead at night", language="en")]


def test_word_and_meaning_add_up_and_the_surer_is_named() -> None:
    by_words = guess_categories("kayak", language="en")[0]

    both = guess_categories("kayak", language="en", encoder=Alike({"kayak": {"sea kayak": 1.0}}))[0]
    words_alone = guess_categories("kayak", language="en", encoder=Alike({}))[0]

    assert (both.category, both.why) == (KAYAK, by_words.why)
    assert both.score == pytest.approx((1 - ENCODED) * by_words.score + ENCODED, abs=1e-4)
    assert words_alone.score == pytest.approx((1 - ENCODED) * by_words.score, abs=1e-4)


def test_meaning_may_settle_what_words_leave_open() -> None:
    encoder = Alike({"bike": {"Tandem": 1.0}})

    assert guess_categories("bike", language="en", encoder=encoder)[0].category == "vehicle.bike.tandem"
    assert guess_categories("bike", language="en")[0].category == "vehicle.bike.bicycle"


def test_a_leaf_is_as_near_as_the_nearest_of_its_words() -> None:
    encoder = Alike({"xyzzy": {"Tent": 0.5, "camping tent": 0.8, "tarp": 0.6}})

    assert guess_categories("xyzzy", language="en", encoder=encoder) == [
        Guess(TENT, round(ENCODED * 0.8, 4), "camping tent")
    ]


def test_the_encoder_gets_the_same_words_of_every_leaf_each_time() -> None:
    encoder = Alike({})

    guess_categories("Zelt", language="de-AT", encoder=encoder)
    guess_categories("Kajak", language="de", encoder=encoder)
    guess_categories("Kajak", encoder=encoder)

    (first, german), (_, again), (_, english) = encoder.asked
    assert (first, german is again) == ("Zelt", True)
    assert {load().name(leaf, "de") for leaf in load().leaves} <= set(german)
    assert {load().name(leaf, "en") for leaf in load().leaves} <= set(english)


def test_an_unknown_language_is_compared_with_the_english_names() -> None:
    encoder = Alike({"tält": {"Tent": 1.0}})

    assert guess_categories("tält", language="sv", encoder=encoder)[0].category == TENT


@pytest.mark.parametrize("text", ["", "  ", "!?"])
def test_no_words_are_not_worth_asking_about(text: str) -> None:
    encoder = Alike({text: {"Tent": 1.0}})

    assert (guess_categories(text, encoder=encoder), encoder.asked) == ([], [])
