"""Which answer a question gets, from hand-made hits: status, kind, finding and the measures it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from actions.answer import Answer, Finding, Kind, Relation, Status
from actions.contacts import Contacts
from actions.context import Context
from actions.question import MeasureRef, Memory, Reading
from actions.responder import respond
from actions.wording import Wording
from index.notice import Notice
from tests.actions.bench import Bench, Found, reading


@dataclass(frozen=True)
class Row:
    """A sentence with its intent and what the search found; the answer's finding, status and kind, and its measures."""

    text: str
    intent: str
    found: tuple[Found, ...]
    finding: Finding
    status: Status = Status.ANSWERED
    kind: Kind | None = None
    """None: the intent's own."""
    measures: tuple[int, ...] = ()


MISSING = Status.NOT_IN_NOTICE
TABLE = [
    # content
    Row("一事一议是什么意思", "ask_definition", (Found(5, "一事一议"), Found(9)), Finding.CLAUSE, measures=(5,)),
    Row("人才公寓", "ask_content", (Found(7, "人才公寓"),), Finding.CLAUSE, measures=(7,)),
    Row(
        "人才公寓", "greet", (Found(7, "人才公寓"),), Finding.CLAUSE, kind=Kind.CONTENT, measures=(7,)
    ),  # no small talk
    Row(
        "哪些人才公寓", "ask_list", (Found(7),), Finding.CLAUSE, kind=Kind.CONTENT, measures=(7,)
    ),  # things in a measure
    Row("第3条和第4条讲什么", "ask_content", (), Finding.WHOLE_MEASURE, measures=(3, 4)),
    Row("第19、20条讲啥", "ask_content", (), Finding.WHOLE_MEASURE, measures=(19, 20)),
    # money
    Row("高端研发机构最高补多少", "ask_funding", (Found(1, "5000"), Found(20)), Finding.SUM, measures=(1,)),
    Row("股权投资最高给多少钱", "ask_funding", (Found(20, "2000"),), Finding.SUM, measures=(20,)),
    Row("挂牌奖励多少钱", "ask_funding", (Found(19, "挂牌奖励"),), Finding.SUM_NOT_NAMED, MISSING, measures=(19,)),
    Row(
        "进口仪器能免多少", "ask_funding", (Found(1, "进口"),), Finding.SUM_NOT_NAMED, MISSING, measures=(1,)
    ),  # not its sum
    Row("风险补偿比例是多少", "ask_funding", (Found(18, "风险补偿"),), Finding.RATE_NOT_NAMED, MISSING, measures=(18,)),
    Row(
        "专项融资利率是多少", "ask_content", (Found(16, "利率"),), Finding.RATE_NOT_NAMED, MISSING, Kind.FUNDING, (16,)
    ),
    Row("种子库企业有没有扶持", "ask_funding", (Found(18, "种子库"),), Finding.SUPPORT_WITHOUT_SUM, measures=(18,)),
    # contact
    Row("科技成果转化找谁", "ask_contact", (Found(4), Found(1)), Finding.UNITS, measures=(4,)),
    # eligibility and places
    Row("孵化基地什么条件", "ask_eligibility", (Found(3, "孵化"),), Finding.CONDITIONS, measures=(3,)),
    Row("我是永川的，能申请吗", "ask_eligibility", (), Finding.AREA_CONFIRMED),
    Row("永川算不算", "ask_area", (), Finding.AREA_CONFIRMED),
    Row("永川", "ask_content", (), Finding.AREA_CONFIRMED, kind=Kind.AREA),
    Row("万州的企业能享受吗", "ask_eligibility", (Found(2),), Finding.AREA_OUTSIDE, MISSING),
    Row("万州算不算", "ask_area", (), Finding.AREA_OUTSIDE, MISSING),
    Row(
        "企业跨成都联合攻关行不行", "ask_eligibility", (Found(2, "成渝"),), Finding.CONDITIONS, measures=(2,)
    ),  # cooperation
    Row(
        "我们成都的企业联合攻关行不行", "ask_eligibility", (Found(2, "成渝"),), Finding.AREA_OUTSIDE, MISSING
    ),  # is there
    Row("示范区包括哪些地方", "ask_area", (), Finding.AREAS),
    # date, issuer
    Row("什么时候施行", "ask_date", (), Finding.DATES),
    Row("文号是多少", "ask_issuer", (), Finding.ISSUERS),
    Row("这东西上过哪个会审议", "ask_issuer", (), Finding.PASSAGE, kind=Kind.DEFINITION),
    # lists and counts
    Row("市财政局负责哪些条", "ask_list", (), Finding.LISTING, measures=(12, 16, 18, 19, 20)),
    Row("科技局和财政局都管的是哪些条", "ask_list", (), Finding.LISTING, measures=(12, 18, 19)),
    Row("商务委、财政局分别负责哪几条", "ask_list", (), Finding.LISTING, measures=(9, 10, 12, 16, 18, 19, 20)),
    Row("第六章有哪几条", "ask_list", (), Finding.LISTING, measures=(16, 17, 18, 19, 20)),
    Row("金融方面有哪几条", "ask_list", (), Finding.LISTING, measures=(16, 17, 18, 19, 20)),
    Row("哪几条写了钱数", "ask_list", (), Finding.LISTING, measures=(1, 17, 20)),
    Row("哪几条能给钱", "ask_list", (), Finding.LISTING, measures=(1, 20)),
    Row("一共几条", "ask_count", (), Finding.LISTING, measures=tuple(range(1, 21))),
    Row("哪些条涉及风险补偿", "ask_list", (), Finding.LISTING, measures=(18,)),
    Row("一共几章", "ask_count", (), Finding.LISTING),  # nothing to cite
    Row("涉及几个部门", "ask_count", (), Finding.LISTING),
    Row("税务局负责哪条", "ask_list", (), Finding.NOTHING_LISTED, MISSING),
    Row("财政局和教委共同负责哪几条", "ask_list", (), Finding.NOTHING_LISTED, MISSING),
    Row("哪几条提到直播带货", "ask_list", (), Finding.NOTHING_LISTED, MISSING),
    # what notices rarely state
    Row("市科技局电话多少", "ask_contact", (), Finding.ASPECT_NOT_NAMED, MISSING, Kind.PROCEDURE),
    Row("申报截止到什么时候", "ask_procedure", (), Finding.ASPECT_NOT_NAMED, MISSING),
    Row("中试基地要准备什么材料", "ask_procedure", (Found(4),), Finding.ASPECT_NOT_NAMED, MISSING, measures=(4,)),
    Row("第4条的电话", "ask_contact", (), Finding.ASPECT_NOT_NAMED, MISSING, Kind.PROCEDURE, (4,)),
    Row("文件什么时候失效", "ask_date", (), Finding.ASPECT_NOT_NAMED, MISSING, Kind.PROCEDURE),
    Row(
        "4个示范园区分别叫什么名字",
        "ask_content",
        (Found(15),),
        Finding.ASPECT_NOT_NAMED,
        MISSING,
        Kind.PROCEDURE,
        (15,),
    ),
    # not there
    Row("第23条讲什么", "ask_content", (), Finding.NO_SUCH_NUMBER, MISSING),
    Row("第0条找谁", "ask_contact", (), Finding.NO_SUCH_NUMBER, MISSING),
    Row("独角兽企业落户的待遇", "ask_content", (Found(2, score=0.3),), Finding.NOT_MENTIONED, MISSING),
    # ask back
    Row(
        "资金支持",
        "ask_funding",
        (Found(12), Found(14), Found(16), Found(1)),
        Finding.WHICH_MEASURE,
        Status.CLARIFY,
        measures=(12, 14, 16),
    ),
    Row("有什么政策", "ask_overview", (), Finding.WHICH_CHAPTER, Status.CLARIFY, Kind.CONTENT),
    Row("那找谁呢", "ask_contact", (Found(4),), Finding.WHICH_CHAPTER, Status.CLARIFY),  # nothing to go back to
    # small talk
    Row("你好", "greet", (), Finding.GREETING, Status.SOCIAL, Kind.SOCIAL),
    Row("谢谢", "thanks", (), Finding.THANKS, Status.SOCIAL, Kind.SOCIAL),
    Row("再见", "goodbye", (), Finding.GOODBYE, Status.SOCIAL, Kind.SOCIAL),
    Row("你是机器人吗", "bot_challenge", (), Finding.BOT, Status.SOCIAL, Kind.SOCIAL),
    Row("转人工", "ask_human", (), Finding.HUMAN, Status.SOCIAL, Kind.SOCIAL),
    Row("答非所问", "chitchat_feedback", (), Finding.FEEDBACK, Status.SOCIAL, Kind.SOCIAL),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.text}-{row.intent}")
