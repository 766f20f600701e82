"""BM25 over stems and letters, against its definition."""

from collections import Counter
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.text_okapi import K1, UNKNOWN, B, Keys, Okapi, grams, tokens_of

DRILL: Keys = ("drills", "en:drill")
HOLE: Keys = ("hole", "en:hole")
TERMS: list[list[Keys]] = [[DRILL], [DRILL, HOLE], [HOLE, HOLE], []]

words = st.tuples(st.text("abż", min_size=1, max_size=5)) | st.tuples(st.text("ab", max_size=4), st.just("en:a"))


def tokens(term: list[Keys]) -> list[str]:
    return [token for keys in term for token in (*tokens_of(keys), *grams(keys[0]))]


def slowly(terms: list[list[Keys]], asked: list[str]) -> list[float]:
    """The sum over the tokens asked for, as Robertson and Zaragoza write it."""
    listed = [Counter(tokens(term)) for term in terms]
    mean = max(1.0, sum(each.total() for each in listed) / len(terms))

    def counts(token: str, term: Counter[str]) -> float:
        having = sum(token in each for each in listed)
        idf = log(1 + (len(terms) - having + 0.5) / (having + 0.5))
        return idf * term[token] * (K1 + 1) / (term[token] + K1 * (1 - B + B * term.total() / mean))

    return [sum(counts(token, term) for token in asked if term[token]) for term in listed]


@given(st.lists(st.lists(words, max_size=4), min_size=1, max_size=6), st.lists(words, max_size=3))
def test_the_scores_are_those_of_the_definition(terms: list[list[Keys]], asked: list[Keys]) -> None:
    okapi = Okapi(terms)

    assert okapi.scores(tokens(asked)) == pytest.approx(slowly(terms, tokens(asked)))
    assert okapi.masses == pytest.approx(
        [slowly(terms, list(dict.fromkeys(tokens(each))))[n] for n, each in enumerate(terms)]
    )


def test_a_word_is_its_stems_or_itself_where_its_language_has_none_and_its_letters_in_threes() -> None:
    assert (tokens_of(DRILL), tokens_of(("ugn",))) == (("en:drill",), ("ugn",))
    assert grams("ugn") == [".<ug", ".ugn", ".gn>"]
    assert grams("") == []


def test_what_no_term_has_weighs_little_of_the_most_that_anything_may() -> None:
    okapi = Okapi(TERMS)

    assert okapi.weight("en:saw") == UNKNOWN * okapi.most
    assert okapi.most > okapi.weight("en:drill") == pytest.approx(log(1 + 2.5 / 2.5))
    assert list(okapi.scores(["en:saw"])) == [0, 0, 0, 0]


def test_the_terms_that_have_a_token_are_told() -> None:
    okapi = Okapi(TERMS)

    assert sorted(okapi.places(["en:hole", "en:drill", "en:saw"])) == [0, 1, 1, 2]
    assert list(okapi.places([])) == []


def test_a_term_of_a_words_own_length_counts_as_it_says() -> None:
    okapi = Okapi(TERMS)
    asked = tokens([DRILL])

    whole = sum(map(okapi.weight, asked)) * okapi.counted(len(asked))

    assert okapi.scores(asked)[0] == pytest.approx(whole)
    assert okapi.masses[0] == pytest.approx(whole)


def test_few_terms_are_counted_together_with_those_that_they_go_over() -> None:
    many = Okapi(TERMS)
    few = Okapi([[DRILL]], many)

    assert few.weight("en:drill") == pytest.approx(log(1 + 2.5 / 3.5))
    assert few.weight("en:hole") == pytest.approx(log(1 + 3.5 / 2.5))
    assert (few.having("en:hole"), "en:hole" in few, "en:saw" in few) == (0, True, False)
    assert few.counted(7) == many.counted(7)


def test_no_terms_have_no_scores() -> None:
    assert (Okapi([]).scores(["a"]).tolist(), Okapi([]).masses.tolist(), Okapi([[]]).masses.tolist()) == ([], [], [0.0])
