"""Rasa's log lines: one JSON object each, personal data masked, without any text of a conversation where Rasa has it apart.

Rasa logs through `logging` and through structlog, and sets both up itself; `install` puts our form in the place of that.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import datetime, timezone
from types import TracebackType
from typing import Any

import structlog

from bot.masking import masked
from bot.request_id import current

Fields = dict[str, Any]
KEPT = (int, float, bool)
"""What is logged of the fields that Rasa gives an event: texts, slots and trackers are conversations."""


class JsonLines(logging.Formatter):
    """Everything outside ASCII and every control character is escaped. An exception's own words are left out."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds")
        line: Fields = {"time": when, "level": record.levelname.lower(), "event": masked(_said(record))}
        line["logger"] = record.name
        request = current()
        if request is not None:
            line["request"] = request
        line.update(getattr(record, "fields", {}))
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["frames"] = frames(record.exc_info[2])
        return json.dumps(line, ensure_ascii=True)


def _said(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # arguments that do not fit their message
        return "unreadable log message"


def frames(trace: TracebackType | None) -> list[str]:
    """Where an exception passed, innermost last: `file:line function`."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)][-12:]


def say(logger: logging.Logger, event: str, level: int = logging.INFO, **fields: str | float | None) -> None:
    """Log one event with its fields; never pass what a person wrote."""
    logger.log(level, event, extra={"fields": fields})


def textless(logger: Any, method: str, event: Fields) -> tuple[tuple[str], Fields]:
    """The last processor of structlog: the event's name, and of its fields the numbers."""
    fields = {name: value for name, value in event.items() if isinstance(value, KEPT)}
    return (str(event.get("event", method)),), {"extra": {"fields": fields}, "exc_info": event.get("exc_info")}


def configure(log_level: int | None = None) -> None:
    """All loggers of this process write to stderr in this form; nothing below INFO, where Rasa tells what was said."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(logging.INFO)
    handler.setFormatter(JsonLines())
    handler.addFilter(lambda record: record.name != "sanic.access")  # a line for each call, which says nothing
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.lastResort = handler  # Sanic's loggers in Rasa neither have handlers nor hand on
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)  # of libraries, a screenful at each start
    logging.getLogger().__class__ = logging.RootLogger  # numpy.distutils puts one there that prints
    _quieten_jieba()
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, textless],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )


def _quieten_jieba() -> None:
    """It puts a handler of its own on its logger when it is imported, and its import warns."""
    import jieba

    jieba.default_logger.handlers.clear()
    jieba.setLogLevel(logging.WARNING)


def install(rasa_main: Any, rasa_io: Any) -> None:
    """Rasa's own configuration of its logs, in two places of its start, becomes ours."""
    configure()
    rasa_io.configure_colored_logging = configure
    rasa_main.configure_structlog = configure