def test_answer_of_a_real_sentence(bench: Bench, row: Row) -> None:
    answer = respond(bench.context(reading(row.text, row.intent), row.found))
    kind = row.kind or Kind(row.intent.removeprefix("ask_"))
    assert (answer.finding, answer.status, answer.kind) == (row.finding, row.status, kind)
    assert tuple(citation.measure.number for citation in answer.citations) == row.measures
    assert answer.notice is bench.notice


def test_what_is_not_the_notices_business_is_declined(bench: Bench) -> None:
    """Intent and search agree."""
    answer = respond(bench.context(reading("公积金怎么提取", "out_of_scope"), (Found(7, score=0.05),), foreign=1.0))
    assert (answer.status, answer.kind, answer.finding) == (Status.OUT_OF_SCOPE, None, Finding.OUT_OF_SCOPE)
    assert answer.citations == ()


def test_a_measure_named_by_number_is_never_out_of_scope(bench: Bench) -> None:
    answer = respond(bench.context(reading("第8条讲什么", "out_of_scope")))
    assert (answer.status, [c.measure.number for c in answer.citations]) == (Status.ANSWERED, [8])


def test_a_measure_without_units_says_so(bench: Bench) -> None:
    """Other notices name no responsible units."""
    context = bench.context(reading("科技成果转化找谁", "ask_contact"), (Found(4),))
    silent = replace(context.hits[0].measure, units=(), units_span=None)
    answer = respond(replace(context, hits=(replace(context.hits[0], measure=silent),)))
    assert (answer.status, answer.finding) == (Status.NOT_IN_NOTICE, Finding.NO_UNITS)


