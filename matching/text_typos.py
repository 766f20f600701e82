"""Finds the known words that a mistyped or compound word may mean."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain

MOST_CHECKED = 12
SHORTEST = 4  # letters; below, every word is near another
SHORTEST_PART = 3  # letters of a part of a compound, the rest of which is known too
LAST_SIGN = "\U0010ffff"
PART = 4  # letters of a last part whose first is not known


class Vocabulary:
    """Known words, found by their letters in twos and threes."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted(set(words))
        self._known = frozenset(self.words)
        self._turned = sorted(word[::-1] for word in self.words)  # those of one ending lie together
        self._grams: dict[str, list[int]] = defaultdict(list)
        self._sizes: list[dict[int, int]] = []
        for place, word in enumerate(self.words):
            found = {size: grams(word, size) for size in (2, 3)}
            self._sizes.append({size: len(each) for size, each in found.items()})
            for gram in chain.from_iterable(found.values()):
                self._grams[gram].append(place)

    def __contains__(self, word: object) -> bool:
        return word in self._known

    def near(self, word: str) -> tuple[tuple[str, float], ...]:
        """Known words few slips of the finger away, with how surely each is meant (0 to 1), surest first."""
        if len(word) < SHORTEST:
            return ()
        allowed = slips_allowed(word)
        found = [(known, distance(word, known)) for known in self._alike(word, allowed)]
        sure = ((known, 0.95 - 1.2 * slips / len(word)) for known, slips in found if slips <= allowed)
        return tuple(sorted(sure, key=lambda pair: (-pair[1], pair[0])))

    def parts(self, word: str) -> tuple[tuple[str, float], ...]:
        """Known words that the word is put together of; the last part says what it is: a "Betonbohrer" is a Bohrer."""
        best: tuple[tuple[str, float], ...] = ()
        for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            head, tail = self._head(word[:cut]), word[cut:]
            if tail in self:
                found = ((tail, 0.9), (head, 0.8)) if head in self else ((tail, 0.7),)[: len(tail) >= PART]
                best = max(best, found, key=len)
        return best

    def ending_in(self, word: str) -> tuple[tuple[str, float], ...]:
        """Longer known words that are a kind of it: "Stehleiter" of "Leiter"."""
        if len(word) < PART:
            return ()
        ending = word[::-1]
        first, last = (bisect_left(self._turned, bound) for bound in (ending, f"{ending}{LAST_SIGN}"))
        return tuple((turned[::-1], 0.7) for turned in self._turned[first:last] if len(turned) >= len(word) + PART - 1)

    def _head(self, beginning: str) -> str:
        """The first part without what glues it to the next: "Arbeits-platz"."""
        return beginning if beginning in self else beginning.rstrip("s")

    def _alike(self, word: str, allowed: int) -> Iterator[str]:
        size = 2 if len(word) <= 6 else 3
        shared: Counter[int] = Counter()
        mine = grams(word, size)
        for gram in mine:
            shared.update(self._grams.get(gram, ()))
        least = max(1, len(mine) - size * allowed - 1)
        alike = (
            (-2 * count / (len(mine) + self._sizes[place][size]), place)
            for place, count in shared.items()
            if count >= least and abs(len(self.words[place]) - len(word)) <= allowed
        )
        return (self.words[place] for _, place in sorted(alike)[:MOST_CHECKED])


def grams(word: str, size: int) -> frozenset[str]:
    """All runs of so many letters, the word's ends marked."""
    padded = f"^{word}$"
    return frozenset(padded[place : place + size] for place in range(len(padded) - size + 1))


def slips_allowed(word: str) -> int:
    return 1 if len(word) < 7 else 2


def distance(first: str, second: str) -> int:
    """Letters left out, put in, changed or swapped with their neighbour (optimal string alignment)."""
    rows = [list(range(len(second) + 1))]
    for place, letter in enumerate(first, start=1):
        before, row = rows[-1], [place]
        for other, sign in enumerate(second, start=1):
            slips = min(before[other] + 1, row[other - 1] + 1, before[other - 1] + (letter != sign))
            if place > 1 and other > 1 and (letter, first[place - 2]) == (second[other - 2], sign):
                slips = min(slips, rows[-2][other - 2] + 1)
            row.append(slips)
        rows.append(row)
    return rows[-1][-1]
