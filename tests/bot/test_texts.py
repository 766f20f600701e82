"""Whatever people write is shown as they wrote it, and never as markup."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.html_markup import parse
from bot.texts import (
    Html,
    blocks,
    bold,
    cut,
    escape,
    html,
    html_plural,
    label,
    lines,
    moment,
    one_line,
    paragraph,
    plain,
    toast,
    units,
)

anything = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("<>&\"'/;#\u202e\n{}%𝕏👍🏽"), max_size=60)
TEMPLATES = [
    "{a}",
    "<b>{a}</b> · {b}",
    '<a href="https://borrowdale.example/?q=1">{a}</a>\n<i>{b}</i>',
    "<blockquote expandable>{a}</blockquote>{b}",
    "<code>{b}</code> {{not a parameter}} {a}",
]


@given(st.sampled_from(TEMPLATES), anything, anything)
def test_any_text_in_any_template_parses_and_shows_literally(template: str, a: str, b: str) -> None:
    shown, entities = parse(html("en", template, a=a, b=b))

    bare = parse(template)[0]
    assert shown == bare.format(a=one_line(a), b=one_line(b))
    assert len(entities) <= template.count("</")


@given(anything)
def test_a_paragraph_keeps_its_lines_and_nothing_else_that_turns_or_breaks(text: str) -> None:
    shown, entities = parse(paragraph(text))

    assert entities == []
    assert shown == "\n".join(one_line(line) for line in shown.split("\n"))
    assert plain(paragraph(text)) == shown


@given(st.sampled_from(TEMPLATES), anything, anything, st.integers(1, 70))
def test_cut_text_fits_parses_and_is_a_beginning(template: str, a: str, b: str, limit: int) -> None:
    whole = html("en", template, a=a, b=b)

    shown, _ = parse(cut(whole, limit))

    assert units(shown) <= limit
    assert shown == plain(whole) or plain(whole).startswith(shown.removesuffix("…"))


def test_a_long_message_is_cut_at_what_telegram_counts() -> None:
    text = bold("🛠" * 3000)

    assert units(plain(cut(text))) == 4095
    assert cut(text).endswith("…</b>")
    assert cut(bold("&" * 4096)) == bold("&" * 4096)


@given(st.text(max_size=300))
def test_a_toast_and_a_label_are_short_plain_text(text: str) -> None:
    assert units(toast(text)) <= 200
    assert units(label(text)) <= 40
    assert "\n" not in label(text)


def test_a_toast_says_html_in_plain_words() -> None:
    assert toast(html("en", "<b>{a}</b>", a="a < b")) == "a < b"
    assert toast("a &lt; b") == "a &lt; b"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Anna\u202egnp.exe", "Annagnp.exe"),
        ("two\nlines\u2028three", "two lines three"),
        ("bell\x07 nul\x00", "bell nul"),
        ("\u200fعربى\u200e", "عربى"),
        ("👩\u200d🔧 می\u200cخواهم", "👩\u200d🔧 می\u200cخواهم"),
        ("  edge\t", "edge"),
    ],
)
def test_a_name_is_one_clean_line(written: str, shown: str) -> None:
    assert one_line(written) == shown


def test_pieces_are_put_together_without_escaping_twice() -> None:
    line = lines(bold("a<b"), None, "", "c&d")

    assert line == "<b>a&lt;b</b>\nc&amp;d"
    assert blocks(line, escape(3)) == "<b>a&lt;b</b>\nc&amp;d\n\n3"
    assert html("en", "{line}", line=line) == line
    assert html_plural("en", "{n} thing of {who}", "{n} things of {who}", 2, who="<A>") == "2 things of &lt;A&gt;"


def test_a_moment_has_its_text_and_its_instant() -> None:
    text = moment(datetime(2030, 5, 4, 12, tzinfo=UTC), "Sat 13:00 <")

    assert parse(text) == ("Sat 13:00 <", [{"offset": 0, "length": 11, "type": "date_time", "unix_time": 1904126400}])
    assert isinstance(text, Html)
