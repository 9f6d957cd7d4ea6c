"""Log lines of the action server: one JSON object each, masked when made, whoever logs; nothing logged can begin a line."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from actions.masking import masked
from actions.request_id import current

QUIET = ("faiss.loader", "bm25s", "sentence_transformers", "jieba", "httpx")
Field = str | int | float | bool | None


class JsonLines(logging.Formatter):
    """Everything outside ASCII and every control character is escaped. An exception's own words are left out."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {"time": when, "level": record.levelname.lower(), "event": record.getMessage()}
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


def say(logger: logging.Logger, event: str, **fields: Field) -> None:
    """Log one event with its fields; never pass what a person wrote."""
    logger.info(event, extra={"fields": fields})


def configure() -> None:
    """All loggers of this process write to stderr in this form."""
    mask_logs()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def mask_logs() -> None:
    """From now on messages and tracebacks of this process hold no personal data."""
    logging.setLogRecordFactory(_masked_record)


def _masked_record(*arguments: Any, **named: Any) -> logging.LogRecord:
    record = logging.LogRecord(*arguments, **named)
    try:
        record.msg, record.args = masked(record.getMessage()), ()
    except (TypeError, ValueError):  # arguments that do not fit their message: logging itself reports the place
        record.msg, record.args = "unreadable log message", ()
    if record.exc_info and record.exc_info[1]:
        record.exc_text = masked("".join(traceback.format_exception(record.exc_info[1]))).rstrip()
    return record
