"""Room for one more booking by a chain of swaps: it takes a unit, and whoever was there looks for another."""

from matching.pools_plan import Held, Plan

DEEPEST = 12
"""Longer chains are hardly ever found, and the exact search comes after."""


class Search:
    """One search, which tries no booking on a unit twice and ends after so many steps.

    With periods that are equal or apart it is Kuhn's augmenting path (1955); a long booking may send away several.
    """

    def __init__(self, plan: Plan, steps: int) -> None:
        self.plan = plan
        self.steps = steps
        self._tried: set[tuple[str, str]] = set()
        self._moving: set[str] = set()

    def place(self, one: Held) -> bool:
        """Give it a unit, swapping others as needed; where that fails, the plan is as it was."""
        for unit in self.plan.options(one):
            if self.plan.is_free(one.period, unit):
                self.plan.put(one, unit)
                return True
        return len(self._moving) < DEEPEST and any(self._takes(one, unit) for unit in self._units(one))

    def _units(self, one: Held) -> list[str]:
        """Its options, those first on which it sends away fewest."""
        return sorted(self.plan.options(one), key=lambda unit: len(self.plan.in_the_way(one.period, unit)))

    def _takes(self, one: Held, unit: str) -> bool:
        """Put it there if everybody in its way finds another place."""
        sent_away = self.plan.in_the_way(one.period, unit)
        if self._ends(one, unit) or any(other.id in self._moving for other in sent_away):
            return False
        before = self.plan.mark()
        self._moving.add(one.id)
        for other in sent_away:
            self.plan.remove(other.id)
        self.plan.put(one, unit)
        done = all(self.place(other) for other in sent_away)
        self._moving.remove(one.id)
        if not done:
            self.plan.back_to(before)
        return done

    def _ends(self, one: Held, unit: str) -> bool:
        """Whether this was tried already, or the steps are used up."""
        if self.steps == 0 or (one.id, unit) in self._tried:
            return True
        self.steps -= 1
        self._tried.add((one.id, unit))
        return False
