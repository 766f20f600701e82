"""`python -m matching.warming` compiles what is compiled, and leaves it on disk for the next process."""

from matching.grid.warming import is_compiled_faster
from matching.standing_warming import warmed

if __name__ == "__main__":  # pragma: no cover  # run as a process of its own
    is_compiled_faster(lambda: 0.0)
    warmed()
