"""A turn is recorded masked and under a pseudonym; a recorder that fails is not noticed by anybody but the log."""

from __future__ import annotations

import logging
import stat
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from actions.answer import Finding
from actions.card import Card
from actions.outcomes.pseudonyms import Pseudonyms, load_pseudonyms
from actions.outcomes.recorder import Recorder, Shown
from actions.outcomes.types import Entry, Feedback, Outcome
from actions.question import Memory
from actions.rating import Rating
from actions.service import Reply

NOW = datetime(2026, 11, 23, tzinfo=UTC)
NAMES = Pseudonyms(b"k" * 32)
CARD = {
    "status": "answered",
    "kind": "contact",
    "version": "v1",
    "notice": {"document_number": "某发〔2024〕1号", "title": "某通知"},
    "measures": [{"number": 4, "score": 0.93}, {"number": 7, "score": 0.5}],
}
SHOWN = Shown("a" * 8, "caller", "我是13812345678，找谁", Reply("文字", (), CARD, Memory(), Finding.UNITS), 12)


def recorded(shown: Shown, rating: Rating | None = None) -> list[Entry]:
    entries: list[Entry] = []

    def put(entry: Entry) -> bool:
        entries.append(entry)
        return True

    Recorder(put, NAMES, lambda: NOW).shown(shown, rating)
    return entries


def test_a_turn_becomes_one_masked_row() -> None:
    [entry] = recorded(SHOWN)
    assert entry == Outcome(
        turn="a" * 8,
        at=NOW,
        conversation=NAMES.of("caller"),
        question="我是［电话］，找谁",
        status="answered",
        finding="units",
        index_version="v1",
        latency_ms=12,
        kind="contact",
        document_number="某发〔2024〕1号",
        measures=(4, 7),
        scores=(0.93, 0.5),
    )


def test_a_turn_without_a_notice_and_with_a_handover_is_recorded() -> None:
    card: Card = {"status": "error", "kind": None, "notice": None, "measures": []}
    [entry] = recorded(replace(SHOWN, reply=replace(SHOWN.reply, card=card), handover="打13812345678"))
    assert isinstance(entry, Outcome)
    assert (entry.document_number, entry.measures, entry.handover) == (None, (), "打［电话］")


def test_a_rating_follows_its_turn_masked_and_short() -> None:
    _, feedback = recorded(SHOWN, Rating("b" * 8, False, "a@qq.com说的" + "长" * 300))
    assert isinstance(feedback, Feedback)
    assert (feedback.turn, feedback.conversation, feedback.useful) == ("b" * 8, NAMES.of("caller"), False)
    assert feedback.reason and feedback.reason.startswith("［邮箱］说的") and len(feedback.reason) == 200


def test_what_a_database_refuses_is_taken_out() -> None:
    [entry] = recorded(replace(SHOWN, question="第\x0017条\ud800"))
    assert isinstance(entry, Outcome) and entry.question == "第17条?"


def test_a_failing_record_raises_nothing_and_logs_no_words(caplog: pytest.LogCaptureFixture) -> None:
    def broken(entry: Entry) -> bool:
        raise RuntimeError("找谁")

    with caplog.at_level(logging.ERROR):
        Recorder(broken, NAMES).shown(SHOWN)
    assert "RuntimeError" in caplog.text and "找谁" not in caplog.text


def test_a_pseudonym_is_steady_and_secret() -> None:
    assert NAMES.of("caller") == NAMES.of("caller") != NAMES.of("Caller")
    assert Pseudonyms(b"x" * 32).of("caller") != NAMES.of("caller")
    assert "caller" not in NAMES.of("caller") and NAMES.of("\ud800")


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "db" / "pseudonym.key"
    first = load_pseudonyms(file).of("caller")
    assert load_pseudonyms(file).of("caller") == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"short"])
def test_a_key_that_cannot_be_used_does_not_stop_the_start(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "pseudonym.key"
    file.write_bytes(content)
    assert load_pseudonyms(file).of("caller")
    assert "delete it" in caplog.text
