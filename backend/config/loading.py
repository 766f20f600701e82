"""Reading the settings: config.toml first, then the environment over it, then every check."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import SecretStr, ValidationError
from pydantic_core import ErrorDetails

from backend.config.faults import ConfigError, Fault
from backend.config.rules import broken
from backend.config.settings import Section, Settings

PREFIX = "BORROWDALE__"
FILE = "_file"

Raw = dict[str, object]


def load(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """Return the settings of this file and this environment, or raise one ConfigError with every fault."""
    faults: list[Fault] = []
    raw = _from_file(path, faults) if path else {}
    _add_environment(raw, environ, faults)
    settings = _validated(raw, faults)
    known = {fault.key for fault in faults}
    faults += [fault for fault in broken(settings) if fault.key not in known]
    if faults:
        raise ConfigError(tuple(faults))
    return settings


def _from_file(path: Path, faults: list[Fault]) -> Raw:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        faults.append(Fault(str(path), f"cannot be read ({error.strerror})"))
    except ValueError as error:
        faults.append(Fault(str(path), f"is not TOML: {error}"))
    return {}


def _add_environment(raw: Raw, environ: Mapping[str, str], faults: list[Fault]) -> None:
    """Lay the variables of the environment over `raw`; a secret may also be given as a file."""
    for name in sorted(name for name in environ if name.startswith(PREFIX)):
        section, _, key = name.removeprefix(PREFIX).lower().partition("__")
        table = raw.setdefault(section, {})
        if not key:
            faults.append(Fault(name, f"name it as {PREFIX}SECTION__KEY"))
        elif isinstance(table, dict):
            key, value = _named_or_held(section, key, environ[name], faults)
            table[key] = _items(value) if isinstance(_default(section, key), tuple) else value


def _named_or_held(section: str, key: str, value: str, faults: list[Fault]) -> tuple[str, str]:
    """Return the key and its value; a secret's `…_file` gives the content of the file that it names."""
    secret = key.removesuffix(FILE)
    if secret == key or not isinstance(_default(section, secret), SecretStr):
        return key, value
    return secret, _content(f"{section}.{key}", Path(value), faults)


def _content(name: str, path: Path, faults: list[Fault]) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        faults.append(Fault(name, "names a file that cannot be read as text"))
        return ""


def _items(value: str) -> list[str]:
    return [item.strip() for item in value.split(",") if item.strip()]


def _validated(raw: Raw, faults: list[Fault]) -> Settings:
    """Return the settings without what is faulty, so that the rules can still judge the rest."""
    try:
        return Settings.model_validate(raw)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    faults += [_fault(detail) for detail in details]
    wrong = {detail["loc"][:2] for detail in details}
    return Settings.model_validate(dict(_without(raw, wrong)))


def _without(raw: Raw, wrong: set[tuple[int | str, ...]]) -> Iterator[tuple[str, object]]:
    for section, table in raw.items():
        if (section,) not in wrong and isinstance(table, dict):
            yield section, {key: value for key, value in table.items() if (section, key) not in wrong}


def _fault(detail: ErrorDetails) -> Fault:
    place = [str(part) for part in detail["loc"]]
    if detail["type"] == "extra_forbidden":
        return Fault(".".join(place), _unknown(place))
    if detail["type"] == "model_type":
        return Fault(place[0], f"write it as a table, [{place[0]}]")
    return Fault(".".join(place), _description(place) or detail["msg"])


def _unknown(place: list[str]) -> str:
    section = _section(place[0])
    names = type(section).model_fields if section else Settings.model_fields
    near = difflib.get_close_matches(place[-1], names, n=1)
    return f"is not a setting; did you mean {near[0]}?" if near else "is not a setting; remove it"


def _description(place: list[str]) -> str | None:
    section = _section(place[0])
    return type(section).model_fields[place[1]].description if section else None


def _default(section: str, key: str) -> object:
    return getattr(_section(section), key, None)


def _section(name: str) -> Section | None:
    found = getattr(Settings(), name, None)
    return found if isinstance(found, Section) else None
