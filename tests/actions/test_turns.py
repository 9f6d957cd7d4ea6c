"""Whole conversations on a service without a model: ratings, hand-over after three failures, the new conversation, ids."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from actions.answer import Button, Finding
from actions.contacts import Contacts
from actions.question import Memory, Reading
from actions.service import Reply, Service
from actions.turns import TO_A_PERSON, Taken, Turn, Turns
from actions.wording import FAULT_TEXT, RENEWED_TEXT
from tests.actions.bench import reading
from tests.actions.facts import incomplete_lines, slips

PHONES = Contacts("023-0000", "工作日9:00至17:00", {"市科技局": "023-0001", "市发展改革委": "023-0002"})
CONTACT = ("科技成果转化找谁", "ask_contact")
FOREIGN = ("公积金怎么提取", "out_of_scope")


@dataclass
class Conversation:
    """Keeps the slots from turn to turn, as Rasa does: through JSON."""

    service: Service
    slots: dict[str, Any] = field(default_factory=dict)
    turns: int = 0

    def say(self, text: str, intent: str = "ask_content", choice: str = "", renewed: bool = False) -> Taken:
        self.turns += 1
        asked: Reading = reading(text, intent)
        taken = Turns(self.service).take(Turn(f"{self.turns:032x}", asked, self.slots, choice, renewed))
        self.slots = json.loads(json.dumps(taken.slots))
        assert (slips(taken.reply.text), taken.reply.text.strip()) == ([], taken.reply.text)
        assert taken.reply.card["turn"] == f"{self.turns:032x}"
        return taken

    def tap(self, taken: Taken, title: str) -> Taken:
        button = next(button for button in taken.reply.buttons if button.title == title)
        return self.say(button.payload, "choose", button.choice)


@pytest.fixture
def talk(service: Service) -> Conversation:
    return Conversation(service)


@pytest.fixture
def staffed(service: Service) -> Conversation:
    return Conversation(Service(service.searcher, PHONES, service.phrases))


def titles(taken: Taken) -> list[str]:
    return [button.title for button in taken.reply.buttons]


class Broken(Service):
    """Fails in the middle of every turn, with the caller's words in its error."""

    def reply(self, reading: Reading, memory: Memory, choice: str | None = None) -> Reply:
        raise RuntimeError(reading.text)


def broken(service: Service) -> Conversation:
    return Conversation(Broken(service.searcher, service.contacts, service.phrases))


# buttons to rate


def test_answers_and_refusals_can_be_rated(talk: Conversation) -> None:
    assert titles(talk.say(*CONTACT)) == ["有用", "没用"]
    assert titles(talk.say(*FOREIGN)) == ["有用", "没用"]


def test_where_the_bot_asks_its_own_buttons_stand_alone(talk: Conversation) -> None:
    assert not {"有用", "没用"} & set(titles(talk.say("有什么政策", "ask_overview")))
    assert titles(talk.say("你好", "greet")) == []


# a rating


def test_useful_is_thanked_for(talk: Conversation) -> None:
    answer = talk.say(*CONTACT)
    rated = talk.tap(answer, "有用")
    assert rated.rating and (rated.rating.turn, rated.rating.useful) == (answer.reply.card["turn"], True)
    assert rated.reply.text == "收到，谢谢您的反馈。还有问题可以继续问。" and rated.question == "有用"
    assert (rated.reply.card["status"], rated.reply.card["kind"]) == ("social", "social")


def test_typing_the_title_is_the_same_as_tapping(talk: Conversation) -> None:
    first = talk.say(*CONTACT)
    assert talk.say("没用", "out_of_scope").rating == Conversation(talk.service).tap(first, "没用").rating


def test_useless_asks_for_a_reason_that_may_be_tapped(talk: Conversation) -> None:
    answer = talk.say(*CONTACT)
    asked = talk.tap(answer, "没用")
    assert titles(asked) == [*talk.service.phrases.reasons, "转人工"]
    reason = talk.tap(asked, "条款找错了")
    assert reason.rating and (reason.rating.turn, reason.rating.reason) == (answer.reply.card["turn"], "条款找错了")
    assert reason.reply.finding is Finding.RATED_REASON


def test_the_reason_may_be_typed_and_a_question_is_answered_instead(talk: Conversation) -> None:
    answer = talk.say(*CONTACT)
    talk.tap(answer, "没用")
    reason = talk.say("说得太笼统了", "out_of_scope")
    assert reason.rating and reason.rating.reason == "说得太笼统了"
    talk.say("没用", "chitchat_feedback")
    question = talk.say("第17条讲什么")
    assert question.rating is None and question.reply.card["measures"][0]["number"] == 17
    assert talk.slots["rated"] is None


def test_blame_with_a_question_is_recorded_and_answered(talk: Conversation) -> None:
    talk.say(*CONTACT)
    both = talk.say("没用，我问的是第17条")
    assert both.rating and both.rating.useful is False
    assert [measure["number"] for measure in both.reply.card["measures"]] == [17]


def test_the_measure_spoken_of_is_still_known_after_a_rating(talk: Conversation) -> None:
    talk.tap(talk.say(*CONTACT), "有用")
    assert [m["number"] for m in talk.say("什么条件", "ask_eligibility").reply.card["measures"]] == [4]


# hand-over


