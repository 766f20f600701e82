"""Rooms and what stands in them: a room blocks its desks, a desk blocks its room, neighbours never meet."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from matching.invalid import InvalidValue

Node = TypeVar("Node")


def ancestors(parents: Mapping[Node, Node], node: Node) -> Iterator[Node]:
    """The room round the node, the floor round that, and so on; a ring is refused."""
    seen = {node}
    while node in parents:
        node = parents[node]
        if node in seen:
            raise InvalidValue("/parent", "ring")
        seen.add(node)
        yield node


def conflicts(parents: Mapping[Node, Node], one: Node, other: Node) -> bool:
    """Whether the two can't be booked at one time: the same, or one inside the other."""
    return one == other or one in ancestors(parents, other) or other in ancestors(parents, one)


def related(parents: Mapping[Node, Node], node: Node) -> frozenset[Node]:
    """Every other node whose bookings block this one: all that it is in, and all that is in it."""
    return frozenset(
        other for other in {*parents, *parents.values()} if other != node and conflicts(parents, node, other)
    )
