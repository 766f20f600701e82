"""Words made comparable: one spelling, no words that say nothing, one stem for the cases of a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.categories import LANGUAGES, load
from matching.text_index import entries_of
from matching.text_snowball import STOCK, stemmers
from matching.text_spelling import surface, unaccented
from matching.text_stems import STEMMERS, stem
from matching.text_stop_words import DOUBTFUL, LISTED, STOP_WORDS, says_nothing
from matching.text_words import telling_words, words_of


def test_every_language_of_the_tree_has_stems_and_stop_words() -> None:
    assert (tuple(STEMMERS), tuple(LISTED)) == (LANGUAGES, LANGUAGES)


@pytest.mark.parametrize(
    ("spelt", "plain"),
    [
        ("łąka", "laka"),
        ("żółć", "zolc"),
        ("maçã", "maca"),
        ("così", "cosi"),
        ("ijzerzaag", "yzerzaag"),
        ("\ufb01ets", "fiets"),
        ("grün", "grun"),
    ],
)
def test_letters_lose_what_no_keyboard_has(spelt: str, plain: str) -> None:
    assert surface(spelt) == surface(plain) == plain


def test_only_accents_go_where_a_pair_of_letters_may_be_two_sounds() -> None:
    assert (unaccented("does"), surface("does")) == ("does", "dos")


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("it", "avvitatore avvitatori"),
        ("it", "scala scale"),
        ("pt", "betoneira betoneiras"),
        ("pt", "furadeira furadeiras"),
        ("nl", "fiets fietsen fietsje"),
        ("nl", "tent tentje tenten tentjes"),
        ("nl", "zaag zagen"),
        ("nl", "doos dozen"),
        ("pl", "wiertarka wiertarki wiertarkę wiertarką wiertarce wiertarek"),
        ("pl", "młotek młotka młotkiem mlotka"),
        ("pl", "rower roweru rowerze rowerów rowerow"),
        ("pl", "krzesło krzesła krzeseł krzesel"),
    ],
)
def test_the_forms_of_a_word_have_one_stem(language: str, forms: str) -> None:
    assert len({stem(language, form) for form in forms.split()}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_quick_stemmers_cut_as_the_stock_ones(language: str) -> None:
    words = {word for _, spoken, text, _ in entries_of(load()) if spoken == language for word in words_of(text)}
    quick, stock = stemmers()[language], STOCK[language]()

    assert {word: quick(word) for word in words} == {word: stock.stemWord(word) for word in words}


@given(st.sampled_from(LANGUAGES), st.text(max_size=12) | st.text("abcdeghijlmnoprstuvyzàéêöüãçąęł'", max_size=14))
def test_the_quick_stemmers_cut_any_word_as_the_stock_ones(language: str, word: str) -> None:
    assert stemmers()[language](word) == STOCK[language]().stemWord(word)


@pytest.mark.parametrize(
    ("text", "telling"),
    [
        ("mi serve un trapano per domani", ("trapano",)),
        ("preciso de um berbequim para amanhã", ("berbequim",)),
        ("preciso de um berbequim para amanha", ("berbequim",)),
        ("ik zoek een boormachine voor morgen", ("boormachine",)),
        ("potrzebuję wiertarki na sobotę", ("wiertarki",)),
        ("potrzebuje wiertarki na sobote", ("wiertarki",)),
    ],
)
def test_asking_says_nothing_with_accents_or_without(text: str, telling: tuple[str, ...]) -> None:
    assert telling_words(text) == telling


@pytest.mark.parametrize(
    ("text", "telling"),
    [
        ("I need a van", ("van",)),
        ("een fiets van mijn buurman", ("fiets",)),
        ("sac à dos", ("sac", "dos")),
        ("preciso dos martelos", ("martelos",)),
        ("bici de tres ruedas", ("bici", "tres", "ruedas")),
        ("fix a door", ("fix", "door")),
        ("ik wil door een muur", ("muur",)),
    ],
)
def test_a_doubtful_word_says_nothing_only_in_its_own_language(text: str, telling: tuple[str, ...]) -> None:
    assert telling_words(text) == telling


def test_a_doubtful_word_alone_is_a_thing() -> None:
    assert {word for word in DOUBTFUL if says_nothing([word])} == set()
    assert STOP_WORDS.isdisjoint(DOUBTFUL)


def test_no_name_of_a_leaf_is_made_of_words_that_say_nothing() -> None:
    tree = load()
    names = {(language, tree.name(leaf, language)) for leaf in tree.leaves for language in LANGUAGES}

    assert [name for name in names if not telling_words(name[1])] == []
