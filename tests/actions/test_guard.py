"""Nothing is said as the notice's that neither its quotes nor the parsed table hold; another's voice may say anything."""

from __future__ import annotations

import logging
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.answer import Answer, Citation, Finding, Kind, Status
from actions.contacts import Contacts
from actions.context import cite
from actions.guard import Basis, Guard, basis_of, comparable
from actions.question import Memory
from actions.responder import respond
from actions.service import HELD_BACK, Service
from actions.voice import Line, Piece, Voice, as_line, counted, line, operators, yours
from actions.wording import FAULT_TEXT, Wording
from tests.actions.bench import Bench, Found, reading
from tests.actions.test_responder import TABLE
from tests.actions.test_wording import KINDS_WITH_MEASURE, OPERATOR, QUESTIONS, answers_of
from tests.fuzzing import fuzz

FEW = fuzz(40)
ANOTHERS = sorted(set(Voice) - {Voice.NOTICE})
SERVICE_LOG = "actions.service"

HAN_TEXT = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=3, max_size=12)
WORD = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=3, max_size=12)
MEASURES = st.sampled_from(
    ["", "万元", "亿元", "元", "%", "年", "个月", "个工作日", "倍", "人", "家", "亩", "条", "项", "批"]
)
NUMBERS = st.integers(1, 10**7).map(str) | st.decimals(0, 999, places=1, allow_nan=False).map(str)
HAN_SUMS = st.text("一二三四五六七八九十百千", min_size=1, max_size=4).map(lambda number: f"{number}万元")
DATES = st.dates(date(1990, 1, 1), date(2099, 12, 31)).map(lambda day: f"{day.year}年{day.month}月{day.day}日")
DOCUMENTS = HAN_TEXT.map(lambda title: f"《{title}》")
ADDRESSES = WORD.map(lambda name: f"https://{name}.gov.cn/{name}") | WORD.map(lambda name: f"{name}@{name}.gov.cn")
THINGS = st.one_of(st.builds(str.__add__, NUMBERS, MEASURES), HAN_SUMS, DATES, DOCUMENTS, ADDRESSES)


@pytest.fixture(scope="module")
def guard(bench: Bench) -> Guard:
    return Guard(bench.linker)


@pytest.fixture(scope="module")
def money(bench: Bench) -> Answer:
    """5000万元 of 第1条."""
    return respond(bench.context(reading("高端研发机构最高补多少", "ask_funding"), (Found(1, "5000"),)))


@pytest.fixture(scope="module")
def basis(money: Answer) -> Basis:
    return basis_of(money)


@pytest.fixture(scope="module")
def spoken(bench: Bench, money: Answer) -> tuple[Line, ...]:
    """The lines that the answer is really put into."""
    return Wording(bench.lexicon, Contacts()).lines(money, tell_validity=True)


def with_more(true: Line, more: str) -> Line:
    """The line with something said after it, still in the notice's voice."""
    return Line((*true.pieces, Piece(f"，另见{more}。")))


def numbers_in(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:\.\d+)?", text))


# What is not in the basis is named


@FEW
@given(st.data(), NUMBERS, MEASURES)
def test_a_number_that_the_basis_lacks_is_named(
    guard: Guard, basis: Basis, spoken: tuple[Line, ...], data: st.DataObject, number: str, measure: str
) -> None:
    """In any of the answer's own lines; nothing else of the line is."""
    if number in numbers_in(basis.text):
        number = f"9{number}"
    true = data.draw(st.sampled_from(spoken))
    assert guard.unfounded(with_more(true, number + measure), basis) == (number + measure,)


@pytest.mark.parametrize("said", ["5000元", "5000%", "5000亿元", "5000年", "20年", "2021元", "第5000条", "12条"])
def test_a_number_of_the_basis_with_another_measure_is_named(guard: Guard, basis: Basis, said: str) -> None:
    """5000万元, 2021年, 12月20日, 12号 stand there."""
    assert guard.unfounded(line(f"另给{said}。"), basis) == (said,)


