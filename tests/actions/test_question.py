"""What Rasa says and what the lexicon finds become one question: its kind, its topic, and what it asks for."""

from __future__ import annotations

import pytest

from actions.answer import Kind
from actions.question import Question, Reading, core_of, read_question, without_set_aside
from index.query import asking_part, normalise_query
from tests.actions.bench import Bench, reading


def read(bench: Bench, asked: Reading) -> Question:
    query = normalise_query(asked.text)
    return read_question(query, asked, bench.linker.link(query), bench.lexicon)


@pytest.mark.parametrize(
    ("text", "intent", "kind"),
    [
        ("高端研发机构最高补多少", "ask_funding", Kind.FUNDING),
        ("科技成果转化找谁", "ask_contact", Kind.CONTACT),
        ("我是永川的，能申请吗", "ask_eligibility", Kind.ELIGIBILITY),
        ("第17条讲什么", "ask_content", Kind.CONTENT),
        ("一事一议是什么意思", "ask_definition", Kind.DEFINITION),
        ("示范区包括哪些地方", "ask_area", Kind.AREA),
        ("什么时候施行", "ask_date", Kind.DATE),
        ("谁发的文", "ask_issuer", Kind.ISSUER),
        ("市科技局负责哪些条", "ask_list", Kind.LIST),
        ("一共几条", "ask_count", Kind.COUNT),
        ("有什么政策", "ask_overview", Kind.CONTENT),
        ("公积金怎么提取", "out_of_scope", Kind.CONTENT),  # has no kind of its own
        ("你好", "greet", Kind.CONTENT),
    ],
)
def test_kind_is_that_of_the_intent(bench: Bench, text: str, intent: str, kind: Kind) -> None:
    assert read(bench, reading(text, intent)).kind is kind


@pytest.mark.parametrize(
    ("text", "intent", "aspect"),
    [
        ("市科技局电话多少", "ask_contact", "联系电话"),
        ("申报截止到什么时候", "ask_date", "申报截止时间"),
        ("要准备什么材料", "ask_content", "申报材料"),
        ("怎么申请", "ask_eligibility", "申请流程"),
        ("办下来要几个工作日", "ask_funding", "办理时限"),
    ],
)
def test_a_phrase_of_an_aspect_makes_it_a_procedure(bench: Bench, text: str, intent: str, aspect: str) -> None:
    """What notices rarely state is told by its phrase, unless the intent is all but certain."""
    question = read(bench, reading(text, intent, 0.85))
    assert (question.kind, question.aspect) == (Kind.PROCEDURE, aspect)


def test_a_phrase_of_an_aspect_in_a_story_does_not_overrule_a_sure_intent(bench: Bench) -> None:
    """小程序 is what they make, not where they apply."""
    question = read(bench, reading("我们做小程序的公司刚起步，能不能拿天使投资", "ask_funding", 0.95))
    assert (question.kind, question.aspect) == (Kind.FUNDING, "网上办理入口")


@pytest.mark.parametrize("intent", ["ask_list", "ask_count", "ask_area", "ask_issuer"])
def test_an_aspect_does_not_overrule_questions_about_the_whole_notice(bench: Bench, intent: str) -> None:
    question = read(bench, reading("哪几条写了申报材料", intent))
    assert (question.kind.value, question.aspect) == (intent.removeprefix("ask_"), "申报材料")


@pytest.mark.parametrize("intent", ["ask_funding", "ask_content", "ask_procedure", "ask_eligibility"])
def test_a_rate_is_asked_about_money(bench: Bench, intent: str) -> None:
    question = read(bench, reading("风险补偿比例是多少", intent))
    assert (question.kind, question.wants_rate) == (Kind.FUNDING, True)


@pytest.mark.parametrize(
    ("probability", "kind"), [(0.45, Kind.CONTENT), (0.55, Kind.PROCEDURE), (0.95, Kind.PROCEDURE)]
)
def test_a_procedure_without_an_aspect_is_one_where_its_intent_is_the_likeliest(
    bench: Bench, probability: float, kind: Kind
) -> None:
    """As any other kind is."""
    asked = reading("科技成果转化", "ask_procedure", probability, ask_content=1 - probability)
    assert read(bench, asked).kind is kind


@pytest.mark.parametrize(
    ("text", "quantity", "rate"),
    [
        ("高端研发机构最高补多少", True, False),
        ("给好多钱", True, False),
        ("封顶几千万", True, False),
        ("贴息百分之几", False, True),
        ("上市有没有扶持", False, False),
    ],
)
def test_what_is_asked_of_money(bench: Bench, text: str, quantity: bool, rate: bool) -> None:
    question = read(bench, reading(text, "ask_funding"))
    assert (question.wants_quantity, question.wants_rate) == (quantity, rate)


