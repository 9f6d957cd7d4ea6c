"""Every log record is masked when it is made, whoever logs and whoever formats it."""

from __future__ import annotations

import logging
import traceback
from typing import Any

from actions.masking import masked


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
