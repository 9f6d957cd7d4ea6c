"""Rasa's look-up tables are made from the lexicon and the notices: complete, loadable, the same bytes each time."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from index.examples import intents_of
from index.lexicon import load_lexicon
from index.library import load_library
from index.nlu import write_lookups
from index.query import normalise_query
from index.questions import load_questions
from index.settings import ROOT, Settings

DATA = ROOT / "data"
Blocks = dict[str, list[str]]


def blocks(path: Path) -> Blocks:
    """`lookup unit` → its examples; fails where the file is not of Rasa's form."""
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert document["version"] == "3.1" and set(document) == {"version", "nlu"}
    found: Blocks = {}
    for block in document["nlu"]:
        [kind] = set(block) - {"examples"}
        assert kind in {"lookup", "regex", "synonym", "intent"}
        lines = block["examples"].splitlines()
        assert lines and all(line.startswith("- ") and line[2:].strip() for line in lines)
        assert f"{kind} {block[kind]}" not in found
        found[f"{kind} {block[kind]}"] = [line[2:] for line in lines]
    return found


@pytest.fixture(scope="module")
def lookups(tmp_path_factory: pytest.TempPathFactory) -> Blocks:
    return blocks(write_lookups(DATA, tmp_path_factory.mktemp("nlu")))


def test_it_holds_every_table_and_pattern(lookups: Blocks) -> None:
    expected = {"lookup unit", "lookup area", "lookup chapter", "regex measure_number", "regex chapter"}
    assert {name for name in lookups if not name.startswith(("synonym", "intent"))} == expected


def test_similar_questions_are_examples_of_their_kind(lookups: Blocks) -> None:
    """Each once, and none that data/nlu holds under an intent of its own."""
    learned = [text for name, texts in lookups.items() if name.startswith("intent") for text in texts]
    [notice] = load_library(DATA)
    contacts = [
        question.text
        for questions in load_questions(DATA / "questions", notice).values()
        for question in questions
        if question.kind == "contact"
    ]
    assert len(learned) == len(set(learned)) > 1000
    assert len(set(contacts) & set(lookups["intent ask_contact"])) >= 0.9 * len(contacts)
    assert not {normalise_query(text) for text in learned} & {text for _, text in intents_of(DATA)}


def test_questions_of_an_open_kind_are_no_examples(settings: Settings, tmp_path: Path) -> None:
    [file] = (settings.data / "questions").glob("*.yml")
    file.write_text(
        f"document_number: {load_library(settings.data)[0].key}\n"
        "measures: {1: {other: [没有种类的一问], contact: ['海洋新药(二期)找谁']}}\n",
        encoding="utf-8",
    )
    found = blocks(write_lookups(settings.data, tmp_path))
    assert {name: texts for name, texts in found.items() if name.startswith("intent")} == {
        "intent ask_contact": ["海洋新药 二期 找谁"]
    }


def test_units_as_printed_and_as_said(lookups: Blocks) -> None:
    """Bodies that the notice lacks too: they must be heard to be denied."""
    printed = {unit for measure in load_library(DATA)[0].measures for unit in measure.units}
    said = {alias for group in load_lexicon(DATA / "lexicon").units for alias in group.aliases}
    assert printed | said <= set(lookups["lookup unit"])
    assert {"发改委", "税务局"} <= set(lookups["lookup unit"])


def test_areas_of_the_notice_alone(lookups: Blocks) -> None:
    areas = set(lookups["lookup area"])
    assert {*load_library(DATA)[0].areas, "永川", "科学城"} <= areas
    assert not {"万州", "成都"} & areas


def test_chapters_by_their_headings(lookups: Blocks) -> None:
    headings = [chapter.heading for chapter in load_library(DATA)[0].chapters]
    assert sorted(headings) == lookups["lookup chapter"]


@pytest.mark.parametrize(
    ("table", "text"),
    [("measure_number", "第17条"), ("measure_number", "第十七条"), ("chapter", "第六章"), ("chapter", "第三部分")],
)
def test_patterns_are_regular_expressions_that_find(lookups: Blocks, table: str, text: str) -> None:
    [pattern] = lookups[f"regex {table}"]
    found = re.search(pattern, f"请问{text}讲什么")
    assert found and found.group() == text


@pytest.mark.parametrize(
    ("said", "printed"), [("发改委", "市发展改革委"), ("金融办", "市金融监管局"), ("永川", "永川区")]
)
def test_everyday_names_are_synonyms_of_the_printed_one(lookups: Blocks, said: str, printed: str) -> None:
    assert said in lookups[f"synonym {printed}"]


def test_no_word_is_a_synonym_of_two(lookups: Blocks) -> None:
    words = [word for name, listed in lookups.items() if name.startswith("synonym") for word in listed]
    assert sorted(words) == sorted(set(words))


def test_examples_are_sorted_and_each_once(lookups: Blocks) -> None:
    for listed in lookups.values():
        assert listed == sorted(set(listed))


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    """So that nothing is trained anew without need; over an existing file and in a new folder."""
    first = write_lookups(DATA, tmp_path / "one").read_bytes()
    assert write_lookups(DATA, tmp_path / "one").read_bytes() == first
    assert write_lookups(DATA, tmp_path / "deep" / "two").read_bytes() == first
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["lookups.yml"]


def test_another_notice_has_its_own_names(settings: Settings, tmp_path: Path) -> None:
    found = blocks(write_lookups(settings.data, tmp_path))
    assert "临湾区" in found["lookup area"] and "永川" not in found["lookup area"]
    assert "市大数据局" in found["lookup unit"] and "市政府职转办" not in found["lookup unit"]


@pytest.fixture
def two(settings: Settings) -> Path:
    """The data folder of both notices."""
    shutil.copytree(DATA / "notice", settings.data / "notice", dirs_exist_ok=True)
    return settings.data


def test_two_notices_are_both_heard(two: Path, tmp_path: Path) -> None:
    found = blocks(write_lookups(two, tmp_path))
    assert {"临湾区", "永川"} <= set(found["lookup area"])
    assert {"市大数据局", "市政府职转办"} <= set(found["lookup unit"])


def test_a_notice_that_lacks_a_body_does_not_hide_it_in_another(two: Path, tmp_path: Path) -> None:
    found = blocks(write_lookups(two, tmp_path))
    assert "大数据局" in found["synonym 市大数据局"]
