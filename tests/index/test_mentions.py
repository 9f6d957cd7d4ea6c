"""Measures, chapters, units, areas and foreign places are found in the words that callers use."""

from __future__ import annotations

import pytest

from index.lexicon import load_lexicon
from index.library import load_library
from index.mentions import Linker, Mentions
from index.query import normalise_query
from index.settings import ROOT


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(load_lexicon(ROOT / "data" / "lexicon"), load_library(ROOT / "data")[0])


def link(linker: Linker, text: str) -> Mentions:
    return linker.link(normalise_query(text))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("第17条讲什么", (17,)),
        ("第１７条", (17,)),
        ("十七条说的啥", (17,)),
        ("第拾贰条是啥内容", (12,)),
        ("第 3 条和第八条", (3, 8)),
        ("7条原文", (7,)),
        ("第二十三条", (23,)),  # named, though the notice lacks it
        ("一共有20条吗", ()),  # a count, no number
        ("哪几条写了钱", ()),
        ("环保局要管的是哪一条", ()),
        ("养老机构那一条", ()),
        ("3条腿的凳子", ()),
        pytest.param("第１９、２０两条", (19, 20)),
        ("第19、20条讲啥", (19, 20)),
        ("第十九和第二十这两条", (19, 20)),
        pytest.param("第3、5、8三条", (3, 5, 8)),
        ("第3、5、8这三条", (3, 5, 8)),
        ("第十二跳", (12,)),  # a slip
        ("14条打头第一句", (14,)),
    ],
)
def test_measure_numbers(linker: Linker, text: str, numbers: tuple[int, ...]) -> None:
    assert link(linker, text).measures == numbers


@pytest.mark.parametrize(("text", "numbers"), [("第五部分", (5,)), ("第六章有哪些", (6,)), ("六、金融", ())])
def test_chapter_numbers(linker: Linker, text: str, numbers: tuple[int, ...]) -> None:
    assert link(linker, text).chapters == numbers


@pytest.mark.parametrize(
    ("text", "units", "unknown"),
    [
        ("发改委和经信委", ("市发展改革委", "市经济信息委"), ()),
        ("规自局", ("市规划自然资源局",), ()),
        ("金融办电话", ("市金融监管局",), ()),
        ("市科技局", ("市科技局",), ()),
        ("科技局", ("市科技局",), ()),
        ("原来的工商局", ("市市场监管局",), ()),
        ("税务局负责哪条", (), ("税务局",)),  # a body that the notice lacks
        ("统计局、水利局各几条", (), ("统计局", "水利局")),
        ("科技成果转化", (), ()),  # 科技 alone is no unit
    ],
)
def test_units(linker: Linker, text: str, units: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    found = link(linker, text)
    assert (found.units, found.unknown_units) == (units, unknown)


@pytest.mark.parametrize(
    ("text", "areas", "outside"),
    [
        ("我是永川的", ("永川区",), ()),
        ("高新区的企业", ("重庆高新区",), ()),
        ("双福的厂", ("江津区",), ()),
        ("万州的企业", (), ("万州",)),
        ("我在綦江", (), ("綦江",)),
        ("公司在西安高新区", (), ("西安",)),  # another city's 高新区
        ("泸州跟江津就隔一条河，我们泸州的酒厂", (), ("泸州",)),  # where the caller says to be decides
        ("长寿经开区", (), ("长寿经开区",)),
        ("长寿的老人", (), ()),  # an everyday word
        ("成渝两地跨区域", (), ()),  # the notice's own subject
        ("到香港上市", (), ()),
        ("北京的预算内资金", (), ()),  # where the money comes from
        ("上海的专家", (), ()),
        ("北京的企业", (), ("北京",)),
        ("注册在成都高新区，也是高新区", (), ("成都",)),  # no 高新区 of the notice
        ("公司注册在璧山，高新区里头那种", (), ("璧山",)),
        ("公司注册在重庆高新区", ("重庆高新区",), ()),
    ],
)
def test_places(linker: Linker, text: str, areas: tuple[str, ...], outside: tuple[str, ...]) -> None:
    found = link(linker, text)
    assert (found.areas, found.outside) == (areas, outside)


@pytest.mark.parametrize(
    ("text", "located"),
    [
        ("泸州那边的工厂能不能享受", True),  # the firm that is asked for
        ("永川这边我晓得，泸州那边的工厂能不能享受", True),
        ("泸州算不算", False),
    ],
)
def test_the_firm_that_is_asked_for_is_where_it_is_said_to_be(linker: Linker, text: str, located: bool) -> None:
    found = link(linker, text)
    assert (found.areas, found.outside, found.located) == ((), ("泸州",), located)


def test_names_of_another_notice_come_from_that_notice(linker: Linker) -> None:
    """Nothing is tied to one notice: the same words mean other units elsewhere."""
    other = load_library(ROOT / "tests" / "fixtures" / "library")[0]
    own = Linker(load_lexicon(ROOT / "data" / "lexicon"), other)
    assert own.units
    assert set(own.link(other.areas[0]).areas) == {other.areas[0]}
    assert own.link("永川区").areas == ()
