"""有用, 没用 and a reason, tapped or typed; a question is never taken for a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.question import Reading
from actions.rating import Phrases, Rating, load_phrases, rating_buttons, read_rating, reason_buttons
from actions.talk import Asked, Talk
from index.errors import DataError
from index.settings import ROOT
from tests.actions.bench import reading

FILE = ROOT / "data" / "lexicon" / "feedback.yml"
PHRASES = load_phrases(FILE)
TURN, OLD = "a" * 32, "b" * 32
AFTER_ANSWER = Talk((Asked(OLD, "找谁"), Asked(TURN, "多少钱")))
AFTER_USELESS = Talk((Asked(TURN, "多少钱", failed=True),), rated=TURN)


def said(text: str, intent: str = "chitchat_feedback", talk: Talk = AFTER_ANSWER, sure: float = 0.97) -> Rating | None:
    return read_rating(reading(text, intent, sure), "", talk, PHRASES)


def tapped(choice: str) -> Rating | None:
    return read_rating(reading("/choose{}", "choose"), choice, Talk(), PHRASES)


def test_tapped_buttons_say_which_turn_they_are_for() -> None:
    good, bad = rating_buttons(TURN)
    assert (good.title, tapped(good.choice)) == ("有用", Rating(TURN, useful=True))
    assert (bad.title, tapped(bad.choice)) == ("没用", Rating(TURN, useful=False))
    for button in reason_buttons(TURN, PHRASES):
        assert tapped(button.choice) == Rating(TURN, reason=button.title)


@pytest.mark.parametrize(
    "choice",
    [
        "feedback:zzzzzzzz:1",
        f"feedback:{TURN}:2",
        f"reason:{TURN}:0",
        f"reason:{TURN}:9",
        "feedback::1",
        "content:某发〔2024〕1号:1",
        f"feedback:{'a' * 65}:1",
    ],
)
def test_other_choices_are_no_rating(choice: str) -> None:
    assert tapped(choice) is None


@pytest.mark.parametrize("text", ["有用", "有用！", "有用的", "很有帮助，谢谢", "解决了", "答得很好啊。", "有 用"])
def test_typed_praise_is_for_the_last_question(text: str) -> None:
    assert said(text) == Rating(TURN, useful=True)


@pytest.mark.parametrize("text", ["没用", "没用。", "没有用啊", "答非所问", "没帮到我", "没得用", "没解决问题"])
def test_typed_blame_is_for_the_last_question(text: str) -> None:
    assert said(text) == Rating(TURN, useful=False)


@pytest.mark.parametrize("text", ["有用", "没用", "答非所问"])
def test_without_a_question_before_it_there_is_nothing_to_rate(text: str) -> None:
    assert said(text, talk=Talk()) is None


@pytest.mark.parametrize(
    "text", ["这个政策有用吗", "有用的政策有哪些", "没用过的土地怎么办", "没用完的钱退不退", "", "第17条", "谢谢"]
)
def test_words_inside_a_question_are_no_rating(text: str) -> None:
    assert said(text, "ask_content") is None


def test_blame_with_its_reason_in_one_message() -> None:
    assert said("没用，条款找错了") == Rating(TURN, useful=False, reason="条款找错了")
    assert said("没用。太长了，看不懂") == Rating(TURN, useful=False, reason="太长了，看不懂")


def test_blame_with_a_question_in_one_message_is_both() -> None:
    assert said("没用，我问的是土地") == Rating(TURN, useful=False, question="我问的是土地")
    assert said("答非所问！电话到底多少") == Rating(TURN, useful=False, question="电话到底多少")


REASONS = [
    ("说得太笼统了", "chitchat_feedback"),
    ("没说找谁", "ask_contact"),
    ("条款找错了，不是我要的", "ask_content"),
    ("金额不对", "ask_funding"),
    ("我是做农业的", "out_of_scope"),
    ("看不懂", "chitchat_feedback"),
    ("你们这个太绕", "out_of_scope"),
]


@pytest.mark.parametrize(("text", "intent"), REASONS)
def test_the_message_after_blame_is_its_reason(text: str, intent: str) -> None:
    assert said(text, intent, AFTER_USELESS) == Rating(TURN, reason=text)


QUESTIONS = [
    ("那找谁呢", "ask_contact", 0.97),
    ("高端研发机构最高补多少", "ask_funding", 0.97),
    ("我问的是土地，不是人才", "ask_content", 0.4),
    ("不对，我问的是土地", "ask_content", 0.97),
    ("没说找谁？", "ask_contact", 0.97),
    ("人才公寓", "ask_content", 0.9),
    ("转人工", "ask_human", 0.97),
    ("谢谢", "thanks", 0.97),
    ("？？", "out_of_scope", 0.5),
]


@pytest.mark.parametrize(("text", "intent", "sure"), QUESTIONS)
def test_a_question_after_blame_is_a_question(text: str, intent: str, sure: float) -> None:
    assert said(text, intent, AFTER_USELESS, sure) is None


def test_only_the_next_message_may_be_the_reason() -> None:
    assert said("说得太笼统了", talk=AFTER_ANSWER) is None


BAD = [
    ("- useful", "exactly these lists"),
    ("useful: [有用]", "exactly these lists"),
    (FILE.read_text(encoding="utf-8").replace("[人工, 转人工", "[1, 转人工"), "`human` must be a list of words"),
    ("useful: [", "no valid YAML"),
]


@pytest.mark.parametrize(("text", "message"), BAD)
def test_a_bad_file_is_refused_by_list(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "feedback.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        load_phrases(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"feedback\.yml cannot be read"):
        load_phrases(tmp_path / "feedback.yml")


def test_without_words_nothing_is_a_rating() -> None:
    assert read_rating(Reading("没用", ""), "", AFTER_ANSWER, Phrases()) is None
