"""The published notice of data/notice, parsed: every fact that answers rest on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.notice import Notice
from index.parse import load_notice

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def notice() -> Notice:
    return load_notice(ROOT / "data" / "notice" / "yufagai-2021-12.txt")


def test_front_matter_is_read(notice: Notice) -> None:
    """Title, 文号, issuers, both dates; no end of validity is invented."""
    assert notice.title == "支持新时代产业转型升级示范区高质量发展的政策措施"
    assert notice.document_number == notice.key == "渝发改规范〔2021〕12号"
    assert notice.issuers == (
        "重庆市发展和改革委员会",
        "重庆市科学技术局",
        "重庆市经济和信息化委员会",
        "重庆市规划和自然资源局",
        "国家开发银行重庆市分行",
    )
    assert (notice.issued, notice.effective_from, notice.effective_until) == (
        date(2021, 12, 20),
        date(2022, 1, 1),
        None,
    )


def test_addressees_are_the_groups_between_commas(notice: Notice) -> None:
    assert notice.addressees == (
        "江津区、永川区、荣昌区、大渡口区发展改革委、科技局、经济信息委、规划自然资源局",
        "重庆高新区改革发展局、科技创新局、规划自然资源局",
        "市级有关部门",
    )


def test_areas_come_from_the_definition_and_its_sentence_is_located(notice: Notice) -> None:
    assert notice.areas == ("江津区", "永川区", "荣昌区", "大渡口区", "重庆高新区")
    assert notice.areas_span is not None
    sentence = notice.quote(notice.areas_span)
    assert sentence.startswith("在国家的大力支持下") and sentence.endswith("重要使命。")


def test_preamble_and_effective_sentence_are_located(notice: Notice) -> None:
    assert notice.preamble_span is not None and notice.effective_span is not None
    assert notice.quote(notice.preamble_span).startswith("建设产业转型升级示范区，是推动")
    assert notice.quote(notice.preamble_span).endswith("制定以下政策措施。")
    assert notice.quote(notice.effective_span) == "本政策措施自 2022 年 1 月 1 日起施行。"


def test_six_chapters_hold_twenty_measures_in_order(notice: Notice) -> None:
    assert [(chapter.title, [measure.number for measure in chapter.measures]) for chapter in notice.chapters] == [
        ("一、支持示范区创新发展", [1, 2, 3, 4]),
        ("二、支持示范区引育人才", [5, 6, 7]),
        ("三、支持示范区拓展发展空间", [8]),
        ("四、支持示范区优化营商环境", [9, 10]),
        ("五、支持示范区产业转型", [11, 12, 13, 14, 15]),
        ("六、支持示范区拓展金融服务", [16, 17, 18, 19, 20]),
    ]
    assert all(measure.chapter_number == chapter.number for chapter in notice.chapters for measure in chapter.measures)


UNITS = {
    1: "市科技局、市经济信息委",
    2: "市科技局、市经济信息委",
    3: "市发展改革委、市教委、市科技局、市人力社保局",
    4: "市发展改革委、市科技局",
    5: "市科技局、市经济信息委、市人力社保局",
    6: "市教委、市科技局、市人力社保局",
    7: "市教委、市人力社保局、市住房城乡建委",
    8: "市发展改革委、市经济信息委、市规划自然资源局",
    9: "市商务委、市招商投资局",
    10: "市发展改革委、市科技局、市经济信息委、市规划自然资源局、市商务委、市市场监管局、市政府职转办",
    11: "市发展改革委、市科技局、市经济信息委、市规划自然资源局",
    12: "市发展改革委、市科技局、市经济信息委、市财政局、市商务委",
    13: "市发展改革委、市经济信息委",
    14: "市发展改革委、市经济信息委、市生态环境局",
    15: "市发展改革委、市经济信息委",
    16: "市发展改革委、市经济信息委、市财政局",
    17: "市金融监管局",
    18: "市科技局、市财政局、市金融监管局",
    19: "市科技局、市财政局、市金融监管局",
    20: "市财政局、市金融监管局",
}


def test_each_measure_has_its_units_as_printed(notice: Notice) -> None:
    assert {measure.number: "、".join(measure.units) for measure in notice.measures} == UNITS
    for measure in notice.measures:
        assert measure.units_span is not None
        assert notice.quote(measure.units_span) == f"（责任单位：{UNITS[measure.number]}）"


def test_exactly_three_amounts_with_qualifier_recipient_and_purpose(notice: Notice) -> None:
    found = [
        (measure.number, amount.value, amount.unit, amount.text, amount.qualifier, amount.recipient, amount.purpose)
        for measure in notice.measures
        for amount in measure.amounts
    ]
    assert found == [
        (1, 50_000_000, "元", "5000 万元", "最高", "新认定的高端研发机构", "综合支持"),
        (
            17,
            30_000_000,
            "元",
            "3000 万元",
            "实缴金额最低可降至",
            None,
            "降低投资科创项目的创业投资基金备案门槛、简化备案程序",
        ),
        (20, 20_000_000, "元", "2000 万元", "最高不超过", "由高层次创业领军人才在示范区创办的高科技企业", "股权投资"),
    ]


BROKEN_BY_PAGES = (
    (5, "“一人（团队）一策”量身定制薪酬"),
    (9, "示范区内各区立足特色产业、主导产业、优势产业"),
    (18, "规范风险投资对种子期、初创期科技型小微企业"),
)


@pytest.mark.parametrize(("number", "sentence"), BROKEN_BY_PAGES)
def test_sentences_broken_by_a_page_end_are_joined_without_a_blank(notice: Notice, number: int, sentence: str) -> None:
    assert sentence in notice.measures[number - 1].text


def test_programmes_are_those_in_quotes_and_title_marks(notice: Notice) -> None:
    named = {measure.number: [programme.text for programme in measure.programmes] for measure in notice.measures}
    assert named[11] == ["《重庆市碳达峰碳中和科技创新行动方案》"]
    assert named[5] == ["“塔尖”", "“塔基”", "“卡脖子”", "“一事一议”", "“一人（团队）一策”"]
    assert named[17] == ["“三农”", "《创业投资企业管理暂行办法》"]


def test_headings_carry_no_number_and_the_closing_is_no_part_of_the_last_measure(notice: Notice) -> None:
    assert [measure.heading for measure in notice.measures][16:] == [
        "优化金融服务保障",
        "优化多元投资体系",
        "优化区域股权机制",
        "优化基金政策支持",
    ]
    assert notice.measures[-1].text.endswith("（责任单位：市财政局、市金融监管局）")
    assert "closing" in {segment.kind for segment in notice.segments}
