"""The words of time that neighbours type, without accents and in small letters, all languages in one table."""

from collections.abc import Iterable, Mapping

WEEKDAYS: Mapping[str, int] = {
    word: day
    for day, words in enumerate(
        (
            "monday mondays montag montags lundi lunes",
            "tuesday tuesdays tusday dienstag dienstags mardi martes",
            "wednesday wednesdays wensday wendsday wednsday mittwoch mittwochs mercredi miercoles",
            "thursday thursdays thrusday donnerstag donnerstags jeudi jueves",
            "friday fridays freitag freitags vendredi viernes",
            "saturday saturdays saterday satuday samstag samstags sonnabend sonnabends samedi sabado",
            "sunday sundays sonntag sonntags dimanche domingo",
        )
    )
    for word in words.split()
}
# Believed only where the words around speak of time: "sat nav", "sun shade".
SHORT_WEEKDAYS: Mapping[str, int] = {
    word: day
    for day, words in enumerate(("mon", "tue tues", "wed weds", "thu thur thurs", "fri", "sat", "sun"))
    for word in words.split()
}
# Believed only of somebody who writes German, and with a capital: "so", "do" and "mi" are words elsewhere.
GERMAN_WEEKDAYS: Mapping[str, int] = {word: day for day, word in enumerate("mo di mi do fr sa so".split())}

MONTHS: Mapping[str, int] = {
    word: month
    for month, words in enumerate(
        (
            "january jan januar janner janvier janv enero ene",
            "february feb februar feber fevrier fevr febrero",
            "march mar marz mars marzo",
            "april apr avril avr abril abr",
            "may mai mayo",
            "june jun juni juin junio",
            "july jul juli juillet juil julio",
            "august aug aout agosto ago",
            "september sep sept septembre septiembre",
            "october oct oktober okt octobre octubre",
            "november nov novembre noviembre",
            "december dec dezember dez decembre diciembre dic",
        ),
        start=1,
    )
    for word in words.split()
}

# Days from today.
RELATIVE_DAYS: Mapping[str, int] = {
    "the day after tomorrow": 2,
    "day after tomorrow": 2,
    "ubermorgen": 2,
    "uebermorgen": 2,
    "apres-demain": 2,
    "apres demain": 2,
    "pasado manana": 2,
    "tomorrow": 1,
    "tomorow": 1,
    "tommorow": 1,
    "tommorrow": 1,
    "tmrw": 1,
    "tmr": 1,
    "morgen": 1,
    "demain": 1,
    "manana": 1,
    "today": 0,
    "heute": 0,
    "aujourd'hui": 0,
    "aujourdhui": 0,
    "hoy": 0,
    "yesterday": -1,
    "gestern": -1,
    "ayer": -1,
}

MORNING, NOON, AFTERNOON, EVENING = (6 * 60, 12 * 60), (11 * 60, 14 * 60), (12 * 60, 18 * 60), (18 * 60, 22 * 60)
NIGHT, ALL_DAY = (20 * 60, 24 * 60), (0, 24 * 60)
# Minutes of the local day. A stretch is what a neighbour would mean by it, not what a dictionary says.
PARTS_OF_DAY: Mapping[str, tuple[int, int]] = {
    word: part
    for part, words in (
        (MORNING, "morning|mornings|vormittag|vormittags|morgen|morgens|fruh|frueh|matin|matinee|manana|mattina"),
        (MORNING, "manha|ochtend|rano"),
        (NOON, "lunchtime|midday|noon|mittag|mittags|midi|mediodia|mezzogiorno"),
        (AFTERNOON, "afternoon|afternoons|nachmittag|nachmittags|apres-midi|apres midi|tarde|pomeriggio|middag"),
        (AFTERNOON, "po poludniu"),
        (EVENING, "evening|evenings|abend|abends|soir|soiree|sera|avond|wieczorem"),
        (NIGHT, "night|nacht|nuit|noche|noite|notte"),
        (ALL_DAY, "all day long|all day|whole day|ganztags|ganztagig|den ganzen tag|ganzen tag|ganzer tag"),
        (ALL_DAY, "toute la journee|todo el dia|tutto il giorno|o dia todo|de hele dag|caly dzien"),
    )
    for word in words.split("|")
}
# A part of day of today, in one phrase.
TODAY_PARTS: Mapping[str, tuple[int, int]] = {
    word: part
    for part, words in (
        (MORNING, "this morning|ce matin|esta manana"),
        (AFTERNOON, "this afternoon|cet apres-midi|cette apres-midi|cet apres midi|esta tarde"),
        (EVENING, "this evening|ce soir"),
        (NIGHT, "tonight|cette nuit|esta noche"),
    )
    for word in words.split("|")
}

LONG_WEEKEND = ("long weekend", "lange wochenende", "langes wochenende")
WEEKEND = (*LONG_WEEKEND, "weekend", "week-end", "week end", "wochenende", "wochenend", "fin de semana", "finde")
WEEKEND_ABROAD = ("fine settimana", "fim de semana")

