"""Whole sentences as neighbours type them: the time is found, and taken out without a trace."""

import pytest

from bot.need_line import parse
from tests.bot.need_lines import WEDNESDAY, ZONES, wall

SENTENCES = [
    # language, line, the thing, the window, minutes
    ("en", "I need a ladder on Saturday morning please", "I need a ladder please", "09 06:00 - 09 12:00", None),
    ("en", "cement mixer from Friday evening until Monday", "cement mixer", "08 18:00 - 12 00:00", None),
    ("en", "drill for an hour this afternoon", "drill", "06 12:00 - 06 18:00", 60),
    ("en", "van, Sat 9 May 10-12", "van", "09 10:00 - 09 12:00", None),
    ("en", "bike from the 10th to the 14th", "bike", "10 00:00 - 15 00:00", None),
    ("en", "bike from the 3rd to the 5th", "bike", "2026-06-03 00:00 - 2026-06-06 00:00", None),
    ("en", "drill tomorrow at noon for 90 minutes", "drill", "07 12:00 - 07 13:30", 90),
    ("en", "van the week after next", "van", "18 00:00 - 25 00:00", None),
    ("en", "tent for the long weekend 14-17 May", "tent", "14 00:00 - 18 00:00", None),
    ("en", "drill saterday", "drill", "09 00:00 - 10 00:00", None),
    ("en", "lawnmower tmrw morning", "lawnmower", "07 06:00 - 07 12:00", None),
    ("en", "Fri-Sun roof box", "roof box", "08 00:00 - 11 00:00", None),
    ("en", "van from sat to sun", "van", "09 00:00 - 11 00:00", None),
    ("en", "ladder from now until 6pm", "ladder", "06 07:15 - 06 18:00", None),
    ("en", "trailer asap", "trailer", "06 07:07 - 07 00:00", None),
    ("en", "car tomorrow at nine", "car", "07 09:00 - 08 00:00", None),
    ("en", "boat trailer 6/6 at 10", "boat trailer", "2026-06-06 10:00 - 2026-06-07 00:00", None),
    ("en", "Is anyone's sander free on Thursday evening?", "Is anyone's sander free?", "07 18:00 - 07 22:00", None),
    ("en", "router 1/2 inch on Saturday", "router 1/2 inch", "09 00:00 - 10 00:00", None),
    ("en", "30 chairs, 4 tables, saturday 9 may 2pm - 11pm", "30 chairs, 4 tables", "09 14:00 - 09 23:00", None),
    ("en", "roof box 24 dec – 2 jan", "roof box", "2026-12-24 00:00 - 2027-01-03 00:00", None),
    ("en", "car last week", "car", "2026-04-27 00:00 - 04 00:00", None),
    ("en", "car last weekend", "car", "02 00:00 - 04 00:00", None),
    ("de", "Ich brauche am Samstag einen Anhänger", "Ich brauche einen Anhänger", "09 00:00 - 10 00:00", None),
    ("de", "Bohrhammer kommenden Samstag ab 14 Uhr für 3 Stunden", "Bohrhammer", "09 14:00 - 09 17:00", 180),
    ("de", "Zelt für das lange Wochenende 14.-17. Mai", "Zelt", "14 00:00 - 18 00:00", None),
    ("de", "Zelt vom 12. bis 14.", "Zelt", "12 00:00 - 15 00:00", None),
    ("de", "Akkuschrauber bis Freitag", "Akkuschrauber", "06 08:15 - 09 00:00", None),
    ("de", "Häcksler übernächste Woche", "Häcksler", "18 00:00 - 25 00:00", None),
    ("de", "Auto Mo-Mi", "Auto", "11 00:00 - 14 00:00", None),
    ("de", "Auto von Mo bis Mi", "Auto", "11 00:00 - 14 00:00", None),
    ("de", "Auto am Dienstagmorgen, ca. 2 Stunden", "Auto", "12 06:00 - 12 12:00", 120),
    ("de", "Lastenrad jetzt gleich für eine Stunde", "Lastenrad", "06 08:07 - 06 09:07", 60),
    ("de", "Saal am 1. August von 18 Uhr bis 2 Uhr", "Saal", "2026-08-01 18:00 - 2026-08-02 02:00", None),
    ("de", "Gerüst 3 Wochen ab 18. Mai", "Gerüst", "18 00:00 - 2026-06-08 00:00", 30240),
    ("de", "Anhänger für Sonntag, den 10.5.", "Anhänger", "10 00:00 - 11 00:00", None),
    ("de", "Raum um neun morgen", "Raum", "07 09:00 - 08 00:00", None),
    ("fr", "j'ai besoin d'une échelle samedi prochain", "j'ai besoin d'une échelle", "09 00:00 - 10 00:00", None),
    ("fr", "j’ai besoin d’une échelle samedi", "j’ai besoin d’une échelle", "09 00:00 - 10 00:00", None),
    ("fr", "perceuse hier", "perceuse", "05 00:00 - 06 00:00", None),
    ("fr", "bétonnière d'ici vendredi", "bétonnière", "06 08:15 - 09 00:00", None),
    ("fr", "camion du vendredi 15 au dimanche 17 mai", "camion", "15 00:00 - 18 00:00", None),
    ("fr", "vélo 3 jours à partir de jeudi", "vélo", "07 00:00 - 10 00:00", 4320),
    ("fr", "salle le 20 juin à partir de 19h", "salle", "2026-06-20 19:00 - 2026-06-21 00:00", None),
    ("fr", "camionnette demain de midi à 14h", "camionnette", "07 12:00 - 07 14:00", None),
    ("fr", "perceuse tout de suite", "perceuse", "06 08:07 - 07 00:00", None),
    ("fr", "table pour 6 personnes mardi soir", "table pour 6 personnes", "12 18:00 - 12 22:00", None),
    ("es", "taladro este sábado de 4 a 6 de la tarde", "taladro", "09 16:00 - 09 18:00", None),
    ("es", "cortacésped el 9/5 a las 10", "cortacésped", "09 10:00 - 10 00:00", None),
    ("es", "carretilla un par de horas mañana", "carretilla", "07 00:00 - 08 00:00", 120),
    ("es", "escalera mañana a las nueve", "escalera", "07 09:00 - 08 00:00", None),
    ("es", "carpa del 5 al 7 de junio", "carpa", "2026-06-05 00:00 - 2026-06-08 00:00", None),
    ("es", "cuna del lunes al miércoles", "cuna", "11 00:00 - 14 00:00", None),
    ("es", "mesa para 8 personas el domingo al mediodía", "mesa para 8 personas", "10 11:00 - 10 14:00", None),
]  # fmt: skip


