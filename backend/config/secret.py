"""The installation's own secret, from which cursors and links are signed."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from pydantic import SecretStr

from backend.config.faults import ConfigError, Fault
from backend.config.rules import SECRET_CHARACTERS

READABLE_BY_OTHERS = 0o077


def ensure_secret(data_dir: Path) -> SecretStr:
    """Return the secret kept in `data_dir`; the first call makes it, readable by its owner only."""
    path = data_dir / "secret"
    if not path.exists():
        _create(path)
    if path.stat().st_mode & READABLE_BY_OTHERS:
        raise ConfigError((Fault(str(path), f"can be read by others: chmod 600 {path}"),))
    secret = path.read_text(encoding="ascii").strip()
    if len(secret) < SECRET_CHARACTERS:
        raise ConfigError((Fault(str(path), "is too short to be a secret: remove the file and one is made"),))
    return SecretStr(secret)


def _create(path: Path) -> None:
    """Write the whole secret beside `path`, then link it there; whoever links first wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"secret.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
