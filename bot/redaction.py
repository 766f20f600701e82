"""Keeps the bot's token and the webhook's secret out of every log line."""

import logging
import re
from collections.abc import Iterable

_MASK = "[removed]"
_TOKEN_SHAPE = re.compile(r"\b\d{6,12}:[A-Za-z0-9_-]{30,50}")


class Redaction(logging.Filter):
    """Replaces the secrets in a record's message, arguments and traceback, and anything shaped like a token."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        known = sorted({secret for secret in secrets if secret}, key=len, reverse=True)
        self._secrets = re.compile("|".join([*map(re.escape, known), _TOKEN_SHAPE.pattern]))

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, cleaned."""
        record.msg, record.args = self.clean(_message(record)), None
        if record.exc_info and not record.exc_text:
            record.exc_text = _TRACEBACKS.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self.clean(record.exc_text)
            record.exc_info = None
        if record.stack_info:
            record.stack_info = self.clean(record.stack_info)
        return True

    def clean(self, text: str) -> str:
        """The text without secrets."""
        return self._secrets.sub(_MASK, text)


def redact(secrets: Iterable[str], logger: logging.Logger | None = None) -> Redaction:
    """Put the filter on the logger (the root by default) and its handlers, in place of an earlier one.

    The handlers matter: a logger's own filters do not see the records of its children.
    """
    logger = logger or logging.getLogger()
    redaction = Redaction(secrets)
    for filterer in (logger, *logger.handlers):
        for earlier in [one for one in filterer.filters if isinstance(one, Redaction)]:
            filterer.removeFilter(earlier)
        filterer.addFilter(redaction)
    return redaction


_TRACEBACKS = logging.Formatter()


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return f"{record.msg} {record.args}"
