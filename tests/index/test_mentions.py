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
        ("15条和16条 都讲啥", (15, 16)),
        ("17，20 里的钱数分别啥意思", (17, 20)),
        ("第17的也是他们？", (17,)),
        ("跟7条比呢", (7,)),
        ("那7讲什么", (7,)),
        ("排第1的是谁", ()),
        ("第十九和第二十这两条", (19, 20)),
        pytest.param("第3、5、8三条", (3, 5, 8)),
        ("第3、5、8这三条", (3, 5, 8)),
        ("第十二跳", (12,)),  # a slip
        ("14条打头第一句", (14,)),
        ("17和18分别归谁", (17, 18)),
        ("17和18岁的娃", ()),
        ("第廿条找谁", (20,)),
        ("第十十一条和第十二条", (12,)),  # the first is no number
        ("五条里头能拿股权投资的是哪个", ()),  # five that were listed
        ("17条里面讲了啥", (17,)),
        ("那20条呢", (20,)),
        ("那20条措施呢", ()),  # all of them
        ("那15归谁", (15,)),
        ("打错了，是17", (17,)),
        ("柒号措施管啥", (7,)),
        ("产业转型那章五条，把标题报一遍", ()),
    ],
)
def test_measure_numbers(linker: Linker, text: str, numbers: tuple[int, ...]) -> None:
    assert link(linker, text).measures == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("倒数第一条找谁", (20,)),
        ("这一章最后一条归谁管", ()),  # of the chapter spoken of
        ("倒数第二条讲什么", (19,)),
        ("倒数第2条", (19,)),
        ("倒数第 3 条的条件", (18,)),
        ("倒数第二十条", (1,)),
        ("倒数第三条和倒数第一条", (18, 20)),
        ("最后一条", (20,)),
        ("最后一条讲什么", (20,)),
        ("最后一条归谁管", (20,)),
        ("最末一条讲啥", (20,)),
        ("通知的最后一条是什么", (20,)),
        ("倒数第三十条", ()),  # there are not so many
        ("最后一个条件", ()),
        ("最后一条路", ()),
    ],
)
def test_measures_counted_from_the_end(linker: Linker, text: str, numbers: tuple[int, ...]) -> None:
    """By the notice's own count; 第二条 inside 倒数第二条 is no measure of that number."""
    assert link(linker, text).measures == numbers


def test_the_last_measure_is_that_of_the_notice_asked() -> None:
    other = load_library(ROOT / "tests" / "fixtures" / "library")[0]
    own = Linker(load_lexicon(ROOT / "data" / "lexicon"), other)
    last = other.measures[-1].number
    assert (link(own, "最后一条讲什么").measures, link(own, "倒数第二条").measures) == ((last,), (last - 1,))


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
        ("一家厂在成都、一家在永川", ("永川区",), ()),
        ("腰包头要交够好多", (), ()),
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


@pytest.mark.parametrize(
    "text", ["渝北区对引进研发机构单独给多少钱", "遵义的产业扶持政策跟我讲讲", "万州的孵化器有啥奖励"]
)
def test_what_another_place_gives_is_asked_of_that_place(linker: Linker, text: str) -> None:
    found = link(linker, text)
    assert found.located and found.outside and not found.areas


@pytest.mark.parametrize(
    ("text", "areas", "outside", "located"),
    [
        ("我们厂离江津半小时", (), (), False),
        ("离永川四十公里", (), (), False),
        ("离重庆高新区不远", (), (), False),
        ("永川隔壁", (), (), False),
        ("江津附近的厂", (), (), False),
        ("住在大渡口", (), (), False),
        ("我住在大渡口，能申请吗", (), (), False),
        ("户口在荣昌", (), (), False),
        ("永川隔壁的大足", (), ("大足",), False),
        ("江津旁边的綦江", (), ("綦江",), False),
        ("毗邻荣昌的内江", (), ("内江",), False),
        ("我们在大足，永川隔壁", (), ("大足",), True),
        ("厂在綦江，我住在大渡口", (), ("綦江",), True),  # the firm counts, not the bed
        ("老家是荣昌的，公司在泸州", (), ("泸州",), True),
        ("紧邻大渡口，厂在九龙坡", (), ("九龙坡",), True),
        ("去义乌进货，厂在荣昌", ("荣昌区",), (), True),
        ("公司从成都迁到江津", ("江津区",), (), True),
        ("涪陵人，在永川开厂", ("永川区",), (), True),
    ],
)
def test_a_place_near_or_passed_through_is_not_where_the_firm_is(
    linker: Linker, text: str, areas: tuple[str, ...], outside: tuple[str, ...], located: bool
) -> None:
    """Else 离江津半小时 is inside, and 去义乌进货 outside."""
    found = link(linker, text)
    assert (found.areas, found.outside, found.located) == (areas, outside, located)


def test_names_of_another_notice_come_from_that_notice(linker: Linker) -> None:
    """Nothing is tied to one notice: the same words mean other units elsewhere."""
    other = load_library(ROOT / "tests" / "fixtures" / "library")[0]
    own = Linker(load_lexicon(ROOT / "data" / "lexicon"), other)
    assert own.units
    assert set(own.link(other.areas[0]).areas) == {other.areas[0]}
    assert own.link("永川区").areas == ()


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("不是财政局，是金融监管局", ("市金融监管局",)),
        ("不是财政局一家管吧", ("市财政局",)),  # nothing else is named
        ("财政局和金融监管局", ("市财政局", "市金融监管局")),
    ],
)
def test_what_is_said_not_to_be_meant_is_not_named(linker: Linker, text: str, units: tuple[str, ...]) -> None:
    mentions = link(linker, text)
    assert mentions.units == units
    assert "财政局" in mentions.said  # so that it is no topic either


def test_a_place_that_is_corrected_is_not_named(linker: Linker) -> None:
    mentions = link(linker, "是江津不是涪陵")
    assert (mentions.areas, mentions.outside) == (("江津区",), ())


@pytest.mark.parametrize(("text", "units"), [("科技成果转化写在第几条", ()), ("科技负责哪几条", ("市科技局",))])
def test_a_short_name_within_a_phrase_of_the_notice_is_no_unit(
    linker: Linker, text: str, units: tuple[str, ...]
) -> None:
    assert linker.link(normalise_query(text), short_units=True).units == units


def test_another_place_that_one_wants_to_be_treated_like_is_not_ones_own(linker: Linker) -> None:
    mentions = link(linker, "璧山高新区的企业能不能按重庆高新区来享受")
    assert (mentions.areas, mentions.located) == ((), True)