@pytest.mark.parametrize(("text", "intent"), [("包括哪些地方", "ask_area"), ("万州算不算", "ask_area")])
def test_a_notice_without_areas_neither_confirms_nor_excludes(bench: Bench, text: str, intent: str) -> None:
    everywhere = replace(bench.notice, areas=(), areas_span=None)
    answer = respond(replace(bench.context(reading(text, intent)), notice=everywhere))
    assert (answer.status, answer.kind, answer.finding) == (Status.NOT_IN_NOTICE, Kind.AREA, Finding.NO_AREAS)


def test_expiry_is_answered_where_the_notice_states_it(invented: Bench) -> None:
    assert invented.notice.effective_until
    answer = respond(invented.context(reading("文件什么时候失效", "ask_date")))
    assert (answer.status, answer.kind, answer.finding) == (Status.ANSWERED, Kind.DATE, Finding.DATES)


def test_every_finding_of_the_responder_is_tabled() -> None:
    """A new finding needs a row here, or a test of its own above."""
    elsewhere = {Finding.OUT_OF_SCOPE, Finding.NO_UNITS, Finding.NO_AREAS}
    never = {Finding.UNREADABLE, Finding.FAULT}  # the service's and the handler's
    never |= {Finding.RATED_USEFUL, Finding.RATED_USELESS, Finding.RATED_REASON}  # of a rating, not of a question
    interview = {finding for finding in Finding if finding.name.startswith("INTERVIEW_")}  # tests/actions/eligibility
    assert {row.finding for row in TABLE} | elsewhere == set(Finding) - never - interview


def follow_up(bench: Bench, asked: Reading, number: int = 17) -> Answer:
    """After an answer about one measure; the search, which knows nothing of that, prefers another."""
    memory = Memory(measures=(MeasureRef(bench.notice.key, number),))
    return respond(bench.context(asked, (Found(4), Found(number, score=0.5)), memory))


@pytest.mark.parametrize(
    ("text", "intent", "finding"),
    [
        ("那找谁呢", "ask_contact", Finding.UNITS),
        ("什么条件", "ask_eligibility", Finding.CONDITIONS),
        ("具体是什么", "ask_content", Finding.WHOLE_MEASURE),
        ("电话呢", "ask_procedure", Finding.ASPECT_NOT_NAMED),
    ],
)
def test_a_question_without_a_topic_is_about_the_last_measure(
    bench: Bench, text: str, intent: str, finding: Finding
) -> None:
    answer = follow_up(bench, reading(text, intent))
    assert (answer.finding, [c.measure.number for c in answer.citations]) == (finding, [17])


def test_a_question_with_a_topic_is_not(bench: Bench) -> None:
    answer = follow_up(bench, reading("科技成果转化找谁", "ask_contact"))
    assert [c.measure.number for c in answer.citations] == [4]


