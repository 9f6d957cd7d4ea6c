"""`python -m actions.review`: lists, takes all or nothing, and reads and writes sheets."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.review.__main__ import main
from actions.review.drafts import ACCEPTED, DROPPED, DraftFolder, Sort
from tests.actions.review.rows import KEY, QUESTION, draft
from tests.actions.review.test_sheets import GOOD, book


@pytest.fixture
def folder(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DraftFolder:
    monkeypatch.setenv("YUCE_DATA", str(data))
    monkeypatch.setenv("YUCE_HOME", str(tmp_path))
    return DraftFolder(tmp_path / "drafts")


def test_good_and_bad_drafts_are_listed_apart(folder: DraftFolder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.save(draft(Sort.QUESTION), "")
    folder.save(draft(Sort.QUESTION, {**QUESTION, "measure": 99, "text": "别的问题"}, "2"), "")
    folder.save(draft(Sort.QUESTION, QUESTION, "3"), "")
    (folder.folder / "4.patch").write_text("?", encoding="utf-8")
    assert main(["--no-test"]) == 0
    out = capsys.readouterr().out
    assert out.count("不能采纳") == 2 and "没有第 99 条" in out and "只能出现一次" in out and "✗ 4.patch" in out
    assert out.count("+      - 两张皮的问题找哪个解决") == 1


def test_one_bad_draft_and_nothing_is_taken(
    folder: DraftFolder, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = draft(Sort.SYNONYM), draft(Sort.QUESTION, {**QUESTION, "measure": 99}, "2")
    folder.save(good, "")
    folder.save(bad, "")
    before = (data / "lexicon" / "synonyms.yml").read_bytes()
    assert main(["--accept", "all"]) == 1
    assert bad.id in capsys.readouterr().err
    assert (data / "lexicon" / "synonyms.yml").read_bytes() == before and len(folder.open()) == 2
    assert main(["--accept", good.id, "--drop", bad.id]) == 0
    assert folder.open() == [] and (folder.folder / ACCEPTED / f"{good.id}.patch").is_file()
    assert (folder.folder / DROPPED / f"{bad.id}.patch").is_file()


@pytest.mark.parametrize("names", ["none", "../x", "all"])
def test_a_name_that_is_none_is_told(folder: DraftFolder, names: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder.folder.mkdir(parents=True)
    (folder.folder / "x.patch").write_text("?", encoding="utf-8")
    assert main(["--accept", names]) == 1
    assert capsys.readouterr().err.startswith("yuce: ")


def test_the_same_draft_is_not_taken_and_dropped(folder: DraftFolder, capsys: pytest.CaptureFixture[str]) -> None:
    one = draft(Sort.SYNONYM)
    folder.save(one, "")
    assert main(["--accept", one.id, "--drop", one.id]) == 1
    assert "只写一处" in capsys.readouterr().err and folder.open() == [one]


def test_sheets_go_out_and_come_in(folder: DraftFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "q.xlsx"
    assert main(["--export", str(sheet)]) == 0
    assert main(["--import", str(sheet)]) == 0
    assert "没有新增" in capsys.readouterr().out and folder.open() == []
    sheet.write_bytes(book(GOOD, (KEY, 99, "", "找谁", "别的问题")))
    assert main(["--import", str(sheet)]) == 1
    assert "第3行：没有第 99 条" in capsys.readouterr().err and folder.open() == []
    sheet.write_bytes(book(GOOD))
    assert main(["--import", str(sheet), "--who", "王芳"]) == 0
    [one] = folder.open()
    assert not isinstance(one, Exception) and one.who == "王芳"
    assert main(["--import", str(tmp_path / "none.xlsx")]) == 1
