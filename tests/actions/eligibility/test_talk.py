"""The interview through the whole service: what is said, offered and remembered, turn by turn, as Rasa keeps it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest

from actions.memory import memory_from_slots, slots_from_memory
from actions.question import Memory
from actions.service import Reply, Service
from tests.actions.bench import reading

PUBLISHED, INVENTED = "渝发改规范〔2021〕12号", "青海发规〔2024〕5号"


@dataclass
class Talk:
    """One conversation; its memory goes through JSON between the turns."""

    service: Service
    memory: Memory = field(default_factory=Memory)
    replies: list[Reply] = field(default_factory=list)

    def say(self, text: str, intent: str = "ask_eligibility", choice: str | None = None) -> Reply:
        reply = self.service.reply(reading(text, intent), self.memory, choice)
        self.memory = memory_from_slots(json.loads(json.dumps(slots_from_memory(reply.memory))))
        assert self.memory == reply.memory
        self.replies.append(reply)
        return reply

    def tap(self, title: str) -> Reply:
        [button] = [button for button in self.replies[-1].buttons if button.title == title]
        return self.say(button.payload, "choose", button.choice)

    @property
    def asking(self) -> bool:
        return self.memory.interview is not None and self.memory.interview.is_asking


@pytest.fixture
def talk(service: Service) -> Talk:
    return Talk(service)


def status(reply: Reply) -> tuple[str, str | None]:
    return (reply.card["status"], reply.card["kind"])


def verdicts(reply: Reply) -> dict[int, str]:
    return {row["number"]: row["verdict"] for row in reply.card["eligibility"]}


def numbers(reply: Reply) -> list[int]:
    return [measure["number"] for measure in reply.card["measures"]]


def titles(reply: Reply) -> list[str]:
    return [button.title for button in reply.buttons]


@pytest.mark.parametrize(
    "said",
    [
        "条件匹配",
        "能不能帮我匹配一下",
        "帮我看看能享受哪些政策",
        "我想测一下符合哪些政策",
        "看看我们能享受哪些，做下匹配",
    ],
)
def test_it_starts_on_request(said: str, talk: Talk) -> None:
    reply = talk.say(said)
    assert status(reply) == ("form", "eligibility") and talk.asking
    assert "哪个区" in reply.text and "重庆高新区" in titles(reply)
    assert reply.card["measures"] == [] and reply.card["eligibility"] == []


def test_it_starts_where_the_intent_is_sure(talk: Talk) -> None:
    assert status(talk.say("帮我们把把脉", "start_interview")) == ("form", "eligibility")


@pytest.mark.parametrize(
    "said, intent",
    [
        ("高端研发机构能享受哪些政策", "ask_content"), ("科技成果转化找谁", "ask_contact"), ("不想做条件匹配", "chitchat_feedback"),
        ("第17条帮我匹配一下", "ask_content"), ("八字匹配一下", "out_of_scope"),
    ],
)  # fmt: skip
def test_other_messages_do_not_start_it(said: str, intent: str, talk: Talk) -> None:
    talk.say(said, intent)
    assert not talk.asking


def test_an_eligibility_answer_offers_it_in_a_sentence_and_a_button(talk: Talk) -> None:
    reply = talk.say("高端研发机构申请有什么条件")
    assert status(reply) == ("answered", "eligibility") and numbers(reply)[0] == 1
    assert "条件匹配" in reply.text and "条件匹配" in titles(reply)


@pytest.mark.parametrize("answer", ["好的", "可以啊", "条件匹配", "那就匹配一下吧"])
def test_the_offer_is_accepted(answer: str, talk: Talk) -> None:
    talk.say("高端研发机构申请有什么条件")
    assert status(talk.say(answer, "thanks")) == ("form", "eligibility")


def test_the_offer_is_tapped(talk: Talk) -> None:
    talk.say("高端研发机构申请有什么条件")
    assert status(talk.tap("条件匹配")) == ("form", "eligibility")


def test_a_yes_without_an_offer_starts_nothing(talk: Talk) -> None:
    talk.say("好的", "thanks")
    assert not talk.asking


def test_other_answers_offer_nothing(talk: Talk) -> None:
    assert "条件匹配" not in titles(talk.say("科技成果转化找谁", "ask_contact"))


def test_from_the_first_question_to_the_result(talk: Talk) -> None:
    for said in ("条件匹配", "荣昌的高端研发机构", "要资金"):
        assert status(talk.say(said)) == ("form", "eligibility")
    reply = talk.say("新认定的")
    assert status(reply) == ("answered", "eligibility") and not talk.asking
    assert numbers(reply)[:2] == [1, 16] and verdicts(reply)[1] == "met"
    for part in (
        "第1条「支持创新平台建设」：符合", "对新认定的高端研发机构，给予最高 5000 万元的综合支持", "责任单位：市科技局、市经济信息委",
        "请向其确认", "以责任单位认定为准", PUBLISHED, "您说的「荣昌区、高端研发机构、资金、新认定的高端研发机构」",
    ):  # fmt: skip
        assert part in reply.text
    assert "略去" not in reply.text


def test_a_clause_that_grants_nothing_definite_says_so(talk: Talk) -> None:
    """The zone is favoured by measure 16, the caller by measure 14: the one is open whatever else is said."""
    for said in ("条件匹配", "江津的传统工业企业", "绿色改造"):
        reply = talk.say(said)
    assert verdicts(reply)[11] == "unknown" and verdicts(reply)[14] == "met"
    assert reply.text.count("原文没有写明给申请人的确定支持，所以只能待确认。") == 1


def test_every_condition_of_the_card_has_its_clause(talk: Talk, service: Service) -> None:
    talk.say("条件匹配")
    reply = talk.say("直接出结果")
    text = service.searcher.notices[0].text
    rows = [row for match in reply.card["eligibility"] for row in match["conditions"]]
    assert rows and all(
        row["quote"] in text and row["text"] and row["verdict"] in ("met", "unknown", "not_met") for row in rows
    )
    assert all(text[m["span"][0] : m["span"][1]] == m["quote"] for m in reply.card["measures"])


def test_buttons_alone_lead_to_the_result_and_their_titles_do_too(service: Service) -> None:
    path = ["荣昌区", "高端研发机构", "资金", "都没有"]
    tapped, typed = Talk(service), Talk(service)
    tapped.say("条件匹配")
    typed.say("条件匹配")
    for title in path:
        assert title in titles(tapped.replies[-1])
        assert tapped.tap(title).card == typed.say(title, "ask_content").card
    assert status(tapped.replies[-1]) == ("answered", "eligibility")
    assert verdicts(tapped.replies[-1])[1] == "not_met"


def test_every_control_button_works(service: Service) -> None:
    for title, expected in (("不清楚，跳过", "form"), ("直接出结果", "answered"), ("停止匹配", "social")):
        talk = Talk(service)
        talk.say("条件匹配")
        assert talk.tap(title).card["status"] == expected


def test_a_question_in_between_is_answered_and_the_interview_waits(talk: Talk) -> None:
    talk.say("条件匹配")
    talk.say("荣昌高端研发机构")
    reply = talk.say("插个问题，这文件哪天生效", "ask_date")
    assert status(reply) == ("answered", "date") and "2022年1月1日" in reply.text
    assert "主要想要哪方面的支持" in reply.text and "资金" in titles(reply) and talk.asking
    assert status(talk.say("继续，要资金")) == ("form", "eligibility")
    assert numbers(talk.say("直接出结果"))[:2] == [1, 16]


def test_small_talk_in_between_loses_nothing(talk: Talk) -> None:
    talk.say("条件匹配")
    before = talk.memory.interview
    reply = talk.say("谢谢", "thanks")
    assert reply.card["status"] == "social" and "哪个区" in reply.text and talk.memory.interview == before


def test_goodbye_ends_it(talk: Talk) -> None:
    talk.say("条件匹配")
    assert "哪个区" not in talk.say("再见", "goodbye").text and not talk.asking


def test_a_district_outside_is_told_at_once(talk: Talk) -> None:
    talk.say("条件匹配")
    reply = talk.say("我们厂在梁平")
    assert status(reply) == ("not_in_notice", "eligibility") and numbers(reply) == []
    assert "不在通知所列区域之内" in reply.text and "江津区、永川区、荣昌区、大渡口区、重庆高新区" in reply.text
    assert status(talk.say("那就不看了，谢谢", "thanks"))[0] == "social" and not talk.asking


def test_a_correction_after_the_result_gives_another_result(talk: Talk) -> None:
    for said in ("条件匹配", "江津的传统工业企业", "绿色改造"):
        talk.say(said)
    assert numbers(talk.replies[-1])[0] == 14
    assert numbers(talk.say("刚才说错了，我们是产业园区"))[0] == 13


def test_after_the_result_questions_are_ordinary_again(talk: Talk) -> None:
    for said in ("条件匹配", "重庆高新区的领军人才创办企业", "融资", "直接出结果"):
        talk.say(said)
    assert numbers(talk.replies[-1])[0] == 20
    assert status(talk.say("那找谁", "ask_contact")) == ("answered", "contact")
    assert numbers(talk.replies[-1]) == [20]


def test_stopping_with_a_question_answers_it(talk: Talk) -> None:
    talk.say("条件匹配")
    reply = talk.say("算了，直接说科技成果转化归谁", "ask_contact")
    assert status(reply) == ("answered", "contact") and "条件匹配还没做完" not in reply.text and not talk.asking


def test_a_button_of_an_interview_that_is_over_is_answered(talk: Talk) -> None:
    talk.say("条件匹配")
    talk.say("算了")
    assert "已停止" in talk.say("/choose", "choose", "interview:skip/area:0").text
    assert status(talk.say("/choose", "choose", "interview:area/江津区:0")) == ("form", "eligibility")


@pytest.mark.parametrize(
    "choice", ["interview:start/没有的通知:0", "interview:need/没有的需求:0", "interview:x/y:0", "interview:::0"]
)
def test_choices_that_we_never_offered_do_no_harm(choice: str, talk: Talk) -> None:
    assert talk.say("/choose", "choose", choice).text
    assert talk.say("算了", "thanks").text


def test_a_notice_without_conditions_gets_an_honest_shorter_interview(invented_service: Service) -> None:
    talk = Talk(invented_service)
    opening = talk.say("条件匹配")
    assert status(opening) == ("form", "eligibility") and "没有逐条整理" in opening.text
    while talk.asking:
        reply = talk.tap(titles(talk.replies[-1])[0])
    assert len(talk.replies) <= 4
    assert status(reply) == ("answered", "eligibility") and INVENTED in reply.text and "没有逐条整理" in reply.text
    assert set(verdicts(reply).values()) == {"unknown"} and numbers(reply)


def test_two_notices_each_with_its_own_interview(both: Service) -> None:
    named = Talk(both)
    assert named.say(f"按{INVENTED}做条件匹配").card["notice"]["document_number"] == INVENTED
    by_area = Talk(both)
    assert by_area.say("我们在荣昌，做个条件匹配").card["notice"]["document_number"] == PUBLISHED


def test_without_interview_data_everything_else_works(service: Service) -> None:
    from actions.contacts import Contacts

    plain = Talk(Service(service.searcher, Contacts()))
    assert status(plain.say("高端研发机构申请有什么条件")) == ("answered", "eligibility")
    assert titles(plain.replies[-1]) == []


def test_what_does_not_fit_and_is_not_told_is_counted(talk: Talk) -> None:
    """The head counts them all, so the reader is told how many of them are not listed."""
    talk.say("条件匹配")
    talk.say("荣昌高端研发机构，要资金，没有资质")
    reply = talk.replies[-1] if talk.replies[-1].card["eligibility"] else talk.say("直接出结果")
    found = verdicts(reply)
    hidden = len(found) - len(numbers(reply))
    assert hidden > 0 and set(found[n] for n in found if n not in numbers(reply)) == {"not_met"}
    assert f"其余不符合的{hidden}条未在这里列出。" in reply.text
