"""Dates and terms as notices print them."""

from __future__ import annotations

from datetime import date

import pytest

from index.dates import find_validity, parse_date

DATES = (
    ("2021年12月20日", date(2021, 12, 20)),
    ("2021 年 3 月 9 日", date(2021, 3, 9)),
    ("２０１９年１月３日", date(2019, 1, 3)),
    ("二〇二三年十二月十五日", date(2023, 12, 15)),
    ("二○二○年十月三十一日", date(2020, 10, 31)),
    ("2021年2月30日", None),
    ("2021年12月", None),
)


@pytest.mark.parametrize(("printed", "expected"), DATES)
def test_a_printed_date_is_read(printed: str, expected: date | None) -> None:
    assert parse_date(printed) == expected


ISSUED = date(2020, 2, 29)
TERMS = (
    ("本政策措施自 2022 年 1 月 1 日起施行。", date(2022, 1, 1), None),
    ("本办法自2023年9月8日起施行，有效期3年。", date(2023, 9, 8), date(2026, 9, 7)),
    ("本措施自2024年1月1日起实施，有效期至2026年12月31日。", date(2024, 1, 1), date(2026, 12, 31)),
    ("本政策自发布之日起施行，暂定三年有效期。", ISSUED, date(2023, 2, 28)),
    ("本规定自印发之日起执行，试行期一年，期满后调整。", ISSUED, date(2021, 2, 28)),
    ("本细则自2024年1月1日起试行，试行期6个月。", date(2024, 1, 1), date(2024, 6, 30)),
    ("本通知自2021年1月1日起执行至2023年12月31日。", date(2021, 1, 1), date(2023, 12, 31)),
    ("本办法自2022年3月1日起施行。有效期为五年。", date(2022, 3, 1), date(2027, 2, 28)),
    ("本政策自2022年3月1日起施行，有效期至2025年底。", date(2022, 3, 1), date(2025, 12, 31)),
    ("本办法自公布之日起30日后施行。", date(2020, 3, 30), None),
    ("特制定本意见，政策期限为2016年至2018年。", None, date(2018, 12, 31)),
    # none of these is the term of the notice
    ("补贴自批准的下月起执行，按月度发放。", None, None),
    ("依照自2008年8月1日起施行的《条例》办理。", None, None),
    ("评定结果有效期三年。本办法自2022年1月1日起施行。", date(2022, 1, 1), None),
    ("对经认定的机构，有效期内可享受支持。", None, None),
)


@pytest.mark.parametrize(("text", "start", "end"), TERMS)
def test_the_term_is_the_one_that_the_notice_states_of_itself(text: str, start: date | None, end: date | None) -> None:
    found = find_validity(text, ISSUED)
    assert (found.effective_from, found.effective_until) == (start, end)


def test_the_day_of_issue_being_unknown_leaves_the_start_open_and_quotes_the_sentence() -> None:
    text = "其他。本政策自印发之日起施行，有效期3年。"
    found = find_validity(text, None)
    assert (found.effective_from, found.effective_until) == (None, None)
    assert found.span is not None and text[found.span[0] : found.span[1]] == text[3:]
