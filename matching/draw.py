"""A draw that anyone can repeat: with the seed and the ids that were published, the same lots come out."""

from hashlib import blake2b

LOT_BITS = 10
"""Few enough that a lot is easily read and compared; where two are equal, the whole rank decides."""


def draw_rank(seed: str, *names: str) -> int:
    """The place of a request (or of another thing with a name) in the draw, 0 to 2**64 - 1: lower comes first.

    The first 8 bytes, big-endian, of BLAKE2b (RFC 7693, 8-byte digest) of the seed and the names, in UTF-8 and joined
    by zero bytes.
    """
    return int.from_bytes(blake2b("\0".join((seed, *names)).encode(), digest_size=8).digest(), "big")


def lot(seed: str, *names: str) -> int:
    """A lot from 0 to 1023: the first 10 bits of the rank."""
    return draw_rank(seed, *names) >> (64 - LOT_BITS)
