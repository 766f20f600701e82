"""HTML and MarkdownV2 become text and entities, or Telegram's complaint."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.errors import ApiError
from bot.sandbox.text import message_text
from bot.sandbox.utf16 import slice_units, units


def entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"offset": offset, "length": length, "type": kind} | more


HTML = [
    ("a <b>drill</b>", "a drill", [entity("bold", 2, 5)]),
    ("🛠 <b>drill</b>", "🛠 drill", [entity("bold", 3, 5)]),
    ("<b>a <i>b</i></b>", "a b", [entity("bold", 0, 3), entity("italic", 2, 1)]),
    ("1 &lt; 2 &amp;&amp; 3 &#62; 2 &quot;", '1 < 2 && 3 > 2 "', []),
    ('<a href="https://t.me/x?start=1">go</a>', "go", [entity("text_link", 0, 2, url="https://t.me/x?start=1")]),
    ("<tg-spoiler>x</tg-spoiler>", "x", [entity("spoiler", 0, 1)]),
    ('<span class="tg-spoiler">x</span>', "x", [entity("spoiler", 0, 1)]),
    ("<blockquote expandable>x</blockquote>", "x", [entity("expandable_blockquote", 0, 1)]),
    ('<pre><code class="language-py">x</code></pre>', "x", [entity("pre", 0, 1, language="py")]),
    (
        '<tg-time unix="1777712400" format="wDT">Saturday</tg-time>',
        "Saturday",
        [entity("date_time", 0, 8, unix_time=1777712400, date_time_format="wDT")],
    ),
    ("  <b> x </b>\n", "x", [entity("bold", 0, 1)]),
    ("<b></b>x", "x", []),
]
MARKDOWN = [
    ("a *drill*", "a drill", [entity("bold", 2, 5)]),
    (r"1\.5 \- 2", "1.5 - 2", []),
    ("__*a*__", "a", [entity("bold", 0, 1), entity("underline", 0, 1)]),
    ("[go](https://a.b/c)", "go", [entity("text_link", 0, 2, url="https://a.b/c")]),
    ("`x_y`", "x_y", [entity("code", 0, 3)]),
    ("```py\nx\n```", "x", [entity("pre", 0, 1, language="py")]),
    (">a\n>b\nc", "a\nb\nc", [entity("blockquote", 0, 3)]),
    ("||x||~y~", "xy", [entity("spoiler", 0, 1), entity("strikethrough", 1, 1)]),
]
FOUND = [
    ("see /help and /need@borrowdale_bot now", ["/help", "/need@borrowdale_bot"]),
    ("https://example.org/a?b=c. Or @ann_totnes, #drill", ["https://example.org/a?b=c", "@ann_totnes", "#drill"]),
    ("mail ann@example.org 1/2 and/or", ["ann@example.org"]),
]
REFUSED = [
    ("HTML", "a < b", 'Unsupported start tag "" at byte offset 2'),
    ("HTML", "é <x>", 'Unsupported start tag "x" at byte offset 3'),
    ("HTML", "<b", "Unclosed start tag at byte offset 0"),
    ("HTML", "<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("HTML", "<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
    ("HTML", "x</b>", "Unexpected end tag at byte offset 1"),
    ("HTML", "<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("MarkdownV2", "1.5", "Character '.' is reserved and must be escaped with the preceding '\\'"),
    ("MarkdownV2", "a *b", "Can't find end of Bold entity at byte offset 2"),
    ("MarkdownV2", "`x", "Can't find end of Code entity at byte offset 0"),
]


@pytest.mark.parametrize(("source", "text", "entities"), HTML)
def test_html_is_read(source: str, text: str, entities: list[dict[str, Any]]) -> None:
    assert message_text(source, "HTML", None) == {"text": text} | ({"entities": entities} if entities else {})


@pytest.mark.parametrize(("source", "text", "entities"), MARKDOWN)
def test_markdown_is_read(source: str, text: str, entities: list[dict[str, Any]]) -> None:
    assert message_text(source, "MarkdownV2", None) == {"text": text} | ({"entities": entities} if entities else {})


@pytest.mark.parametrize(("text", "parts"), FOUND)
def test_links_commands_and_names_are_found(text: str, parts: list[str]) -> None:
    found = message_text(text, None, None)["entities"]

    assert [slice_units(text, e["offset"], e["length"]) for e in found] == parts


@pytest.mark.parametrize(("mode", "source", "words"), REFUSED)
def test_broken_markup_is_refused_in_telegrams_words(mode: str, source: str, words: str) -> None:
    with pytest.raises(ApiError) as caught:
        message_text(source, mode, None)

    assert caught.value.description == f"Bad Request: can't parse entities: {words}"


@given(st.text(), st.sampled_from(["HTML", "MarkdownV2", None]))
def test_any_text_is_taken_or_refused_and_its_entities_lie_inside(source: str, mode: str | None) -> None:
    with suppress(ApiError):
        body = message_text(source, mode, None)
        spans = [(e["offset"], e["offset"] + e["length"]) for e in body.get("entities", [])]
        assert all(0 <= start < end <= units(body["text"]) for start, end in spans)
