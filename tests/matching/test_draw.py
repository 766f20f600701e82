from hashlib import blake2b

from matching.draw import draw_rank, lot


def test_anyone_can_repeat_a_draw_with_a_few_lines() -> None:
    digest = blake2b(b"seed\x00need-1", digest_size=8).hexdigest()

    assert draw_rank("seed", "need-1") == int(digest, 16)
    assert lot("seed", "need-1") == int(f"{int(digest, 16):064b}"[:10], 2)


def test_seed_and_id_do_not_run_into_each_other() -> None:
    assert draw_rank("ab", "c") != draw_rank("a", "bc")


def test_lots_are_spread_evenly() -> None:
    lots = sorted(lot("seed", f"need-{number}") for number in range(4_000))

    assert 0 <= lots[0] < 10
    assert 1_013 < lots[-1] <= 1_023
    assert 480 < lots[2_000] < 544