def test_memory_of_another_notice_is_not_used(bench: Bench) -> None:
    memory = Memory(measures=(MeasureRef("青海发规〔2024〕5号", 4),))
    answer = respond(bench.context(reading("那找谁呢", "ask_contact"), (Found(4),), memory))
    assert answer.finding is Finding.WHICH_CHAPTER


def test_asking_back_offers_each_candidate_with_the_asked_kind(bench: Bench) -> None:
    answer = respond(bench.context(reading("资金支持", "ask_funding"), (Found(12), Found(14), Found(16))))
    key = bench.notice.key
    assert [b.choice for b in answer.buttons] == [f"funding:{key}:12", f"funding:{key}:14", f"funding:{key}:16"]
    assert answer.buttons[0].title == "第12条 支持产业现代化转型"


def test_a_vague_question_offers_each_chapter(bench: Bench) -> None:
    answer = respond(bench.context(reading("有什么政策", "ask_overview")))
    assert [b.title for b in answer.buttons] == [chapter.title for chapter in bench.notice.chapters]


def test_nothing_found_at_all_is_still_an_answer(bench: Bench) -> None:
    """Every intent, with no hit and no memory."""
    for kind in Kind:
        context: Context = bench.context(reading("某样东西的说明书", f"ask_{kind.value}"))
        assert respond(context).status in set(Status)


def test_the_sum_asked_about_is_quoted_alone(bench: Bench) -> None:
    """Just the sentence that holds it, with its amount."""
    answer = respond(bench.context(reading("高端研发机构最高补多少", "ask_funding"), (Found(1, "5000"),)))
    assert [amount.value for amount in answer.citations[0].amounts] == [50_000_000]
    assert answer.citations[0].quote.startswith("对新认定的高端研发机构")
    assert answer.citations[0].quote.endswith("综合支持")


def test_a_measure_named_by_number_gives_its_sum_whichever_sentence_comes_first(bench: Bench) -> None:
    """Else 「通知未写明具体金额」 is said of a measure that names one; the button funding::17 goes the same way."""
    answer = respond(bench.context(reading("第17条多少钱", "ask_funding"), (Found(17, "三农"),)))
    assert answer.finding is Finding.SUM


def test_a_measure_named_by_number_is_quoted_whole(bench: Bench) -> None:
    answer = respond(bench.context(reading("第17条讲什么", "ask_content"), (Found(17, "三农"),)))
    assert answer.finding is Finding.WHOLE_MEASURE
    assert "贷款额度" in answer.citations[0].quote and "3000 万元" in answer.citations[0].quote


def test_the_list_of_what_gives_money_tells_the_sums(bench: Bench) -> None:
    """The contract: tell grant, threshold and equity apart."""
    answer = respond(bench.context(reading("哪几条能给钱", "ask_list")))
    assert [a.value for c in answer.citations for a in c.amounts] == [50_000_000, 20_000_000]


def test_support_for_going_public(bench: Bench) -> None:
    """The contract's own example: 上市有没有扶持."""
    answer = respond(bench.context(reading("上市有没有扶持", "ask_funding"), (Found(18, "上市"),)))
    assert (answer.status, answer.finding) == (Status.ANSWERED, Finding.SUPPORT_WITHOUT_SUM)


@pytest.mark.parametrize("text", ["哪几条提到区块链", "哪几条提到储能"])
def test_a_list_of_something_that_the_notice_lacks_is_not_the_list_of_all(bench: Bench, text: str) -> None:
    answer = respond(bench.context(reading(text, "ask_list")))
    assert len(answer.citations) < len(bench.notice.measures)


def test_a_sum_is_told_though_the_thing_is_named_in_an_earlier_clause(invented: Bench) -> None:
    """设立…产业基金，对…的企业，可给予累计不超过1500万元: to say 通知未写明具体金额 of it is untrue."""
    answer = respond(invented.context(reading("产业基金能投我们多少钱", "ask_funding"), (Found(5, "1500"),)))
    assert (answer.finding, [a.value for c in answer.citations for a in c.amounts]) == (Finding.SUM, [15_000_000])


def test_a_thing_is_not_its_chapter(bench: Bench) -> None:
    """Else all of 第二章 is listed."""
    answer = respond(bench.context(reading("哪几条提到人才公寓", "ask_list")))
    assert [c.measure.number for c in answer.citations] == [7]


