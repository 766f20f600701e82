"""Whatever is thrown at it, the sandbox answers as Telegram would, and its memory stays bounded."""

from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.sandbox import Person, Sandbox
from bot.sandbox.errors import ApiError
from bot.sandbox.files import BYTES_KEPT, Files, image_size
from bot.sandbox.sample import SAMPLE_PHOTO
from bot.sandbox.spec import SPEC
from bot.sandbox.world import MESSAGES_PER_CHAT

SCALARS = st.none() | st.booleans() | st.integers(-5, 200) | st.floats() | st.text(max_size=8)
KEYS = st.sampled_from(["type", "text", "id", "message_id", "url", "inline_keyboard", "keyboard", "offset", "media"])
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=8
)
STRANGE = st.sampled_from(sorted(set(SPEC) - {"getupdates", "setwebhook"})).flatmap(
    lambda name: st.tuples(
        st.just(name), st.fixed_dictionaries({}, optional=dict.fromkeys(SPEC[name].types, VALUES | st.just(101)))
    )
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(call=STRANGE)
async def test_any_parameters_get_a_result_or_a_refusal(
    sandbox: Sandbox, ann: Person, call: tuple[str, dict[str, Any]]
) -> None:
    ann.starts()
    name, params = call

    try:
        orjson.dumps(await sandbox._dispatch.handle(name, params, {}))
    except ApiError as refusal:
        code = refusal.code
    else:
        code = 200

    assert code in {200, 400, 403}


def test_every_method_in_the_table_has_a_handler(sandbox: Sandbox) -> None:
    assert {spec.name for spec in SPEC.values()} == set(sandbox._dispatch._handlers)


async def test_a_chat_keeps_its_last_messages_only(sandbox: Sandbox, ann: Person) -> None:
    for number in range(MESSAGES_PER_CHAT + 7):
        ann.types(f"n{number}")

    lines = ann.transcript().lines
    assert (len(lines), lines[0].text) == (MESSAGES_PER_CHAT, "n7")


def test_old_files_go_when_memory_is_full() -> None:
    files = Files()
    old = files.add(b"x" * (BYTES_KEPT // 2), folder="documents")
    new = files.add(b"y" * (BYTES_KEPT // 2 + 1), folder="documents")

    assert (files.get(old.file_id), files.get(new.file_id)) == (None, new)


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (SAMPLE_PHOTO, (160, 120)),
        (bytes.fromhex("ffd8ffe000040000ffc0000b080078005001012200"), (80, 120)),
        (b"\xff\xd8\xff", None),
        (b"GIF89a", None),
        (b"", None),
    ],
)
def test_the_size_of_a_picture_is_read_from_its_header(data: bytes, size: tuple[int, int] | None) -> None:
    assert image_size(data) == size
