"""Where the program's log goes: standard error, as text for people or JSON for a collector."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import orjson

from backend.config.settings import Log

_QUIET = ("apscheduler", "aiohttp.access", "httpx")


class JsonLines(logging.Formatter):
    """One JSON object a line, with the request's id where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", None),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return orjson.dumps(line).decode()


def set_up_logs(chosen: Log) -> None:
    """Send the log of every part to standard error."""
    handler = logging.StreamHandler()
    text = logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    handler.setFormatter(JsonLines() if chosen.format == "json" else text)
    logging.basicConfig(level=chosen.level, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
