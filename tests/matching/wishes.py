"""Reads wishes.tsv: what neighbours type, slips and all, and the category that each of them means."""

from collections.abc import Iterator
from pathlib import Path

LISTED = Path(__file__).with_name("wishes.tsv")


def wishes() -> Iterator[tuple[str, str, str]]:
    """Language, what was typed, and the leaf that was meant."""
    for line in LISTED.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            language, category, text = line.split("\t")
            yield language, text, category