@pytest.mark.parametrize(
    ("ranking", "social"),
    [
        ({"greet": 0.9}, "greet"),
        ({"greet": 0.4, "thanks": 0.3}, "greet"),  # one of the small talk, though unsure which
        ({"greet": 0.4, "ask_content": 0.35}, None),  # not likely enough
        ({"ask_content": 0.9, "greet": 0.1}, None),
    ],
)
def test_small_talk_is_believed_when_likely(bench: Bench, ranking: dict[str, float], social: str | None) -> None:
    assert read(bench, Reading("你好", max(ranking, key=lambda name: ranking[name]), ranking)).social == social


def test_probabilities_are_those_of_the_ranking(bench: Bench) -> None:
    question = read(bench, reading("上市有没有扶持", "ask_funding", 0.7, out_of_scope=0.2))
    assert (question.kind_probability, question.out_of_scope) == (0.7, 0.2)


def test_a_reading_without_ranking_still_has_its_intent(bench: Bench) -> None:
    """Rasa leaves the ranking out when a payload is posted."""
    assert read(bench, Reading("科技成果转化找谁", "ask_contact")).kind is Kind.CONTACT


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("那找谁呢", ""),
        ("最高多少", ""),
        ("我是永川的，能申请吗", ""),  # the place is no topic
        ("市科技局电话多少", ""),  # neither is the unit
        ("有什么政策", ""),
        ("科技成果转化找谁", "科技成果转化"),
        ("公积金怎么提取", "公积金提取"),
    ],
)
def test_the_core_is_what_filler_units_and_places_leave(bench: Bench, text: str, core: str) -> None:
    query = normalise_query(text)
    mentions = bench.linker.link(query)
    assert core_of(query, mentions, bench.lexicon) == core
    assert read(bench, reading(text, "ask_content")).has_topic == bool(core)


@pytest.mark.parametrize("text", ["上市有没有扶持", "节能", "能源", "专项资金", "跨市", "先行先试", "筹钱"])
def test_words_of_the_notice_and_the_lexicon_are_a_topic(bench: Bench, text: str) -> None:
    """A filler character inside a word that names something is no filler."""
    assert read(bench, reading(text, "ask_funding")).has_topic


@pytest.mark.parametrize("text", ["第17条", "第17条讲什么", "第五条原文", "第2条多少钱"])
def test_a_measures_number_is_no_topic(bench: Bench, text: str) -> None:
    """The number says which measure; nothing is left that could choose among its sentences."""
    assert not read(bench, reading(text, "ask_content")).has_topic


STORY = (
    "我们是永川一家做汽车零部件的小厂，去年刚搬到园区，今年想把生产线整个换一遍，老板让我打听打听，别的什么都不懂。"
    "请问技术改造有没有扶持？"
)


def test_cues_of_the_story_do_not_decide_the_kind(bench: Bench) -> None:
    """电话 in the story is no question for a phone number."""
    story = (
        "我上午打电话问过园区管委会，人家说不清楚，让我自己查文件，我查了半天也没有找到，只好来这里问一问你们了。"
        "科技成果转化有什么支持？"
    )
    assert read(bench, reading(story, "ask_content")).aspect is None


@pytest.mark.parametrize("intent", ["out_of_scope", "chitchat_feedback", "ask_procedure"])
@pytest.mark.parametrize("text", ["文号", "文号是多少", "把文件全称和发文字号报给我"])
def test_a_document_number_asked_for_is_no_other_business(bench: Bench, text: str, intent: str) -> None:
    """Whatever the intent: the word has one meaning here."""
    question = read(bench, reading(text, intent))
    assert (question.kind, question.social, question.out_of_scope) == (Kind.ISSUER, None, 0.0)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("不说利率了，贷款额度有没有倾斜", "贷款额度有没有倾斜"),
        ("不对，我问的不是招商，是财政专项资金", "不对, 是财政专项资金"),
        ("不 我不问监管细节了 再回刚刚招商", "不 我 再回刚刚招商"),
        ("归谁管，这是第几条", "归谁管"),
        ("这是第几条，归谁管", "归谁管"),
        ("这是第几条", "这是第几条"),
        ("先不管土地，人才公寓找谁", "人才公寓找谁"),
        ("贷款利率不说", "贷款利率不说"),
        ("怎么不说清楚", "怎么不说清楚"),
    ],
)
def test_what_the_caller_sets_aside_is_not_searched(text: str, left: str) -> None:
    assert without_set_aside(normalise_query(text)) == left


def test_questions_in_the_middle_of_a_long_story_are_what_is_asked() -> None:
    story = (
        "哪条说了人才培育体系？" + "我在一所高职当教务处长，校长周五要听汇报，我还得准备招生宣传片，" * 2 + "帮个忙。"
    )
    assert asking_part(normalise_query(story)) == "哪条说了人才培育体系?"
