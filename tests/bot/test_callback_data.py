import string
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.callback_data import LIMIT_BYTES, Press, Verb, decode, encode

words = st.text(string.ascii_letters + string.digits + "_-", max_size=6)
presses = st.builds(
    Press,
    verb=st.sampled_from(Verb),
    subject=st.none() | st.uuids(),
    version=st.integers(0, 2**40),
    words=st.lists(words, max_size=3).map(tuple),
)


@given(presses)
def test_a_button_reads_as_it_was_written_and_fits(press: Press) -> None:
    data = encode(press)

    assert decode(data) == press
    assert 1 <= len(data.encode()) <= LIMIT_BYTES


@given(st.text() | st.binary() | st.none() | st.integers() | st.text("sbch.0-_Az", max_size=70))
def test_whatever_comes_in_is_read_or_is_nothing(data: object) -> None:
    press = decode(data)

    assert press is None or encode(press) == data


@given(presses, st.integers(0, 63), st.characters())
def test_a_changed_button_never_reads_as_the_same(press: Press, at: int, character: str) -> None:
    data = encode(press)
    at %= len(data)
    changed = data[:at] + character + data[at + 1 :]

    assert changed == data or decode(changed) != press


@pytest.mark.parametrize(
    "data",
    [
        "",
        ".",
        "..",
        "s",
        "s.",
        "zz..0",
        "s..01",
        "s..-1",
        "s..A",
        "s.AAAAAAAAAAAAAAAAAAAAAB.0",
        "s..0.ä",
        "s..0." + "a" * 64,
    ],
)
def test_what_this_program_did_not_write_is_nothing(data: str) -> None:
    assert decode(data) is None


def test_a_button_that_does_not_fit_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="bytes"):
        encode(Press(Verb.STEP, UUID(int=1), 1, ("a" * 40,)))
    with pytest.raises(ValueError, match="words"):
        encode(Press(Verb.STEP, words=("a.b",)))
    with pytest.raises(ValueError, match="negative"):
        encode(Press(Verb.STEP, version=-1))