def test_a_partner_outside_is_not_the_caller(bench: Bench) -> None:
    """第2条 is for just that: 跨区域 with 成都."""
    answer = respond(bench.context(reading("跟成都的企业联合攻关行不行", "ask_eligibility"), (Found(2, "成渝"),)))
    assert (answer.finding, [c.measure.number for c in answer.citations]) == (Finding.CONDITIONS, [2])


def test_the_words_of_the_rate_asked_about_are_its_topic(bench: Bench) -> None:
    """The notice does speak of 优惠利率 (第16条); to ask back which measure is meant is no answer."""
    answer = respond(bench.context(reading("优惠利率是多少", "ask_funding"), (Found(16, "利率"),)))
    assert (answer.finding, [c.measure.number for c in answer.citations]) == (Finding.RATE_NOT_NAMED, [16])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("哪条讲知识产权", [4]), ("哪几条提到碳中和", [11, 13]), ("中试基地在哪几条", [4])],
)
def test_what_the_notice_holds_is_listed_however_it_is_asked(bench: Bench, text: str, expected: list[int]) -> None:
    """Else the notice is said not to mention 「几条人才公寓」."""
    answer = respond(bench.context(reading(text, "ask_list")))
    assert [c.measure.number for c in answer.citations] == expected


def test_a_unit_named_in_the_question_is_the_one_asked_about(bench: Bench) -> None:
    """After an answer about 第17条 (市金融监管局), 市科技局电话多少 must not be answered with 第17条."""
    answer = follow_up(bench, reading("市科技局电话多少", "ask_contact"))
    assert (answer.said, answer.citations) == (("市科技局",), ())


@pytest.mark.parametrize("intent", ["ask_content", "ask_list"])
def test_a_chapter_named_by_number_is_told(bench: Bench, intent: str) -> None:
    answer = respond(bench.context(reading("第六章讲什么", intent)))
    assert [c.measure.number for c in answer.citations] == [16, 17, 18, 19, 20]


def test_a_unit_that_the_notice_lacks_is_said_to_be_missing(bench: Bench) -> None:
    """税务局找谁 asks back with the chapters instead."""
    answer = respond(bench.context(reading("税务局找谁", "ask_contact"), (Found(4, score=0.1),)))
    assert (answer.status, answer.said) == (Status.NOT_IN_NOTICE, ("税务局",))


@pytest.mark.parametrize(
    ("text", "intent", "finding"),
    [
        ("第3条和第4条分别找谁", "ask_contact", Finding.UNITS),
        ("第2条和第3条的电话", "ask_procedure", Finding.ASPECT_NOT_NAMED),
    ],
)
def test_several_numbers_are_answered_in_the_asked_kind(bench: Bench, text: str, intent: str, finding: Finding) -> None:
    """A phone of two measures is answered, status answered and kind procedure, with their texts."""
    assert respond(bench.context(reading(text, intent))).finding is finding


THRESHOLD_OF_17, GRANT_OF_1, EQUITY_OF_20 = (Found(17, "实缴"),), (Found(1, "5000"),), (Found(20, "2000"),)


@pytest.mark.parametrize(
    ("text", "intent", "found", "relation", "value", "words"),
    [
        (
            "我们实缴3200万够不够", "ask_eligibility", THRESHOLD_OF_17, Relation.REACHES, 30_000_000,
            "您说的「3200万」达到了通知写明的「实缴金额最低可降至3000 万元」。",
        ),
        (
            "我们实缴3200万够不够", "ask_funding", THRESHOLD_OF_17, Relation.REACHES, 30_000_000,
            "您说的「3200万」达到了通知写明的「实缴金额最低可降至3000 万元」。",
        ),
        (
            "我们自己只有2500万，能备案吗", "ask_eligibility", THRESHOLD_OF_17, Relation.BELOW, 30_000_000,
            "您说的「2500万」低于通知写明的「实缴金额最低可降至3000 万元」。",
        ),
        (
            "我们自己只有2500万，能备案吗", "ask_funding", THRESHOLD_OF_17, Relation.BELOW, 30_000_000,
            "您说的「2500万」低于通知写明的「实缴金额最低可降至3000 万元」。",
        ),
        (
            "不是说最高8000万吗", "ask_funding", GRANT_OF_1, Relation.NOT_STATED, 50_000_000,
            "通知没有写您说的「8000万」，写明的是「最高5000 万元」。",
        ),
        (
            "股权投资有三千万吗", "ask_funding", EQUITY_OF_20, Relation.NOT_STATED, 20_000_000,
            "通知没有写您说的「三千万」，写明的是「最高不超过2000 万元」。",
        ),
    ],
)  # fmt: skip
def test_a_sum_of_the_callers_own_is_set_beside_the_notices(
    bench: Bench, text: str, intent: str, found: tuple[Found, ...], relation: Relation, value: int, words: str
) -> None:
    """First of all, in the caller's own words; then what the notice states, as what it is."""
    answer = respond(bench.context(reading(text, intent), found))
    assert (answer.finding, answer.status, answer.kind) == (Finding.SUM, Status.ANSWERED, Kind(intent[4:]))
    [remark] = answer.remarks
    assert remark.amount is not None and (remark.relation, remark.amount.value) == (relation, value)
    first, second, *rest = Wording(bench.lexicon, Contacts()).text(answer).split("\n")
    assert first == words and remark.amount.text in second
    assert ("以责任单位认定为准" in "".join(rest)) is (answer.kind is Kind.ELIGIBILITY)  # reached is not yet entitled


