"""What people type is folded to one form before it is searched."""

import pytest

from index.errors import QueryError
from index.query import MAX_CHARACTERS, checked_query, normalise_query


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
