"""`make ask`: text, buttons and one line of the card; one clear line when nobody is there."""

from __future__ import annotations

import subprocess

import pytest

from deploy.chat import BotMessages, ask_and_print, readable
from deploy.errors import DeployError
from deploy.probe import FALLBACK, Probe, probe_questions
from deploy.settings import load_layout
from index.settings import ROOT
from tests.deploy.standin import bot
from tests.e2e.system import free_ports

ANSWERED = {"status": "answered", "kind": "funding", "measures": [{"number": 1}, {"number": 17}], "notice": None}
CLARIFY = {"status": "clarify", "kind": "content", "measures": [], "notice": {"document_number": "甲〔2020〕1号"}}


def test_text_buttons_and_card_may_come_in_several_messages() -> None:
    messages: BotMessages = [
        {"text": "您想问哪一条？"},
        {"buttons": [{"title": "第1条", "payload": "/choose{}"}]},
        {"custom": CLARIFY},
    ]
    assert list(readable(messages)) == [
        "您想问哪一条？",
        "  [第1条]  /choose{}",
        "—— clarify · content · 甲〔2020〕1号",
    ]


def test_the_buttons_to_rate_an_answer_are_not_printed() -> None:
    """Their payload holds the turn's number, which says nothing to a person."""
    rate = {"title": "有用", "payload": '/choose{"choice": "feedback:0f0f0f0f:1"}'}
    messages: BotMessages = [{"text": "甲", "buttons": [{"title": "第1条", "payload": "/choose{}"}, rate]}]
    assert list(readable(messages))[:2] == ["甲", "  [第1条]  /choose{}"]
    assert "feedback" not in "\n".join(readable(messages))


def test_an_empty_question_says_how_to_ask() -> None:
    with pytest.raises(DeployError, match="make ask q="):
        ask_and_print(load_layout(), "  ", None)


def test_nobody_there_is_one_line_with_the_command_that_starts_it() -> None:
    layout = load_layout({"YUCE_RASA_PORT": str(free_ports(1)[0])})
    with pytest.raises(DeployError, match="make run") as caught:
        ask_and_print(layout, "你好", None)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    "question", ["带\"引号\"和'单引号'", "美元$HOME和$(id)", "反引号`id`; ls", "-h", "百分之5% # 井号"]
)
def test_make_passes_the_question_on_as_it_was_typed(question: str) -> None:
    """Neither make nor the shell reads anything into it; each question is a conversation of its own."""
    with bot([ANSWERED]) as (port, received):
        layout = load_layout()
        environ = {**layout.inherited, "YUCE_RASA_PORT": str(port)}
        done = subprocess.run(
            ["make", "--no-print-directory", "ask", f"q={question}"],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=environ,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"听到：{question}\n—— answered · funding · 第1条、第17条\n"
    assert [body["message"] for body in received] == [question]


def test_the_probe_goes_on_to_the_next_question_until_one_is_answered() -> None:
    """One question that the bot asks back about does not keep a good start from being seen."""
    layout = load_layout()
    with bot([CLARIFY, CLARIFY, ANSWERED]) as (port, received):
        probe = Probe(f"http://127.0.0.1:{port}", layout.settings.data)
        assert [probe.answered() for _ in range(3)] == [False, False, True]
    assert len({body["message"] for body in received}) == 3
    assert probe.last == f"{received[2]['message']} → answered"


def test_the_probe_says_that_nobody_answers() -> None:
    probe = Probe(f"http://127.0.0.1:{free_ports(1)[0]}", load_layout().settings.data)
    assert not probe.answered()
    assert "连不上" in probe.last


def test_probe_questions_come_from_the_data_and_one_fits_any_notice() -> None:
    assert len(probe_questions(load_layout().settings.data)) > 1
    assert probe_questions(ROOT / "no-such-folder") == [FALLBACK]
