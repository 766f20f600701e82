"""The best hits so far: a heap with the worst of them first."""

from matching.compiled import compiled
from matching.grid.layout import SCORE, Best, Keys


@compiled
def is_worse(keys: Keys, best: Best, one: int, other: int) -> bool:
    """Whether the hit in one place comes after that in another: by score, then by key."""
    mine, theirs = best.values[one, SCORE], best.values[other, SCORE]
    if mine != theirs:
        return bool(mine < theirs)
    return bool(keys[best.numbers[one]] > keys[best.numbers[other]])


@compiled
def offer(keys: Keys, best: Best) -> None:
    """Take the hit that stands in the last place, if it is among the best."""
    limit, count = len(best.heap), best.size[0]
    if count < limit:
        _copy(best, limit, count)
        best.heap[count] = count
        best.size[0] += 1
        _rise(keys, best, count)
    elif is_worse(keys, best, best.heap[0], limit):
        _copy(best, limit, best.heap[0])
        _sink(keys, best, count)


@compiled
def sort(keys: Keys, best: Best) -> None:
    """Turn the heap into the places in order, best first."""
    for count in range(best.size[0] - 1, 0, -1):
        best.heap[0], best.heap[count] = best.heap[count], best.heap[0]
        _sink(keys, best, count)


@compiled
def _copy(best: Best, source: int, target: int) -> None:
    best.numbers[target] = best.numbers[source]
    for column in range(best.values.shape[1]):
        best.values[target, column] = best.values[source, column]


@compiled
def _rise(keys: Keys, best: Best, place: int) -> None:
    while place > 0:
        above = (place - 1) // 2
        if not is_worse(keys, best, best.heap[place], best.heap[above]):
            break
        best.heap[place], best.heap[above] = best.heap[above], best.heap[place]
        place = above


@compiled
def _sink(keys: Keys, best: Best, count: int) -> None:
    place = 0
    while 2 * place + 1 < count:
        below = 2 * place + 1
        if below + 1 < count and is_worse(keys, best, best.heap[below + 1], best.heap[below]):
            below += 1
        if not is_worse(keys, best, best.heap[below], best.heap[place]):
            break
        best.heap[place], best.heap[below] = best.heap[below], best.heap[place]
        place = below