@FEW
@given(HAN_SUMS)
def test_a_sum_in_han_numerals_is_named(guard: Guard, basis: Basis, said: str) -> None:
    assert guard.unfounded(line(f"另给{said}。"), basis) == (said,)


@FEW
@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_a_date_of_another_year_is_named(guard: Guard, basis: Basis, day: date) -> None:
    if day.year in (2021, 2022):
        day = day.replace(year=2023, day=1)
    facts = guard.unfounded(line(f"自{day.year}年{day.month}月{day.day}日起施行。"), basis)
    assert any(str(day.year) in fact for fact in facts)


@FEW
@given(st.data(), DOCUMENTS)
def test_a_document_that_is_not_cited_is_named(
    guard: Guard, basis: Basis, spoken: tuple[Line, ...], data: st.DataObject, title: str
) -> None:
    true = data.draw(st.sampled_from(spoken))
    assert title in guard.unfounded(with_more(true, title), basis)


@FEW
@given(st.data(), ADDRESSES)
def test_an_address_of_the_net_is_named(
    guard: Guard, basis: Basis, spoken: tuple[Line, ...], data: st.DataObject, address: str
) -> None:
    true = data.draw(st.sampled_from(spoken))
    assert address in guard.unfounded(with_more(true, address), basis)


@FEW
@given(
    st.from_regex(r"0\d{2,3}-[2-8]\d{6,7}", fullmatch=True)
    | st.from_regex(r"1[3-9]\d{9}|400\d{7}|123\d\d", fullmatch=True)
)
def test_a_phone_is_named(guard: Guard, basis: Basis, phone: str) -> None:
    number = comparable(phone).split("-")[-1]
    assert number in guard.unfounded(line(f"电话：{phone}。"), basis)


@FEW
@given(st.data())
def test_a_body_that_is_not_responsible_is_named(
    bench: Bench, guard: Guard, basis: Basis, spoken: tuple[Line, ...], data: st.DataObject
) -> None:
    """Bodies of other measures too: 市商务委 has nothing to do with 第1条."""
    others = sorted(name for name in bench.linker.unit_names if name not in basis.text)
    body = data.draw(st.sampled_from(others))
    true = data.draw(st.sampled_from(spoken))
    assert guard.unfounded(with_more(true, body), basis) == (body,)


@FEW
@given(st.data())
def test_a_place_that_is_not_listed_is_named(
    bench: Bench, guard: Guard, basis: Basis, spoken: tuple[Line, ...], data: st.DataObject
) -> None:
    others = sorted(name for name in bench.linker.area_names if name not in basis.text)
    place = data.draw(st.sampled_from(others))
    true = data.draw(st.sampled_from(spoken))
    assert guard.unfounded(with_more(true, place), basis) == (place,)


def test_all_that_is_made_up_in_one_line_is_named_once(guard: Guard, basis: Basis) -> None:
    made_up = line("《某办法》规定，成都给9999万元，", "税务局再给9999万元。")
    assert set(guard.unfounded(made_up, basis)) == {"《某办法》", "成都", "9999万元", "税务局"}
    assert len(guard.unfounded(made_up, basis)) == 4


@FEW
@given(
    st.integers(10, 10**6).map(str),
    st.integers(0, 10**4).map(str) | st.just("3."),
    st.integers(0, 10**4).map(str),
    st.sampled_from(["before", "after", "around"]),
)
def test_digits_inside_a_longer_number_do_not_count(
    guard: Guard, number: str, before: str, after: str, side: str
) -> None:
    """21 does not stand in 2021, nor 20 in 2021, nor 5 in 3.5."""
    longer = {"before": before + number, "after": number + after, "around": before + number + after}[side]
    assert guard.unfounded(line(f"共{number}，"), Basis(f"共{longer},")) == (number,)
    assert guard.unfounded(line(f"共{number}万元，"), Basis(f"共{before + number}万元,")) == (f"{number}万元",)


