"""A standard reply is what the bot says: of one measure, or to a question whose kind its words tell."""

from __future__ import annotations

import pytest

from actions.answer import Kind
from actions.desk.finding import Finder
from actions.desk.replies import kind_named, reply_on, reply_to
from actions.question import Memory, Reading
from actions.service import Reply, Service

VALIDITY = "自2022年1月1日起施行，通知未写明有效期，是否仍有效请向发文机关核实"


def on(service: Service, number: int, kind: Kind, asked: str = "") -> Reply:
    place = Finder(service.searcher).measure("", number)
    assert place
    return reply_on(service, *place, kind, asked)


@pytest.mark.parametrize("number", range(1, 21))
@pytest.mark.parametrize("kind", [Kind.FUNDING, Kind.CONTACT, Kind.ELIGIBILITY, Kind.CONTENT])
def test_every_measure_and_kind_has_one_that_tells_of_validity(service: Service, number: int, kind: Kind) -> None:
    reply = on(service, number, kind)
    assert f"第{number}条" in reply.text and VALIDITY in reply.text
    assert [measure["number"] for measure in reply.card["measures"]] == [number]
    assert reply.card["status"] in ("answered", "not_in_notice")


def test_it_is_what_the_button_in_the_chat_says(service: Service) -> None:
    key = service.searcher.notices[0].key
    tapped = service.reply(Reading("", "choose"), Memory(), f"funding:{key}:17")
    assert on(service, 17, Kind.FUNDING).text == tapped.text


def test_with_words_it_is_about_them(service: Service) -> None:
    """Of measure 20 only the ruling with the sum, and only that sum."""
    reply = on(service, 1, Kind.FUNDING, "高端研发机构最高补多少")
    assert reply.text.startswith("最高5000 万元") and reply.card["kind"] == "funding"
    assert on(service, 4, Kind.CONTACT, "科技成果转化找谁").text.startswith("第4条「支持科技成果转化」的责任单位是")


def test_words_without_a_topic_ask_for_the_whole(service: Service) -> None:
    for asked in ("17", "第17条", "找谁", "？", "长" * 600):
        assert on(service, 17, Kind.CONTENT, asked).text == on(service, 17, Kind.CONTENT).text


def test_what_the_notice_does_not_state_is_said_so(service: Service) -> None:
    reply = on(service, 7, Kind.PROCEDURE, "人才公寓的电话")
    assert reply.card["status"] == "not_in_notice" and "通知未写明" in reply.text


def test_a_question_is_answered_by_its_words_alone(service: Service) -> None:
    assert "2022年1月1日" in reply_to(service, "什么时候施行").text
    assert reply_to(service, "第17条找谁").card["kind"] == "contact"
    assert reply_to(service, "万州的企业能享受吗").card["status"] == "not_in_notice"


def test_kinds_that_there_are() -> None:
    assert kind_named("funding") is Kind.FUNDING and kind_named("procedure") is Kind.PROCEDURE
    assert kind_named("list") is None and kind_named("") is None