def test_a_person_is_wanted_and_no_contact_is_configured(talk: Conversation) -> None:
    taken = talk.say("转人工", "ask_human")
    assert taken.reply.text.startswith("本站没有配置人工服务电话")
    assert (taken.reply.card["status"], taken.reply.card["measures"]) == ("social", [])
    assert "摘要" not in taken.reply.text


def test_the_hand_over_sums_up_what_was_asked_without_personal_data(staffed: Conversation) -> None:
    staffed.say("科技成果转化找谁，我电话13812345678", "ask_contact")
    staffed.say("你好", "greet")
    text = staffed.say("转人工", "ask_human").reply.text
    assert text.split("\n") == [
        "可拨打本站登记的人工服务热线：023-0000（工作日9:00至17:00）。",
        "本站登记的联系电话：市发展改革委 023-0002；市科技局 023-0001",
        "可以告诉工作人员的摘要（个人信息已隐去）：",
        "问过：「科技成果转化找谁，我电话［电话］」",
        "涉及：第4条「支持科技成果转化」（责任单位：市发展改革委、市科技局）",
    ]
    assert incomplete_lines(text) == []


@pytest.mark.parametrize("text", ["转人工", "人工", "投诉", "我要投诉！", "转人工吧"])
def test_plain_words_for_a_person_are_understood_whatever_the_intent(talk: Conversation, text: str) -> None:
    assert talk.say(text, "out_of_scope").reply.finding is Finding.HUMAN


def test_a_complaint_is_told_that_people_handle_it(talk: Conversation) -> None:
    assert "投诉和意见由工作人员处理，我是程序，不能代为受理。" in talk.say("我要投诉你们", "ask_human").reply.text


def test_three_failures_in_a_row_hand_over_and_then_begin_anew(staffed: Conversation) -> None:
    said = [staffed.say(*FOREIGN).reply for _ in range(7)]
    assert ["摘要" in reply.text for reply in said] == [False, False, True, False, False, True, False]
    third = said[2]
    assert (third.card["status"], third.finding) == ("out_of_scope", Finding.OUT_OF_SCOPE)
    assert "这几次可能都没有帮到您" in third.text and "023-0000" in third.text
    assert third.text.count("公积金怎么提取") == 1


def test_an_answer_in_between_ends_the_row(talk: Conversation) -> None:
    said = [talk.say(*one).reply.text for one in (FOREIGN, FOREIGN, CONTACT, FOREIGN, FOREIGN)]
    assert not any("摘要" in text for text in said)


def test_small_talk_in_between_does_not(talk: Conversation) -> None:
    said = [talk.say(*one).reply.text for one in (FOREIGN, ("你好", "greet"), FOREIGN, ("谢谢", "thanks"), FOREIGN)]
    assert "摘要" in said[-1]


def test_an_answer_that_was_no_use_counts(talk: Conversation) -> None:
    talk.say(*FOREIGN)
    talk.say(*FOREIGN)
    talk.say(*CONTACT)
    taken = talk.say("没用", "chitchat_feedback")
    assert taken.rating and "摘要" in taken.reply.text and "第4条" in taken.reply.text


def test_the_button_for_a_person_is_the_hand_over(talk: Conversation) -> None:
    talk.say(*CONTACT)
    asked = talk.say("没用", "chitchat_feedback")
    person = talk.tap(asked, TO_A_PERSON.title)
    assert (person.reply.finding, person.question) == (Finding.HUMAN, "转人工")
    assert person.handover and person.handover in person.reply.text


def test_faults_count_and_the_third_hands_over(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    talk = broken(service)
    said = [talk.say("我叫张三").reply for _ in range(3)]
    assert [reply.text.split("\n")[0] for reply in said] == [FAULT_TEXT] * 3
    assert {reply.card["status"] for reply in said} == {"error"}
    assert "摘要" in said[2].text and "张三" not in caplog.text


def test_no_line_of_a_summary_of_any_measure_is_held_back(
    staffed: Conversation, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(1, 21):
        staffed.say(f"第{number}条讲什么")
        assert f"涉及：第{number}条" in staffed.say("转人工", "ask_human").reply.text
    assert "held back" not in caplog.text


def test_measures_of_a_notice_that_is_gone_are_left_out(talk: Conversation) -> None:
    talk.slots = {"asked": [{"turn": "a", "question": "找谁", "notice": "别的", "measures": [4], "failed": False}]}
    text = talk.say("转人工", "ask_human").reply.text
    assert "「找谁」" in text and "涉及" not in text


# a new conversation


def test_a_new_conversation_says_so_in_one_sentence(talk: Conversation) -> None:
    taken = talk.say(*CONTACT, renewed=True)
    assert taken.reply.text.startswith(RENEWED_TEXT + "\n") and RENEWED_TEXT.count("。") == 1
    assert RENEWED_TEXT not in talk.say(*CONTACT).reply.text


# what is recorded


def test_a_tapped_button_is_recorded_by_its_title(talk: Conversation) -> None:
    opened = talk.say("有什么政策", "ask_overview")
    assert talk.tap(opened, titles(opened)[0]).question == titles(opened)[0]
    assert talk.say("/choose{}", "choose", Button("x", "content::999").choice).question == "content::999"


def test_the_hand_over_is_recorded_with_its_turn(talk: Conversation) -> None:
    assert talk.say(*CONTACT).handover is None
    handed = talk.say("转人工", "ask_human").handover
    assert handed and "第4条" in handed
