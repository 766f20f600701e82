"""A town to try things in: Totnes, its neighbours and three months of lending, the same for the same seed."""

from backend.demo.town import NEWCOMER, DemoPerson, DemoTown, build_town, people_file

__all__ = ["NEWCOMER", "DemoPerson", "DemoTown", "build_town", "people_file"]
