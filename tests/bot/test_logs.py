"""Rasa's log lines: JSON, masked, without an exception's words; what Rasa tells through structlog loses its texts."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.logs import JsonLines, say, textless
from bot.request_id import current, take

ROOT = Path(__file__).resolve().parents[2]
LOGGER = logging.getLogger("somebody.elses")


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    output = io.StringIO()
    handler = logging.StreamHandler(output)
    handler.setFormatter(JsonLines())
    LOGGER.addHandler(handler)
    yield output
    LOGGER.removeHandler(handler)


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_both_rooms_mask_alike() -> None:
    """The rooms share no code, so each has the file; it is the same one."""
    mine, theirs = ((ROOT / room / "masking.py").read_bytes() for room in ("bot", "actions"))
    assert mine == theirs


def test_a_message_is_masked_and_escaped(written: io.StringIO) -> None:
    LOGGER.error("打%s\n%s", "１３８１２３４５６７８", "\x1b[31m\u2028")
    assert written.getvalue().isascii() and len(written.getvalue().splitlines()) == 1
    assert lines(written)[0]["event"].startswith("打［电话］\n")


def test_an_exception_is_told_by_type_and_place(written: io.StringIO) -> None:
    try:
        raise KeyError("我叫张三")
    except KeyError:
        LOGGER.exception("failed")
    [line] = lines(written)
    assert line["error"] == "KeyError" and "test_logs.py" in line["frames"][-1]
    assert "\\u5f20" not in written.getvalue()


def test_arguments_that_do_not_fit_break_nothing() -> None:
    record = logging.LogRecord("somebody.elses", logging.ERROR, __file__, 1, "%d", ("13812345678",), None)
    assert json.loads(JsonLines().format(record))["event"] == "unreadable log message"


def test_a_line_bears_the_request_that_it_belongs_to(written: io.StringIO) -> None:
    identity = take("0123456789abcdef")
    say(LOGGER, "turn", logging.ERROR, ms=3)
    assert identity == current() == "0123456789abcdef"
    assert (lines(written)[0]["request"], lines(written)[0]["ms"]) == (identity, 3)


@pytest.mark.parametrize("header", ["", "0123456789ABCDEF", "a" * 15, "0123456789abcdef\n", '"'])
def test_an_id_of_another_form_is_not_taken(header: str) -> None:
    assert take(header) != header and len(take(header)) == 16


def test_of_an_event_of_rasas_only_numbers_stay() -> None:
    event = {"event": "processor.message.parse", "parse_data_text": "我叫张三", "count": 3, "slots": {"a": "b"}}
    assert textless(None, "debug", event) == (
        ("processor.message.parse",),
        {"extra": {"fields": {"count": 3}}, "exc_info": None},
    )
