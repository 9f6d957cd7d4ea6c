"""What is said is complete, quotes verbatim, names its source, and holds nothing that the notice does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from actions.answer import Answer, Citation, Finding, Kind, Status
from actions.contacts import Contacts
from actions.context import cite, cite_units, measure_button
from actions.responder import respond
from actions.wording import FAULT_TEXT, Wording
from index.evaluate import comparable
from index.notice import Measure
from tests.actions.bench import Bench, Found, reading
from tests.actions.facts import incomplete_lines, slips, texts, unfounded

KINDS_WITH_MEASURE = {
    Finding.CLAUSE: (Kind.CONTENT, Status.ANSWERED),
    Finding.WHOLE_MEASURE: (Kind.DEFINITION, Status.ANSWERED),
    Finding.SUM: (Kind.FUNDING, Status.ANSWERED),
    Finding.SUPPORT_WITHOUT_SUM: (Kind.FUNDING, Status.ANSWERED),
    Finding.SUM_NOT_NAMED: (Kind.FUNDING, Status.NOT_IN_NOTICE),
    Finding.RATE_NOT_NAMED: (Kind.FUNDING, Status.NOT_IN_NOTICE),
    Finding.UNITS: (Kind.CONTACT, Status.ANSWERED),
    Finding.CONDITIONS: (Kind.ELIGIBILITY, Status.ANSWERED),
    Finding.ASPECT_NOT_NAMED: (Kind.PROCEDURE, Status.NOT_IN_NOTICE),
    Finding.LISTING: (Kind.LIST, Status.ANSWERED),
    Finding.WHICH_MEASURE: (Kind.CONTENT, Status.CLARIFY),
}
MUST_SAY_NOT_WRITTEN = {
    Finding.SUPPORT_WITHOUT_SUM, Finding.SUM_NOT_NAMED, Finding.RATE_NOT_NAMED, Finding.NO_UNITS, Finding.ASPECT_NOT_NAMED,
}  # fmt: skip
QUESTIONS = [
    ("高端研发机构最高补多少", "ask_funding", (Found(1, "5000"),)),
    ("高端研发机构补3200万行不行", "ask_funding", (Found(1, "5000"),)),
    ("挂牌奖励多少钱", "ask_funding", (Found(19, "挂牌奖励"),)),
    ("风险补偿比例是多少", "ask_funding", (Found(18, "风险补偿"),)),
    ("科技成果转化找谁", "ask_contact", (Found(4),)),
    ("我是永川的，能申请吗", "ask_eligibility", ()),
    ("万州的企业能享受吗", "ask_eligibility", ()),
    ("示范区包括哪些地方", "ask_area", ()),
    ("什么时候施行", "ask_date", ()),
    ("文号是多少", "ask_issuer", ()),
    ("一共几条", "ask_count", ()),
    ("一共几章", "ask_count", ()),
    ("涉及几个部门", "ask_count", ()),
    ("一共几个区", "ask_count", ()),
    ("哪几条写了钱数", "ask_list", ()),
    ("哪几条能给钱", "ask_list", ()),
    ("市科技局负责哪些条", "ask_list", ()),
    ("税务局负责哪条", "ask_list", ()),
    ("第88条讲什么", "ask_content", ()),
    ("市科技局电话多少", "ask_procedure", ()),
    ("税务局电话多少", "ask_procedure", ()),
    ("有什么政策", "ask_overview", ()),
    ("独角兽企业落户的待遇", "ask_content", (Found(2, score=0.3),)),
    ("你好", "greet", ()),
    ("谢谢", "thanks", ()),
    ("再见", "goodbye", ()),
    ("你是机器人吗", "bot_challenge", ()),
    ("转人工", "ask_human", ()),
    ("答非所问", "chitchat_feedback", ()),
]


@pytest.fixture(scope="module")
def wording(bench: Bench) -> Wording:
    """Of an operator without contacts."""
    return Wording(bench.lexicon, Contacts())


def _citations(bench: Bench, finding: Finding, measure: Measure) -> Iterator[Citation]:
    """The measure as a whole, and each of its sentences alone; its bracket where units are asked for."""
    if finding is Finding.UNITS:
        yield cite_units(bench.notice, measure, 0.9)
        return
    yield cite(bench.notice, measure, 0.9, (), measure.amounts)
    for sentence in measure.sentences:
        start, end = sentence.span
        inside = tuple(amount for amount in measure.amounts if start <= amount.span[0] < end)
        yield cite(bench.notice, measure, 0.9, (sentence,), inside)


def answers_of(bench: Bench, finding: Finding) -> Iterator[Answer]:
    """An answer with this finding from every measure of the notice."""
    kind, status = KINDS_WITH_MEASURE[finding]
    for measure in bench.notice.measures:
        for citation in _citations(bench, finding, measure):
            if finding is Finding.SUM and not citation.amounts:
                continue
            subject = (
                "联系电话" if finding is Finding.ASPECT_NOT_NAMED else "写明金额" if finding is Finding.LISTING else ""
            )
            buttons = (measure_button(kind, bench.notice, measure),) if finding is Finding.WHICH_MEASURE else ()
            yield Answer(status, kind, finding, bench.notice, (citation,), subject, count=1, buttons=buttons)


def _said(bench: Bench, finding: Finding) -> list[tuple[Answer, str]]:
    return texts(answers_of(bench, finding), Wording(bench.lexicon, Contacts()))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("最高6000万元。", ["6000万元"]),
        ("第17条、共20条、共5个区。", []),
        ("第21条。", ["21"]),
        ("请找税务局。", ["税务局"]),
        ("见《创业投资企业管理暂行办法》和《市区两级补贴办法》。", ["市区两级补贴办法"]),
        ("自2022年1月1日起施行。", []),
        ("自2022年7月1日起施行。", ["2022年7月1日"]),
    ],
)
def test_the_check_itself_finds_what_is_made_up(bench: Bench, text: str, found: list[str]) -> None:
    assert unfounded(text, bench) == found


@pytest.mark.parametrize("finding", KINDS_WITH_MEASURE)
def test_nothing_is_said_that_the_notice_does_not_hold(bench: Bench, finding: Finding) -> None:
    """Every figure, body and document, for every measure, quoted whole or by the sentence."""
    for answer, text in _said(bench, finding):
        assert unfounded(text, bench) == [], (answer.citations[0].measure.number, text)


@pytest.mark.parametrize("finding", KINDS_WITH_MEASURE)
def test_lines_are_complete_and_no_template_shows(bench: Bench, finding: Finding) -> None:
    for _, text in _said(bench, finding):
        assert (incomplete_lines(text), slips(text)) == ([], []), text


@pytest.mark.parametrize("finding", KINDS_WITH_MEASURE)
def test_the_measure_and_the_document_are_named(bench: Bench, finding: Finding) -> None:
    for answer, text in _said(bench, finding):
        assert f"第{answer.citations[0].measure.number}条" in text
        assert "渝发改规范〔2021〕12号" in text


@pytest.mark.parametrize("finding", set(KINDS_WITH_MEASURE) - {Finding.LISTING, Finding.WHICH_MEASURE})
def test_the_quote_stands_in_the_text_as_in_the_notice(bench: Bench, finding: Finding) -> None:
    for answer, text in _said(bench, finding):
        assert answer.citations[0].quote in text
        assert answer.citations[0].quote in bench.notice.text


@pytest.mark.parametrize("finding", MUST_SAY_NOT_WRITTEN & set(KINDS_WITH_MEASURE))
def test_what_the_notice_does_not_state_is_said_so(bench: Bench, finding: Finding) -> None:
    for _, text in _said(bench, finding):
        assert "通知未写明" in text


def test_all_responsible_units_are_named(bench: Bench) -> None:
    for answer, text in _said(bench, Finding.UNITS):
        assert "、".join(answer.citations[0].measure.units) in text.split("\n")[0]


def test_a_sum_is_said_with_its_bound_and_purpose_and_as_what_it_is(bench: Bench) -> None:
    """最高5000万元…综合支持; a threshold and an investment are told apart from a grant."""
    said = {a.citations[0].measure.number: text for a, text in _said(bench, Finding.SUM)}
    assert "最高5000万元" in comparable(said[1]) and "综合支持" in said[1] and "不是" not in said[1]
    assert "实缴金额最低可降至3000万元" in comparable(said[17]) and "这是门槛金额，不是补贴" in said[17]
    assert "最高不超过2000万元" in comparable(said[20]) and "这是股权投资，不是无偿补贴" in said[20]


def test_what_is_offered_is_said_where_no_sum_is_named(bench: Bench) -> None:
    for finding in (Finding.SUM_NOT_NAMED, Finding.RATE_NOT_NAMED):
        for answer, text in _said(bench, finding):
            assert text.startswith("通知未写明") and f"写明的是：「{answer.citations[0].quote}」" in text


def test_nobody_is_promised_that_they_qualify(bench: Bench) -> None:
    for _, text in _said(bench, Finding.CONDITIONS):
        assert "以责任单位认定为准" in text


@pytest.mark.parametrize(("text", "intent", "found"), QUESTIONS, ids=[f"{q[0]}-{q[1]}" for q in QUESTIONS])
def test_answers_to_real_sentences_say_only_what_is_there(
    bench: Bench, wording: Wording, text: str, intent: str, found: tuple[Found, ...]
) -> None:
    """The question's own words may be repeated, nothing else added."""
    answer = respond(bench.context(reading(text, intent), found))
    for _, said in texts((answer,), wording):
        assert unfounded(said, bench, text) == []
        assert (incomplete_lines(said), slips(said)) == ([], [])
        assert said.startswith(said.strip()) and "\n\n" not in said


