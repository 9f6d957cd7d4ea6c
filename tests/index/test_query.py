"""What people type is folded to one form before it is searched."""

import pytest

from index.errors import QueryError
from index.query import LONG, MAX_CHARACTERS, asking_part, checked_query, normalise_query


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("第１７条", "第17条"),  # full-width digits
        ("  最高　多少 ", "最高 多少"),  # ideographic space
        ("養老機構歸誰管", "养老机构归谁管"),  # traditional characters
        ("ＩＰＯ上市", "ipo上市"),
        ("\ufeff土地\u200b指标", "土地 指标"),  # BOM, zero-width space
        ("a\x00b", "a b"),  # NUL would cut the text in the model
        pytest.param("\ud800土地", "土地", id="lone surrogate"),  # fails deep inside
        ("", ""),
    ],
)
def test_text_is_folded(raw: str, expected: str) -> None:
    assert normalise_query(raw) == expected


@pytest.mark.parametrize("raw", ["", "   ", "？？？", "…", "\x00"])
def test_nothing_to_search_is_refused(raw: str) -> None:
    with pytest.raises(QueryError, match="没有可以查找的文字"):
        checked_query(raw)


def test_overlong_text_is_refused_with_its_length() -> None:
    with pytest.raises(QueryError, match=str(MAX_CHARACTERS + 1)):
        checked_query("长" * (MAX_CHARACTERS + 1))


STORY = (
    "我们是永川一家做汽车零部件的小厂，去年刚搬到园区，今年想把生产线整个换一遍，老板让我打听打听，别的什么都不懂。"
    "请问技术改造有没有扶持？"
)


def test_a_short_text_asks_as_a_whole() -> None:
    text = "我在永川。有补贴吗"
    assert len(text) < LONG and asking_part(text) == text


def test_a_long_story_asks_at_its_end() -> None:
    assert len(STORY) >= LONG
    assert asking_part(normalise_query(STORY)) == "请问技术改造有没有扶持?"


def test_a_closing_thanks_is_not_the_question() -> None:
    """What is shorter than a sentence is passed over."""
    assert asking_part(normalise_query(STORY + "谢谢！")) == "请问技术改造有没有扶持?"


def test_a_long_text_without_sentences_is_taken_whole() -> None:
    assert asking_part("钱。" * LONG) == "钱。" * LONG
