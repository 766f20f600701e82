"""What stopped a command, in a sentence that says what to do about it."""

from __future__ import annotations

import errno
import sqlite3

from backend.cli.tryout import SandboxFailed
from backend.config import ConfigError
from backend.language import SOURCE, refusal
from models.engine.connect import BadDatabaseUrl
from models.engine.lock_file import DatabaseInUse
from models.engine.sqlite import DatabaseTooOld
from models.errors import Refused
from models.migrate import WrongSchema

_SAY_IT_THEMSELVES = (ConfigError, WrongSchema, BadDatabaseUrl, DatabaseTooOld, SandboxFailed)

_IN_USE = (
    "{error}, and only one may have it: stop that one first. If it is Borrowdale and you only want to try the API,"
    " sign in through the bot instead: POST /v1/auth/device gives a link that opens it."
)
_UNUSABLE = (
    "The database cannot be used: {error}. See that BORROWDALE__DATABASE__URL names the right file, that this account"
    " may write to it, and that the disk has room."
)
_PORT_TAKEN = "{error}\nEnd what listens there, or take another port: BORROWDALE__HTTP__PORT=9000 (0 for any free one)."
_MAY_NOT = "{error}\nThe account that Borrowdale runs under must be able to read and write there."
_FULL = "{error}\nMake room on the disk; nothing that was promised is lost."
_NOBODY_ANSWERS = "{error}\nDoes the database run, and is BORROWDALE__DATABASE__URL its address?"
_BY_NUMBER = {
    errno.EADDRINUSE: _PORT_TAKEN,
    errno.EACCES: _MAY_NOT,
    errno.EPERM: _MAY_NOT,
    errno.EROFS: _MAY_NOT,
    errno.ENOSPC: _FULL,
    errno.ECONNREFUSED: _NOBODY_ANSWERS,
}


def worded(error: Exception) -> str | None:
    """The sentence for whoever typed the command; None for what nobody can put right by hand: a fault of ours."""
    below = error if isinstance(error, sqlite3.Error) else error.__cause__
    if isinstance(below, sqlite3.Error):
        return _UNUSABLE.format(error=below)
    match error:
        case DatabaseInUse():
            return _IN_USE.format(error=error)
        case Refused():
            return str(error.params.get("hint") or refusal(SOURCE, error))
        case OSError():
            return _BY_NUMBER.get(error.errno or 0, "{error}").format(error=error)
        case _:
            return str(error) if isinstance(error, _SAY_IT_THEMSELVES) else None
