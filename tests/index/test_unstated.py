"""Questions that a measure leaves open: the reviewed file, what is blotted out, and what is learned from."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import DataError
from index.library import load_library
from index.notice import Notice, label_of
from index.questions import Questions, SimilarQuestion, load_questions
from index.settings import ROOT
from index.unstated import (
    OPEN,
    STATED,
    OpenQuestion,
    blotted,
    examples_of,
    load_open_questions,
)

LIBRARY = ROOT / "tests" / "fixtures" / "library"
KEY = "青海发规〔2024〕5号"


@pytest.fixture(scope="module")
def notice() -> Notice:
    return load_library(LIBRARY)[0]


def written(folder: Path, text: str, name: str = "some.yml", key: str = KEY) -> Path:
    (folder / name).write_text(f"document_number: {key}\n{text}\n", encoding="utf-8")
    return folder


def test_both_sorts_are_read_with_their_measures(tmp_path: Path, notice: Notice) -> None:
    written(tmp_path, "open: {1: [分几年拨]}\nstated: {2: [到底几年]}")
    assert load_open_questions(tmp_path, notice) == (
        OpenQuestion(1, "分几年拨", False),
        OpenQuestion(2, "到底几年", True),
    )


def test_a_notice_without_a_file_has_none(tmp_path: Path, notice: Notice) -> None:
    written(tmp_path, "open: {99: [别的通知的问题]}", key="别的〔2024〕1号")
    assert load_open_questions(tmp_path, notice) == ()
    assert load_open_questions(tmp_path / "missing", notice) == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("open: {77: [问题]}", "has no measure 77: correct the number"),
        ("open: [问题]", "`open` must map a measure's number to its questions"),
        ("open: {1: [3]}", "3 is no question: write it as text"),
        ("open: {1: 3}", "3 is no question: write it as text"),
        ("open: {1: [问题]}\nstated: {2: [问题]}", "'问题' stands there twice: keep one"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, notice: Notice, text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        load_open_questions(written(tmp_path, text), notice)


@pytest.mark.parametrize("text", ["open: [", "- 1", "open: {}\ndocument_number: 7"])
def test_what_is_no_such_file_is_refused(tmp_path: Path, notice: Notice, text: str) -> None:
    (tmp_path / "bad.yml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"bad\.yml"):
        load_open_questions(tmp_path, notice)


@pytest.mark.parametrize(
    ("query", "text", "left"),
    [
        ("新增建设用地一亩什么价", "安排新增建设用地指标", "#一亩什么价"),
        ("人才公寓几套,人才公寓多大", "优先保障人才公寓", "#几套,#多大"),
        ("用一地", "用地", "用一地"),
        ("用地", "用地", "#"),
        ("", "用地", ""),
    ],
)
def test_what_stands_in_the_measure_is_blotted_out(query: str, text: str, left: str) -> None:
    assert blotted(query, text) == left


def test_similar_questions_show_what_is_stated(notice: Notice) -> None:
    """Those for procedures do not: a measure never answers them."""
    questions: Questions = {1: (SimilarQuestion("补多少", "funding"), SimilarQuestion("怎么领", "procedure"))}
    examples = examples_of(notice, questions, [OpenQuestion(1, "分几年拨", False)])
    assert [(one.text, one.label) for one in examples] == [("分几年拨", OPEN), ("补多少", STATED)]
    assert {one.owner for one in examples} == {label_of(notice.key, 1)}
    assert examples_of(notice, questions, []) == []


def test_the_published_notice_has_many_of_both(tmp_path: Path) -> None:
    """Each measure has open questions, and none of them is a 相似问 too."""
    [notice] = load_library(ROOT / "data")
    opened = load_open_questions(ROOT / "data" / "unstated", notice)
    questions = load_questions(ROOT / "data" / "questions", notice)
    counts = {m.number: sum(one.number == m.number and not one.is_stated for one in opened) for m in notice.measures}
    assert min(counts.values()) >= 15
    similar = {question.text for group in questions.values() for question in group}
    assert [one.text for one in opened if not one.is_stated and one.text in similar] == []
