"""Whether one listing fits, for the compiler."""

from matching.compiled import apart, compiled
from matching.grid.allowing import allows, term_of, zone_of
from matching.grid.flexible import Free, free_windows
from matching.grid.layout import (
    ASK,
    CALENDAR,
    CERTIFICATE,
    DURATION,
    END,
    FLAGS,
    GROUPS,
    KIND,
    KINDS,
    NO,
    NOW,
    OWNER,
    SPANS,
    START,
    TERMS,
    TEXT_NEEDED,
    UNITS,
    UNSURE,
    VERDICTS,
    WORDS,
    YES,
    ZONE,
    Ints,
    Marks,
    Numbers,
    Texts,
    Times,
)
from matching.grid.taken import Part, is_taken


@compiled
def is_visible(rows: Ints, marks: Marks, numbers: Numbers, number: int) -> bool:
    """Whether the asker may see the listing and asks for its kind; never one that is gone."""
    if number < 0 or not marks.groups[rows[number, GROUPS]] or not marks.certificates[rows[number, CERTIFICATE]]:
        return False
    if not (numbers[KINDS] >> rows[number, KIND]) & 1:
        return False
    for place in range(len(marks.hidden)):
        if marks.hidden[place] == rows[number, OWNER]:
            return False
    return True


@compiled
def fit_of_words(rows: Ints, texts: Texts, number: int) -> float:
    """0 to 1; where nobody knows it yet the best there is, and it is noted as needed."""
    if len(texts.fits) == 0:
        return 1.0
    words = rows[number, WORDS]
    if texts.fits[words] >= 0:
        return float(texts.fits[words])
    if texts.needed[0] < len(texts.needed) - 1:
        texts.needed[0] += 1
        texts.needed[texts.needed[0]] = words
    return 1.0


@compiled
def says_nothing(numbers: Numbers, fit: float) -> bool:
    """Whether the words must fit at least a little, and do not."""
    return bool(fit <= 0 and numbers[TEXT_NEEDED])


@compiled
def when(rows: Ints, times: Times, numbers: Numbers, number: int) -> tuple[int, Free]:
    """NO, YES or ASK; with YES the minutes that it covers of the wish, and the best window of them."""
    start, end = numbers[START], numbers[END]
    if start == end:
        return YES, (1, start, end, 0, 0)
    if numbers[DURATION] > 0:
        return _somewhere(rows, times, numbers, number)
    if is_taken(times.calendar, _part(rows, number), (start, end), numbers[NOW]):
        return (ASK if rows[number, FLAGS] & UNSURE else NO), (0, 0, 0, 0, 0)
    return _allowed(times, numbers, rows[number, TERMS]), (end - start, start, end, 0, 0)


@compiled
def forget(times: Times) -> None:
    """Begin a search: nothing was asked of any term yet."""
    for place in range(VERDICTS):
        times.verdicts[place, 0] = -1


@compiled
def _allowed(times: Times, numbers: Numbers, term: int) -> int:
    """What `allows` says of the wish, asked once of terms that many listings share."""
    place = term % VERDICTS
    if times.verdicts[place, 0] != term:
        row = term_of(times.terms, term)
        period = numbers[START], numbers[END]
        times.verdicts[place, 1] = allows(row, times.hours, zone_of(times.zones, row[ZONE]), numbers, period)
        times.verdicts[place, 0] = term
    return int(times.verdicts[place, 1])


@apart
def _somewhere(rows: Ints, times: Times, numbers: Numbers, number: int) -> tuple[int, Free]:
    if rows[number, FLAGS] & UNSURE:
        return ASK, (0, 0, 0, 0, 0)
    term = term_of(times.terms, rows[number, TERMS])
    terms = term, times.hours, zone_of(times.zones, term[ZONE])
    return free_windows(times.calendar, _part(rows, number), terms, numbers)


@compiled
def _part(rows: Ints, number: int) -> Part:
    first = rows[number, CALENDAR]
    return first, first + rows[number, SPANS], rows[number, UNITS]
