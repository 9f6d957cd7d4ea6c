"""Hypothesis drives the interview: whatever is said, in any order, nothing crashes or loops, and it always comes to an end."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from actions.eligibility.interview import Move, Step
from actions.eligibility.slots import interview_from, slots_of
from actions.eligibility.verdicts import Verdict
from actions.memory import memory_from_slots, slots_from_memory
from actions.question import Memory
from actions.service import Service
from index.interview_data import FieldName
from tests.actions.bench import reading
from tests.actions.eligibility.conftest import Room

FACTS = [
    "江津",
    "我们在荣昌",
    "高校",
    "科技型中小企业",
    "产业园区",
    "要资金",
    "融资和人才",
    "新认定",
    "项目在重点项目库",
    "荣昌的园区要用地",
]
CORRECTIONS = [
    "刚才说错了，是荣昌",
    "不是江津是永川",
    "不是园区，是高校",
    "说错了，要融资",
    "不要钱，要人才",
    "改成用地",
]
EVASIONS = ["不清楚", "跳过", "都可以", "没有", "都不是", "嗯哼", "啊这", "……好难", "😀"]
QUESTIONS = ["人才公寓归谁", "这文件哪天生效", "第17条讲什么", "公积金怎么提取", "谢谢"]
OUTSIDE = ["梁平", "我们在万州", "成都的厂"]
ENDS = ["直接出结果", "算了", "重新开始", "条件匹配", "没别的，看结果"]
SAID = st.sampled_from([*FACTS, *CORRECTIONS, *EVASIONS, *QUESTIONS, *OUTSIDE, *ENDS]) | st.text(max_size=12)
LONGEST = 2 * len(FieldName) + 2
"""Evasive answers after which every question has been given up: two for each field and for narrowing it."""


def core_machine(room: Room) -> type[RuleBasedStateMachine]:
    """The pure core, with slots in between as Rasa keeps them."""

    class Core(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.step: Step = room.course.begin("key", room.hear("条件匹配"))

        def hear(self, text: str) -> None:
            interview = interview_from(json.loads(json.dumps(slots_of(self.step.interview))))
            assert interview == self.step.interview
            if interview is None:
                self.step = room.course.begin("key", room.hear(text))
            else:
                self.step = room.course.step(interview, room.hear(text, interview.pending))
            self.check()

        def check(self) -> None:
            interview = self.step.interview
            if self.step.move in (Move.ASK, Move.ASK_AGAIN):
                assert interview is not None and interview.is_asking and interview.pending is not None
            if self.step.move is Move.RESULT:
                assert interview is not None and not interview.is_asking
            if interview is not None:
                verdicts = [match.verdict for match in room.match(interview.profile).values()]
                assert verdicts == sorted(verdicts, reverse=True)

        @rule(text=SAID)
        def say(self, text: str) -> None:
            self.hear(text)

        @precondition(lambda self: self.step.interview is not None and self.step.interview.is_asking)
        @rule(evasion=st.sampled_from(["嗯哼", "跳过", "没有"]))
        def give_up(self, evasion: str) -> None:
            """Whoever only evades from here on comes to a result or a stop."""
            for _ in range(LONGEST):
                if self.step.interview is None or not self.step.interview.is_asking:
                    return
                self.hear(evasion)
            assert self.step.interview is None or not self.step.interview.is_asking

        @precondition(lambda self: self.step.interview is not None and self.step.interview.is_asking)
        @rule()
        def first_button_always(self) -> None:
            """Whoever always takes the first offer comes to a result with nothing left open that was offered."""
            for _ in range(LONGEST):
                interview = self.step.interview
                assert interview is not None
                if not interview.is_asking:
                    return
                assert interview.pending is not None
                self.hear((*room.chooser.choices(interview.pending, interview.profile), "跳过")[0])
            raise AssertionError("still asking")

    return Core


def test_the_core_never_crashes_never_loops_and_ends(room: Room) -> None:
    run_state_machine_as_test(
        core_machine(room), settings=settings(max_examples=60, stateful_step_count=20, deadline=None)
    )


def service_machine(service: Service) -> type[RuleBasedStateMachine]:
    class Chat(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.memory = Memory()
            self.titles: list[str] = []

        def turn(self, text: str, intent: str) -> str:
            reply = service.reply(reading(text, intent), self.memory)
            self.memory = memory_from_slots(json.loads(json.dumps(slots_from_memory(reply.memory))))
            self.titles = [button.title for button in reply.buttons]
            asking = self.memory.interview is not None and self.memory.interview.is_asking
            card = reply.card
            assert reply.text.strip() and self.memory == reply.memory
            assert card["status"] != "error" or not any(char.isalnum() for char in text)
            assert card["status"] != "form" or asking
            assert not (asking and card["eligibility"])
            assert not card["eligibility"] or "以责任单位认定为准" in reply.text
            assert "未能与通知原文核对一致" not in reply.text
            return str(card["status"])

        @rule(
            text=SAID,
            intent=st.sampled_from(["ask_content", "ask_eligibility", "thanks", "out_of_scope", "start_interview"]),
        )
        def say(self, text: str, intent: str) -> None:
            self.turn(text, intent)

        @precondition(lambda self: self.titles)
        @rule(data=st.data())
        def tap(self, data: st.DataObject) -> None:
            self.turn(data.draw(st.sampled_from(self.titles)), "ask_content")

        @rule()
        def ask_for_the_result(self) -> None:
            self.turn("条件匹配", "start_interview")
            self.turn("直接出结果", "ask_content")
            assert self.memory.interview is None or not self.memory.interview.is_asking

    return Chat


def test_the_service_never_crashes_and_keeps_form_and_memory_together(service: Service) -> None:
    run_state_machine_as_test(
        service_machine(service),
        settings=settings(
            max_examples=25, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_verdict_has_the_word_of_the_contract(verdict: Verdict) -> None:
    assert verdict.word in ("met", "unknown", "not_met")