def test_a_sum_where_the_notice_names_none_is_set_right(bench: Bench) -> None:
    answer = respond(bench.context(reading("人才公寓给500万吗", "ask_funding"), (Found(7, "人才公寓"),)))
    assert (answer.finding, answer.status) == (Finding.SUM_NOT_NAMED, Status.NOT_IN_NOTICE)
    assert [(r.relation, r.said, r.amount) for r in answer.remarks] == [(Relation.NOT_STATED, "500万", None)]
    said = Wording(bench.lexicon, Contacts()).text(answer)
    assert said.startswith("通知未写明具体金额。\n通知没有写您说的「500万」。\n")


@pytest.mark.parametrize("intent", ["ask_procedure", "ask_funding"])
def test_a_threshold_taken_for_a_grant_is_told_to_be_a_threshold(bench: Bench, intent: str) -> None:
    """Before anything about how to get it."""
    answer = respond(bench.context(reading("3000万补贴怎么领", intent), THRESHOLD_OF_17))
    assert (answer.finding, answer.kind, [c.measure.number for c in answer.citations]) == (
        Finding.SUM,
        Kind.FUNDING,
        [17],
    )
    first = Wording(bench.lexicon, Contacts()).text(answer).split("\n")[0]
    assert first.startswith("实缴金额最低可降至3000 万元") and first.endswith("这是门槛金额，不是补贴。")


def test_a_threshold_taken_for_a_grant_leaves_the_aspect_asked_for_unstated(bench: Bench) -> None:
    answer = respond(bench.context(reading("3000万补贴怎么申请", "ask_procedure"), THRESHOLD_OF_17))
    said = Wording(bench.lexicon, Contacts()).text(answer)
    assert "这是门槛金额，不是补贴。" in said and "\n通知未写明申请流程。\n" in said


def test_a_threshold_taken_for_a_grant_leaves_how_to_get_it_unstated(bench: Bench) -> None:
    answer = respond(bench.context(reading("3000万补贴怎么领", "ask_procedure"), THRESHOLD_OF_17))
    assert "通知未写明" in Wording(bench.lexicon, Contacts()).text(answer)


@pytest.mark.parametrize(
    ("text", "found"),
    [("5000万补贴怎么领", GRANT_OF_1), ("3000万怎么备案", THRESHOLD_OF_17), ("补贴怎么领", GRANT_OF_1)],
)
def test_what_is_rightly_taken_for_granted_is_not_set_right(bench: Bench, text: str, found: tuple[Found, ...]) -> None:
    """A grant of that sum, a sum that is not called a grant, no sum."""
    answer = respond(bench.context(reading(text, "ask_procedure"), found))
    assert (answer.finding, answer.remarks) == (Finding.ASPECT_NOT_NAMED, ())


def test_two_measures_counted_as_two_are_both_cited(bench: Bench) -> None:
    answer = respond(bench.context(reading("第19、20两条讲啥", "ask_content")))
    assert [c.measure.number for c in answer.citations] == [19, 20]


