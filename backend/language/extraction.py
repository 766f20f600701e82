"""What translators have to translate, gathered from the code, and the catalogues brought up to it."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from backend.language.catalogue import CATALOGUE, LOCALES, SOURCE, languages

ROOT = LOCALES.parent.parent
ROOMS = ("backend", "bot")
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "sentence": (2,),
    "plural": (2, 3),
    "mark": None,
    "mark_plural": (1, 2),
    "html": (2,),
    "html_plural": (2, 3),
}
_HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


def gather(rooms: Iterable[Path] | None = None) -> Catalog:
    """Every text that stands in a call of sentence, plural, mark or mark_plural."""
    template = Catalog(project="Borrowdale", charset="utf-8")
    for room in rooms if rooms is not None else (ROOT / name for name in ROOMS):
        for _file, _line, msgid, _comments, _context in extract_from_dir(
            str(room), method_map=[("**.py", "python")], keywords=KEYWORDS
        ):
            template.add(msgid)
    return template


def read_catalogue(language: str) -> Catalog:
    """The catalogue of a language as it stands in the tree."""
    with (LOCALES / language / CATALOGUE).open("rb") as text:
        return read_po(text, locale=language)


def update_catalogue(language: str, template: Catalog) -> list[str]:
    """Add new texts and drop stale ones in the language's file; the texts that still want a translation."""
    catalogue = read_catalogue(language)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    written = BytesIO()
    write_po(written, catalogue, width=120, no_location=True, omit_header=True, sort_output=True)
    header = _HEADER.format(language=language, plurals=catalogue.plural_forms)
    (LOCALES / language / CATALOGUE).write_bytes(header.encode() + written.getvalue())
    return untranslated(catalogue)


def update_catalogues() -> dict[str, list[str]]:
    """Bring every language up to the code; what each still lacks."""
    template = gather()
    return {language: update_catalogue(language, template) for language in languages() if language != SOURCE}


def untranslated(catalogue: Catalog) -> list[str]:
    """Texts with no translation, or with one that somebody still has to confirm."""
    return [_first(message.id) for message in catalogue if message.id and (message.fuzzy or not _whole(message.string))]


def _first(msgid: str | Iterable[str]) -> str:
    return msgid if isinstance(msgid, str) else next(iter(msgid))


def _whole(text: str | Iterable[str] | None) -> bool:
    return bool(text) if isinstance(text, str | None) else all(text)
