"""Every setting, read once at start into one frozen object; nothing else reads the environment."""

from backend.config.faults import ConfigError, Fault
from backend.config.loading import load
from backend.config.secret import ensure_secret
from backend.config.settings import Settings

__all__ = ["ConfigError", "Fault", "Settings", "ensure_secret", "load"]
