"""Compiles the inner loops where numba is installed; without it they are plain Python, and numpy is the faster way."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

REMEMBERED = 3
"""So many versions of the sources keep their machine code, for one may go back to the one before."""


def kept_by_source(folder: Path) -> Path:
    """Where machine code is kept: a place named after all the sources in the folder.

    numba looks only at the file of the function that is called, and so would miss a change in one that this calls.
    """
    digest = hashlib.sha256()
    for source in sorted(folder.rglob("*.py")):
        digest.update(source.read_bytes())
    return folder / "__pycache__" / f"compiled-{digest.hexdigest()[:16]}"


def forget_outdated(kept: Path) -> None:
    """Remove all but the latest few places of machine code: of earlier sources, some megabytes each."""
    if kept.is_dir():
        kept.touch()
    places = sorted(kept.parent.glob("compiled-*"), key=lambda place: place.stat().st_mtime)
    for place in places[:-REMEMBERED]:
        shutil.rmtree(place, ignore_errors=True)


try:
    import numba
except ImportError:  # pragma: no cover  # the same answers without it
    COMPILER: Any = None
else:
    COMPILER = numba.njit
    numba.config.CACHE_DIR = str(kept_by_source(Path(__file__).parent))  # type: ignore[attr-defined]  # set from the environment

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """The function as machine code from its first call on, kept on disk for the next start where that can be written.

    No fused or reordered arithmetic: the same bits as in Python. Inlined into its callers, for arrays are dear to pass.
    """
    return compiled_by(COMPILER, function)


def apart(function: F) -> F:
    """As `compiled`, but called where it is used: for what is large and seldom gone through."""
    return compiled_by(COMPILER, function, forceinline=False)


def direct(function: F) -> F:
    """The one version that was compiled of it, called without a look at the types of what it is given; else itself."""
    versions = list(getattr(function, "overloads", {}).values())
    return cast("F", versions[0].entry_point) if len(versions) == 1 else function


def compiled_by(compiler: Any, function: F, *, forceinline: bool = True) -> F:
    """The function as that compiler makes it; as it is where there is none."""
    if compiler is None:
        return function
    try:
        return cast("F", compiler(cache=True, forceinline=forceinline)(function))
    except RuntimeError:  # numba found no directory that it may write to
        return cast("F", compiler(forceinline=forceinline)(function))
