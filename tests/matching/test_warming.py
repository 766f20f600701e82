from importlib import import_module

from matching.standing_index import COMPILED
from matching.standing_warming import warmed


def test_the_compiled_search_for_standing_wishes_is_ready_once_it_was_used() -> None:
    assert warmed() is COMPILED


def test_what_compiles_in_a_process_of_its_own_does_nothing_where_it_is_only_imported() -> None:
    assert import_module("matching.warming").warmed is warmed
