"""相似问 are read for their own notice, and a bad row is refused with its file, measure and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import DataError
from index.library import load_library
from index.notice import Notice
from index.questions import SimilarQuestion, load_questions
from index.settings import ROOT

LIBRARY = ROOT / "tests" / "fixtures" / "library"
KEY = "青海发规〔2024〕5号"


@pytest.fixture(scope="module")
def notice() -> Notice:
    return load_library(LIBRARY)[0]


def written(folder: Path, measures: str, name: str = "some.yml", key: str = KEY) -> Path:
    (folder / name).write_text(f"document_number: {key}\nmeasures: {measures}\n", encoding="utf-8")
    return folder


def test_each_measure_has_its_questions(notice: Notice) -> None:
    questions = load_questions(LIBRARY / "questions", notice)
    assert list(questions) == list(range(1, 9))
    assert questions[5][1] == SimilarQuestion("种子期企业股权投资上限", "content")


def test_no_file_means_no_questions(tmp_path: Path, notice: Notice) -> None:
    """A new notice works before anybody has written questions for it."""
    assert load_questions(tmp_path, notice) == {}
    assert load_questions(tmp_path / "missing", notice) == {}


def test_files_of_other_notices_are_passed_over(tmp_path: Path, notice: Notice) -> None:
    """Whatever they are called: the document number decides."""
    written(tmp_path, "{99: {content: [别的通知的问题]}}", "a.yml", "别的〔2024〕1号")
    written(tmp_path, "{1: {funding: [海洋新药补多少]}}", "b.yml")
    assert load_questions(tmp_path, notice) == {1: (SimilarQuestion("海洋新药补多少", "funding"),)}


def test_a_kind_may_stay_open(tmp_path: Path, notice: Notice) -> None:
    """Such a question is searched, but no example of any kind."""
    written(tmp_path, "{1: {other: [海洋新药], contact: [海洋新药找谁]}}")
    assert [question.kind for question in load_questions(tmp_path, notice)[1]] == [None, "contact"]


@pytest.mark.parametrize(
    ("measures", "message"),
    [
        ("{9: {content: [问题]}}", "has no measure 9: correct the number"),
        ("{'1': {content: [问题]}}", "has no measure '1'"),
        ("{1: {content: []}}", "measure 1, content: must be a list with at least one question"),
        ("{1: {content: 问题}}", "measure 1, content: must be a list"),
        ("{1: {}}", "measure 1: must map kinds"),
        ("{1: [问题]}", "measure 1: must map kinds"),
        ("{1: {price: [问题]}}", "measure 1: 'price' is no kind: use contact, content"),
        ("{1: {content: [问题, 3]}}", "measure 1, content: 3 is no question: write it as text"),
        ("{1: {content: ['  ']}}", "measure 1, content: '  ' is no question"),
        ("{1: {content: [问题]}, 2: {content: [问题]}}", "'问题' stands under measure 1 and 2: keep one"),
        ("{1: {content: [问题], funding: [问题]}}", "'问题' stands under measure 1 and 1: keep one"),
        ("[问题]", "must map a measure's number"),
        ("", "must map a measure's number"),
        ("{1: {content: [问题", "no valid YAML"),
    ],
)
def test_a_bad_row_is_refused_with_its_place(tmp_path: Path, notice: Notice, measures: str, message: str) -> None:
    with pytest.raises(DataError, match=message) as caught:
        load_questions(written(tmp_path, measures), notice)
    assert "some.yml" in str(caught.value)


@pytest.mark.parametrize("text", ["measures: {1: {content: [问题]}}", "document_number: 5\nmeasures: {}", "- 问题", ""])
def test_a_file_of_no_notice_is_refused(tmp_path: Path, notice: Notice, text: str) -> None:
    (tmp_path / "some.yml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"some\.yml: needs `document_number`"):
        load_questions(tmp_path, notice)


def test_every_published_measure_has_enough_questions_to_count() -> None:
    """Fewer than four would not be weighed (index/search.py)."""
    for published in load_library(ROOT / "data"):
        questions = load_questions(ROOT / "data" / "questions", published)
        assert {m.number for m in published.measures if len(questions.get(m.number, ())) < 4} == set()
