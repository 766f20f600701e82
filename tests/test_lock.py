"""What pyproject.toml asks for is locked with hashes, and the lock names no place to fetch it from."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN = PROJECT["project"]["dependencies"]
TEST = PROJECT["project"]["optional-dependencies"]["test"]
BENCH = PROJECT["project"]["optional-dependencies"]["bench"]
BUILD = PROJECT["dependency-groups"]["build"]


def _name(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\s<>=!~;\[]", requirement)[0]).lower()


@pytest.mark.parametrize(
    ("lock", "asked"),
    [("requirements.txt", RUN), ("requirements-dev.txt", RUN + TEST + BENCH), ("requirements-build.txt", BUILD)],
)
def test_everything_asked_for_is_locked_with_hashes_and_from_nowhere(lock: str, asked: list[str]) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    locked = re.split(r"\n(?=\S)", text.strip())

    assert {_name(requirement) for requirement in asked} <= {_name(entry) for entry in locked}, "run: make lock"
    assert [entry for entry in locked if not re.search(r"^[\w.-]+==\S+ .*\n +--hash=sha256:[0-9a-f]{64}", entry)] == []
    assert not re.search(r"://|--index|--extra-index|--find-links|^/", text, flags=re.MULTILINE)
