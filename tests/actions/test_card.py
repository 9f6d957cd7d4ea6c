"""The card is exactly the public contract's: these fields, verbatim quotes with their place, JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from actions.answer import Answer, Finding, Status
from actions.card import card_of
from actions.responder import respond
from tests.actions.bench import Bench, Found, reading
from tests.actions.test_responder import TABLE

CARD = {"status", "kind", "notice", "measures", "parts", "eligibility"}
NOTICE = {"document_number", "title", "effective_from", "effective_until"}
MEASURE = {"document_number", "number", "heading", "chapter", "quote", "span", "units", "amounts", "score"}
AMOUNT = {"value", "unit", "text", "qualifier", "purpose"}


def card(bench: Bench, text: str, intent: str, *found: Found) -> dict[str, Any]:
    return card_of(respond(bench.context(reading(text, intent), found)))


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.text}-{row.intent}")
def test_fields_are_exactly_those_of_the_contract(bench: Bench, row: Any) -> None:
    shown = card_of(respond(bench.context(reading(row.text, row.intent), row.found)))
    assert set(shown) == CARD and set(shown["notice"]) == NOTICE
    assert all(set(measure) == MEASURE for measure in shown["measures"])
    assert all(set(amount) == AMOUNT for measure in shown["measures"] for amount in measure["amounts"])
    assert json.loads(json.dumps(shown)) == shown


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.text}-{row.intent}")
def test_quotes_are_the_notices_text_at_their_span(bench: Bench, row: Any) -> None:
    for measure in card_of(respond(bench.context(reading(row.text, row.intent), row.found)))["measures"]:
        start, end = measure["span"]
        assert bench.notice.text[start:end] == measure["quote"] != ""
        assert measure["quote"] in bench.measure(measure["number"]).text
        assert 0 <= measure["score"] <= 1


def test_a_sum_is_told_with_its_parts(bench: Bench) -> None:
    """The contract's example."""
    shown = card(bench, "创业投资基金备案要多少钱", "ask_funding", Found(17, "3000"))["measures"][0]
    assert (shown["number"], shown["heading"], shown["chapter"]) == (
        17,
        "优化金融服务保障",
        "六、支持示范区拓展金融服务",
    )
    assert shown["units"] == ["市金融监管局"]
    [amount] = shown["amounts"]
    assert (amount["value"], amount["unit"], amount["text"]) == (30_000_000, "元", "3000 万元")
    assert amount["qualifier"] == "实缴金额最低可降至"


def test_amounts_outside_the_quote_are_left_out(bench: Bench) -> None:
    """第1条 names a sum, but not in the sentence about import taxes."""
    [measure] = card(bench, "进口仪器免税", "ask_content", Found(1, "进口"))["measures"]
    assert measure["amounts"] == []


def test_the_notice_of_the_card(bench: Bench) -> None:
    assert card(bench, "什么时候施行", "ask_date")["notice"] == {
        "document_number": "渝发改规范〔2021〕12号",
        "title": "支持新时代产业转型升级示范区高质量发展的政策措施",
        "effective_from": "2022-01-01",
        "effective_until": None,
    }


def test_an_end_of_validity_is_a_date(invented: Bench) -> None:
    assert card(invented, "什么时候施行", "ask_date")["notice"]["effective_until"] == "2027-04-30"


def test_a_fault_has_every_field_and_no_notice() -> None:
    assert card_of(Answer(Status.ERROR, None, Finding.FAULT)) == {
        "status": "error",
        "kind": None,
        "notice": None,
        "measures": [],
        "parts": [],
        "eligibility": [],
    }
