from uuid import UUID

import pytest
from telegram import InlineKeyboardMarkup

from bot.callback_data import Press, Verb, decode
from bot.keyboards import beside, button, keyboard, link, pairs, step_header, way_out

DRAFT = UUID(int=5)


def labels(markup: InlineKeyboardMarkup) -> list[list[str]]:
    return [[one.text for one in row] for row in markup.inline_keyboard]


def test_buttons_stand_two_and_two_in_their_order() -> None:
    five = [button(f"Group {n}", Verb.STEP, words=[str(n)]) for n in range(5)]

    markup = keyboard(*pairs(five), [])

    assert labels(markup) == [["Group 0", "Group 1"], ["Group 2", "Group 3"], ["Group 4"]]
    assert decode(markup.inline_keyboard[2][0].callback_data) == Press(Verb.STEP, words=("4",))


def test_a_third_button_in_a_row_is_refused() -> None:
    one = button("One", Verb.HOME)

    with pytest.raises(ValueError, match="two"):
        keyboard(beside(beside(one, one), one))


def test_every_step_has_a_way_out_in_words() -> None:
    markup = keyboard(way_out("en", DRAFT, 3), way_out("de", DRAFT, 3, first=True))

    (back, cancel), (only,) = markup.inline_keyboard
    assert ("Back" in back.text, "Cancel" in cancel.text, bool(only.text.strip("✖ "))) == (True, True, True)
    assert decode(back.callback_data) == Press(Verb.BACK, DRAFT, 3)
    assert decode(only.callback_data) == Press(Verb.CANCEL, DRAFT, 3)


def test_a_step_says_how_far_it_is() -> None:
    assert step_header("en", "Offer <a thing>", 2, 5) == "<b>Offer &lt;a thing&gt;</b> · Step 2/5"


def test_a_long_label_is_cut_and_a_link_leads_somewhere() -> None:
    ((opens,),) = keyboard(link("x" * 100, "https://borrowdale.example/")).inline_keyboard

    assert opens.text == "x" * 39 + "…"
    assert opens.url == "https://borrowdale.example/"
