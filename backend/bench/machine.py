"""What a measurement ran on: enough to judge it by, nothing that names the machine or who has it."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PACKAGES = ("numpy", "scipy", "numba", "rapidfuzz", "bm25s", "asyncpg")
_STATUS, _PEAK = Path("/proc/self/statm"), Path("/proc/self/status")


def machine() -> dict[str, Any]:
    """Cores, Python, and the versions of what does the work."""
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "sqlite": sqlite3.sqlite_version,
        **{package: found for package in PACKAGES if (found := _version(package))},
    }


def resident_bytes() -> int:
    """The memory that this process holds; 0 where the system does not tell as Linux does."""
    if not _STATUS.exists():
        return 0
    return int(_STATUS.read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def peak_bytes() -> int:
    """The most memory that this process has held so far; 0 where the system does not tell as Linux does."""
    lines = _PEAK.read_text("ascii").splitlines() if _PEAK.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
