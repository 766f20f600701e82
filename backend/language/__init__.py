"""What people read, in their own language: sentences, plurals, moments, distances, refusals."""

from backend.language.catalogue import SOURCE, languages, mark, mark_plural, own_name, plural, sentence
from backend.language.choice import choose, negotiate
from backend.language.moments import clock, day, when
from backend.language.quantities import distance, duration, length, listing, number
from backend.language.refusals import fault, reason, refusal

__all__ = [
    "SOURCE",
    "choose",
    "clock",
    "day",
    "distance",
    "duration",
    "fault",
    "languages",
    "length",
    "listing",
    "mark",
    "mark_plural",
    "negotiate",
    "number",
    "own_name",
    "plural",
    "reason",
    "refusal",
    "sentence",
    "when",
]
