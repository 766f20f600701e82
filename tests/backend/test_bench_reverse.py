"""The bench in small: its figures are not looked at, only that nothing in it is answered wrongly."""

from backend.bench import reverse, reverse_load, reverse_rivals
from backend.bench.country import country


def test_neither_the_index_nor_a_peer_answers_unlike_the_scan() -> None:
    found = reverse.measure(3_000, seed=7, counts=reverse.SMALL)

    assert found["wrong"] == 0
    assert found["standings"] == 3_000
    assert found["judged"] == reverse.SMALL.judged * (4 + len(found["peers"]))
    assert found["peers"].keys() == found["ratios"].keys() >= {"numpy scan by category", "SQLite R*Tree"}


def test_a_wrong_answer_is_counted() -> None:
    load = reverse_load.plain(country(3_000, 7), 60)
    right = [[one.standing_id for one in reverse_rivals.scanned(load.standings, listing)] for listing in load.listings]

    assert sum(map(len, right)) > 20
    assert reverse_rivals._wrong([[1], []], [[reverse_load.id_of(1)], [reverse_load.id_of(2)]]) == 1
