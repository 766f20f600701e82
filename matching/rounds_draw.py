"""The draw among those whom everything else leaves equal."""

from collections import Counter, defaultdict

from matching.rounds_model import MANY
from matching.rounds_parts import Column


def drawn(whole: list[Column], chosen: list[Column], had: Counter[str]) -> list[Column]:
    """The same allocation, but nobody is left out who could stand in for one with a higher rank in the draw.

    To stand in is to be served from the same unit, from as far, and as one who had as much, where nobody but that one
    is in the way. whole: all columns, by rank, as `rounds_parts.columns` gives them. It ends, for with each exchange
    the ranks of those who are served fall.
    """
    table = _Table(whole, chosen, had)
    while any(table.exchange(column) for column in whole if column.request.id not in table.served):
        pass
    return [column for held in table.held.values() for column in held]


class _Table:
    """Who is served from which unit, and how much everybody has."""

    def __init__(self, whole: list[Column], chosen: list[Column], had: Counter[str]) -> None:
        self.rank = {one: rank for rank, one in enumerate(dict.fromkeys(column.request.id for column in whole))}
        self.served = {column.request.id for column in chosen}
        self.has = had + Counter(column.request.person for column in chosen)
        self.held: defaultdict[str, list[Column]] = defaultdict(list)
        for column in chosen:
            self.held[column.choice.unit].append(column)

    def exchange(self, column: Column) -> bool:
        """Have this column instead of the one in its way, if that leaves everything else as it is."""
        held = self.held[column.choice.unit]
        in_the_way = [one for one in held if one.choice.period.overlaps(column.choice.period)]
        if len(in_the_way) != 1 or not self._stands_in(column, in_the_way[0]):
            return False
        held[held.index(in_the_way[0])] = column
        self.served ^= {column.request.id, in_the_way[0].request.id}
        self.has[column.request.person] += 1
        self.has[in_the_way[0].request.person] -= 1
        return True

    def _stands_in(self, new: Column, old: Column) -> bool:
        had, loses = self.has[new.request.person], self.has[old.request.person] - 1
        return (
            self.rank[new.request.id] < self.rank[old.request.id]
            and new.choice.distance_m == old.choice.distance_m
            and (new.request.person == old.request.person or min(had, MANY) == min(loses, MANY))
        )
