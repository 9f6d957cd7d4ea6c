"""Log lines: one JSON object each, without any text of a conversation; nothing that is logged can begin a line."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType

from web.request_id import current

LOG = logging.getLogger("yuce.web")
QUIET = ("httpx", "httpcore", "uvicorn.access")
"""Loggers that would write addresses with questions in them."""

Field = str | int | float | bool | None


class JsonLines(logging.Formatter):
    """Everything outside ASCII and every control character is escaped. An exception's own words are left out."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {"time": when, "level": record.levelname.lower(), "event": record.getMessage()}
        if record.name != LOG.name:
            line["logger"] = record.name
        if (request := current()) is not None:
            line["request"] = request
        line.update(getattr(record, "fields", {}))
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["frames"] = frames(record.exc_info[2])
        return json.dumps(line, ensure_ascii=True)


def frames(trace: TracebackType | None) -> list[str]:
    """Where an exception passed, innermost last: `file:line function`."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)][-12:]


def say(event: str, level: str = "info", **fields: Field) -> None:
    """Log one event with its fields; never pass what a person wrote."""
    LOG.log(logging.getLevelNamesMapping()[level.upper()], event, extra={"fields": fields})


def say_fault(event: str, error: BaseException, **fields: Field) -> None:
    """Log an exception that nobody expected: its type and where, not its words."""
    LOG.error(event, exc_info=(type(error), error, error.__traceback__), extra={"fields": fields})


def configure() -> None:
    """All loggers of this process write to stderr in this form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