@pytest.mark.parametrize(
    ("text", "intent", "word"),
    [
        ("万州的企业能享受吗", "ask_eligibility", "万州"),
        ("税务局负责哪条", "ask_list", "税务局"),
        ("第88条讲什么", "ask_content", "第88条"),
    ],
)
def test_the_callers_words_are_marked_as_theirs(
    bench: Bench, wording: Wording, text: str, intent: str, word: str
) -> None:
    said = wording.text(respond(bench.context(reading(text, intent))))
    assert f"您说的{word}" in said or f"您说的「{word}」" in said


def test_a_place_outside_hears_which_areas_there_are(bench: Bench, wording: Wording) -> None:
    said = wording.text(respond(bench.context(reading("万州的企业能享受吗", "ask_eligibility"))))
    assert "江津区、永川区、荣昌区、大渡口区、重庆高新区" in said and "不在通知所列区域之内" in said


@pytest.mark.parametrize(
    ("text", "found"),
    [("江津的企业建孵化基地什么条件", (Found(3, "孵化"),)), ("我是江津的，能申请吗", ())],
)
def test_a_place_inside_is_told_to_be_inside(
    bench: Bench, wording: Wording, text: str, found: tuple[Found, ...]
) -> None:
    """With the conditions of a measure, or alone; who names no place is told nothing of it."""
    said = wording.text(respond(bench.context(reading(text, "ask_eligibility"), found)))
    assert said.split("\n")[0] == "江津区在通知所列区域之内。"
    elsewhere = wording.text(
        respond(bench.context(reading("孵化基地什么条件", "ask_eligibility"), (Found(3, "孵化"),)))
    )
    assert "区域之内" not in elsewhere


