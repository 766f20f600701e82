"""The pieces below the guessing, on lexicons of a few words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.text import guess_categories
from matching.text_index import Entry, LexiconIndex
from matching.text_spelling import surface
from matching.text_typos import Vocabulary, distance
from matching.text_words import LONGEST_WORD, MOST_WORDS, keys_of, telling_words, term_keys, words_of

ENTRIES: list[Entry] = [
    ("ladder", "de", "Leiter", True),
    ("step", "de", "Stehleiter", True),
    ("step", "de", "Leiter mit Stufen", False),
    ("saw", "en", "Saw", True),
    ("bench", "en", "Saw bench", True),
    ("chair", "en", "Chair", True),
    ("wheelchair", "en", "Wheelchair", True),
    ("oven", "sv", "Elektrisk ugn", True),
    ("the", "en", "The who", True),
]


@pytest.fixture(scope="module")
def lexicon() -> LexiconIndex:
    return LexiconIndex(ENTRIES)


def found(lexicon: LexiconIndex, text: str) -> list[str]:
    return [each.category for each in lexicon.find(text)]


@pytest.mark.parametrize(
    ("text", "categories"),
    [
        ("Leiter", ["ladder", "step"]),  # a longer word that ends in it is a kind of it
        ("Stehleiter", ["step"]),
        ("stehleitr", ["step"]),
        ("saw", ["saw", "bench"]),
        ("saw bench", ["bench", "saw"]),
        ("sawbench", ["bench", "saw"]),  # put together
        ("wheel chair", ["wheelchair", "chair"]),  # taken apart
        ("ugn", ["oven"]),  # a language without stems
        ("gartenleiter", ["ladder", "step"]),  # only the last part is known
        ("ladders", []),
        ("who", []),  # a term of words that say nothing is found by nothing
    ],
)
def test_words_are_found_whole_apart_together_and_with_slips(
    lexicon: LexiconIndex, text: str, categories: list[str]
) -> None:
    assert found(lexicon, text) == categories


def test_a_lexicon_of_a_group_may_take_the_place_of_the_shipped_one(lexicon: LexiconIndex) -> None:
    assert [guess.category for guess in guess_categories("Leiter", lexicon=lexicon)] == ["ladder", "step"]


def test_the_language_settles_what_is_equal_without_it() -> None:
    lexicon = LexiconIndex([("faux", "fr", "Gift", True), ("present", "en", "Gift", True)])

    assert [lexicon.find("gift", language)[0].category for language in ("fr", "en", None)] == [
        *("faux", "present"),
        "faux",
    ]


def test_an_empty_lexicon_finds_nothing() -> None:
    assert LexiconIndex([]).find("drill") == []


def test_words_are_cut_to_what_is_worth_reading() -> None:
    assert len(words_of("drill " * 200)) == MOST_WORDS
    assert words_of("d" * 500) == ("d" * LONGEST_WORD,)
    assert words_of("E-Bike, 3-D, d'appel; Taille-haie") == ("ebike", "3d", "d", "appel", "taille", "haie")


def test_words_of_no_weight_are_left_out() -> None:
    assert telling_words("I need a ladder, the long ladder, for 2 days") == ("ladder", "long")


def test_one_word_has_one_surface_on_any_keyboard() -> None:
    assert {surface(word) for word in ("säge", "saege", "sage")} == {"sage"}
    assert surface("queso") == "queso"


def test_a_word_is_found_by_its_spelling_first() -> None:
    assert keys_of("Ladders".lower())[0] == "ladders"
    assert "en:ladder" in keys_of("ladders")
    assert term_keys("en", "ladders") == ("ladders", "en:ladder")
    assert term_keys("sv", "ugnar") == ("ugnar",)


@pytest.mark.parametrize(
    ("first", "second", "slips"),
    [
        ("drill", "drill", 0),
        ("drill", "dril", 1),
        ("drill", "dirll", 1),
        ("drill", "drall", 1),
        ("drill", "drailll", 2),
        ("", "abc", 3),
        ("abc", "", 3),
    ],
)
def test_slips_are_counted(first: str, second: str, slips: int) -> None:
    assert distance(first, second) == slips


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_slips_are_the_same_both_ways(first: str, second: str) -> None:
    assert distance(first, second) == distance(second, first)
    assert (distance(first, second) == 0) == (first == second)


def test_near_words_are_the_surest_first() -> None:
    vocabulary = Vocabulary(["hammer", "hamster", "hummer", "jammer", "spade"])

    assert [word for word, _ in vocabulary.near("hammmer")] == ["hammer", "hamster", "hummer", "jammer"]
    assert vocabulary.near("ham") == ()
    assert vocabulary.near("zzzzzz") == ()


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("betonbohrer", ["bohrer", "beton"]),
        ("arbeitsplatz", ["platz", "arbeit"]),
        ("sleepingbag", ["bag", "sleeping"]),
        ("gartenbohrer", ["bohrer"]),
        ("plasticbag", []),  # so short an ending alone says nothing
        ("bohrer", []),
        ("ab", []),
    ],
)
def test_compounds_are_taken_apart(word: str, parts: list[str]) -> None:
    vocabulary = Vocabulary(["beton", "bohrer", "arbeit", "platz", "sleeping", "bag"])

    assert [part for part, _ in vocabulary.parts(word)] == parts


def test_longer_words_that_end_in_a_word_are_kinds_of_it() -> None:
    vocabulary = Vocabulary(["leiter", "stehleiter", "trittleiter", "eleiter", "leiterwagen", "bag", "handbag"])

    assert [word for word, _ in vocabulary.ending_in("leiter")] == ["stehleiter", "trittleiter"]
    assert vocabulary.ending_in("bag") == ()
