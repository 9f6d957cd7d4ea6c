"""Follow-ups that lean on two measures, on the unit named last, or on the chapter of the measure spoken of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.answer import Answer, Finding, Kind, Status
from actions.question import MeasureRef, Memory
from actions.responder import respond
from tests.actions.bench import SURE, Bench, Found, reading


def after(bench: Bench, memory: Memory, text: str, intent: str) -> Answer:
    ranked = tuple(Found(m.number, score=0.3) for m in bench.notice.measures)
    return respond(bench.context(reading(text, intent, SURE), ranked, memory))


def spoken(bench: Bench, *numbers: int, units: tuple[str, ...] = ()) -> Memory:
    refs = tuple(MeasureRef(bench.notice.key, number) for number in numbers)
    return Memory(refs[:1], Kind.CONTACT, told_validity=True, spoken=refs, units=units)


def numbers(answer: Answer) -> list[int]:
    return [citation.measure.number for citation in answer.citations]


@pytest.mark.parametrize("text", ["刚才这两条都找哪些部门", "这两条归谁管", "那两条由谁负责"])
def test_the_units_of_both(bench: Bench, text: str) -> None:
    answer = after(bench, spoken(bench, 6, 4), text, "ask_contact")
    assert answer.finding is Finding.UNITS and numbers(answer) == [4, 6]


def test_what_differs_is_read_from_both(bench: Bench) -> None:
    answer = after(bench, spoken(bench, 20, 1), "这两笔钱性质有啥不一样", "ask_funding")
    assert answer.finding is Finding.WHOLE_MEASURE and numbers(answer) == [1, 20]


@pytest.mark.parametrize("text", ["这两条里哪条写了钱", "那两条中哪条有钱"])
def test_which_of_the_two_is_another_question(bench: Bench, text: str) -> None:
    assert numbers(after(bench, spoken(bench, 20, 6), text, "ask_list")) == [20]


def test_two_of_one_are_not_answered(bench: Bench) -> None:
    """Of one measure spoken of, 这两条 means nothing."""
    assert len(numbers(after(bench, spoken(bench, 6), "这两条归谁管", "ask_contact"))) <= 1


@pytest.mark.parametrize(
    "text", ["它还管哪些", "这个部门还负责什么", "还牵头哪些", "它手上还有哪些条款", "这家单位另外管哪几条"]
)
def test_a_units_other_tasks(bench: Bench, text: str) -> None:
    answer = after(bench, spoken(bench, 17, units=("市金融监管局",)), text, "ask_list")
    assert answer.kind is Kind.LIST and numbers(answer) == [17, 18, 19, 20]


@pytest.mark.parametrize("text", ["它归谁管", "还有谁管", "这家单位归哪个部门管"])
def test_who_is_in_charge_is_no_question_for_a_units_tasks(bench: Bench, text: str) -> None:
    assert after(bench, spoken(bench, 17, units=("市财政局",)), text, "ask_contact").kind is not Kind.LIST


def test_without_a_unit_spoken_of_nothing_is_listed(bench: Bench) -> None:
    assert after(bench, spoken(bench, 17), "它还管哪些", "ask_content").kind is not Kind.LIST


@pytest.mark.parametrize("text", ["同一章里还有哪些条", "这一章还有别的吗", "本章其他的呢"])
def test_the_rest_of_the_chapter(bench: Bench, text: str) -> None:
    answer = after(bench, spoken(bench, 17), text, "ask_list")
    assert answer.status is Status.ANSWERED and numbers(answer) == [16, 17, 18, 19, 20]


def test_which_of_two_sums_is_more_is_read_from_both(bench: Bench) -> None:
    answer = after(bench, spoken(bench, 20, 1), "两个哪个多", "ask_content")
    assert answer.kind is Kind.FUNDING and numbers(answer) == [1, 20]


def test_what_differs_between_the_two_last_shown(bench: Bench) -> None:
    memory = spoken(bench, 5, 6)
    memory = replace(memory, measures=memory.spoken)
    units = after(bench, memory, "责任单位有啥差别", "ask_contact")
    assert units.finding is Finding.UNITS and numbers(units) == [5, 6]
    assert numbers(after(bench, memory, "有啥不一样", "ask_content")) == [5, 6]


@pytest.mark.parametrize("text", ["和第2条啥区别", "跟第2条有什么不同"])
def test_the_measure_spoken_of_beside_another(bench: Bench, text: str) -> None:
    assert numbers(after(bench, spoken(bench, 1), text, "ask_definition")) == [1, 2]


@pytest.mark.parametrize(("text", "intent"), [("国开行也在里头", "ask_list"), ("第二个是哪个", "out_of_scope")])
def test_after_the_issuers_they_are_asked_about(bench: Bench, text: str, intent: str) -> None:
    memory = replace(spoken(bench, 17), kind=Kind.ISSUER)
    assert after(bench, memory, text, intent).finding is Finding.ISSUERS
