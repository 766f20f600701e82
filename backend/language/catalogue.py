"""Sentences by their English wording: the catalogues are compiled in memory at first use."""

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = "en"
LOCALES = Path(__file__).resolve().parent.parent / "locales"
CATALOGUE = "borrowdale.po"
_TERRITORIES = {"en": "en_GB"}


def mark(msgid: str) -> str:
    """Give the text back unchanged; translators find it because it stands in this call."""
    return msgid


def mark_plural(one: str, many: str) -> tuple[str, str]:
    """Give both forms back unchanged; translators find them because they stand in this call."""
    return one, many


def sentence(language: str, msgid: str, /, **params: object) -> str:
    """Say `msgid` in the language, with each `{name}` in it replaced by the parameter of that name."""
    return _translations(base(language)).gettext(msgid).format_map(params)


def plural(language: str, one: str, many: str, n: int, /, **params: object) -> str:
    """Say the form that fits `n`; both forms may use `{n}` and the parameters."""
    text = _translations(base(language)).ngettext(one, many, n)
    return text.format_map({"n": n, **params})


@cache
def languages() -> tuple[str, ...]:
    """The languages there is text in, the source language first."""
    translated = sorted(path.parent.name for path in LOCALES.glob(f"*/{CATALOGUE}"))
    return (SOURCE, *translated)


def base(language: str) -> str:
    """`de-AT` and `de_DE` are both `de`."""
    return language.replace("_", "-").split("-", 1)[0].lower()


@cache
def locale_of(language: str) -> Locale:
    """The conventions for numbers and dates; those of the source language where the language is unknown."""
    tag = base(language)
    try:
        return Locale.parse(_TERRITORIES.get(tag, tag))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(_TERRITORIES[SOURCE])


def own_name(language: str) -> str:
    """What the language calls itself: "English", "Deutsch"."""
    return str(locale_of(language).language_name).capitalize()


@cache
def _translations(language: str) -> gettext.NullTranslations:
    if language == SOURCE or language not in languages():
        return gettext.NullTranslations()
    compiled = BytesIO()
    with (LOCALES / language / CATALOGUE).open("rb") as text:
        write_mo(compiled, read_po(text, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
