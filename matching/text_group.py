"""A group's own words for things, over those that come with the program."""

from collections.abc import Iterable

from matching.text_index import Found, LexiconIndex

OwnWord = tuple[str, str, str]  # category, language, what the group calls it


class GroupLexicon:
    """Finds by a group's words and by the shipped ones; where both say as much, the group's word comes first.

    Only the group's few words are indexed; the shipped index is shared by all groups.
    """

    def __init__(self, words: Iterable[OwnWord], over: LexiconIndex) -> None:
        self._shipped = over
        self._own = LexiconIndex(((*word, True) for word in words), over=over)

    def find(self, text: str, language: str | None = None, limit: int | None = None) -> list[Found]:
        """The categories that a word of the text speaks for, best first, each once."""
        both = [*self._own.find(text, language, limit), *self._shipped.find(text, language, limit)]
        best: dict[str, Found] = {}
        for found in sorted(both, key=lambda found: -found.score):
            best.setdefault(found.category, found)
        return list(best.values())[:limit]