@pytest.mark.parametrize(
    ("text", "found", "subject"),
    [
        pytest.param("4个示范园区分别叫什么名字", Found(15), "具体名单"),
        ("4个示范园区的名单是什么", Found(15), "具体名单"),
    ],
)
def test_the_sort_of_fact_that_the_clause_leaves_open_is_named(
    bench: Bench, text: str, found: Found, subject: str
) -> None:
    answer = respond(bench.context(reading(text, "ask_content"), (found,)))
    assert (answer.status, answer.finding, answer.subject) == (MISSING, Finding.ASPECT_NOT_NAMED, subject)


@pytest.mark.parametrize(
    ("text", "found", "status", "finding"),
    [
        ("股权投资多久可以退出", Found(20, "3 年后"), Status.ANSWERED, Finding.CLAUSE),
        ("人才公寓多久建好", Found(7, "人才公寓"), MISSING, Finding.ASPECT_NOT_NAMED),
    ],
)
def test_a_sort_of_fact_is_answered_where_the_clause_states_it(
    bench: Bench, text: str, found: Found, status: Status, finding: Finding
) -> None:
    """3 年后可按约定退出 is a time; of the flats none is stated."""
    answer = respond(bench.context(reading(text, "ask_content"), (found,)))
    assert (answer.status, answer.finding) == (status, finding)
    assert [c.measure.number for c in answer.citations] == [found.number]


@pytest.mark.parametrize(
    ("found", "probability", "finding"),
    [
        (Found(20, "3 年后"), 0.55, Finding.CLAUSE),
        (Found(7, "人才公寓"), 0.55, Finding.ASPECT_NOT_NAMED),
    ],
)
def test_a_procedure_in_doubt_is_answered_where_the_clause_states_the_sort_of_fact(
    bench: Bench, found: Found, probability: float, finding: Finding
) -> None:
    asked = reading("股权投资多久可以退出", "ask_procedure", probability)
    assert respond(bench.context(asked, (found,))).finding is finding


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("股权投资多久可以退出", Finding.CLAUSE),
        ("股权投资多久可以批下来", Finding.ASPECT_NOT_NAMED),
        ("股权投资谈一回要多久", Finding.ASPECT_NOT_NAMED),
    ],
)
def test_a_sure_procedure_is_answered_only_where_its_verb_stands_beside_the_fact(
    bench: Bench, text: str, finding: Finding
) -> None:
    """3 年后可按约定退出 is the time of leaving, not that of a decision."""
    asked = reading(text, "ask_procedure", 0.95)
    assert respond(bench.context(asked, (Found(20, "3 年后"),))).finding is finding


def fewest_units(notice: Notice) -> list[int]:
    least = min(len(measure.units) for measure in notice.measures)
    return [measure.number for measure in notice.measures if len(measure.units) == least]


def of_one_unit(notice: Notice) -> list[int]:
    return [measure.number for measure in notice.measures if len(measure.units) == 1]


def of_the_busiest_units(notice: Notice) -> list[int]:
    counts = Counter(unit for measure in notice.measures for unit in measure.units)
    busiest = {unit for unit, count in counts.items() if count == max(counts.values())}
    return [measure.number for measure in notice.measures if busiest & set(measure.units)]


def of_the_longest_chapters(notice: Notice) -> list[int]:
    counts = Counter(measure.chapter_number for measure in notice.measures)
    return [m.number for m in notice.measures if counts[m.chapter_number] == max(counts.values())]


@pytest.mark.parametrize(
    ("text", "intent", "expected"),
    [
        ("责任单位最少的是哪条", "ask_list", fewest_units),
        ("只有一家责任单位的措施", "ask_list", of_one_unit),
        pytest.param("哪个部门负责的条数最多", "ask_list", of_the_busiest_units),
        ("哪个部门负责的条数最多", "ask_count", of_the_busiest_units),
        ("负责条数最多的是谁", "ask_list", of_the_busiest_units),
        ("哪一章措施最多", "ask_list", of_the_longest_chapters),
    ],
)
def test_the_most_and_the_fewest_are_counted_in_the_notice(
    bench: Bench, text: str, intent: str, expected: Callable[[Notice], list[int]]
) -> None:
    numbers = expected(bench.notice)
    assert 0 < len(numbers) < len(bench.notice.measures)
    answer = respond(bench.context(reading(text, intent)))
    assert (answer.status, answer.finding, answer.count) == (Status.ANSWERED, Finding.LISTING, len(numbers))
    assert [c.measure.number for c in answer.citations] == numbers


