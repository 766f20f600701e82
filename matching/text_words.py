"""From text to comparable words: one spelling for accents and umlauts, and stems in each language."""

import re
import unicodedata
from functools import lru_cache
from threading import Lock

import snowballstemmer  # type: ignore[import-untyped]  # it ships no types

LONGEST_TEXT = 2000  # signs
MOST_WORDS = 64
LONGEST_WORD = 48  # letters; what compares words takes the square of it

STEMMERS = {
    "en": snowballstemmer.stemmer("english"),
    "de": snowballstemmer.stemmer("german"),
    "fr": snowballstemmer.stemmer("french"),
    "es": snowballstemmer.stemmer("spanish"),
}
_stemming = Lock()  # a stemmer keeps the word that it works on in itself

WORD = re.compile(r"[^\W_]+")
LETTER_DASH = re.compile(r"(?<!\w)([^\W_])[-\u2010\u2011](?=[^\W_])")  # "e-bike" is "ebike", "3-D" is "3d"
DIGRAPHS = re.compile(r"(?<=[^q])([aou])e")

STOP_WORDS = frozenset(
    """
    a an the i me my we our you your it its this that these those some any one something anything someone anyone
    somebody anybody thing things to of for from in into on onto at by with without and or but not no is are am be
    been was do does did have has had having can could would should will may might need needs needed want wanted
    wanting like looking look search searching find get got borrow borrowing lend lending loan hire rent use using
    used please thanks hi hello hey there here just only also very too so as if when where who which what how much
    many more most per about over under day days hour hours week weekend today tomorrow
    ein eine einen einem einer eines der die das den dem des ich mir mich wir uns du ihr sie er es man mein meine
    meinen unser unsere dein etwas jemand jemanden jemandem und oder aber nicht kein keine keinen ist sind bin war
    haben hat habe hatte hast kann konnte könnte würde möchte mochte wollen soll muss brauche brauchen braucht suche
    suchen sucht leihen ausleihen leihe verleihen mieten borgen benutzen bitte danke hallo zu zum zur von vom für
    mit ohne im ins auf aus bei bis nach über unter um als wie wo wer welche auch nur noch mal sehr mehr gerne gern
    gibt heute morgen tag tage stunde stunden woche wochenende
    un une le la les l d de je j moi mon ma mes nous notre nos vous votre il elle ce cet cette ces c qui que qu quoi
    quelque chose quelqu quelques et ou mais ne n pas est sont suis être ai avez avoir peut peux pourrais pourrait
    voudrais veux faut besoin cherche chercher trouver emprunter prêter louer location utiliser merci bonjour salut
    svp plaît plait à au aux en dans sur sous avec sans pour par chez vers comme si où très plus aussi jour jours
    heure heures semaine aujourd hui demain
    una unos unas el los las lo al del yo mi mis nuestro tu su sus algo alguien alguno alguna cosa y e o u pero son
    soy está hay tengo tiene tienes tener puede puedo podría podrías quiero quisiera queremos necesito necesita
    necesitamos necesitar busco buscar buscamos buscando prestar prestado pedir alquilar usar gracias hola favor por
    para con sin sobre bajo desde hasta entre como dónde muy más también qué quien te se día días hora horas semana
    hoy mañana
    """.split()
)


def words_of(text: str) -> tuple[str, ...]:
    """The words in small letters; of a text of any length only the beginning."""
    known = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).casefold()
    return tuple(word[:LONGEST_WORD] for word in WORD.findall(LETTER_DASH.sub(r"\1", known))[:MOST_WORDS])


def telling_words(text: str) -> tuple[str, ...]:
    """The words that say what is meant, each once, without articles, wishes and bare numbers."""
    return tuple(dict.fromkeys(word for word in words_of(text) if word not in STOP_WORDS and not word.isdecimal()))


@lru_cache(maxsize=65536)
def surface(word: str) -> str:
    """The word as typed on any keyboard: "Säge", "Saege" and "sage" are one."""
    plain = unicodedata.normalize("NFKD", word)
    return DIGRAPHS.sub(r"\1", "".join(sign for sign in plain if not unicodedata.combining(sign)))


@lru_cache(maxsize=65536)
def stem(language: str, word: str) -> str:
    """The stem in one language, marked with it: words of two languages never meet by their stems."""
    with _stemming:
        return f"{language}:{surface(STEMMERS[language].stemWord(word))}"


@lru_cache(maxsize=65536)
def keys_of(word: str) -> tuple[str, ...]:
    """All that the word may be found by, whichever language it is: its surface, and its stems."""
    plain = surface(word)
    forms = (word,) if plain == word else (word, plain)
    return tuple(dict.fromkeys([plain, *(stem(language, form) for language in STEMMERS for form in forms)]))


def term_keys(language: str, word: str) -> tuple[str, ...]:
    """What a word of a known language is found by."""
    plain = surface(word)
    if language not in STEMMERS:
        return (plain,)
    return tuple(dict.fromkeys([plain, stem(language, word), stem(language, plain)]))
