"""The best hits so far, in order: most come in falling order and take the last place at once."""

from matching.compiled import compiled
from matching.grid.layout import HIT_WIDTH, SCORE, Best, Keys


@compiled
def is_full(best: Best) -> bool:
    """Whether a new one can only take the place of another."""
    return bool(best.size[0] == len(best.places) - 1)


@compiled
def is_better(keys: Keys, best: Best, one: int, other: int) -> bool:
    """Whether the hit in one place comes before that in another: by score, then by key."""
    mine, theirs = best.values[SCORE, one], best.values[SCORE, other]
    if mine != theirs:
        return bool(mine > theirs)
    return bool(keys[best.numbers[one]] < keys[best.numbers[other]])


@compiled
def offer(keys: Keys, best: Best) -> None:
    """Take the hit that stands in the place behind the kept ones, if it is among the best."""
    count = best.size[0]
    fresh = best.places[count]
    rank = count
    while rank > 0 and is_better(keys, best, fresh, best.places[rank - 1]):
        best.places[rank] = best.places[rank - 1]
        rank -= 1
    best.places[rank] = fresh
    if count < len(best.places) - 1:
        best.size[0] = count + 1


@compiled
def tell(best: Best) -> int:
    """Put the hits in order; how many there are."""
    for rank in range(best.size[0]):
        place = best.places[rank]
        best.found[rank] = best.numbers[place]
        for value in range(HIT_WIDTH):
            best.hits[value, rank] = best.values[value, place]
    return int(best.size[0])


@compiled
def begin(best: Best) -> None:
    """Forget all of them."""
    best.size[0] = 0
    for place in range(len(best.places)):
        best.places[place] = place
