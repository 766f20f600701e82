"""What can be wrong with one field, in words: codes of ours and those of the input models."""

from collections.abc import Mapping

from backend.language.catalogue import mark

_ABSENT = (mark("This is needed."),)
_TEXT = (mark("This has to be a text."),)
_WHOLE = (mark("This has to be a whole number."),)
_NUMBER = (mark("This has to be a number."),)
_YES_NO = (mark("This has to be true or false."),)
_LIST = (mark("This has to be a list."),)
_OBJECT = (mark("This has to be an object with named fields."),)
_DATE = (mark("This has to be a day such as 2026-05-30."),)
_TIME = (mark("This has to be a time of day such as 14:30."),)
_MOMENT = (mark("This has to be a time with its zone, such as 2026-05-30T14:00:00Z."),)
_ID = (mark("This is not an id."),)
_CHOICE = (mark("This has to be one of: {expected}."), mark("This is not one of the choices."))
_FORM = (mark("This does not have the right form."),)
_WEB = (mark("This has to be a web address."),)

FAULTS: Mapping[str, tuple[str, ...]] = {
    "invalid": (mark("This value cannot be used."),),
    "missing": _ABSENT,
    "required": _ABSENT,
    "extra_forbidden": (mark("There is no such field here. Please leave it out."),),
    "unknown_parameter": (mark("There is no such parameter here. Please leave it out."),),
    "repeated_parameter": (mark("This may be given only once."),),
    "string_type": _TEXT,
    "string_too_short": (
        mark("This is too short: at least {min_length} characters are needed."),
        mark("This is too short."),
    ),
    "string_too_long": (mark("This is too long: at most {max_length} characters fit."), mark("This is too long.")),
    "string_pattern_mismatch": _FORM,
    "string_unicode": _TEXT,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": (mark("This number is too large."),),
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": _YES_NO,
    "bool_parsing": _YES_NO,
    "greater_than": (mark("This has to be more than {gt}."),),
    "greater_than_equal": (mark("This has to be at least {ge}."),),
    "less_than": (mark("This has to be less than {lt}."),),
    "less_than_equal": (mark("This has to be at most {le}."),),
    "multiple_of": (mark("This has to be a multiple of {multiple_of}."),),
    "list_type": _LIST,
    "tuple_type": _LIST,
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "too_short": (mark("There are too few: at least {min_length} are needed."), mark("There are too few.")),
    "too_long": (mark("There are too many: at most {max_length} are possible."), mark("There are too many.")),
    "enum": _CHOICE,
    "literal_error": _CHOICE,
    "union_tag_invalid": (mark("This has to be one of: {expected_tags}."), mark("This is not one of the choices.")),
    "union_tag_not_found": _ABSENT,
    "uuid_type": _ID,
    "uuid_parsing": _ID,
    "uuid_version": _ID,
    "url_type": _WEB,
    "url_parsing": _WEB,
    "url_scheme": _WEB,
    "url_too_long": _WEB,
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "time_type": _TIME,
    "time_parsing": _TIME,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "timezone_aware": _MOMENT,
    "naive": _MOMENT,
    "out_of_range": (
        mark("This has to be from {ge} to {le}."),
        mark("This has to be from {low} to {high}."),
        mark("This is outside of what is possible."),
    ),
    "out_of_years": (mark("This year is outside of what is possible."),),
    "unknown_zone": (mark("There is no such time zone. One is written such as Europe/London."),),
    "unknown_language": (mark("This language is not spoken here yet."),),
    "unknown_category": (mark("There is no such category."),),
    "unknown_cursor": (mark("This cursor does not belong to this list. Please start again without it."),),
    "end_before_start": (mark("The end has to come after the start."),),
    "in_the_past": (mark("That time is past. Please pick one that is still to come."),),
    "too_far_ahead": (mark("That is too far ahead. Please pick an earlier time."),),
    "taken": (mark("This is taken already. Please pick another."),),
    "not_json": (mark("This is not JSON: {where}."), mark("This is not JSON.")),
    "not_text": (mark("This is not UTF-8 text."),),
    "not_csv": (mark("This is not a table of comma-separated values."),),
    "duplicate_key": (mark("The field {key} stands here twice."), mark("A field stands here twice.")),
    "too_deep": (mark("This is nested too deeply."),),
    "lone_surrogate": (mark("This text has half a character in it."),),
    "not_a_string": _TEXT,
    "not_a_number": _NUMBER,
    "not_a_whole_number": _WHOLE,
    "not_a_boolean": _YES_NO,
    "not_a_list": _LIST,
    "not_an_object": _OBJECT,
    "not_a_date": _DATE,
    "not_a_time": _TIME,
    "not_a_pair": (mark("This has to be a pair: a beginning and an end."),),
    "not_a_cell": (mark("This is not a cell of the map."),),
    "no_time_zone": _MOMENT,
    "unknown_field": (mark("There is no such field here. Please leave it out."),),
    "below_minimum": (mark("The most has to be at least the least."),),
    "no_home": (mark("Please say first where your home is; others only ever learn the neighbourhood."),),
    "no_group": (mark("Please join a group first; an invitation opens the door."),),
    "home_is_private": (mark("A home stays private. Please choose another kind of place."),),
    "words_wanted": (mark("I can only read words here. Please type it, or use the buttons."),),
    "photo_wanted": (mark("That is not a photo. Please send a picture, or go on without one."),),
    "home_or_public": (
        mark("Things are fetched at your home or at one of the group's places. Choose one; /place moves your home."),
    ),
    "no_duration": (mark("I do not read a length of time in that. Type it such as “3 days” or “2 hours”."),),
    "pick_one": (mark("Please choose at least one of the buttons."),),
    "confirm_or_back": (mark("Please press the button to offer it, or go back to change something."),),
    "no_album": (mark("Photos cannot be kept here at present. Please go on without one."),),
    "place_not_found": (
        mark("There is no such place. Send a pin, coordinates, or the name of an area: {areas}."),
        mark("There is no such place. Send a pin, coordinates, or the name of an area."),
    ),
    "several_places": (mark("Which one do you mean: {areas}?"), mark("There are several of that name.")),
    "too_far": (
        mark("That is too far away for {group}, which reaches {reach_m}. Please pick a place nearer by."),
        mark("That is too far away. Please pick a place nearer by."),
    ),
    "units_promised": (mark("More pieces than that are promised to people already."),),
    "window_too_wide": (mark("That is too long a time to look through. Please look for less at once."),),
    "no_weight": (mark("At least one of these has to count."),),
    "too_many_cells": (mark("This area is too large."),),
    "ring": (mark("This is not the outline of an area."),),
    "unknown_place": (
        mark("The group has no such place. It has {places}; coordinates or an area can be given as well."),
        mark("The group has no such place. Please give coordinates or the name of an area."),
    ),
    "unknown_condition": (mark("This is no condition. Please write new, good, worn or needs care."),),
    "not_money": (mark("This is no amount. Please write it such as 12.50."),),
    "missing_column": (mark("There is no column with names. Please call one of them “name”."),),
    "repeated_column": (mark("Two columns mean the same. Please leave one out."),),
    "repeated_number": (
        mark("Line {line} has this number already. Please give each thing its own."),
        mark("This number is there already. Please give each thing its own."),
    ),
    "surplus_cells": (mark("There are more cells than columns. Please put text with commas in quotes."),),
    "file_too_large": (mark("This file is too large. Please send it in parts."),),
    "too_many_rows": (
        mark("There are too many lines: at most {max_rows} fit. Please send them in parts."),
        mark("There are too many lines. Please send them in parts."),
    ),
    "no_rows": (mark("There are no lines in it."),),
}
