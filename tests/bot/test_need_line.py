"""A need in one line: what is taken as time, what stays the thing's own words, and which instants are meant."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.need_line import NeedLine, parse, parse_duration, parse_period
from tests.bot.need_lines import WEDNESDAY, ZONES, wall

LINES = [
    # language, line, the thing, the window, minutes
    ("en", "drill saturday afternoon", "drill", "09 12:00 - 09 18:00", None),
    ("en", "drill sat 2pm for 2 hours", "drill", "09 14:00 - 09 16:00", 120),
    ("en", "drill tomorrow", "drill", "07 00:00 - 08 00:00", None),
    ("en", "drill tomorrow morning", "drill", "07 06:00 - 07 12:00", None),
    ("en", "drill day after tomorrow", "drill", "08 00:00 - 09 00:00", None),
    ("en", "drill today", "drill", "06 07:15 - 07 00:00", None),
    ("en", "drill tonight", "drill", "06 20:00 - 07 00:00", None),
    ("en", "drill this evening", "drill", "06 18:00 - 06 22:00", None),
    ("en", "drill wednesday morning", "drill", "06 07:15 - 06 12:00", None),
    ("en", "drill next wednesday", "drill", "13 00:00 - 14 00:00", None),
    ("en", "hedge trimmer next weekend", "hedge trimmer", "09 00:00 - 11 00:00", None),
    ("en", "tent for the weekend", "tent", "09 00:00 - 11 00:00", None),
    ("en", "desk next week", "desk", "11 00:00 - 18 00:00", None),
    ("en", "desk this week", "desk", "06 07:15 - 11 00:00", None),
    ("en", "something to drill into concrete, two hours, some time this weekend", "something to drill into concrete",
     "09 00:00 - 11 00:00", 120),
    ("en", "ladder 3 m, saturday from 9 to 12", "ladder 3 m", "09 09:00 - 09 12:00", None),
    ("en", "drill saturday from 2 to 4", "drill", "09 14:00 - 09 16:00", None),
    ("en", "drill saturday, 9-12", "drill", "09 09:00 - 09 12:00", None),
    ("en", "drill 2-4 pm saturday", "drill", "09 14:00 - 09 16:00", None),
    ("en", "drill friday 9 to 1", "drill", "08 09:00 - 08 13:00", None),
    ("en", "drill before 6pm tomorrow", "drill", "07 00:00 - 07 18:00", None),
    ("en", "van from 9 until 17:30 on friday", "van", "08 09:00 - 08 17:30", None),
    ("en", "van for 3 days from friday", "van", "08 00:00 - 11 00:00", 3 * 1440),
    ("en", "tent from Friday to Sunday", "tent", "08 00:00 - 11 00:00", None),
    ("en", "van fri evening to sun noon", "van", "08 18:00 - 10 14:00", None),
    ("en", "tent Saturday or Sunday", "tent", "09 00:00 - 11 00:00", None),
    ("en", "drill until friday", "drill", "06 07:15 - 09 00:00", None),
    ("en", "projector on 12 May from 7pm to 10pm", "projector", "12 19:00 - 12 22:00", None),
    ("en", "projector May 12th", "projector", "12 00:00 - 13 00:00", None),
    ("en", "projector Saturday 9 May", "projector", "09 00:00 - 10 00:00", None),
    ("en", "tent 15-17 May", "tent", "15 00:00 - 18 00:00", None),
    ("en", "tent May 15-17", "tent", "15 00:00 - 18 00:00", None),
    ("en", "drill 19 May 10-12", "drill", "19 10:00 - 19 12:00", None),
    ("en", "drill 19th May 10-12", "drill", "19 10:00 - 19 12:00", None),
    ("en", "drill on the 12th", "drill", "12 00:00 - 13 00:00", None),
    ("en", "drill 2026-05-12 14:00-16:00", "drill", "12 14:00 - 12 16:00", None),
    ("en", "drill 12/05/2026", "drill", "12 00:00 - 13 00:00", None),
    ("en", "drill 12/5", "drill", "12 00:00 - 13 00:00", None),
    ("en", "drill 22:00-02:00 saturday", "drill", "09 22:00 - 10 02:00", None),
    ("en", "car in 3 days", "car", "09 00:00 - 10 00:00", None),
    ("en", "car in 2 hours for half an hour", "car", "06 09:07 - 06 09:37", 30),
    ("en", "drill 2 January", "drill", "2027-01-02 00:00 - 2027-01-03 00:00", None),
    ("en", "desk all day friday", "desk", "08 00:00 - 09 00:00", None),
    ("en", "drill 2 hours", "drill", "-", 120),
    ("de", "Bohrmaschine Samstag Nachmittag", "Bohrmaschine", "09 12:00 - 09 18:00", None),
    ("de", "Bohrmaschine Samstagnachmittag", "Bohrmaschine", "09 12:00 - 09 18:00", None),
    ("de", "Bohrer morgen früh", "Bohrer", "07 06:00 - 07 12:00", None),
    ("de", "Anhänger heute Abend", "Anhänger", "06 18:00 - 06 22:00", None),
    ("de", "Leiter heute Morgen", "Leiter", "06 08:15 - 06 12:00", None),
    ("de", "Rasenmäher Samstag Morgen", "Rasenmäher", "09 06:00 - 09 12:00", None),
    ("de", "Anhänger am Samstag von 14-16 Uhr", "Anhänger", "09 14:00 - 09 16:00", None),
    ("de", "Säge am 12.5. von 9 bis 12", "Säge", "12 09:00 - 12 12:00", None),
    ("de", "Zelt vom 12. bis 14. Mai", "Zelt", "12 00:00 - 15 00:00", None),
    ("de", "Zelt 12.-14.5.", "Zelt", "12 00:00 - 15 00:00", None),
    ("de", "Leiter zwei Stunden morgen Vormittag", "Leiter", "07 06:00 - 07 12:00", 120),
    ("de", "Leiter nächstes Wochenende", "Leiter", "09 00:00 - 11 00:00", None),
    ("de", "Auto von Freitag 10 Uhr bis Sonntag 18 Uhr", "Auto", "08 10:00 - 10 18:00", None),
    ("de", "Bohrer Sa 9-12", "Bohrer", "09 09:00 - 09 12:00", None),
    ("de", "Säge für drei Tage ab Freitag", "Säge", "08 00:00 - 11 00:00", 3 * 1440),
    ("de", "Raum Freitag 14.30 Uhr, 2 Std.", "Raum", "08 14:30 - 08 16:30", 120),
    ("de", "Raum Freitag halb drei für eine Stunde", "Raum", "08 14:30 - 08 15:30", 60),
    ("de", "Raum Dienstag ganztags", "Raum", "12 00:00 - 13 00:00", None),
    ("fr", "perceuse samedi après-midi", "perceuse", "09 12:00 - 09 18:00", None),
    ("fr", "perceuse demain matin", "perceuse", "07 06:00 - 07 12:00", None),
    ("fr", "perceuse demain pendant 2 heures", "perceuse", "07 00:00 - 08 00:00", 120),
    ("fr", "perceuse le 12 mai de 9h à 12h", "perceuse", "12 09:00 - 12 12:00", None),
    ("fr", "salle du 12 au 14 mai", "salle", "12 00:00 - 15 00:00", None),
    ("fr", "remorque le week-end prochain", "remorque", "09 00:00 - 11 00:00", None),
    ("fr", "échelle de 3 m samedi matin", "échelle de 3 m", "09 06:00 - 09 12:00", None),
    ("fr", "vélo samedi 14h30 pendant 1h30", "vélo", "09 14:30 - 09 16:00", 90),
    ("es", "taladro el sábado por la tarde", "taladro", "09 12:00 - 09 18:00", None),
    ("es", "taladro mañana por la mañana", "taladro", "07 06:00 - 07 12:00", None),
    ("es", "taladro pasado mañana", "taladro", "08 00:00 - 09 00:00", None),
    ("es", "taladro el próximo sábado", "taladro", "09 00:00 - 10 00:00", None),
    ("es", "taladro este fin de semana", "taladro", "09 00:00 - 11 00:00", None),
    ("es", "remolque el 12 de mayo a las 5 de la tarde dos horas", "remolque", "12 17:00 - 12 19:00", 120),
    ("es", "taladro del 12 al 14 de mayo", "taladro", "12 00:00 - 15 00:00", None),
    ("it", "trapano sabato pomeriggio", "trapano", "09 12:00 - 09 18:00", None),
    ("it", "trapano 12 maggio", "trapano", "12 00:00 - 13 00:00", None),
    ("nl", "boormachine zaterdag", "boormachine", "09 00:00 - 10 00:00", None),
    ("pl", "wiertarka jutro", "wiertarka", "07 00:00 - 08 00:00", None),
]  # fmt: skip


@pytest.mark.parametrize(("language", "line", "thing", "window", "minutes"), LINES)
def test_a_line_is_split_into_the_thing_and_its_time(
    language: str, line: str, thing: str, window: str, minutes: int | None
) -> None:
    need = parse(line, language=language, zone=ZONES[language], now=WEDNESDAY)

    assert (need.text, wall(need, language), need.duration_minutes, need.faults) == (thing, window, minutes, ())


OWN_WORDS = [
    ("en", "second hand sewing machine"), ("en", "march band drum"), ("en", "I need May's tent"), ("en", "sat nav"),
    ("en", "3 m ladder"), ("en", "24 hour pump"), ("en", "children's bike age 9-12"), ("en", "1/2 inch socket"),
    ("en", "bit set 1/2"), ("en", "weekend bag"), ("en", "evening dress"), ("en", "sun lounger"), ("en", "night light"),
    ("en", "good morning, I need a ladder"), ("en", "table for 6 people"), ("en", "gazebo 4x3 m"),
    ("en", "2.5 kW heater"), ("en", "10-12 mm spanner"),
    ("en", "a now classic tent"), ("de", "Bohrer 12.5 mm"), ("de", "So ein Bohrer"),
    ("de", "Guten Morgen, ich brauche eine Leiter"), ("de", "ich brauche hier eine Leiter"), ("de", "Abendkleid"),
    ("de", "Leiter bis 4 m"), ("fr", "kayak de mer"), ("fr", "jeu de boules"), ("fr", "scie à 2 mains"),
    ("es", "bici para niños de 9 a 12 años"), ("es", "escalera de 3 metros"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "line"), OWN_WORDS)
def test_the_words_of_the_thing_are_never_taken_for_time(language: str, line: str) -> None:
    assert parse(line, language=language, zone=ZONES[language], now=WEDNESDAY) == NeedLine(line)


@pytest.mark.parametrize(
    ("line", "window"),
    [
        ("drill yesterday", "05 00:00 - 06 00:00"),
        ("drill 2 May", "02 00:00 - 03 00:00"),
        ("drill today 5am", "06 05:00 - 07 00:00"),
        ("drill 2025-05-12", "2025-05-12 00:00 - 2025-05-13 00:00"),
        ("drill last saturday", "02 00:00 - 03 00:00"),
    ],
)
def test_a_time_in_the_past_is_reported_and_not_moved(line: str, window: str) -> None:
    need = parse(line, language="en", zone="Europe/London", now=WEDNESDAY)

    assert (need.text, wall(need, "en"), need.faults) == ("drill", window, ("in_the_past",))


@pytest.mark.parametrize("line", ["drill 31 April", "drill 2026-02-30", "drill 30.2.2026", "drill 9999-12-31"])
def test_a_date_that_no_calendar_has_is_reported_and_stays_in_the_text(line: str) -> None:
    need = parse(line, language="en", zone="Europe/London", now=WEDNESDAY)

    assert need == NeedLine(line, faults=("no_such_date",))


def test_a_weekday_that_contradicts_its_date_is_reported() -> None:
    need = parse("drill Saturday 12 May", language="en", zone="Europe/London", now=WEDNESDAY)

    assert (wall(need, "en"), need.faults) == ("12 00:00 - 13 00:00", ("weekday_differs",))


def test_a_length_that_does_not_fit_between_two_named_times_is_reported() -> None:
    need = parse("drill saturday 9-12 for 5 hours", language="en", zone="Europe/London", now=WEDNESDAY)

    assert (need.duration_minutes, need.faults) == (300, ("longer_than_window",))


def test_a_beginning_alone_is_noted_as_without_end() -> None:
    need = parse("drill friday at 3", language="en", zone="Europe/London", now=WEDNESDAY)

    assert (wall(need, "en"), need.notes) == ("08 15:00 - 09 00:00", ("no_end",))


@pytest.mark.parametrize(
    ("hour", "window"), [(6, "09 06:00 - 09 12:00"), (10, "09 10:00 - 09 12:00"), (12, "16 06:00 - 16 12:00")]
)
def test_today_counts_as_the_weekday_until_the_part_of_day_is_over(hour: int, window: str) -> None:
    now = datetime(2026, 5, 9, hour, tzinfo=ZoneInfo("Europe/London")).astimezone(UTC)

    need = parse("drill saturday morning", language="en", zone="Europe/London", now=now)

    assert wall(need, "en") == window


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [
        ("drill 29 March 2026", "2026-03-29T00:00Z", "2026-03-29T23:00Z"),  # 23 hours
        ("drill 25 October 2026", "2026-10-24T23:00Z", "2026-10-26T00:00Z"),  # 25 hours
        ("drill 29 March 2026 9:00-10:00", "2026-03-29T08:00Z", "2026-03-29T09:00Z"),
        ("drill 29 March 2026 1:30-3:00", "2026-03-29T01:30Z", "2026-03-29T02:00Z"),  # 1:30 is in the gap
        ("drill 25 October 2026 1:30-3:00", "2026-10-25T00:30Z", "2026-10-25T03:00Z"),  # 1:30 is there twice
        ("drill 28 March 2026 9:00 for 2 days", "2026-03-28T09:00Z", "2026-03-30T08:00Z"),
    ],
)
def test_wall_times_hold_across_clock_changes(line: str, start: str, end: str) -> None:
    need = parse(line, language="en", zone="Europe/London", now=datetime(2026, 3, 1, tzinfo=UTC))

    assert need.window == (datetime.fromisoformat(start), datetime.fromisoformat(end))


def test_the_day_is_the_one_of_the_zone() -> None:
    now = datetime(2026, 5, 6, 13, tzinfo=UTC)  # Thursday, 01:00 in Auckland

    need = parse("drill tomorrow", language="en", zone="Pacific/Auckland", now=now)

    assert need.window == (datetime(2026, 5, 7, 12, tzinfo=UTC), datetime(2026, 5, 8, 12, tzinfo=UTC))


def test_only_americans_put_the_month_first() -> None:
    lines = [parse("drill 5/12/2026", language=tag, zone="Europe/London", now=WEDNESDAY) for tag in ("en-US", "en-GB")]

    assert [line.window and line.window[0].month for line in lines] == [5, 12]


@pytest.mark.parametrize(
    ("answer", "window"),
    [
        ("sat", "09 00:00 - 10 00:00"),
        ("9-12", "06 09:00 - 06 12:00"),
        ("12.5", "12 00:00 - 13 00:00"),
        ("tomorrow 3", "07 15:00 - 08 00:00"),
        ("now", "06 07:07 - 07 00:00"),
        ("whenever", "-"),
    ],
)
def test_an_answer_to_when_is_read_more_freely(answer: str, window: str) -> None:
    assert wall(parse_period(answer, language="en", zone="Europe/London", now=WEDNESDAY), "en") == window


@pytest.mark.parametrize(
    ("answer", "minutes"),
    [
        ("2", 120), ("0", None), ("2 hours", 120), ("zwei Stunden", 120), ("1h30", 90), ("halber Tag", 240),
        ("half an hour", 30), ("anderthalb Stunden", 90), ("1,5 Stunden", 90), ("a day", 1440), ("foo", None),
        ("", None), ("90 min", 90), ("une demi-heure", 30), ("media hora", 30), ("3 days", 4320), ("14 heures", 840),
    ],
)  # fmt: skip
def test_lengths_are_read_as_minutes(answer: str, minutes: int | None) -> None:
    assert parse_duration(answer, language="en") == minutes


@pytest.mark.parametrize(
    "text", ["", " ", "🪜", "\x00\x01\x02", "9-" * 3000, "saturday " * 900, "١٢ مايو", "²", "\ud800"]
)
def test_odd_input_is_answered_and_not_lost(text: str) -> None:
    need = parse(text, language="en", zone="Europe/London", now=WEDNESDAY)

    assert len(need.text) <= len(text)


WORDS = st.sampled_from(
    "drill 9 12 31 2 to bis - at um saturday Samstag morgen mañana may 12.5. 1/2 h pm uhr in next last week day".split()
)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.lists(WORDS, max_size=9).map(" ".join), st.sampled_from([*ZONES, "xx", "", "de-AT"]))
def test_no_line_raises_and_every_window_has_a_length(line: str, language: str) -> None:
    for reading in (parse, parse_period):
        need = reading(line, language=language, zone="Europe/Berlin", now=WEDNESDAY)

        assert need.window is None or need.window[0] < need.window[1]
