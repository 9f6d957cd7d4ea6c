"""Rasa's training sentences become examples of what a notice is asked and of what is other people's business."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import DataError
from index.examples import Examples, load_examples
from index.query import normalise_query
from index.settings import ROOT

ASKED = """\
version: "3.1"
nlu:
- intent: ask_funding
  examples: |
    - 最高补多少
    - 最高補多少？
    - １７条多少钱
- intent: ask_human
  examples: |
    - 转人工
- intent: greet
  examples: |
    - 你好
- lookup: unit
  examples: |
    - 市科技局
- regex: number
  examples: |
    - 第[0-9]条
"""
FOREIGN = """\
nlu:
- intent: out_of_scope
  examples: |
    - 公积金怎么提取
    -   公积金怎么提取
    - - 负一楼有车位吗
    - ……
"""


def folder(tmp_path: Path, **files: str) -> Path:
    (tmp_path / "nlu").mkdir()
    for name, text in files.items():
        (tmp_path / "nlu" / f"{name}.yml").write_text(text, encoding="utf-8")
    return tmp_path


def test_questions_and_foreign_business_are_told_apart_by_their_intent(tmp_path: Path) -> None:
    """Small talk, a call for a person, look-up tables and patterns are neither."""
    found = load_examples(folder(tmp_path, a=ASKED, b=FOREIGN))
    assert found == Examples(
        asked=("最高补多少", "最高补多少?", "17条多少钱"),
        foreign=("公积金怎么提取", "- 负一楼有车位吗"),
        other=("转人工", "你好"),
    )


def test_a_sentence_that_stands_in_two_files_comes_once_in_the_order_of_the_files(tmp_path: Path) -> None:
    first = "nlu:\n- intent: ask_content\n  examples: |\n    - 乙\n    - 甲\n"
    second = "nlu:\n- intent: ask_list\n  examples: |\n    - 甲\n    - 丙\n"
    assert load_examples(folder(tmp_path, b=second, a=first)).asked == ("乙", "甲", "丙")


def test_where_there_are_none_nothing_is_found(tmp_path: Path) -> None:
    assert load_examples(tmp_path) == load_examples(folder(tmp_path)) == Examples((), ())


def test_other_files_are_not_read(tmp_path: Path) -> None:
    (folder(tmp_path, a=FOREIGN) / "nlu" / "README.md").write_text("no YAML: [", encoding="utf-8")
    assert len(load_examples(tmp_path).foreign) == 2


BROKEN = {
    "no YAML": "nlu: [",
    "empty": "",
    "a list": "- intent: greet",
    "no nlu": "rules: []",
    "a number": "nlu: 3",
    "no examples": "nlu:\n- intent: greet",
    "examples as a list": "nlu:\n- intent: ask_list\n  examples: [a, b]",
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_file_is_named(tmp_path: Path, broken: str) -> None:
    with pytest.raises(DataError, match=r"bad\.yml.*restore it under data/nlu"):
        load_examples(folder(tmp_path, bad=BROKEN[broken], good=ASKED))


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    """As some Windows editors save it."""
    (folder(tmp_path, good=ASKED) / "nlu" / "bad.yml").write_bytes(b"nlu:\n- intent: ask_list\n" + b"# \xb2\xb9")
    with pytest.raises(DataError, match=r"bad\.yml.*restore it under data/nlu"):
        load_examples(tmp_path)


def test_the_committed_examples_are_normalised_and_each_is_there_once() -> None:
    found = load_examples(ROOT / "data")
    for texts in (found.asked, found.foreign):
        assert len(texts) > 50 and len(set(texts)) == len(texts)
        assert [text for text in texts if text != normalise_query(text)] == []
    assert set(found.asked).isdisjoint(found.foreign)
    assert "转人工" not in (*found.asked, *found.foreign)
