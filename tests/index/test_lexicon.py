"""The reviewed files are read whole, and a bad row is refused with its file, place and remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.errors import DataError
from index.lexicon import Lexicon, found_in, load_lexicon
from index.library import load_library
from index.settings import ROOT

LEXICON = ROOT / "data" / "lexicon"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LEXICON, tmp_path / "lexicon"))


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("synonyms.yml", "synonyms: []", "at least one row"),
        ("synonyms.yml", "synonyms: [{term: 上市, words: [ipo, 3]}]", r"row 1: `words` holds 3"),
        ("synonyms.yml", "synonyms: [{term: '', words: [ipo]}]", "`term` must be a word"),
        ("units.yml", "units: [{core: 科技, aliases: [科委]}]", "`core` must be a list"),
        ("units.yml", "units: [{core: [科技], aliases: [科委, 科委]}]", "'科委' twice"),
        ("aspects.yml", "aspects: [电话]", "row 1: must be a table"),
        ("regions.yml", "- 万州", "must be a table of lists"),
        ("topics.yml", "topics: [{chapter: 金融", "no valid YAML"),
        ("details.yml", "details: []", "at least one row"),
        ("details.yml", "details: [{name: 原因, words: [为啥]}]", r"row 1: `stated` must be a list"),
        ("details.yml", "details: [{name: 原因, words: [], stated: [由于]}]", r"row 1: `words` must be a list"),
        (
            "details.yml",
            "details: [{name: 原因, words: [为啥], stated: ['(由于']}]",
            r"row 1: `stated` holds no regular",
        ),
        (
            "details.yml",
            "details: [{name: 甲, words: [乙], stated: [丙]}, {name: 原因, words: [为啥], stated: ['由于', '[因']}]",
            r"row 2: `stated` holds no regular expression \(.+\): correct it",
        ),
    ],
)
def test_bad_row_is_refused_with_its_place(folder: Path, file: str, text: str, message: str) -> None:
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=message) as caught:
        load_lexicon(folder)
    assert file in str(caught.value)


def test_missing_file_is_named(folder: Path) -> None:
    (folder / "units.yml").unlink()
    with pytest.raises(DataError, match=r"units\.yml cannot be read"):
        load_lexicon(folder)


def test_everyday_words_lead_to_official_terms() -> None:
    assert "上市" in load_lexicon(LEXICON).official_terms("我们公司打算敲钟")


def test_aspect_is_that_of_the_longest_phrase() -> None:
    aspect = load_lexicon(LEXICON).aspect_of("审批下来要多少个工作日")
    assert aspect is not None and aspect.name == "办理时限"


@pytest.fixture
def reasons(folder: Path) -> Lexicon:
    """With two details of its own."""
    (folder / "details.yml").write_text(
        "details:\n"
        "- {name: 时间, words: [哪天], stated: ['[0-9]+\\s*天', '期内']}\n"
        "- {name: 公布时间, words: [哪天公布, 啥时候公布], stated: ['^公布']}\n",
        encoding="utf-8",
    )
    return load_lexicon(folder)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("是哪天定的", "时间"),
        ("名单哪天公布", "公布时间"),  # the longest phrase, in whatever row
        ("啥时候公布", "公布时间"),
        ("最高补多少", None),
        ("", None),
    ],
)
def test_detail_is_that_of_the_longest_phrase(reasons: Lexicon, text: str, name: str | None) -> None:
    detail = reasons.detail_of(text)
    assert (detail and detail.name) == name


@pytest.mark.parametrize(
    ("clause", "stated"),
    [("公示 15 天后", True), ("有效期内免收", True), ("公示数天后", False), ("另行公布", False), ("", False)],
)
def test_a_clause_states_a_detail_where_one_of_its_patterns_is_found(
    reasons: Lexicon, clause: str, stated: bool
) -> None:
    """Anywhere in it, each pattern as a regular expression."""
    detail = reasons.detail_of("哪天")
    assert detail is not None and detail.is_stated(clause) is stated


@pytest.mark.parametrize(
    ("text", "name", "stating", "silent"),
    [
        ("有几家企业入选", "具体数量", "遴选 20 家企业", "遴选一批企业"),
        ("那个方案哪天出台", "具体时间", "3个月内出台", "适时出台"),
        ("为什么只选这几家", "原因", "由于条件所限", "择优选取"),
        ("分别叫什么名字", "具体名单", "包括甲、乙两家", "4个示范园区"),
        ("不按规定会被罚吗", "处罚办法", "依法追究责任", "予以支持"),
    ],
)
def test_the_committed_details(text: str, name: str, stating: str, silent: str) -> None:
    detail = load_lexicon(LEXICON).detail_of(text)
    assert detail is not None and detail.name == name
    assert (detail.is_stated(stating), detail.is_stated(silent)) == (True, False)


def test_no_alias_belongs_to_two_units() -> None:
    """One everyday name must mean one body, else the answer depends on the order of rows."""
    owners: dict[str, list[str]] = {}
    for unit in load_lexicon(LEXICON).units:
        for alias in unit.aliases:
            owners.setdefault(alias, []).append(unit.core[0])
    assert {alias: cores for alias, cores in owners.items() if len(cores) > 1} == {}


def test_every_unit_of_the_notice_has_an_everyday_name() -> None:
    units = {unit for measure in load_library(ROOT / "data")[0].measures for unit in measure.units}
    known = load_lexicon(LEXICON).units
    assert {u for u in units if not any(core in u for row in known for core in row.core)} == set()


def test_a_number_is_found_only_as_a_whole() -> None:
    """A caller's telephone number holds 12345 too."""
    lexicon = load_lexicon(ROOT / "data" / "lexicon")
    hotline = lexicon.aspect_of("打12345问得到吗")
    assert hotline is not None and lexicon.aspect_of("第17条讲什么,13912345678") is None


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("拿…钱", "真正能拿到手钱的是哪几条", "拿到手钱"),
        ("拿…钱", "拿钱", "拿钱"),
        ("拿…钱", "拿地，不要钱", ""),
        ("拿…钱", "拿了很多很多的钱", ""),
        ("12345", "我的电话13812345678", ""),
        ("12345", "打12345问", "12345"),
    ],
)
def test_a_gap_in_a_word_stands_for_a_few_characters_of_the_clause(word: str, text: str, found: str) -> None:
    assert found_in(word, text) == found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("两室一厅月租几百", "具体价格"),
        ("注册资本最低要好多", "具体指标"),
        ("得连着赚钱几年才进得去", "具体时间"),
        ("先围着哪几所大学搞", "具体名单"),
        ("现在装了好多个项目", "具体数量"),
        ("按哪个办法来", "依据的文件"),
        ("能少交点增值税不", "这项税收优惠"),
        # no question for a number: a story, a wish for more, a list of those who may
        ("我这小作坊就十几号人，想要点支持", None),
        ("毕业娃儿几个人凑一起当老板，有没得场子", None),
        ("招生名额会不会多几个名额", None),
        ("哪些企业可以申请", None),
    ],
)
def test_the_sort_of_fact_that_is_asked_for(text: str, name: str | None) -> None:
    found = load_lexicon(LEXICON).detail_of(text)
    assert (found.name if found else None) == name