# What is in the basis passes


@FEW
@given(THINGS)
def test_what_stands_in_the_basis_passes(guard: Guard, thing: str) -> None:
    here = Basis(comparable(f"通知写明：{thing}。"))
    assert guard.unfounded(line(f"给予{thing}。"), here) == ()
    assert guard.unfounded(line(f"给予{thing}。"), Basis("")) != ()


@pytest.mark.parametrize("said", ["5000万元", "5,000万元", "５０００万元", "5 000 万元", "5，000万元", "5000 万 元"])
def test_a_figure_may_be_printed_in_another_width_or_with_blanks(guard: Guard, basis: Basis, said: str) -> None:
    assert guard.unfounded(line(f"最高{said}。"), basis) == ()


@pytest.mark.parametrize(
    "said",
    [
        "《支持新时代产业转型升级示范区高质量发展的政策措施》",
        "渝发改规范〔2021〕12号",
        "渝发改规范[2021]12号",
        "2021年12月20日",
        "2022年1月1日",
        "第1条",
        "市科技局、市经济信息委",
        "经济信息委",
        "江津区、永川区、荣昌区、大渡口区、重庆高新区",
        "永川",
        "国家开发银行重庆市分行",
    ],
)
def test_what_the_table_holds_of_the_notice_passes(guard: Guard, basis: Basis, said: str) -> None:
    if "[" not in said:
        assert guard.unfounded(line(f"见{said}。"), Basis("")) != ()
    assert guard.unfounded(line(f"见{said}。"), basis) == ()


def test_figures_of_a_measure_count_only_where_it_is_cited(bench: Bench, guard: Guard) -> None:
    """2000万元 of 第20条 is no answer about 第1条."""
    for measure in bench.notice.measures:
        here = basis_of(_citing(bench, cite(bench.notice, measure, 1.0, ())))
        assert (guard.unfounded(line("2000万元"), here) == ()) is (measure.number == 20)
        assert (guard.unfounded(line(f"第{measure.number}条"), here), guard.unfounded(line("第21条"), here)) == (
            (),
            ("第21条",),
        )


def test_units_of_all_measures_count_only_where_none_is_cited(bench: Bench, guard: Guard) -> None:
    """涉及几个部门 is answered from the table; an answer about 第1条 names its own."""
    of_one = basis_of(_citing(bench, cite(bench.notice, bench.measure(1), 1.0, ())))
    assert guard.unfounded(line("市教委"), basis_of(_citing(bench))) == ()
    assert guard.unfounded(line("市教委"), of_one) == ("市教委",)


def test_without_a_notice_nothing_is_founded(guard: Guard) -> None:
    here = basis_of(Answer(Status.ERROR, None, Finding.FAULT))
    assert guard.unfounded(line("5000万元"), here) == ("5000万元",)


def _citing(bench: Bench, *citations: Citation) -> Answer:
    return Answer(Status.ANSWERED, Kind.CONTENT, Finding.CLAUSE, bench.notice, citations)


# Voices


@FEW
@given(THINGS, st.sampled_from(ANOTHERS))
def test_another_voice_may_say_what_the_notice_does_not(guard: Guard, thing: str, voice: Voice) -> None:
    assert guard.unfounded(line("通知没有写", Piece(thing, voice), "。"), Basis("")) == ()
    assert guard.unfounded(line("通知没有写", Piece(thing, Voice.NOTICE), "。"), Basis("")) != ()


@pytest.mark.parametrize("voice", ANOTHERS)
def test_another_voice_does_not_cover_what_is_said_beside_it(guard: Guard, basis: Basis, voice: Voice) -> None:
    assert guard.unfounded(line("税务局给", Piece("8000万", voice), "，即9999元。"), basis) == ("9999元", "税务局")


