import io
import logging

import pytest

from bot.redaction import redact

TOKEN = "123456789:AAcanaryAAcanaryAAcanaryAAcanaryAA"
SECRET = "hook-canary"


@pytest.fixture
def written() -> tuple[logging.Logger, io.StringIO]:
    logger = logging.Logger("a-root")
    stream = io.StringIO()
    logger.addHandler(logging.StreamHandler(stream))
    redact([TOKEN, SECRET, ""], logger)
    return logger, stream


def test_no_secret_is_written_in_message_arguments_or_traceback(
    written: tuple[logging.Logger, io.StringIO],
) -> None:
    logger, stream = written

    logger.warning("GET https://api.telegram.org/bot%s/getMe with %s", TOKEN, {"secret": SECRET})
    try:
        raise ValueError(f"https://api.telegram.org/bot{TOKEN}/sendMessage")
    except ValueError:
        logger.exception("it failed", stack_info=True)
    logger.error("broken %d", SECRET)

    text = stream.getvalue()
    assert TOKEN not in text
    assert SECRET not in text
    assert text.count("[removed]") == 4
    assert "ValueError: https://api.telegram.org/bot[removed]/sendMessage" in text


def test_a_childs_record_is_cleaned_as_well(written: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = written
    child = logging.Logger("child")
    child.parent = logger

    child.warning("token %s", TOKEN)

    assert stream.getvalue() == "token [removed]\n"


def test_a_token_nobody_told_us_of_is_removed_by_its_shape(written: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = written

    logger.warning("another 987654321:BBcanaryBBcanaryBBcanaryBBcanaryBB")

    assert stream.getvalue() == "another [removed]\n"


def test_setting_it_twice_leaves_one_filter() -> None:
    logger = logging.Logger("a-root")

    redact(["one"], logger)
    redact(["two"], logger)

    assert len(logger.filters) == 1
