"""The reviewed files are read whole, and a bad row is refused with its file, place and remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.errors import DataError
from index.lexicon import load_lexicon
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
