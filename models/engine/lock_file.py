"""A file beside the SQLite database that lets only one process have it."""

from __future__ import annotations

import fcntl
import os


class DatabaseInUse(RuntimeError):
    """Another process has this SQLite database open; only one may."""


def locked(path: str) -> int:
    """An open file that nobody else has locked; the system lets go of it when the process ends, however it ends."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.read(descriptor, 20).decode() or "unknown"
        os.close(descriptor)
        raise DatabaseInUse(f"{path.removesuffix('.lock')} is open in another process ({holder})") from error
    os.truncate(descriptor, 0)
    os.write(descriptor, str(os.getpid()).encode())
    return descriptor
