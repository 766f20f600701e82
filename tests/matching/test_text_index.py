"""The pieces below the guessing, on lexicons of a few words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.text import guess_categories
from matching.text_index import Entry, LexiconIndex
from matching.text_spelling import surface
from matching.text_stems import stem
from matching.text_typos import distance, nearest
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
        ("Stehleiter", ["step", "ladder"]),
        ("stehleitr", ["step", "ladder"]),
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


@given(st.text("abc", max_size=7), st.text("abc", max_size=7), st.integers(0, 3))
def test_of_words_too_far_apart_it_is_only_said_that_they_are(first: str, second: str, most: int) -> None:
    slips, bounded = distance(first, second), distance(first, second, most)

    assert bounded == slips if slips <= most else bounded > most


def test_the_word_meant_by_a_slip_is_the_nearest_and_surer_the_longer_it_is() -> None:
    known = ["hammer", "hummer", "jammer", "spade"]

    assert nearest("hammmer", known) == (0.95 - 1.2 / 7, "hammer")
    assert nearest("hmmer", known) == (0.95 - 1.2 / 5, "hammer")  # as near as "hummer", and before it
    assert nearest("hameer", ["spade"]) is None
    assert nearest("ham", ["hams"]) is None


def test_longer_words_that_end_in_a_word_are_kinds_of_it() -> None:
    listed = ["leiter", "stehleiter", "eleiter", "leiterwagen", "bag", "handbag"]
    words = LexiconIndex([(each, "sv", each, True) for each in listed]).words

    assert [listed[place] for place in words._ending_in("leiter")] == ["stehleiter"]
    assert list(words._ending_in("bag")) == []  # so short an ending says nothing


def test_what_a_longer_word_ends_in_speaks_more_for_it_than_what_it_begins_with() -> None:
    lexicon = LexiconIndex([("cart", "sv", "leiterwagen", True), ("step", "sv", "stehleiter", True)])

    step, cart = lexicon.find("leiter")

    assert (step.category, cart.category) == ("step", "cart")
    assert step.score > 1.5 * cart.score


def test_a_slip_is_looked_for_beyond_the_word_that_has_most_of_its_letters() -> None:
    lexicon = LexiconIndex([(each, "sv", each, True) for each in ("hammarby", "hammer", "spade")])

    assert found(lexicon, "hammar") == ["hammer", "hammarby"]


def test_a_word_that_makes_another_with_its_neighbour_still_means_what_it_does_alone(lexicon: LexiconIndex) -> None:
    apart, together = (
        {each.category: each.score for each in lexicon.find(text)} for text in ("wheel chair", "wheelchair")
    )

    assert apart["wheelchair"] == together["wheelchair"]
    assert apart["chair"] > together["chair"]


def test_a_known_word_has_its_own_stems_and_another_those_that_it_shares() -> None:
    words = LexiconIndex(
        [("saw", "de", "Säge", True), ("saga", "sv", "saga", True), ("hall", "en", "community", True)]
    ).words

    assert words.found_by("sägen") == ("de:sag",)
    assert words.found_by("saga") == ("saga",)
    assert words.found_by("communitys") == ("en:communiti",)  # the last letter of a stem may be another


def test_a_word_is_stemmed_only_where_it_may_share_a_stem() -> None:
    words = LexiconIndex([("saw", "de", "Säge", True), ("sack", "en", "sack", True)]).words

    def stemmed(word: str) -> int:
        before = stem.cache_info().misses
        words.found_by(word)
        return stem.cache_info().misses - before

    assert [stemmed(each) for each in ("sagqxy", "sackqxy", "sagqxyqxyqxyqxy", "qxysag")] == [1, 1, 0, 0]


def test_the_stem_that_has_most_of_a_word_is_taken_alone() -> None:
    words = LexiconIndex([("short", "nl", "fiets", True), ("long", "en", "fietser", True)]).words

    assert words.found_by("fietsers") == ("en:fietser",)


def test_more_terms_of_a_category_speak_more_for_it() -> None:
    race, cargo = ("race", "en", "racing bike", True), ("cargo", "en", "carrier bike", True)

    assert found(LexiconIndex([race, cargo]), "bike") == ["race", "cargo"]
    assert found(LexiconIndex([race, cargo, ("cargo", "en", "trading bike", False)]), "bike") == ["cargo", "race"]


def test_so_many_are_found_as_are_asked_for(lexicon: LexiconIndex) -> None:
    assert [each.category for each in lexicon.find("saw bench", limit=1)] == found(lexicon, "saw bench")[:1]
