"""Responsible units as notices print them."""

from __future__ import annotations

import pytest

from index.units import find_units

ROWS: tuple[tuple[str, list[str]], ...] = (
    ("…支持。（责任单位：市科技局、市经济信息委）", ["市科技局", "市经济信息委"]),
    ("…支持。(责任单位:市科技局,市财政局)", ["市科技局", "市财政局"]),  # ASCII marks
    ("（牵头单位：甲局；配合单位：乙局、各区县政府）", ["甲局", "乙局", "各区县政府"]),
    ("（责任单位：崂山区政府，市规划和自然资源局）", ["崂山区政府", "市规划和自然资源局"]),  # 和 does not part
    ("（负责部门：教育部，适用范围：上海、广东自贸试验区）", ["教育部"]),
    ("（负责部门：银保监会、适用范围：上海自贸试验区）", ["银保监会"]),
    ("（责任单位：各区县（自治县）政府、市财政局等）", ["各区县（自治县）政府", "市财政局"]),
    (
        "（省大数据局、省政府办公厅牵头，各有关部门、各市政府配合）",
        ["省大数据局", "省政府办公厅", "各有关部门", "各市政府"],
    ),
    ("（市商务局负责）", ["市商务局"]),
    ("（各部门按职责分工负责）", ["各部门"]),
    ("鼓励开放。\n责任单位：市文旅局、市体育局。", ["市文旅局", "市体育局"]),
    ("（牵头单位：市科技局）甲。（牵头单位：市科技局、市教委）", ["市科技局", "市教委"]),  # each once
    ("支持企业（含个体工商户）发展", []),
    ("按规定（由申请人负责）办理", []),
    ("责任单位应当加强配合", []),
)


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_units_are_named_as_printed(text: str, expected: list[str]) -> None:
    assert list(find_units(text).names) == expected


def test_the_span_is_the_bracket_with_its_marks() -> None:
    text = "甲。（责任单位：市科技局）"
    (span,) = find_units(text, 10).spans
    assert text[span[0] - 10 : span[1] - 10] == "（责任单位：市科技局）"
