"""What any logger of the process writes is masked: messages, arguments, tracebacks."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from actions.logs import mask_logs


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    before, output = logging.getLogRecordFactory(), io.StringIO()
    handler = logging.StreamHandler(output)
    logger = logging.getLogger("somebody.elses")
    logger.addHandler(handler)
    mask_logs()
    yield output
    logging.setLogRecordFactory(before)
    logger.removeHandler(handler)


def test_messages_and_arguments_are_masked(written: io.StringIO) -> None:
    logging.getLogger("somebody.elses").error("打%s，%d次", "13812345678", 3)
    assert written.getvalue() == "打［电话］，3次\n"


def test_a_traceback_is_masked(written: io.StringIO) -> None:
    try:
        raise ValueError("我的邮箱是a@qq.com")
    except ValueError:
        logging.getLogger("somebody.elses").exception("failed")
    assert "ValueError: 我的邮箱是［邮箱］" in written.getvalue() and "a@qq" not in written.getvalue()


def test_arguments_that_do_not_fit_break_nothing(written: io.StringIO) -> None:
    logging.getLogger("somebody.elses").error("%d", "13812345678")
    assert written.getvalue() == "unreadable log message\n"
