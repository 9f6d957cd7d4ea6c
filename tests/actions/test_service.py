"""A turn goes through search, answer, words and memory; with the published notice, an invented one, and both."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from actions.answer import Kind
from actions.memory import memory_from_slots, slots_from_memory
from actions.question import MeasureRef, Memory
from actions.service import Reply, Service, build_service
from index.build import build_index
from index.errors import DataError, IndexNotReady, QueryError
from index.hits import Filters
from index.settings import ROOT, Settings
from tests.actions.bench import reading
from tests.index.fake_encoder import FakeEncoder

PUBLISHED, INVENTED = "渝发改规范〔2021〕12号", "青海发规〔2024〕5号"
VALIDITY = "是否仍有效请向发文机关核实"


def ask(service: Service, text: str, intent: str, memory: Memory | None = None) -> Reply:
    return service.reply(reading(text, intent), memory or Memory())


def numbers(reply: Reply) -> list[int]:
    return [measure["number"] for measure in reply.card["measures"]]


def test_an_answer_has_text_card_and_memory(service: Service) -> None:
    reply = ask(service, "科技成果转化找谁", "ask_contact")
    assert (reply.card["status"], reply.card["kind"], numbers(reply)) == ("answered", "contact", [4])
    assert "市发展改革委、市科技局" in reply.text
    spoken = (MeasureRef(PUBLISHED, 4),)
    assert reply.memory == Memory(spoken, Kind.CONTACT, {}, True, spoken=spoken)


@pytest.mark.parametrize("text", ["", "   ", "？？？", "😀", "长" * 501, "\x00"])
def test_what_cannot_be_read_is_answered_with_an_error(service: Service, text: str) -> None:
    """One honest sentence and a card; nothing remembered is lost."""
    memory = Memory((MeasureRef(PUBLISHED, 4),), Kind.CONTACT, {}, True)
    reply = ask(service, text, "ask_content", memory)
    assert (reply.card["status"], reply.card["kind"], reply.card["notice"]) == ("error", None, None)
    assert reply.text and reply.memory == memory


def test_quotes_of_the_card_stand_in_the_notice_and_the_text(service: Service) -> None:
    reply = ask(service, "高端研发机构最高补多少", "ask_funding")
    [measure] = reply.card["measures"]
    start, end = measure["span"]
    assert service.searcher.notices[0].text[start:end] == measure["quote"]
    assert measure["quote"] in reply.text


def test_a_follow_up_is_about_the_last_measure(service: Service) -> None:
    """那找谁呢 after an answer, and again after that."""
    first = ask(service, "高端研发机构最高补多少", "ask_funding")
    second = ask(service, "那找谁呢", "ask_contact", first.memory)
    third = ask(service, "什么条件", "ask_eligibility", second.memory)
    assert [numbers(reply) for reply in (first, second, third)] == [[1], [1], [1]]
    assert [reply.card["kind"] for reply in (first, second, third)] == ["funding", "contact", "eligibility"]


def test_small_talk_in_between_loses_nothing(service: Service) -> None:
    first = ask(service, "科技成果转化找谁", "ask_contact")
    thanks = ask(service, "谢谢", "thanks", first.memory)
    assert numbers(ask(service, "什么条件", "ask_eligibility", thanks.memory)) == [4]


def test_without_an_earlier_answer_a_follow_up_asks_back(service: Service) -> None:
    reply = ask(service, "那找谁呢", "ask_contact")
    assert reply.card["status"] == "clarify" and reply.buttons


def test_the_memory_survives_the_slots_between_turns(service: Service) -> None:
    """As Rasa does it: JSON in between."""
    first = ask(service, "科技成果转化找谁", "ask_contact")
    slots = json.loads(json.dumps(slots_from_memory(first.memory)))
    assert numbers(ask(service, "什么条件", "ask_eligibility", memory_from_slots(slots))) == [4]


@pytest.mark.parametrize(
    "memory",
    [
        Memory(),
        Memory(
            (MeasureRef(PUBLISHED, 17),),
            Kind.FUNDING,
            {"第17条 优化金融服务保障": "funding::17"},
            True,
            units=("市金融监管局",),
        ),
        Memory((MeasureRef(INVENTED, 1), MeasureRef(INVENTED, 5)), Kind.LIST, {}, False),
    ],
)
def test_memory_to_slots_and_back_is_the_same(memory: Memory) -> None:
    slots = slots_from_memory(memory)
    spoken_of = {"last_measures", "last_kind", "last_notice", "last_listed", "last_spoken", "last_units", "offered"}
    spoken_of |= {"told_validity", "asked_back"}
    assert spoken_of == {name for name in slots if not name.startswith("interview")} - {"requested_slot"}
    assert memory_from_slots(json.loads(json.dumps(slots))) == memory


@pytest.mark.parametrize(
    "slots",
    [
        {},
        {"last_measures": None, "last_kind": None, "last_notice": None, "offered": None, "told_validity": None},
        {"last_measures": "17", "last_notice": PUBLISHED},
        {"last_measures": [17]},  # of which notice?
        {"last_measures": ["17", None], "last_notice": PUBLISHED},
        {"last_kind": "money"},
        {"last_kind": ["funding"]},
        {"offered": ["funding::17"]},
        {"told_validity": "yes"},
        {"requested_slot": "区域"},
    ],
)
def test_unexpected_slots_count_as_nothing_remembered(slots: dict[str, Any]) -> None:
    assert memory_from_slots(slots) == Memory()


def test_validity_is_told_once_a_conversation(service: Service) -> None:
    """With the first answer about the notice; a greeting before it does not use it up."""
    hello = ask(service, "你好", "greet")
    first = ask(service, "科技成果转化找谁", "ask_contact", hello.memory)
    second = ask(service, "什么条件", "ask_eligibility", first.memory)
    assert [VALIDITY in reply.text for reply in (hello, first, second)] == [False, True, False]


@pytest.mark.parametrize(
    ("text", "intent"),
    [("有什么政策", "ask_overview"), ("谢谢", "thanks"), ("", "ask_content"), ("公积金怎么提取", "out_of_scope")],
)
def test_validity_waits_for_an_answer(service: Service, text: str, intent: str) -> None:
    reply = ask(service, text, intent)
    assert VALIDITY not in reply.text and not reply.memory.told_validity


def test_the_same_turn_gives_the_same_reply(service: Service) -> None:
    assert ask(service, "科技成果转化找谁", "ask_contact") == ask(service, "科技成果转化找谁", "ask_contact")


def test_lookup_hands_on_limit_and_filters(service: Service) -> None:
    result = service.lookup("投资", 2, Filters(unit="市财政局"))
    assert len(result.hits) == 2 and all("市财政局" in hit.measure.units for hit in result.hits)
    with pytest.raises(QueryError):
        service.lookup("投资", 0, Filters())


def test_without_an_index_nothing_starts(tmp_path: Path) -> None:
    with pytest.raises(IndexNotReady, match="make index"):
        build_service(Settings(tmp_path, tmp_path, "fake", 5055, 5005), FakeEncoder())


def test_a_bad_contacts_file_is_refused_at_the_start(tmp_path: Path) -> None:
    """Not in the middle of a conversation."""
    shutil.copytree(ROOT / "tests" / "fixtures" / "library", tmp_path / "data")
    shutil.copytree(ROOT / "data" / "lexicon", tmp_path / "data" / "lexicon")
    shutil.copy(ROOT / "data" / "calibration.yml", tmp_path / "data")
    settings = Settings(tmp_path / "var", tmp_path / "data", "fake", 5055, 5005)
    build_index(settings, FakeEncoder)
    (settings.data / "site").mkdir()
    (settings.data / "site" / "contacts.yml").write_text("hotline: 12345", encoding="utf-8")
    with pytest.raises(DataError, match="hotline is 12345"):
        build_service(settings, FakeEncoder())


@pytest.mark.parametrize(
    ("text", "intent", "kind", "expected", "words"),
    [
        ("种子期企业股权投资上限", "ask_funding", "funding", [5], "1500 万元"),
        ("蓝色种子平台是干什么的", "ask_content", "content", [2], "蓝色种子"),
        ("第8条找谁", "ask_contact", "contact", [8], "市行政审批局"),
        ("市大数据局负责哪条", "ask_list", "list", [2], "市大数据局"),
        ("一共几条", "ask_count", "count", list(range(1, 9)), "8条"),
        ("包括哪些地方", "ask_area", "area", [], "临湾区、沙洲区、北屿县、青屿高新区"),
        ("什么时候施行", "ask_date", "date", [], "2024年5月1日"),
        ("谁发的文", "ask_issuer", "issuer", [], "青屿市海洋发展局"),
    ],
)
def test_another_notice_is_answered_without_any_change(
    invented_service: Service, text: str, intent: str, kind: str, expected: list[int], words: str
) -> None:
    """Nothing is tied to the published notice."""
    reply = ask(invented_service, text, intent)
    assert (reply.card["status"], reply.card["kind"], numbers(reply)) == ("answered", kind, expected)
    assert words in reply.text and reply.card["notice"]["document_number"] == INVENTED
    assert "渝发改" not in reply.text


@pytest.mark.parametrize(
    ("text", "intent", "key", "expected"),
    [
        ("高端研发机构最高补多少", "ask_funding", PUBLISHED, [1]),
        ("产业基金能投我们多少钱", "ask_funding", INVENTED, [5]),
        (f"{PUBLISHED}第5条找谁", "ask_contact", PUBLISHED, [5]),  # both have such a measure
        (f"{INVENTED}第5条找谁", "ask_contact", INVENTED, [5]),
        ("《青屿市支持海洋生物医药产业发展若干措施》一共几条", "ask_count", INVENTED, list(range(1, 9))),
        ("第17条找谁", "ask_contact", PUBLISHED, [17]),  # only this one has
    ],
)
def test_two_notices_are_told_apart(both: Service, text: str, intent: str, key: str, expected: list[int]) -> None:
    reply = ask(both, text, intent)
    assert (reply.card["notice"]["document_number"], numbers(reply)) == (key, expected)
    assert {measure["document_number"] for measure in reply.card["measures"]} == {key}


@pytest.mark.parametrize("key", [PUBLISHED, INVENTED])
def test_a_follow_up_stays_with_its_notice(both: Service, key: str) -> None:
    """Also for its number, although the search may prefer the other notice."""
    first = ask(both, f"{key}第4条找谁", "ask_contact")
    second = ask(both, "那找谁呢", "ask_contact", first.memory)
    assert [m["document_number"] for m in second.card["measures"]] == [key] and numbers(second) == [4]


def test_a_number_after_an_answer_is_of_the_same_notice(both: Service) -> None:
    """那第5条呢, where both notices have one."""
    for key in (PUBLISHED, INVENTED):
        first = ask(both, f"{key}第4条找谁", "ask_contact")
        second = ask(both, "那第5条呢", "ask_contact", first.memory)
        assert [m["document_number"] for m in second.card["measures"]] == [key]


@pytest.mark.parametrize(
    ("text", "intent", "key"),
    [
        ("我是永川的，能申请吗", "ask_eligibility", PUBLISHED),
        ("我是临湾区的，能申请吗", "ask_eligibility", INVENTED),
    ],
)
def test_a_place_of_one_notice_leads_to_it(both: Service, text: str, intent: str, key: str) -> None:
    for memory in (Memory(), Memory((MeasureRef(PUBLISHED, 1),)), Memory((MeasureRef(INVENTED, 1),))):
        reply = ask(both, text, intent, memory)
        assert (reply.card["status"], reply.card["notice"]["document_number"]) == ("answered", key)


@pytest.mark.parametrize(("text", "key"), [("市教委负责哪几条", PUBLISHED), ("市海洋局负责哪几条", INVENTED)])
def test_a_unit_of_one_notice_leads_to_it(both: Service, text: str, key: str) -> None:
    for memory in (Memory(), Memory((MeasureRef(PUBLISHED, 1),)), Memory((MeasureRef(INVENTED, 1),))):
        reply = ask(both, text, "ask_list", memory)
        assert (reply.card["status"], reply.card["notice"]["document_number"]) == ("answered", key)
