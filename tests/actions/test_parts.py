"""Several questions in one message: its parts, how they are answered one by one, and the one card of them all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from actions.answer import Answer, Kind
from actions.card import card_of, card_of_parts
from actions.joining import joined
from actions.parts import LONGEST, parts_of
from actions.phrases import source_line, source_of_several
from actions.question import MeasureRef, Memory
from actions.responder import respond
from actions.service import Reply, Service
from index.query import normalise_query
from tests.actions.bench import Bench, Found, reading

PUBLISHED = "渝发改规范〔2021〕12号"
VALIDITY = "是否仍有效请向发文机关核实"
TWO_TOPICS = "科技成果转化找谁？园区循环化改造归谁管？"


def read(bench: Bench, text: str) -> list[tuple[str, Kind]]:
    return [(part.text, part.kind) for part in parts_of(normalise_query(text), bench.lexicon)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # each with its own topic
        (TWO_TOPICS, [("科技成果转化找谁", Kind.CONTACT), ("园区循环化改造归谁管", Kind.CONTACT)]),
        ("人才公寓什么条件？一事一议找谁？", [("人才公寓什么条件", Kind.ELIGIBILITY), ("一事一议找谁", Kind.CONTACT)]),
        (
            "科技成果转化归谁管，人才公寓归谁管",
            [("科技成果转化归谁管", Kind.CONTACT), ("人才公寓归谁管", Kind.CONTACT)],
        ),
        # the second without one
        ("高端研发机构最高补多少？找谁？", [("高端研发机构最高补多少", Kind.FUNDING), ("找谁", Kind.CONTACT)]),
        ("人才公寓归谁管，什么条件？", [("人才公寓归谁管", Kind.CONTACT), ("什么条件", Kind.ELIGIBILITY)]),
        ("股权投资最高多少，由哪个部门负责", [("股权投资最高多少", Kind.FUNDING), ("由哪个部门负责", Kind.CONTACT)]),
        ("科技成果转化找谁？要什么材料？", [("科技成果转化找谁", Kind.CONTACT), ("要什么材料", Kind.PROCEDURE)]),
        (
            "领军人才办企业最多能投多少，跟谁联系，什么条件",
            [("领军人才办企业最多能投多少", Kind.FUNDING), ("跟谁联系", Kind.CONTACT), ("什么条件", Kind.ELIGIBILITY)],
        ),
        # the same of both
        ("招商 土地 这俩分别归谁", [("招商归谁", Kind.CONTACT), ("土地归谁", Kind.CONTACT)]),
        # numbered
        (
            "①绿色转型要出什么方案怎么规定 ②园区循环化谁负责",
            [("绿色转型要出什么方案怎么规定", Kind.CONTENT), ("园区循环化谁负责", Kind.CONTACT)],
        ),
        # of the notice as a whole
        ("什么时候施行？谁印发的？", [("什么时候施行", Kind.DATE), ("谁印发的", Kind.ISSUER)]),
        ("文号是多少，什么时候施行", [("文号是多少", Kind.ISSUER), ("什么时候施行", Kind.DATE)]),
        ("示范区包括哪几个区？什么时候施行？", [("示范区包括哪几个区", Kind.AREA), ("什么时候施行", Kind.DATE)]),
        ("哪几条给钱？什么时候施行", [("哪几条给钱", Kind.LIST), ("什么时候施行", Kind.DATE)]),
    ],
)
def test_each_question_is_a_part_of_its_own_kind(bench: Bench, text: str, expected: list[tuple[str, Kind]]) -> None:
    assert read(bench, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "我们是永川做汽车零件的厂，想搞技术改造，能申请吗？找谁？",
            [("我们是永川做汽车零件的厂,想搞技术改造,能申请吗", Kind.ELIGIBILITY), ("找谁", Kind.CONTACT)],
        ),
        (
            "我们在永川。人才公寓能申请吗？归哪个部门管？",
            [("我们在永川,人才公寓能申请吗", Kind.ELIGIBILITY), ("归哪个部门管", Kind.CONTACT)],
        ),
        (
            "科技成果转化找谁？另外我们还想建人才公寓，什么条件？",
            [("科技成果转化找谁", Kind.CONTACT), ("另外我们还想建人才公寓,什么条件", Kind.ELIGIBILITY)],
        ),
    ],
)
def test_a_story_joins_the_question_after_it(bench: Bench, text: str, expected: list[tuple[str, Kind]]) -> None:
    """Else its topic, or where the caller is, is lost."""
    assert read(bench, text) == expected


def test_what_follows_the_last_question_joins_it(bench: Bench) -> None:
    assert read(bench, "人才公寓什么条件？找谁？就是养老机构那条")[-1] == ("找谁,就是养老机构那条", Kind.CONTACT)


LONG_TEXT = (
    "我们是永川一家做汽车零部件的小厂，去年刚搬到园区，今年想把生产线整个换一遍，老板让我打听打听，别的什么都不懂，"
    "请问技术改造有没有补贴？归谁管？什么条件？麻烦说详细一点谢谢"
)


@pytest.mark.parametrize(
    "text",
    [
        "人才公寓找谁",  # one question
        "找谁？人才公寓那条",  # one question and what it is about
        "市科技局、市财政局分别负责哪几条",
        "我在永川，能申请吗",
        "要什么材料？去哪里办？",  # procedures only
        "要准备什么材料，几个工作日办完？",
        "找谁,哪个部门",  # one question said twice
        "刚说的贷款倾斜、优惠利率这两条，分别归谁",  # asked of what was spoken of
        "有补贴吗？有没有补贴？",
        "找谁？最高多少？什么条件？什么时候施行？谁印发的？人才公寓多少钱",  # too many
        "你好，谢谢",
        "",
        "？？？",
    ],
)
def test_what_is_one_question_has_no_parts(bench: Bench, text: str) -> None:
    assert read(bench, text) == []


def test_a_long_text_is_one_story(bench: Bench) -> None:
    assert len(LONG_TEXT) > LONGEST
    assert read(bench, LONG_TEXT) == []


def ask(service: Service, text: str, intent: str, memory: Memory | None = None) -> Reply:
    return service.reply(reading(text, intent), memory or Memory())


def numbers(card: dict[str, Any]) -> list[int]:
    return [measure["number"] for measure in card["measures"]]


def parts(reply: Reply) -> list[tuple[str, str, list[int]]]:
    return [(part["status"], part["kind"], numbers(part)) for part in reply.card["parts"]]


def test_two_topics_are_answered_one_by_one(service: Service) -> None:
    reply = ask(service, TWO_TOPICS, "ask_contact")
    assert parts(reply) == [("answered", "contact", [4]), ("answered", "contact", [13])]
    assert (reply.card["status"], reply.card["kind"], numbers(reply.card)) == ("answered", "contact", [4, 13])


@pytest.mark.parametrize(
    ("text", "intent", "expected"),
    [
        ("高端研发机构最高补多少？找谁？", "ask_funding", [("answered", "funding", [1]), ("answered", "contact", [1])]),
        (
            "科技成果转化找谁？要什么材料？",
            "ask_contact",
            [("answered", "contact", [4]), ("not_in_notice", "procedure", [4])],
        ),
    ],
)
def test_a_later_question_without_a_topic_leans_on_the_one_before(
    service: Service, text: str, intent: str, expected: list[tuple[str, str, list[int]]]
) -> None:
    assert parts(ask(service, text, intent)) == expected


def test_the_third_question_leans_on_the_second(service: Service) -> None:
    reply = ask(service, TWO_TOPICS + "什么条件？", "ask_contact")
    assert parts(reply)[2] == ("answered", "eligibility", [13])


def test_questions_without_a_topic_lean_on_the_conversation(service: Service) -> None:
    memory = Memory((MeasureRef(PUBLISHED, 4),), Kind.CONTENT, {}, True)
    reply = ask(service, "找谁？要什么材料？", "ask_contact", memory)
    assert parts(reply) == [("answered", "contact", [4]), ("not_in_notice", "procedure", [4])]


def test_questions_that_would_be_asked_back_are_answered_as_one(service: Service) -> None:
    """Two questions back in one reply help nobody."""
    reply = ask(service, "找谁？什么条件？", "ask_contact")
    assert (reply.card["status"], reply.card["parts"]) == ("clarify", [])
    assert "问题1" not in reply.text


def test_the_answer_to_a_question_back_has_no_parts(service: Service) -> None:
    memory = Memory((MeasureRef(PUBLISHED, 20),), Kind.FUNDING, {}, True, (), asked_back=True)
    assert ask(service, "第一个给多少？找谁？", "ask_funding", memory).card["parts"] == []


def test_the_answers_bear_the_questions_numbers(service: Service) -> None:
    """In the order asked; each cites its measure, and their source is told once, at the end."""
    first, second, source = ask(service, TWO_TOPICS, "ask_contact").text.split("\n\n")
    assert first.startswith("问题1：第4条") and second.startswith("问题2：第13条")
    named, validity = source.split("\n")
    assert named == f"出处：《支持新时代产业转型升级示范区高质量发展的政策措施》（{PUBLISHED}）第4条、第13条"
    assert VALIDITY in validity


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("高端研发机构最高补多少？找谁？", "）第1条"),  # one measure is named once
        ("科技成果转化找谁？要什么材料？", "）第4条"),
        ("什么时候施行？谁印发的？", "）"),  # the last part has no line of its own for the source
        ("谁印发的？科技成果转化找谁？", "）第4条"),
        ("哪几条给钱？什么时候施行", "）"),  # a list tells its measures itself
    ],
)
def test_the_source_is_told_once_for_all_parts(service: Service, text: str, ending: str) -> None:
    reply = ask(service, text, "ask_contact")
    assert len(reply.card["parts"]) == 2
    [source] = [line for line in reply.text.split("\n") if line.startswith("出处：")]
    assert source.endswith(ending) and PUBLISHED in source
    for part, card in zip(reply.text.split("\n\n"), reply.card["parts"], strict=False):
        assert all(f"第{number}条" in part for number in numbers(card)), "each part cites its own measures"
        assert all(measure["document_number"] == PUBLISHED for measure in card["measures"])


def test_the_closing_line_stands_after_the_source(bench: Bench) -> None:
    """The question that an interview waits with is the last that is read."""
    answers = [answer(bench, "金额"), replace(answer(bench, "另一条"), closing="请问您在哪个区？")]
    source = source_line(answers[0])
    text = joined([f"甲\n{source}", f"乙\n{source_line(answers[1])}\n请问您在哪个区？"], answers)
    assert text == f"问题1：甲\n\n问题2：乙\n\n{source_of_several(answers)}\n请问您在哪个区？"


def test_parts_from_two_notices_keep_their_own_sources(bench: Bench) -> None:
    first = answer(bench, "金额")
    other = replace(
        answer(bench, "施行"), notice=replace(bench.notice, title="另一份", document_number="某发〔2024〕1号")
    )
    text = joined([source_line(first), source_line(other)], [first, other])
    assert text == f"问题1：{source_line(first)}\n\n问题2：{source_line(other)}"


def test_one_answer_bears_no_number(service: Service) -> None:
    assert "问题1" not in ask(service, "科技成果转化找谁", "ask_contact").text


@pytest.mark.parametrize("text", [TWO_TOPICS, "什么时候施行？谁印发的？", "万州的企业能申请吗？什么时候施行？"])
def test_validity_is_told_once_at_the_end(service: Service, text: str) -> None:
    reply = ask(service, text, "ask_contact")
    assert len(reply.card["parts"]) == 2
    assert reply.text.count(VALIDITY) == 1 and VALIDITY in reply.text.split("\n")[-1]
    assert VALIDITY not in ask(service, text, "ask_contact", reply.memory).text


def test_the_measures_of_all_parts_are_remembered_side_by_side(service: Service) -> None:
    """For 第二个 and 前一个."""
    reply = ask(service, TWO_TOPICS, "ask_contact")
    second = ask(service, "第二个什么条件", "ask_eligibility", reply.memory)
    first = ask(service, "前一个什么条件", "ask_eligibility", second.memory)
    assert [numbers(second.card), numbers(first.card)] == [[13], [4]]


FOUND = {
    "金额": ("高端研发机构最高补多少", "ask_funding", (Found(1, "5000"),)),
    "单位": ("高端研发机构找谁", "ask_contact", (Found(1),)),
    "另一条": ("人才公寓什么条件", "ask_eligibility", (Found(7),)),
    "两条": ("第7条和第3条讲什么", "ask_content", ()),
    "材料": ("人才公寓要什么材料", "ask_procedure", (Found(7),)),
    "没有的": ("第23条讲什么", "ask_content", ()),
    "施行": ("什么时候施行", "ask_date", ()),
}


def answer(bench: Bench, name: str) -> Answer:
    text, intent, found = FOUND[name]
    return respond(bench.context(reading(text, intent), found))


@pytest.mark.parametrize(
    ("names", "status", "kind", "expected"),
    [
        (("金额", "另一条"), "answered", "funding", [1, 7]),
        (("另一条", "金额"), "answered", "eligibility", [7, 1]),
        (("金额", "单位"), "answered", "funding", [1]),  # each measure once
        (("另一条", "两条", "金额"), "answered", "eligibility", [7, 3, 1]),
        (("材料", "另一条"), "answered", "procedure", [7]),  # one that is answered suffices
        (("没有的", "施行"), "answered", "content", []),
        (("材料", "没有的"), "not_in_notice", "procedure", [7]),
    ],
)
def test_the_card_of_several_answers(
    bench: Bench, names: tuple[str, ...], status: str, kind: str, expected: list[int]
) -> None:
    """Answered where any part is; the first's kind; all measures in the order asked; a whole card for each part."""
    answers = [answer(bench, name) for name in names]
    card = card_of_parts(answers)
    assert (card["status"], card["kind"], numbers(card)) == (status, kind, expected)
    assert card["parts"] == [card_of(one) for one in answers]
    assert set(card) == set(card_of(answers[0])) and card["notice"]["document_number"] == PUBLISHED