def test_plain_text_is_the_notices_voice() -> None:
    assert [piece.voice for piece in (*line("甲").pieces, *as_line("乙").pieces)] == [Voice.NOTICE, Voice.NOTICE]


def test_a_line_reads_as_its_pieces_in_order() -> None:
    said = line("提到", yours(("甲", "乙")), "", "的措施共", counted(3, "条"), "，", operators("本站登记的电话1"))
    assert said.text == "提到您说的「甲、乙」的措施共3条，本站登记的电话1"
    assert [piece.voice for piece in said.pieces] == [
        Voice.NOTICE, Voice.CALLER, Voice.NOTICE, Voice.COUNT, Voice.NOTICE, Voice.OPERATOR,
    ]  # fmt: skip
    assert as_line(said) is said


def test_the_callers_words_are_marked_one_or_many() -> None:
    assert (yours("8000万").text, yours(["甲", "乙"]).text) == ("您说的「8000万」", "您说的「甲、乙」")


# What is easily mistaken for something that the basis holds, or for no fact at all


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("自2021年1月20日起", "2021年12月20日,2022年1月1日"),  # made of pieces of two dates
        ("补5000户", "5000万元"),  # a bare number stands in any number with a measure
        ("补5000美元", "5000万元"),
        ("补2000万美元", "2000万元"),
        ("至多17", "第17条"),
        ("补千万元", "五千万元"),  # han numerals inside longer ones
        ("为期二年", "为期十二年"),
        ("补三千", ""),  # han numerals without a measure
        ("补两个亿", ""),
        ("共五十条", ""),
        ("减免三分之一", ""),
        ("为期半年", ""),
        ("登录kjj.cq.gov.cn申报", ""),  # an address without www
        ("找财政部", ""),  # a body that the lexicon lacks
    ],
)  # fmt: skip
def test_what_only_resembles_the_basis_is_named(guard: Guard, said: str, held: str) -> None:
    """And passes where it stands there itself."""
    assert guard.unfounded(line(f"{said}。"), Basis(held)) != ()
    assert guard.unfounded(line(f"{said}。"), Basis(comparable(f"{said}。"))) == ()


def test_a_quote_with_an_address_passes(guard: Guard) -> None:
    quote = "可登录 http://kjj.cq.gov.cn 申报（责任单位见附件）"
    assert guard.unfounded(line(f"「{quote}」"), Basis(comparable(quote))) == ()


# Every wording of every finding


@pytest.fixture(scope="module")
def staffed(service: Service) -> Service:
    """With the operator's phones, none of which stands in the notice."""
    return Service(service.searcher, OPERATOR)


def assert_all_is_said(service: Service, answer: Answer, lexicon_of: Bench) -> None:
    whole = Wording(lexicon_of.lexicon, OPERATOR)
    for tell in (False, True):
        assert service._guarded(answer, tell) == whole.text(answer, tell)


@pytest.mark.parametrize("finding", KINDS_WITH_MEASURE)
def test_no_line_about_any_measure_is_held_back(bench: Bench, staffed: Service, finding: Finding) -> None:
    """Quoted whole or by the sentence."""
    for answer in answers_of(bench, finding):
        assert_all_is_said(staffed, answer, bench)


@pytest.mark.parametrize("finding", sorted(set(Finding) - set(KINDS_WITH_MEASURE)))
def test_no_line_about_the_whole_notice_is_held_back(bench: Bench, staffed: Service, finding: Finding) -> None:
    cited = (cite(bench.notice, bench.measure(4), 1.0, ()),) if finding is Finding.NO_UNITS else ()
    answer = Answer(Status.ANSWERED, Kind.CONTENT, finding, bench.notice, cited, "永川区", ("88",), 1)
    assert_all_is_said(staffed, answer, bench)


