"""Slips of the finger: which known word is near enough to a mistyped one to be meant."""

from collections.abc import Iterable
from sys import maxsize

SHORTEST = 4  # letters; below, every word is near another


def nearest(word: str, known: Iterable[str]) -> tuple[float, str] | None:
    """Of the known words the one that is the fewest slips away, with how surely it is meant (0 to 1), if any is."""
    allowed = slips_allowed(word)
    if len(word) < SHORTEST:
        return None
    letters = frozenset(word)
    alike = (each for each in known if len(letters.symmetric_difference(each)) <= 2 * allowed)  # a slip changes two
    near = ((distance(word, each, allowed), each) for each in alike if abs(len(each) - len(word)) <= allowed)
    slips, found = min(near, default=(allowed + 1, ""))
    return (0.95 - 1.2 * slips / len(word), found) if slips <= allowed else None


def slips_allowed(word: str) -> int:
    return 1 if len(word) < 7 else 2


def distance(first: str, second: str, most: int = maxsize) -> int:
    """Letters left out, put in, changed or swapped with their neighbour (optimal string alignment).

    Of words further apart than `most` it only says that they are.
    """
    same = _begun_alike(first, second)
    first, second = first[same:], second[same:]
    before: list[int] = []
    row = list(range(len(second) + 1))
    for place, letter in enumerate(first, start=1):
        if min(row) > most:
            break
        earlier, before, row = before, row, [place]
        for other, sign in enumerate(second, start=1):
            if letter == sign:
                row.append(before[other - 1])
                continue
            slips = min(before[other - 1], before[other], row[-1])
            if place > 1 and other > 1 and letter == second[other - 2] and sign == first[place - 2]:
                slips = min(slips, earlier[other - 2])
            row.append(slips + 1)
    return row[-1]


def _begun_alike(first: str, second: str) -> int:
    """How many letters of both are the same before one is not."""
    same = 0
    for letter, sign in zip(first, second, strict=False):
        if letter != sign:
            break
        same += 1
    return same
