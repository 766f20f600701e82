"""A quick allocation of one part: the worst off take their nearest first, then a fixed number of repairs."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import islice

from matching.draw import draw_rank
from matching.rounds_model import Model

REPAIRS = 400
"""Each clears the way for one request and serves the others again; more than this seldom found anything more."""


class Board:
    """Which columns are had, and which of them stand in the way of which."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.had: set[int] = set()
        self.served: set[str] = set()
        self._cliques: defaultdict[int, list[int]] = defaultdict(list)
        for number, clique in enumerate(model.cliques):
            for position in clique:
                self._cliques[position].append(number)
        self._holder: dict[int, int] = {}
        self.by_request: defaultdict[str, list[int]] = defaultdict(list)
        for position, column in enumerate(model.columns):
            self.by_request[column.request.id].append(position)

    def in_the_way(self, position: int) -> set[int]:
        """The columns that are had and exclude this one."""
        return {self._holder[number] for number in self._cliques[position] if number in self._holder}

    def is_free(self, position: int) -> bool:
        """Whether nothing is in the way."""
        return self._holder.keys().isdisjoint(self._cliques[position])

    def put(self, positions: Iterable[int]) -> None:
        """Have these as well; nothing may be in their way."""
        for position in positions:
            self.had.add(position)
            self.served.add(self.model.columns[position].request.id)
            self._holder.update((number, position) for number in self._cliques[position])

    def remove(self, positions: Iterable[int]) -> None:
        """Have these no longer."""
        for position in positions:
            self.had.remove(position)
            self.served.remove(self.model.columns[position].request.id)
            for number in self._cliques[position]:
                del self._holder[number]

    def serve(self, request_ids: Iterable[str]) -> None:
        """Give each in turn its nearest choice that is free; those that are served already keep what they have."""
        for request_id in request_ids:
            if request_id not in self.served:
                self.put(islice(filter(self.is_free, self.by_request[request_id]), 1))


def greedy(model: Model) -> frozenset[int]:
    """Columns that can be had together, and to which nothing can be added.

    Ruin and recreate (Schrimpf et al., Journal of Computational Physics 159, 2000) after a start in order of need.
    """
    board = Board(model)
    turns = _turns(model)
    board.serve(turns)
    best, value = frozenset(board.had), model.value(board.had)
    for number in range(REPAIRS):
        if len(best) == len(turns):
            break
        _repair(board, turns, number)
        reached = model.value(board.had)
        if reached >= value:
            best, value = frozenset(board.had), reached
        else:
            _restore(board, best)
    return best


def _turns(model: Model) -> list[str]:
    """The worst off first, then whoever has fewest choices, then by the draw."""
    requests = {column.request.id: column.request for column in model.columns}
    return sorted(
        requests,
        key=lambda one: (model.had[requests[one].person], len(requests[one].choices), draw_rank(model.seed, one), one),
    )


def _repair(board: Board, turns: list[str], number: int) -> None:
    """Give a drawn request a drawn choice, whatever is in the way, and serve again all who have nothing."""
    request_id = turns[draw_rank(board.model.seed, "repair", str(number)) % len(turns)]
    own = board.by_request[request_id]
    position = own[draw_rank(board.model.seed, "choice", str(number)) % len(own)]
    board.remove(board.in_the_way(position))
    board.put([position])
    board.serve(turns)


def _restore(board: Board, best: frozenset[int]) -> None:
    board.remove(board.had - best)
    board.put(best - board.had)