def test_dates_are_those_of_the_notice(bench: Bench, wording: Wording) -> None:
    said = wording.text(respond(bench.context(reading("什么时候施行", "ask_date"))))
    assert "2022年1月1日" in said and "2021年12月20日" in said and "通知未写明有效期" in said


def test_validity_is_told_when_asked_to(bench: Bench, wording: Wording) -> None:
    """And only then."""
    answer = respond(bench.context(reading("科技成果转化找谁", "ask_contact"), (Found(4),)))
    plain, told = wording.text(answer), wording.text(answer, tell_validity=True)
    assert told.startswith(plain)
    assert told[len(plain) :].strip("\n（）") == "自2022年1月1日起施行，通知未写明有效期，是否仍有效请向发文机关核实。"


def test_validity_of_a_notice_that_states_it(invented: Bench) -> None:
    answer = respond(invented.context(reading("一共几条", "ask_count")))
    assert "自2024年5月1日起施行，有效期" in Wording(invented.lexicon, Contacts()).text(answer, tell_validity=True)


@pytest.mark.parametrize("finding", KINDS_WITH_MEASURE)
def test_another_notice_is_worded_from_its_own_text(invented: Bench, finding: Finding) -> None:
    """No unit, figure or title of the first notice slips in."""
    wording = Wording(invented.lexicon, Contacts())
    for answer in answers_of(invented, finding):
        said = wording.text(answer)
        assert unfounded(said, invented) == [], said
        assert "青海发规〔2024〕5号" in said and "渝发改" not in said


OPERATOR = Contacts("023-0000", "工作日9:00至17:00", {"市科技局": "023-0001"})


def test_phones_are_those_of_the_operator_and_named_as_such(bench: Bench) -> None:
    wording = Wording(bench.lexicon, OPERATOR)
    units = wording.text(respond(bench.context(reading("科技成果转化找谁", "ask_contact"), (Found(4),))))
    assert "本站登记的联系电话：市科技局 023-0001" in units and "市发展改革委 0" not in units
    phone = wording.text(respond(bench.context(reading("市科技局电话多少", "ask_contact"))))
    assert (
        phone.startswith("通知未写明市科技局的联系电话。")
        and "023-0001" in phone
        and "本站登记的咨询热线：023-0000" in phone
    )


def test_a_person_is_reached_at_the_operators_hotline_if_there_is_one(bench: Bench, wording: Wording) -> None:
    answer = respond(bench.context(reading("转人工", "ask_human")))
    assert wording.text(answer).startswith("本站没有配置人工服务电话")
    assert "023-0000（工作日9:00至17:00）" in Wording(bench.lexicon, OPERATOR).text(answer)


@pytest.mark.parametrize("finding", [Finding.FAULT, Finding.UNREADABLE])
def test_a_fault_is_one_honest_sentence(wording: Wording, finding: Finding) -> None:
    said = wording.text(Answer(Status.ERROR, None, finding), tell_validity=True)
    assert said.count("。") == 1 and "\n" not in said and incomplete_lines(said) == []
    assert finding is not Finding.FAULT or said == FAULT_TEXT


def test_every_finding_has_words(bench: Bench, wording: Wording) -> None:
    """Those without a measure too; a finding that is forgotten fails here, not in a conversation."""
    of_interview = {
        finding for finding in Finding if finding.name.startswith("INTERVIEW_")
    }  # tests/actions/eligibility
    for finding in set(Finding) - set(KINDS_WITH_MEASURE) - of_interview:
        measure = bench.measure(4)
        answer = Answer(
            Status.ANSWERED, Kind.CONTENT, finding, bench.notice,
            (cite(bench.notice, measure, 1.0, ()),) if finding is Finding.NO_UNITS else (), "永川区", ("88",), 1,
            passage=bench.notice.effective_span,
        )  # fmt: skip
        said = wording.text(answer)
        assert said and (incomplete_lines(said), slips(said)) == ([], []), finding
