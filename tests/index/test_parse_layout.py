"""Printed lines → paragraphs: what is joined, what stays apart, what is dropped."""

from __future__ import annotations

import pytest

from index.layout import lay_out
from index.markers import Level, find_marker, organs
from index.text import chinese_number, is_page_mark

JOINED = (
    ("按照方式，“一人（团队）\n\n\n\n一策”量身定制。", ["按照方式，“一人（团队）一策”量身定制。"]),
    ("立足特色产业、\n\n主导产业发展。", ["立足特色产业、主导产业发展。"]),
    ("做好工作，规范对种\n— 3 —\n子期企业的投资。", ["做好工作，规范对种子期企业的投资。"]),
    (
        "对经认定的机构（含新型机构），给予支持（一次性）\n\n并予以表彰。",
        ["对经认定的机构（含新型机构），给予支持（一次性）并予以表彰。"],
    ),
    ("关于印发《支持\n发展的措施》的通知", ["关于印发《支持发展的措施》的通知"]),
    ("国务院关于支持自由贸易试验区\n深化改革若干措施的通知", ["国务院关于支持自由贸易试验区深化改革若干措施的通知"]),
    # apart: a sentence that is finished, headings, signatures, numbered items, publication lines
    ("做好工作。\n加强领导。", ["做好工作。", "加强领导。"]),
    ("一、加强领导，落实责任\n各部门应当配合。", ["一、加强领导，落实责任", "各部门应当配合。"]),
    ("某市财政局\n某市科技局\n2021年1月1日", ["某市财政局", "某市科技局", "2021年1月1日"]),
    ("请结合实际，抓好落实\n某市财政局", ["请结合实际，抓好落实", "某市财政局"]),
    ("包括，甲\n1. 乙", ["包括，甲", "1. 乙"]),
    ("做好，落实\n抄送：市委", ["做好，落实", "抄送：市委"]),
    ("…支持。（责任单位：市科技局）\n加强宣传。", ["…支持。（责任单位：市科技局）", "加强宣传。"]),
)


@pytest.mark.parametrize(("raw", "paragraphs"), JOINED)
def test_lines_are_joined_only_in_mid_sentence(raw: str, paragraphs: list[str]) -> None:
    assert [paragraph.text for paragraph in lay_out(raw).paragraphs] == paragraphs


MARKERS = (
    ("一、支持", Level.HAN, 1, "支持"),
    ("二 、支持", Level.HAN, 2, "支持"),
    ("（二十九）支持", Level.HAN_BRACKET, 29, "支持"),
    ("(三)支持", Level.HAN_BRACKET, 3, "支持"),
    ("1. 支持", Level.ARABIC, 1, "支持"),
    ("１２．支持", Level.ARABIC, 12, "支持"),
    ("3、支持", Level.ARABIC, 3, "支持"),
    ("（1）支持", Level.ARABIC_BRACKET, 1, "支持"),
    ("第 2 3 条  新建", Level.ARTICLE, 23, "新建"),
    ("第十五条 本规定", Level.ARTICLE, 15, "本规定"),
    ("第一章    总 则", Level.PART, 1, "总 则"),
)


@pytest.mark.parametrize(("text", "level", "number", "rest"), MARKERS)
def test_numbers_at_the_head_are_read_in_every_form(text: str, level: Level, number: int, rest: str) -> None:
    marker = find_marker(text)
    assert marker is not None
    assert (marker.level, marker.number, text[marker.end :]) == (level, number, rest)


@pytest.mark.parametrize(
    "text", ["1.5亿元以上", "第三条规定的", "第一条、第二条", "2021年", "一、二类企业", "支持一、二"]
)
def test_figures_and_references_are_no_markers(text: str) -> None:
    assert find_marker(text) is None


@pytest.mark.parametrize(
    ("text", "mark"), [("— 2 —", True), ("- 12 -", True), ("第 3 页 共 9 页", True), ("2", False), ("—", False)]
)
def test_page_marks_are_told_from_text(text: str, mark: bool) -> None:
    assert is_page_mark(text) is mark


@pytest.mark.parametrize(
    ("printed", "number"),
    [("二十三", 23), ("两", 2), ("2 3", 23), ("１２", 12), ("十", 10), ("百十一千", None), ("", None), ("多", None)],
)
def test_chinese_numerals_are_read(printed: str, number: int | None) -> None:
    assert chinese_number(printed) == number


ORGANS = (
    ("重庆市科学技术局", ("重庆市科学技术局",)),
    ("中共柳河县委 柳河县人民政府", ("中共柳河县委", "柳河县人民政府")),
    ("某 某 市 人 民 政 府", ("某某市人民政府",)),
    ("支持企业发展", ()),
    ("市科技局应当配合。", ()),
)


@pytest.mark.parametrize(("line", "names"), ORGANS)
def test_public_bodies_on_a_line_are_told_by_their_last_word(line: str, names: tuple[str, ...]) -> None:
    assert organs(line) == names
