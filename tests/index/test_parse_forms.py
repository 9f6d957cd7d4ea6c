"""Invented notices in the other forms of print, and texts that are none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.errors import NoticeError
from index.notice import Notice
from index.parse import parse_notice
from tests.index.notice_checks import assert_round_trip, assert_segments_tile, assert_spans_hold

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "notices"
REAL = Path(__file__).resolve().parents[2] / "data" / "notice" / "yufagai-2021-12.txt"
SECOND = FIXTURES.parent / "library" / "notice" / "qinghaifa-2024-5.txt"
NOTICES = sorted(path for path in FIXTURES.glob("*.txt") if not path.name.startswith("not_a_notice"))


def read(name: str) -> Notice:
    return parse_notice((FIXTURES / f"{name}.txt").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [*NOTICES, REAL, SECOND], ids=lambda path: path.stem)
def test_every_character_is_accounted_for(path: Path) -> None:
    """Spans quote, segments tile, and nothing printed is lost or moved."""
    raw = path.read_text(encoding="utf-8")
    notice = parse_notice(raw)
    assert_spans_hold(notice)
    assert_segments_tile(notice)
    assert_round_trip(raw, notice.text)
    assert "other" not in {segment.kind for segment in notice.segments}


FORMS = (
    # form, chapters with a heading, measure numbers
    ("articles_in_chapters", 3, [1, 2, 3, 4, 5, 6]),
    ("brackets_with_lead_units", 2, [1, 2, 3, 4]),
    ("digits_restart", 3, [1, 2, 3, 4, 5, 6, 7]),  # printed 1–2, 1–3, 1–2: counted through
    ("no_units_flat", 0, [1, 2, 3]),
    ("no_numbering", 0, [1, 2, 3]),
    ("sections_as_measures", 0, [1, 2, 3]),
    ("pdf_broken_lines", 3, [1, 2, 3, 4, 5]),
)


@pytest.mark.parametrize(("name", "chapters", "numbers"), FORMS)
def test_each_form_gives_its_chapters_and_measures(name: str, chapters: int, numbers: list[int]) -> None:
    notice = read(name)
    assert sum(1 for chapter in notice.chapters if chapter.label) == chapters
    assert [measure.number for measure in notice.measures] == numbers


TERMS = (
    ("articles_in_chapters", date(2024, 4, 2), date(2024, 5, 2), date(2026, 5, 1)),  # 印发之日起30日后, 有效期两年
    ("brackets_with_lead_units", None, date(2023, 6, 1), date(2025, 5, 31)),
    ("digits_restart", date(2023, 12, 15), date(2024, 1, 1), date(2024, 12, 31)),  # 二〇二三年…, 试行期一年
    ("no_numbering", date(2021, 6, 25), date(2021, 7, 1), None),
    ("pdf_broken_lines", date(2022, 5, 6), date(2022, 6, 1), date(2025, 5, 31)),  # 有效期三\n年
    ("sections_as_measures", date(2023, 3, 1), None, None),
)


@pytest.mark.parametrize(("name", "issued", "start", "end"), TERMS)
def test_dates_are_those_that_the_text_states(
    name: str, issued: date | None, start: date | None, end: date | None
) -> None:
    notice = read(name)
    assert (notice.issued, notice.effective_from, notice.effective_until) == (issued, start, end)


def test_articles_keep_their_lists_and_their_number_may_be_spaced() -> None:
    notice = read("articles_in_chapters")
    assert notice.chapters[0].title == "第一章    总 则"
    assert [measure.heading for measure in notice.measures][2:4] == ["贷款贴息", "示范奖励"]
    assert notice.measures[3].text.endswith("（二）考核合格后拨付50%。")
    assert [amount.value for measure in notice.measures for amount in measure.amounts] == [80_000, 200_000]
    assert notice.areas == ("云溪县", "石桥县", "白鹭镇")
    assert notice.issuers == ("青禾市人民政府办公室",)


def test_units_are_found_under_every_label_and_without_one() -> None:
    units = [measure.units for measure in read("brackets_with_lead_units").measures]
    assert units == [
        ("市商务局", "市城管局", "市文化和旅游局", "各区政府"),
        ("市文化和旅游局", "市体育局", "各区政府", "市商务局"),
        ("市交通运输局",),  # 适用范围 is no unit
        ("市商务局", "市财政局"),  # a line without brackets, 等 left off
    ]


def test_an_annex_list_is_no_measure_even_where_its_numbers_would_fit() -> None:
    notice = read("brackets_with_lead_units")
    kinds = [segment.kind for segment in notice.segments if notice.quote(segment.span).endswith("街区")]
    assert kinds == ["attachment"] * 3


def test_lines_broken_by_a_pdf_are_joined_and_its_page_marks_left_out() -> None:
    notice = read("pdf_broken_lines")
    assert notice.title == "北川市工业设计中心支持办法"
    assert "最高 200万元奖励" in notice.text
    assert "购置关键软件 SOLID WORKS 等工具的" in notice.text
    assert "同一软件不重复补助。" in notice.text
    assert "— 1 —" not in notice.text and "- 3 -" not in notice.text


def test_unnumbered_paragraphs_are_measures_and_the_frame_is_not() -> None:
    notice = read("no_numbering")
    assert [measure.heading for measure in notice.measures] == ["合理安排作业时间", "落实高温津贴", "加强监督检查"]
    assert notice.preamble_span is not None
    assert notice.quote(notice.preamble_span).endswith("现就有关事项通知如下。")


def test_a_second_notice_of_another_city_is_read_whole() -> None:
    notice = parse_notice(SECOND.read_text(encoding="utf-8"))
    assert notice.document_number == "青海发规〔2024〕5号"
    assert notice.issuers == ("青屿市海洋发展局", "青屿市财政局", "青屿市科学技术局")
    assert notice.addressees[-2:] == ("市级有关部门", "各有关企业")
    assert notice.areas == ("临湾区", "沙洲区", "北屿县", "青屿高新区")
    assert (notice.issued, notice.effective_from) == (date(2024, 3, 18), date(2024, 5, 1))
    assert notice.effective_until == date(2027, 4, 30)
    assert [len(chapter.measures) for chapter in notice.chapters] == [3, 3, 2]
    amounts = [(m.number, a.value, a.qualifier, a.purpose) for m in notice.measures for a in m.amounts]
    assert amounts == [(1, 8_000_000, "最高", "研发补助"), (5, 15_000_000, "累计不超过", "股权投资")]
    assert "活性物质筛选。" in notice.measures[1].text


NO_NOTICES = (
    ("not_a_notice_empty", "line 1: the text is empty"),
    ("not_a_notice_english", "line 3: only 0 of 48 letters are Chinese"),
    ("not_a_notice_recipe", "line 1: no word that a policy notice has"),
)


@pytest.mark.parametrize(("name", "reason"), NO_NOTICES)
def test_a_text_that_is_no_notice_is_refused_with_line_reason_and_advice(name: str, reason: str) -> None:
    with pytest.raises(NoticeError) as caught:
        read(name)
    assert str(caught.value).startswith(reason)
    assert "give the notice as published" in str(caught.value)


def test_a_binary_file_is_refused_with_its_line() -> None:
    with pytest.raises(NoticeError, match="line 2: a NUL character"):
        parse_notice("关于支持发展的通知\n\0\0")


def test_a_web_page_is_refused_with_its_line() -> None:
    with pytest.raises(NoticeError, match="line 2: <html begins a web page"):
        parse_notice("\n<html lang='zh'><body>关于支持发展的通知")


def test_a_title_alone_is_no_notice() -> None:
    with pytest.raises(NoticeError, match="line 1: no measure found"):
        parse_notice("关于支持发展的通知")


def test_a_contents_page_is_skipped() -> None:
    body = (
        "第一章 总则\n第一条 为规范补贴发放，制定本办法。\n第二条 补贴由市财政局发放。\n"
        "第二章 附则\n第三条 本办法自发布之日起施行。"
    )
    notice = parse_notice(f"某市补贴办法\n目 录\n第一章 总则\n第二章 附则\n{body}")
    assert [chapter.heading for chapter in notice.chapters] == ["总则", "附则"]
    assert [measure.number for measure in notice.measures] == [1, 2, 3]
    assert_segments_tile(notice)


def test_two_measures_printed_as_one_paragraph_are_parted() -> None:
    raw = "关于支持发展的政策\n1．支持一。做好甲事。（责任单位：市财政局）2．支持二。做好乙事。\n3．支持三。做好丙事。"
    assert [measure.heading for measure in parse_notice(raw).measures] == ["支持一", "支持二", "支持三"]
