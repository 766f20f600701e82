"""The matching engine in sorted arrays: `GridEngine`."""

from matching.grid.engine import Found, GridEngine

__all__ = ["Found", "GridEngine"]
