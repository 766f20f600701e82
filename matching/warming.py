"""`python -m matching.warming` compiles what is compiled, and leaves it on disk for the next process."""

from pathlib import Path

from matching.compiled import forget_outdated, kept_by_source
from matching.grid.warming import is_compiled_faster
from matching.standing_warming import warmed

if __name__ == "__main__":  # pragma: no cover  # run as a process of its own
    is_compiled_faster(lambda: 0.0)
    warmed()
    forget_outdated(kept_by_source(Path(__file__).parent))