@pytest.mark.parametrize(("language", "line", "thing", "window", "minutes"), SENTENCES)
def test_a_sentence_is_split_into_the_thing_and_its_time(
    language: str, line: str, thing: str, window: str, minutes: int | None
) -> None:
    need = parse(line, language=language, zone=ZONES[language], now=WEDNESDAY)

    past = ("in_the_past",) if need.window and need.window[1] <= WEDNESDAY else ()
    assert (need.text, wall(need, language), need.duration_minutes, need.faults) == (thing, window, minutes, past)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "may I borrow a drill"), ("en", "sand and cement"), ("en", "sun hat and sat nav"),
        ("en", "march 3 lamp"), ("en", "drill bits from the 5 to 9 set"), ("en", "half past song book"),
        ("en", "camera at one metre"), ("de", "Kreide halb 30"), ("en", "ladder at 55"), ("en", "pump 45-99"),
        ("de", "Do it yourself Buch"), ("de", "Akkuschrauber 18 V"),
        ("de", "Zange vom 40 bis 90"), ("de", "Schuhe vom 38 bis 42"),
        ("fr", "kayak à deux"), ("fr", "scie du 30 au 12"),
        ("es", "un par de sillas"), ("es", "once sillas"),
    ],
)  # fmt: skip
def test_what_only_looks_like_time_stays(language: str, line: str) -> None:
    need = parse(line, language=language, zone=ZONES[language], now=WEDNESDAY)

    assert (need.text, need.window) == (line, None)
