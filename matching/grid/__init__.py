"""The matching engine in sorted arrays: `GridEngine`."""

from matching.grid.engine import GridEngine

__all__ = ["GridEngine"]