NEXT = ("next", "nachsten", "nachstes", "nachste", "nachster", "kommenden", "kommendes", "kommende")
NEXT_BEFORE = (*NEXT, "prochain", "proximo", "proxima", "el proximo", "la proxima", "le prochain")
NEXT_AFTER = ("prochain", "prochaine", "que viene", "proximo", "proxima")
THIS = ("this coming", "this", "coming", "diesen", "dieses", "diese", "dieser", "ce", "cette", "cet", "este", "esta")
LAST_BEFORE = ("last", "letzten", "letztes", "letzte", "vergangenen", "el pasado")
LAST_AFTER = ("dernier", "derniere", "pasado", "pasada")
# Of these a word alone is also one of the thing, as in "a now classic tent".
NOW_WORDS = ("now", "jetzt", "maintenant", "ahora")
AT_ONCE = ("right now", "asap", "jetzt gleich", "gleich jetzt", "sofort", "tout de suite", "ahora mismo")
WEEK = ("week", "woche", "semaine", "semana")

NUMBERS: Mapping[str, float] = {
    word: number
    for number, words in (
        (0.5, "half an|half a|half|halbe|halben|halbes|eine halbe|einen halben|demi|une demi|media|medio"),
        (1, "a|an|one|ein|eine|einen|einem|einer|un|une|una|uno"),
        (1.5, "one and a half|anderthalb|eineinhalb"),
        (2, "two|zwei|deux|dos|a couple of|couple of|un par de"),
        (3, "three|drei|trois|tres"),
        (4, "four|vier|quatre|cuatro"),
        (5, "five|funf|fuenf|cinq|cinco"),
        (6, "six|sechs|seis"),
        (7, "seven|sieben|sept|siete"),
        (8, "eight|acht|huit|ocho"),
        (9, "nine|neun|neuf|nueve"),
        (10, "ten|zehn|dix|diez"),
        (12, "twelve|zwolf|douze|doce"),
    )
    for word in words.split("|")
}

# Minutes of one; the plural says on its own that a length is meant, the singular needs a hint ("24 hour clock").
MINUTE, HOUR, DAY, WEEK_LONG, MONTH = 1, 60, 24 * 60, 7 * 24 * 60, 30 * 24 * 60
PLURAL_UNITS: Mapping[str, int] = {
    word: minutes
    for minutes, words in (
        (MINUTE, "minutes minuten minutos mins min"),
        (HOUR, "hours hrs stunden std heures horas h"),
        (DAY, "days tage tagen jours dias"),
        (WEEK_LONG, "weeks wochen semaines semanas"),
        (MONTH, "months monate monaten meses"),
    )
    for word in words.split()
}
SINGULAR_UNITS: Mapping[str, int] = {
    word: minutes
    for minutes, words in (
        (MINUTE, "minute minuto"),
        (HOUR, "hour hr stunde heure hora"),
        (DAY, "day tag tages jour journee dia"),
        (WEEK_LONG, "week woche semaine semana"),
        (MONTH, "month monat mois mes"),
    )
    for word in words.split()
}
HALF_DAY = 4 * HOUR

STARTS = (
    "from",
    "at",
    "after",
    "around",
    "about",
    "um",
    "ab",
    "gegen",
    "nach",
    "von",
    "a partir de las",
    "a partir de",
)
STARTS_ABROAD = ("a las", "a la", "sobre las", "desde las", "vers", "a", "des", "apres", "despues de las")
ENDS = ("until", "till", "by", "before", "bis", "vor", "jusqu'a", "avant", "hasta las", "antes de las")
RANGES = ("from", "between", "von", "zwischen", "de", "entre las", "entre", "desde las", "de las", "ab")
JOINS = ("-", "to", "until", "till", "bis", "a las", "a", "and", "und", "et", "y las", "y", "hasta las", "hasta")
# Between two days: "Friday to Sunday", "samedi ou dimanche".
DAY_JOINS = frozenset(
    "- to until till through bis au a al hasta and und et y e or oder ou o & / bis zum jusqu'au bis zu".split()
) | {"bis zum", "hasta el", "to the", "y el", "o el", "et le", "ou le", "until the", "and on", "or on"}
# "until Friday" is from today on.
UNTIL = frozenset({"until", "till", "by", "bis", "jusqu'a", "d'ici", "hasta", "al"})
NOONS: Mapping[str, int] = {"noon": 720, "midday": 720, "midi": 720, "mittag": 720, "midnight": 1440, "minuit": 1440}

# Left behind when the words of time are taken out, and then taken out as well.
DANGLING = frozenset(
    """on at for from by in the this some any time sometime anytime during around about between next until till of
    am an um ab fur im den dem der die das gegen irgendwann etwa ca von vom zum wahrend diesen dieses ganz bis
    le la les ce cet cette pour a de du des vers dans pendant un durant l' d' d'ici jusqu'a jusqu'au
    el los las por para en al del este esta sobre durante algun entre desde hasta""".split()
)
GREETINGS = frozenset("good guten gute buenos buenas buen bonne bon".split())


def either(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first."""
    return "|".join(word.replace(" ", r"\s+") for word in sorted(words, key=len, reverse=True))
