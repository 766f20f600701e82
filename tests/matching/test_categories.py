"""The category tree: the shipped data is whole, and reading it answers what the doors ask."""

import re

import pytest

from matching.categories import LANGUAGES, BadCategories, CategoryTree, Kind, Words, build, load, primary

NAMES = dict.fromkeys(LANGUAGES, ("Name",))
LONG_KNOWN = [
    "machinery.building.cement-mixer",
    "machinery.digital.3d-printer",
    "space.work.desk",
    "space.work.meeting-room",
    "tool.cleaning.pressure-washer",
    "tool.drilling.drill",
    "tool.drilling.hammer-drill",
    "vehicle.bike.cargo-bike",
    "vehicle.motor.van",
    "vehicle.trailer.trailer",
]


def named(**words: str) -> dict[str, tuple[str, ...]]:
    return NAMES | {language: tuple(said.split("|")) for language, said in words.items()}


@pytest.fixture
def small() -> CategoryTree:
    return build(
        [
            ("tool", named(en="Tools", de="Werkzeug")),
            ("tool.saw", named(en="Saws", de="Sägen")),
            ("tool.saw.jigsaw", named(en="Jigsaw|cut curves", de="Stichsäge|Kurven sägen")),
            ("tool.saw.chainsaw", named(en="Chainsaw", de="Kettensäge")),
            ("space", named(en="Spaces", de="Räume")),
        ]
    )


def test_there_are_leaves_enough_of_every_kind() -> None:
    tree = load()
    leaves = {kind: [leaf for leaf in tree.leaves if tree.kind(leaf) is kind] for kind in Kind}

    assert len(tree.leaves) >= 150
    assert all(len(each) >= 25 for each in leaves.values())


def test_the_four_kinds_are_the_roots() -> None:
    assert load().roots == tuple(Kind)


def test_ids_are_unique_and_of_three_plain_steps_at_most() -> None:
    ids = [category.id for category in load()]

    assert len(set(ids)) == len(ids) == len(load())
    assert [each for each in ids if not re.fullmatch(r"[a-z]+(\.[a-z0-9]+(-[a-z0-9]+)*){0,2}", each)] == []


@pytest.mark.parametrize("category", LONG_KNOWN)
def test_an_id_that_was_given_out_stays(category: str) -> None:
    assert load()[category].is_leaf


def test_every_category_has_a_name_of_its_own_in_every_language() -> None:
    tree = load()

    for language in LANGUAGES:
        names = [tree.name(category.id, language) for category in tree]
        assert [name for name in names if names.count(name) > 1] == []


def test_every_leaf_has_three_words_beside_its_name_in_every_language() -> None:
    tree = load()

    assert LANGUAGES == ("en", "de", "fr", "es", "it", "pt", "nl", "pl")
    assert [(leaf, each) for leaf in tree.leaves for each in LANGUAGES if len(tree.terms(leaf, each)) < 3] == []


def test_no_word_is_listed_twice_for_one_category_and_language() -> None:
    twice = [
        (category.id, language, word)
        for category in load()
        for language, words in category.words.items()
        for word in words
        if [other.casefold() for other in words].count(word.casefold()) > 1
    ]

    assert twice == []


def test_the_tree_is_read_once() -> None:
    assert load() is load()


def test_a_category_knows_its_place(small: CategoryTree) -> None:
    jigsaw = small["tool.saw.jigsaw"]

    assert (jigsaw.parent, jigsaw.kind, jigsaw.is_leaf, jigsaw.children) == ("tool.saw", Kind.TOOL, True, ())
    assert small.children("tool.saw") == ("tool.saw.jigsaw", "tool.saw.chainsaw")
    assert (small.parent("tool"), small.kind("tool.saw")) == (None, Kind.TOOL)
    assert "tool.saw" in small
    assert "tool.axe" not in small


def test_names_are_in_the_language_asked_for_else_in_english(small: CategoryTree) -> None:
    asked = ["en", "de", "de-AT", "DE_ch", "sv", "", None]

    assert [small.name("tool.saw", language) for language in asked] == [
        *("Saws", "Sägen", "Sägen", "Sägen"),
        *("Saws", "Saws", "Saws"),
    ]


def test_terms_are_the_words_after_the_name(small: CategoryTree) -> None:
    assert small.terms("tool.saw.jigsaw", "de-DE") == ("Kurven sägen",)
    assert small.terms("tool.saw.jigsaw", "sv") == ()


def test_expanding_gives_the_leaves_below(small: CategoryTree) -> None:
    saws = frozenset({"tool.saw.jigsaw", "tool.saw.chainsaw"})

    assert [small.expand(each) for each in ("tool", "tool.saw", "tool.saw.jigsaw", "space")] == [
        saws,
        saws,
        frozenset({"tool.saw.jigsaw"}),
        frozenset({"space"}),
    ]


def test_expanding_all_roots_gives_every_leaf_once() -> None:
    tree = load()
    below = [leaf for root in tree.roots for leaf in tree.expand(root)]

    assert sorted(below) == sorted(tree.leaves)


def test_the_path_leads_from_the_root(small: CategoryTree) -> None:
    assert small.path("tool.saw.jigsaw") == ("tool", "tool.saw", "tool.saw.jigsaw")
    assert small.path_names("tool.saw.jigsaw", "de") == ("Werkzeug", "Sägen", "Stichsäge")


def test_an_unknown_category_is_a_key_error(small: CategoryTree) -> None:
    for ask in (small.__getitem__, small.name, small.expand, small.path, small.children):
        with pytest.raises(KeyError):
            ask("tool.axe")


@pytest.mark.parametrize(
    ("tag", "expected"), [("de-AT", "de"), ("pt_BR", "pt"), ("FR", "fr"), ("", "en"), (None, "en")]
)
def test_only_the_primary_subtag_counts(tag: str | None, expected: str) -> None:
    assert primary(tag) == expected


def test_faulty_data_is_refused_with_every_fault() -> None:
    entries: list[tuple[str, Words]] = [
        ("tool", NAMES),
        ("tool", NAMES),
        ("toy", NAMES),
        ("tool.saw.jigsaw", NAMES),
        ("space", {language: name for language, name in named(de="Raum| ").items() if language != "es"}),
    ]

    with pytest.raises(BadCategories) as refusal:
        build(entries)

    assert refusal.value.faults == (
        "tool: listed twice",
        "toy: no such kind",
        "tool.saw.jigsaw: no parent",
        "space: no name in es",
        "space: an empty word",
    )
