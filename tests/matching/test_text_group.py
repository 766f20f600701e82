"""A group's own words over the shipped ones: for that group alone, and before them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.text import guess_categories, shipped_lexicon
from matching.text_group import GroupLexicon, OwnWord
from matching.text_index import LexiconIndex

WASHER, DRILL, GRINDER, DRIVER = (
    "tool.cleaning.pressure-washer",
    "tool.drilling.drill",
    "tool.sawing.angle-grinder",
    "tool.drilling.cordless-driver",
)


def group(*words: OwnWord) -> GroupLexicon:
    return GroupLexicon(words, shipped_lexicon())


def firsts(lexicon: GroupLexicon | None, *texts: str) -> list[str | None]:
    guessed = [guess_categories(text, language="de", lexicon=lexicon) for text in texts]
    return [guesses[0].category if guesses else None for guesses in guessed]


def test_a_groups_word_is_found_for_that_group_only() -> None:
    ours = group((WASHER, "de", "Wummi"))
    theirs = group((DRILL, "de", "Bohni"))

    assert firsts(ours, "Wummi", "den Wummi für die Terrasse", "wumi") == [WASHER] * 3
    assert firsts(theirs, "Wummi", "Bohni") == [None, DRILL]
    assert firsts(None, "Wummi") == [None]


def test_a_guess_names_the_groups_word() -> None:
    assert guess_categories("Wummi", lexicon=group((WASHER, "de", "Wummi")))[0].why == "Wummi"


def test_a_groups_word_outweighs_a_shipped_one() -> None:
    ours = group((DRIVER, "de", "Flex"))

    assert firsts(None, "Flex") == [GRINDER]
    assert [guess.category for guess in guess_categories("Flex", lexicon=ours)][:2] == [DRIVER, GRINDER]


def test_a_groups_word_outweighs_even_a_shipped_name() -> None:
    assert firsts(group((DRIVER, "de", "Bohrmaschine")), "Bohrmaschine") == [DRIVER]


def test_the_shipped_words_are_found_as_before() -> None:
    ours = group((WASHER, "de", "Wummi"))

    assert guess_categories("Leiter und Säge", lexicon=ours) == guess_categories("Leiter und Säge")


def test_a_category_is_found_once_by_its_better_word() -> None:
    found = group((WASHER, "de", "Wummi Hochdruckreiniger")).find("Wummi Hochdruckreiniger", "de")

    assert [each.category for each in found].count(WASHER) == 1
    assert (found[0].category, found[0].term) == (WASHER, "Wummi Hochdruckreiniger")


def test_no_more_are_found_than_asked_for() -> None:
    ours = group((DRIVER, "de", "Flex"))

    assert ours.find("Flex", "de", limit=1) == ours.find("Flex", "de")[:1]


def test_a_word_that_ships_is_no_slip_of_a_groups_word() -> None:
    ours = group((WASHER, "de", "Letter"))

    assert WASHER not in [guess.category for guess in guess_categories("Leiter", lexicon=ours)]


def test_a_common_word_of_a_groups_term_weighs_as_little_as_it_does_elsewhere() -> None:
    ours = group((WASHER, "en", "the Hubertus machine"))

    assert guess_categories("sewing machine", lexicon=ours)[0].category == "tool.textile.sewing-machine"
    assert max(each.score for each in ours.find("machine") if each.category == WASHER) < 0.5
    assert ours.find("hubertus")[0].category == WASHER


def test_a_word_of_several_things_of_the_group_weighs_less() -> None:
    over = LexiconIndex([(each, "en", each, True) for each in ("saw", "axe", "rake", "hoe")])
    one = GroupLexicon([("saw", "en", "Hugo big")], over)
    both = GroupLexicon([("saw", "en", "Hugo big"), ("axe", "en", "Hugo small")], over)

    assert both.find("hugo")[0].score < one.find("hugo")[0].score


def test_a_word_of_two_things_of_the_group_still_tells_much_among_all_there_are() -> None:
    few = LexiconIndex([("saw", "en", "saw", True)])
    ours = [("saw", "en", "Hugo big"), ("axe", "en", "Hugo small")]

    among_many, among_few = (
        {each.category: each.score for each in GroupLexicon(ours, over).find("hugo")}["saw"]
        for over in (shipped_lexicon(), few)
    )

    assert among_many > among_few


def test_a_shipped_word_beside_the_groups_word_counts_for_what_it_says() -> None:
    ours = group((WASHER, "de", "Wummi"))

    beside_known, beside_unknown = (
        {each.category: each.score for each in ours.find(f"Wummi {word}")}[WASHER] for word in ("Kettensäge", "qqqxx")
    )

    assert beside_known < beside_unknown


def test_a_group_without_words_finds_what_ships() -> None:
    assert group().find("Leiter", "de") == shipped_lexicon().find("Leiter", "de")


def test_making_a_groups_lexicon_leaves_the_shipped_one_alone() -> None:
    shipped = shipped_lexicon()
    size = len(shipped.terms)

    group((WASHER, "de", "Wummi"))

    assert (shipped_lexicon() is shipped, len(shipped.terms)) == (True, size)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from([WASHER, DRILL]), st.sampled_from(["de", "sv"]), st.text()), max_size=3))
def test_whatever_a_group_writes_each_category_comes_once_best_first(words: list[OwnWord]) -> None:
    found = group(*words).find("drill " + " ".join(term for _, _, term in words))

    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)
    assert len({each.category for each in found}) == len(found)
    assert all(0 <= score <= 1 for score in scores)


@pytest.mark.parametrize("text", ["", "qqqxx", "der die das"])
def test_what_means_nothing_means_nothing_to_a_group(text: str) -> None:
    assert group((WASHER, "de", "Wummi")).find(text) == []
