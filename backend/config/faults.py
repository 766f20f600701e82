"""What is said about settings that cannot be used."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One setting that cannot be used, and what to do about it."""

    key: str
    advice: str


class ConfigError(Exception):
    """The settings cannot be used; the text lists every fault by its key."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        lines = "".join(f"\n  {fault.key}: {fault.advice}" for fault in faults)
        super().__init__(
            f"Nothing was started: settings that need a correction: {len(faults)}{lines}\n"
            "Correct them in config.toml, or in the environment as BORROWDALE__SECTION__KEY."
        )