def test_a_measure_of_several_parts_is_quoted_as_the_first_has_it(bench: Bench) -> None:
    """The sum asked for, not the units of the next question."""
    answers = [answer(bench, "金额"), answer(bench, "单位")]
    assert card_of_parts(answers)["measures"] == card_of(answers[0])["measures"]


def test_the_card_of_one_answer_has_no_parts(bench: Bench) -> None:
    one = answer(bench, "金额")
    assert card_of_parts([one]) == card_of(one) and card_of(one)["parts"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "5G基站用地和人才公寓分别找谁",
            [("5g基站用地找谁", Kind.CONTACT), ("人才公寓找谁", Kind.CONTACT)],
        ),
        (
            "客户问股权投资跟综合支持各最高多少",
            [("客户问股权投资最高多少", Kind.FUNDING), ("综合支持最高多少", Kind.FUNDING)],
        ),
        ("科技成果转化找谁，土地又找谁", [("科技成果转化找谁", Kind.CONTACT), ("土地又找谁", Kind.CONTACT)]),
    ],
)
def test_one_question_of_two_things_is_two(bench: Bench, text: str, expected: list[tuple[str, Kind]]) -> None:
    assert read(bench, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("五千万和两千万分别是给哪个的", [("五千万是什么钱", Kind.FUNDING), ("两千万是什么钱", Kind.FUNDING)]),
        ("5000万跟2000万是一回事吗", [("5000万是什么钱", Kind.FUNDING), ("2000万是什么钱", Kind.FUNDING)]),
        ("5000万和3000万分别找谁", [("5000万找谁", Kind.CONTACT), ("3000万找谁", Kind.CONTACT)]),
        (
            "研发机构的支持跟领军人才的股权投资，哪个给得多",
            [("研发机构的支持最高多少", Kind.FUNDING), ("领军人才的股权投资最高多少", Kind.FUNDING)],
        ),
    ],
)
def test_sums_that_are_told_apart_or_compared_are_asked_for_each(
    bench: Bench, text: str, expected: list[tuple[str, Kind]]
) -> None:
    assert read(bench, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "我们实缴3200万跟要求的3000万一样吗",  # one's own sum beside the notice's
        "不是5000万，是2000万",
        "这条和刚才那条哪个给得多",
        "教委和住建委哪个管得多",
    ],
)
def test_sums_of_one_matter_are_one_question(bench: Bench, text: str) -> None:
    assert read(bench, text) == []


def test_sums_told_apart_are_each_quoted(service: Service) -> None:
    reply = service.reply(reading("五千万和两千万分别是给哪个的", "ask_funding"), Memory())
    assert [measure["number"] for measure in reply.card["measures"]] == [1, 20]
    assert "高端研发机构" in reply.text and "这是股权投资，不是无偿补贴" in reply.text


@pytest.mark.parametrize(
    "text", ["听说博士后有个翻倍的计划？在哪条", "教委和住建委分别负责哪几条", "科技成果转化找谁？找哪个？"]
)
def test_one_question_in_two_clauses_is_one(bench: Bench, text: str) -> None:
    assert read(bench, text) == []