@pytest.mark.parametrize(
    ("text", "intent", "found", "subject"),
    [
        ("重点人才的公寓最长让住几年", "ask_content", Found(7, "人才公寓"), "具体时间"),
        ("人才公寓两室一厅月租几百", "ask_funding", Found(7, "人才公寓"), "具体价格"),
        ("领军人才有没有年龄和学历卡线", "ask_eligibility", Found(20, "领军人才"), "年龄、学历等条件"),
        ("一度电能便宜几分钱", "ask_funding", Found(14), "水电气价格"),
        ("摩托车在不在支柱产业目录上", "ask_content", Found(12), "目录或清单"),
        ("综合支持是一次性给还是年年给", "ask_funding", Found(1, "综合支持"), "拨付方式"),
    ],
)
def test_near_the_topic_but_not_stated(bench: Bench, text: str, intent: str, found: Found, subject: str) -> None:
    answer = respond(bench.context(reading(text, intent), (found,)))
    assert (answer.status, answer.finding, answer.subject) == (MISSING, Finding.ASPECT_NOT_NAMED, subject)


def test_the_least_is_not_told_where_only_the_most_is_stated(bench: Bench) -> None:
    found = Found(20, "2000 万元")
    least = respond(bench.context(reading("领军人才办的公司股权投资最少给多少", "ask_funding"), (found,)))
    most = respond(bench.context(reading("领军人才办的公司股权投资最多给多少", "ask_funding"), (found,)))
    assert (least.status, most.status) == (MISSING, Status.ANSWERED)


@pytest.mark.parametrize("text", ["住建委在里面负责啥", "市住房城乡建委还管些什么", "住建委在这份文件里管哪些"])
def test_the_tasks_of_a_unit_are_listed_in_any_words(bench: Bench, text: str) -> None:
    answer = respond(bench.context(reading(text, "ask_contact", 0.5, ask_issuer=0.4), (Found(12, score=0.6),)))
    assert (answer.finding, [c.measure.number for c in answer.citations]) == (Finding.LISTING, [7])


def test_an_unknown_unit_in_charge_of_something_is_not_answered_with_another(bench: Bench) -> None:
    answer = respond(bench.context(reading("重庆海关牵头的是哪一项", "ask_contact", 0.7), (Found(1, score=0.7),)))
    assert (answer.status, answer.citations) == (MISSING, ())


def test_a_list_of_one_measure_is_answered_with_its_clause(bench: Bench) -> None:
    answer = respond(bench.context(reading("讲土地的是哪条", "ask_list"), (Found(8, "建设用地"),)))
    assert (answer.finding, [c.measure.number for c in answer.citations]) == (Finding.CLAUSE, [8])


def test_a_heading_that_holds_the_topic_counts_more_than_the_ranking(bench: Bench) -> None:
    found = (Found(2, score=0.82), Found(1, score=0.59))
    answer = respond(bench.context(reading("创新平台怎么支持的", "ask_content"), found))
    assert answer.citations[0].measure.number == 1


@pytest.mark.parametrize(
    ("text", "outside"),
    [("我们在成都，没有搬到重庆的打算，能申请吗", True), ("我们在成都，打算搬到重庆，能申请吗", False)],
)
def test_who_will_not_move_stays_outside(bench: Bench, text: str, outside: bool) -> None:
    answer = respond(bench.context(reading(text, "ask_eligibility"), (Found(2),)))
    assert (answer.finding is Finding.AREA_OUTSIDE) is outside


def test_a_firm_here_and_a_firm_there(bench: Bench) -> None:
    answer = respond(
        bench.context(reading("我两个厂，一个在大渡口一个在长寿，都能享受不", "ask_eligibility"), (Found(9),))
    )
    assert (answer.finding, answer.subject, answer.said) == (Finding.CONDITIONS, "大渡口区", ("长寿",))


def test_a_sum_that_the_notice_states_is_never_denied(bench: Bench) -> None:
    """Without a topic the search may find any measure."""
    found = (Found(17, score=0.7), Found(1, "5000 万元", score=0.4))
    answer = respond(bench.context(reading("5000万能全拿吗", "ask_funding"), found))
    assert (answer.status, answer.citations[0].measure.number) == (Status.ANSWERED, 1)


def test_begin_and_end_asked_together_are_told_together(bench: Bench) -> None:
    answer = respond(bench.context(reading("这个政策啥子时候开始，管到哪年", "ask_date"), (Found(20, score=0.5),)))
    assert (answer.status, answer.finding) == (Status.ANSWERED, Finding.DATES)
