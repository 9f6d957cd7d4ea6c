"""What stands in the letter and the preamble: asked for, quoted to the letter, and not taken for what a measure says."""

from __future__ import annotations

import pytest

from actions.answer import Finding, Status
from actions.responder import respond
from tests.actions.bench import Bench, Found, reading


@pytest.mark.parametrize("text", ["政策措施是第几次委主任办公会审议的", "这东西上过哪个会审议", "什么会议通过的"])
def test_which_meeting_passed_it(bench: Bench, text: str) -> None:
    answer = respond(bench.context(reading(text, "ask_issuer"), (Found(3, score=0.4),)))
    assert answer.passage is not None and (answer.status, answer.finding) == (Status.ANSWERED, Finding.PASSAGE)
    assert "第61次" in answer.notice.quote(answer.passage) if answer.notice else False


def test_what_the_preamble_says_of_the_zone(bench: Bench) -> None:
    text = "示范区要为全国探索产业转型升级路径吗"
    answer = respond(bench.context(reading(text, "ask_content"), (Found(3, score=0.4),)))
    assert answer.passage is not None and bench.notice.quote(answer.passage).endswith("使命。")


@pytest.mark.parametrize(
    ("text", "intent", "number"),
    [
        ("新增建设用地计划指标怎么优先保障", "ask_content", 8),  # a measure says it, too
        ("一事一议要上几次会才定得下来", "ask_procedure", 5),  # no meeting of the notice's
        ("产业转型那一部分包括哪几条", "ask_list", 11),
    ],
)
def test_what_a_measure_is_asked_for_is_no_passage(bench: Bench, text: str, intent: str, number: int) -> None:
    assert respond(bench.context(reading(text, intent), (Found(number),))).finding is not Finding.PASSAGE
