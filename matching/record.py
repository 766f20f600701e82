"""What a group has seen of an owner, and what that is worth while little has been seen."""

from dataclasses import dataclass

from matching import fields as read

COUNTS = ("lent", "asked", "answered", "trusted_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Counts: loans that were completed, requests that came, those answered in time, people who trust the owner.

    trusted_by: different people who vouch for the owner or completed a loan with them.
    """

    lent: int = 0
    asked: int = 0
    answered: int = 0
    trusted_by: int = 0

    def __post_init__(self) -> None:
        for name in COUNTS:
            read.integer(getattr(self, name), f"/{name}", low=0, high=2**31 - 1)
        read.integer(self.answered, "/answered", low=0, high=self.asked)


NOTHING_YET = Record()


def reliability(record: Record) -> float:
    """How likely the next request is answered, from 0 to 1; a half where nobody asked yet.

    The mean of the posterior under a flat prior: Laplace's rule of succession ("Essai philosophique", 1814). One
    answer of one is 2/3, fifty of fifty 0.98: the fewer were seen, the nearer to a half.
    """
    return (record.answered + 1) / (record.asked + 2)


def trust(record: Record) -> float:
    """From 0 for a stranger towards 1; a half at three people, which is what makes a steward by trust."""
    return record.trusted_by / (record.trusted_by + 3)
