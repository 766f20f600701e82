"""How much of a request the words of a listing answer."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.text import text_score


@pytest.mark.parametrize(
    ("query", "document", "low", "high"),
    [
        ("drill", "Bosch drill, 600 W", 1, 1),
        ("drills", "one drill", 1, 1),
        ("dril", "Bosch drill", 0.8, 0.95),  # a slip
        ("Betonmischer", "Mischer", 0.6, 0.9),  # one word in another
        ("perceuse", "Bohrmaschine von Bosch", 0.7, 0.95),  # the same thing in another language
        ("something to drill into concrete", "hammer drill", 0.5, 1),
        ("kayak for the sea", "drill", 0, 0.2),
        ("Zelt", "Rasenmäher", 0, 0.1),
        ("qqqxx", "drill", 0, 0),
        ("qqqxx", "qqqxx", 1, 1),  # a name that no lexicon has
        ("", "drill", 0, 0),
        ("the", "the", 0, 0),
        ("drill", "", 0, 0),
        ("ab", "abc", 0, 0),  # too short to be a part of anything
        ("xab", "xabyyyy", 0, 0),
    ],
)
def test_the_score_says_how_much_is_answered(query: str, document: str, low: float, high: float) -> None:
    assert low <= text_score(query, document) <= high


def test_the_closer_listing_scores_higher() -> None:
    wish = "hammer drill for concrete"
    offered = ["hammer drill, good for concrete", "hammer drill", "cordless drill", "hedge trimmer"]

    scores = [text_score(wish, each) for each in offered]

    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=60), st.text(max_size=60) | st.text("drilhame -", max_size=60))
def test_any_two_texts_score_between_nothing_and_all(query: str, document: str) -> None:
    assert 0 <= text_score(query, document) <= 1


def test_long_texts_are_compared_by_their_beginnings() -> None:
    assert text_score("d" * 10_000, "d" * 9_999) == 1
    assert text_score("drill", "drill " + "x" * 50_000) == 1
