"""Drafts: files that a person and git can read, edits that change one line, rules with reasons, all applied or none."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.review.applying import apply, changes_of, copied, diff_of
from actions.review.drafts import DROPPED, Draft, DraftFolder, Entry, Sort, new_id, read
from actions.review.edits import with_question, with_synonym
from actions.review.rules import HELD_OUT, Rules
from index.errors import DataError
from index.evaluate import load_rows
from index.lexicon import load_lexicon
from index.library import load_library
from index.questions import load_questions
from index.settings import ROOT
from tests.actions.review.rows import ENTRIES, EVALUATION, KEY, NOW, QUESTION, SYNONYM, draft

SORTS = list(Sort)


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules(ROOT / "data")


@pytest.mark.parametrize("sort", SORTS)
def test_a_draft_is_read_as_it_was_written_and_git_takes_its_patch(sort: Sort, data: Path, tmp_path: Path) -> None:
    folder, one = DraftFolder(tmp_path / "drafts"), draft(sort)
    changed = changes_of(data, [one])
    path = folder.save(one, diff_of(data, changed))
    assert folder.open() == [one] == [folder.named(one.id)]
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    subprocess.run(["git", "apply", str(path)], cwd=tmp_path, check=True)
    assert {name: (data / name).read_text(encoding="utf-8") for name in changed} == changed


@pytest.mark.parametrize("sort", SORTS)
def test_an_accepted_draft_adds_what_it_says_and_nothing_else(sort: Sort, data: Path) -> None:
    before = {path: path.read_text(encoding="utf-8") for path in data.rglob("*") if path.is_file()}
    [name] = apply(data, [draft(sort)])
    changed = {path: text for path, text in before.items() if path.read_text(encoding="utf-8") != text}
    assert [path.relative_to(data).as_posix() for path in changed] == [name]
    [(path, text)] = changed.items()
    old, new = text.splitlines(), path.read_text(encoding="utf-8").splitlines()
    assert len(new) - len(old) == (0 if sort is Sort.SYNONYM else 1)
    assert len([line for line in old if line not in set(new)]) <= 1
    if sort is Sort.QUESTION:
        found = load_questions(data / "questions", load_library(data)[0])[4]
        assert (QUESTION["text"], "contact") in [(one.text, one.kind) for one in found]
    elif sort is Sort.SYNONYM:
        assert (
            "两张皮"
            in next(one for one in load_lexicon(data / "lexicon").synonyms if one.term == SYNONYM["term"]).words
        )
    else:
        row = load_rows(data / "evaluation" / "dev.jsonl")[-1]
        assert (row.text, row.first, row.must) == (EVALUATION["text"], (4,), ("市科技局",))


def bad(sort: Sort, **fields: Any) -> tuple[Sort, Entry]:
    return sort, {**ENTRIES[sort], **fields}


REFUSED = [
    (bad(Sort.QUESTION, text="企业办的高端研发机构最高给多少钱?"), "评测题|已有"),
    (bad(Sort.QUESTION, measure=99), "没有第 99 条"),
    (bad(Sort.QUESTION, kind="wrong"), "没有种类"),
    (bad(Sort.QUESTION, notice="某发〔2024〕1号"), "没有收录通知"),
    (bad(Sort.QUESTION, text="打［电话］找谁"), "隐去"),
    (bad(Sort.QUESTION, text="  "), "没有文字"),
    (bad(Sort.QUESTION, text="两\n行"), "一行"),
    (bad(Sort.QUESTION, text="长" * 101), "太长"),
    (bad(Sort.SYNONYM, term="不在通知里的词"), "不是通知里的词"),
    (bad(Sort.SYNONYM, word="成果转化"), "已经写在"),
    (bad(Sort.SYNONYM, word="皮"), "只有一个字"),
    (bad(Sort.SYNONYM, word="科技成果转化"), "相同"),
    (bad(Sort.EVALUATION, status=["maybe"]), "状态"),
    (bad(Sort.EVALUATION, status=[]), "状态"),
    (bad(Sort.EVALUATION, kind="wrong"), "没有类别"),
    (bad(Sort.EVALUATION, first=[99]), "没有第 99 条"),
    (bad(Sort.EVALUATION, must=["不在原文里的话"]), "不在第4条的原文里"),
    (bad(Sort.EVALUATION, text="想请中科院过来开个分院，市里欢不欢迎"), "这一题已有了"),
]


@pytest.mark.parametrize(("entry", "reason"), REFUSED)
def test_an_entry_that_would_do_harm_is_refused_with_the_reason(
    rules: Rules, entry: tuple[Sort, Entry], reason: str
) -> None:
    refusal = rules.refusal(*entry)
    assert refusal is not None
    assert re.search(reason, refusal)


def test_nothing_like_a_held_out_question_is_learned(rules: Rules) -> None:
    row = load_rows(ROOT / "data" / "evaluation" / "test.jsonl")[0]
    assert rules.refusal(*bad(Sort.QUESTION, text=f"{row.text}嘛")) == HELD_OUT
    assert row.text not in HELD_OUT


def test_a_bad_draft_stops_the_good_ones_beside_it(data: Path) -> None:
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    wrong = draft(Sort.QUESTION, {**QUESTION, "measure": 99, "text": "另一问"}, "20261123-120001")
    with pytest.raises(DataError, match=f"{wrong.id}.*没有第 99 条"):
        apply(data, [draft(Sort.SYNONYM), wrong])
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before


def test_the_same_question_twice_in_one_go_is_refused(data: Path) -> None:
    with pytest.raises(DataError, match="只能出现一次"):
        apply(
            data, [draft(Sort.QUESTION), draft(Sort.QUESTION, {**QUESTION, "text": "两张皮的问题，找哪个解决？"}, "2")]
        )


def test_a_copy_that_the_loaders_refuse_is_not_used(data: Path) -> None:
    with pytest.raises(DataError, match=r"synonyms\.yml"), copied(data, {"lexicon/synonyms.yml": "synonyms: []\n"}):
        pass


def test_a_notice_without_similar_questions_gets_a_file(data: Path) -> None:
    next((data / "questions").glob("*.yml")).unlink()
    assert apply(data, [draft(Sort.QUESTION)]) == ["questions/yufagai-2021-12.yml"]
    assert len(load_questions(data / "questions", load_library(data)[0])[4]) == 1


LAYOUTS = [
    "document_number: d\nmeasures:\n  4: {contact: [甲]}\n",
    "document_number: d\nmeasures: {4: {contact: [甲]}}\n",
    "document_number: d\nmeasures:\n    4:\n        contact:\n            - 甲\n",
]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_file_in_another_layout_is_left_to_a_person(layout: str) -> None:
    with pytest.raises(DataError, match="手工"):
        with_question(layout, 4, "contact", "乙")


@pytest.mark.parametrize(
    "text", ["普通一问", "是 # 注释吗", "冒号: 在里面", "- 开头", "'引号\"", "12345", "yes", "[甲]", "结尾冒号："]
)
def test_whatever_is_asked_stays_a_text(text: str) -> None:
    before = "# 说明\ndocument_number: d\nmeasures:\n  4:\n    contact:\n      - 甲\n\n    # 尾\n  5:\n    other:\n      - 乙\n"
    after = with_question(before, 4, "contact", text)
    assert yaml.safe_load(after)["measures"] == {4: {"contact": ["甲", text]}, 5: {"other": ["乙"]}}
    assert "# 说明" in after and "# 尾" in after
    assert yaml.safe_load(with_question(after, 4, "funding", text))["measures"][4]["funding"] == [text]
    assert yaml.safe_load(with_question(after, 6, "other", text))["measures"][6] == {"other": [text]}


@pytest.mark.parametrize("word", ["普通词", "有,逗号", "有]括号", "no", "3D打印", "a: b"])
def test_whatever_word_stays_a_word(word: str) -> None:
    before = "synonyms:\n  # 节\n  - term: 甲\n    words: [乙, 丙] # 注\n"
    after = with_synonym(with_synonym(before, "甲", word), "丁", word)
    rows = yaml.safe_load(after)["synonyms"]
    assert rows == [{"term": "甲", "words": ["乙", "丙", word]}, {"term": "丁", "words": [word]}]
    assert "# 节" in after and "# 注" in after


BROKEN = ["", "draft: x\n\n", "{}", "draft: 1\nsort: other\nwho: a\nwhen: x\nabout: \nentries: []\n\n"]


@pytest.mark.parametrize("text", BROKEN)
def test_a_damaged_file_is_named_and_hides_no_other(tmp_path: Path, text: str) -> None:
    folder, good = DraftFolder(tmp_path), draft(Sort.SYNONYM)
    folder.save(good, "")
    (tmp_path / "0.patch").write_text(text, encoding="utf-8")
    broken, found = folder.open()
    assert isinstance(broken, DataError) and "0.patch" in str(broken)
    assert found == good


@pytest.mark.parametrize("entries", [[], [{}], [{**QUESTION, "measure": "4"}], [{**QUESTION, "more": 1}], ["x"]])
def test_an_entry_of_another_shape_is_refused(tmp_path: Path, entries: list[object]) -> None:
    path = DraftFolder(tmp_path).save(draft(Sort.QUESTION), "")
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[5] = f"entries: {json.dumps(entries)}"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DataError):
        read(path)


@pytest.mark.parametrize("name", ["../secret", "none", "", ".", "a/b"])
def test_only_a_draft_that_waits_can_be_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match="没有草稿"):
        DraftFolder(tmp_path).named(name)


def test_a_decided_draft_waits_no_longer_and_is_kept(tmp_path: Path) -> None:
    folder, one = DraftFolder(tmp_path), draft(Sort.SYNONYM)
    folder.save(one, "")
    folder.decide(one, DROPPED)
    assert folder.open() == [] and (tmp_path / DROPPED / f"{one.id}.patch").is_file()


def test_who_and_what_stay_in_their_lines(tmp_path: Path) -> None:
    """A name with a line break cannot write another line of the head."""
    one = replace(draft(Sort.SYNONYM), who="王芳\nentries: []", about="一\n\n二")
    assert read(DraftFolder(tmp_path).save(one, "")) == replace(one, who="王芳 entries: []", about="一 二")


def test_names_of_drafts_differ_and_sort_by_time() -> None:
    first, second = new_id(Sort.QUESTION, NOW), new_id(Sort.QUESTION, NOW)
    assert first != second and first.startswith("20261123-120000-question-")


def test_a_draft_of_several_entries_has_one_title() -> None:
    one = Draft("x", Sort.QUESTION, (QUESTION, {**QUESTION, "text": "乙"}), "a", NOW)
    assert one.title == "第4条 contact：两张皮的问题找哪个解决 等 2 条" and KEY not in one.title