def test_no_line_of_an_answer_to_a_real_sentence_is_held_back(bench: Bench, staffed: Service) -> None:
    rows = [*((row.text, row.intent, row.found) for row in TABLE), *QUESTIONS]
    for text, intent, found in rows:
        assert_all_is_said(staffed, respond(bench.context(reading(text, intent), found)), bench)


def test_no_reply_of_the_service_holds_anything_back(staffed: Service, caplog: pytest.LogCaptureFixture) -> None:
    for row in TABLE:
        assert HELD_BACK not in staffed.reply(reading(row.text, row.intent), Memory()).text
    assert caplog.record_tuples == []


# A wording gone wrong


class Inventing(Wording):
    """Puts answers into words as it should, but adds a figure to the lines that hold `spoiled`."""

    spoiled = ""

    def lines(self, answer: Answer, tell_validity: bool = False) -> tuple[Line, ...]:
        true = super().lines(answer, tell_validity)
        if answer.finding is Finding.FAULT:
            return true
        return tuple(with_more(one, "9999万元") if self.spoiled in one.text else one for one in true)


def spoiled(service: Service, monkeypatch: pytest.MonkeyPatch, where: str) -> Service:
    """A service of its own whose wording invents 9999万元 in the lines that hold `where`."""
    made = Service(service.searcher, Contacts())
    wording = Inventing(service.searcher.lexicon, Contacts())
    wording.spoiled = where
    monkeypatch.setattr(made, "_wording", wording)
    return made


ASKED = reading("科技成果转化找谁", "ask_contact")
TOLD = Memory(told_validity=True)


def test_a_line_with_an_invented_figure_is_held_back_and_logged_and_that_is_said(
    service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    true = service.reply(ASKED, TOLD).text.split("\n")
    [lost] = [row for row in true if row.startswith("原文：")]
    reply = spoiled(service, monkeypatch, "原文：").reply(ASKED, TOLD)
    assert reply.text.split("\n") == [*(row for row in true if row != lost), HELD_BACK]
    assert reply.card["status"] == "answered"
    [(name, level, message)] = caplog.record_tuples
    assert (name, level) == (SERVICE_LOG, logging.ERROR)
    assert "9999万元" in message and "units" in message


def test_a_reply_of_which_nothing_is_left_is_the_fault_sentence(
    service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    reply = spoiled(service, monkeypatch, "").reply(ASKED, TOLD)
    assert (reply.text, reply.card["status"], reply.card["measures"]) == (FAULT_TEXT, "error", [])
    assert reply.buttons == () and "9999万元" not in str(reply)
    assert caplog.record_tuples and {level for _, level, _ in caplog.record_tuples} == {logging.ERROR}


def test_the_source_alone_is_no_reply(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """第88条: one line says it, the other is the source."""
    reply = spoiled(service, monkeypatch, "通知没有").reply(reading("第88条讲什么", "ask_content"), TOLD)
    assert (reply.text, reply.card["status"]) == (FAULT_TEXT, "error")


def test_a_fault_forgets_nothing_of_the_conversation(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    first = service.reply(ASKED, TOLD)
    after = spoiled(service, monkeypatch, "").reply(reading("那找谁呢", "ask_contact"), first.memory)
    assert (after.memory.measures, after.memory.kind) == (first.memory.measures, first.memory.kind)


def test_two_equal_lines_are_both_said(bench: Bench, service: Service) -> None:
    """第1条 and 第2条 have the same units."""
    answer = respond(bench.context(reading("第1条和第2条讲什么", "ask_content")))
    assert service._guarded(answer, False) == Wording(bench.lexicon, Contacts()).text(answer)


def test_source_and_validity_alone_are_no_reply(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    reply = spoiled(service, monkeypatch, "通知没有").reply(reading("第88条讲什么", "ask_content"), Memory())
    assert reply.text == FAULT_TEXT


def test_a_fault_does_not_use_up_the_validity(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not spoiled(service, monkeypatch, "").reply(ASKED, Memory()).memory.told_validity
