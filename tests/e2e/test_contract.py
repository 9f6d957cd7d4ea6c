"""The public contract's table, asked through the running system: at least one real sentence for each of its rows."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from typing import Any

import pytest

from deploy.chat import card_of
from tests.e2e.system import RunningSystem, buttons, joined_text, plain

pytestmark = pytest.mark.e2e

NUMBER = "渝发改规范〔2021〕12号"
FIVE_AREAS = ("江津", "永川", "荣昌", "大渡口", "重庆高新区")


@dataclass(frozen=True)
class Row:
    """What is asked and what must come back. `kinds` and `measures` None: anything; numbers in order."""

    text: str
    status: str
    kinds: tuple[str | None, ...]
    measures: tuple[int, ...] | None
    must: tuple[str, ...] = ()


TABLE = [
    # money, the measure names a sum: sum, qualifier, purpose
    Row("高端研发机构最高补多少", "answered", ("funding",), (1,), ("最高5000万元", "综合支持", "第1条", NUMBER)),
    Row("股权投资最高给多少钱", "answered", ("funding",), (20,), ("最高不超过2000万元", "股权投资")),
    # money, sum or rate not named
    Row("风险补偿比例是多少", "not_in_notice", ("funding",), (18,), ("通知未写明", "风险补偿")),
    # money, whether there is support at all: what is offered, and that no sum is named
    Row("上市有没有扶持", "answered", ("funding",), (18,), ("正式上市", "未写明")),
    # money over the whole notice
    Row("哪几条写了钱数", "answered", ("list",), (1, 17, 20), ("5000万元", "3000万元", "2000万元")),
    Row("哪几条能给钱", "answered", ("list",), (1, 20), ("5000万元", "2000万元")),
    # contact: all responsible units
    Row("科技成果转化找谁", "answered", ("contact",), (4,), ("市发展改革委", "市科技局")),
    # what no notice of this kind holds: phone, deadline, materials
    Row("市科技局电话多少", "not_in_notice", ("procedure",), None, ("通知未写明", "市科技局")),
    Row("申报截止到什么时候", "not_in_notice", ("procedure",), None, ("通知未写明",)),
    # eligibility, one question
    Row("我是永川的，能申请吗", "answered", ("eligibility",), None, ("永川",)),
    # district outside the five
    Row("万州的企业能享受吗", "not_in_notice", ("eligibility", "area"), (), ("万州", *FIVE_AREAS)),
    # content, definition, by number
    Row("第17条讲什么", "answered", ("content",), (17,), ("第17条", "优化金融服务保障", NUMBER)),
    Row("十七条讲什么", "answered", ("content",), (17,), ("优化金融服务保障",)),
    Row("一事一议是什么意思", "answered", ("content", "definition"), (5,), ("一事一议",)),
    # area, date, issuer, document number
    Row("示范区包括哪些地方", "answered", ("area",), (), FIVE_AREAS),
    Row("什么时候施行", "answered", ("date",), (), ("2022年1月1日",)),
    Row("这个文件是哪些单位发的", "answered", ("issuer",), (), ("重庆市发展和改革委员会", "国家开发银行重庆市分行")),
    Row("文号是多少", "answered", ("issuer",), (), (NUMBER,)),
    # lists and counts of measures
    Row("市科技局负责哪些条", "answered", ("list",), (1, 2, 3, 4, 5, 6, 10, 11, 12, 18, 19), ("市科技局",)),
    Row("一共几条", "answered", ("count",), tuple(range(1, 21)), ("20",)),
    # unit or thing that the notice lacks
    Row("税务局负责哪条", "not_in_notice", ("list",), (), ("税务局",)),
    # vague
    Row("有什么政策", "clarify", ("content",), ()),
    # small talk, a person wanted
    Row("你好", "social", ("social",), ()),
    Row("转人工", "social", ("social",), ()),
    # not the notice's business
    Row("公积金怎么提取", "out_of_scope", (None,), ()),
    # a fault
    Row("", "error", (None,), ()),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.text or "empty")
def test_row_of_the_contract(running_system: RunningSystem, row: Row) -> None:
    """Status, kind, cited measures and the facts in the text are as the contract says."""
    messages = running_system.ask(row.text)
    card, text = card_of(messages), plain(joined_text(messages))
    assert card["status"] == row.status, text
    assert card["kind"] in row.kinds
    if row.measures is not None:
        assert tuple(measure["number"] for measure in card["measures"]) == row.measures
    assert [words for words in row.must if plain(words) not in text] == [], text


def test_unsure_among_a_few_asks_back_with_a_button_for_each(running_system: RunningSystem) -> None:
    """Two or three candidates, each with a button."""
    messages = running_system.ask("资金支持")
    card = card_of(messages)
    assert (card["status"], card["kind"]) == ("clarify", "funding")
    assert 2 <= len(card["measures"]) <= 3
    assert len(buttons(messages)) >= len(card["measures"])


def test_a_vague_question_offers_the_chapters(running_system: RunningSystem) -> None:
    """One button for each of the six chapters."""
    assert len(buttons(running_system.ask("有什么政策"))) == 6


@pytest.mark.parametrize("opening", ["有什么政策", "资金支持"])
def test_a_button_title_typed_equals_the_button_tapped(running_system: RunningSystem, opening: str) -> None:
    """Posting the payload and posting the title give the same turn."""
    turns = []
    for field in ("payload", "title"):
        sender = f"buttons-{opening}-{field}"
        first = buttons(running_system.ask(opening, sender))[0]
        turns.append(running_system.ask(first[field], sender))
    assert joined_text(turns[0]) == joined_text(turns[1])
    cards = [{**card_of(turn), "turn": None} for turn in turns]  # each turn has an id of its own
    assert cards[0] == cards[1]


def test_a_follow_up_without_a_subject_keeps_the_measure(running_system: RunningSystem) -> None:
    """那找谁 after an answer is about the same measure."""
    sender = "follow-up"
    running_system.ask("高端研发机构最高补多少", sender)
    card = running_system.card("那找谁", sender)
    assert (card["status"], card["kind"]) == ("answered", "contact")
    assert [measure["number"] for measure in card["measures"]] == [1]


def parsed_notice(system: RunningSystem) -> dict[str, Any]:
    """The notice as `index show --json` prints it."""
    command = [str(system.layout.python), "-m", "index", "show", "--json"]
    done = subprocess.run(command, capture_output=True, cwd=system.layout.root, check=True)
    shown: Any = json.loads(done.stdout)
    notice: dict[str, Any] = shown[0] if isinstance(shown, list) else shown
    return notice


def test_quotes_are_verbatim_and_where_they_say(running_system: RunningSystem) -> None:
    """For every row: notice text at the span is the quote, and the card's amounts stand in the notice."""
    text = parsed_notice(running_system)["text"]
    quoted = [measure for row in TABLE for measure in running_system.card(row.text)["measures"]]
    assert quoted
    for measure in quoted:
        start, end = measure["span"]
        assert text[start:end] == measure["quote"]
        assert [amount["text"] for amount in measure["amounts"] if amount["text"] not in text] == []


def test_every_turn_has_one_card_with_all_its_fields(running_system: RunningSystem) -> None:
    """Fixed sentences and errors included."""
    for row in TABLE:
        cards = [message["custom"] for message in running_system.ask(row.text) if message.get("custom")]
        assert len(cards) == 1, row.text
        assert {"status", "kind", "notice", "measures", "parts", "eligibility"} <= set(cards[0]), row.text
