"""Loading notices from files: title and sha256 beside them, clear errors, JSON and report."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from index.errors import DataError, NoticeError
from index.library import load_library
from index.parse import load_notice, parse_notice
from index.report import accounted_share, form_of, measure_share, parse_report
from index.show import show_json

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
TEXT = "关于支持甲事的通知\n一、支持。做好甲事，补助5万元。（责任单位：市财政局）\n二、保障。做好乙事，加强宣传。\n"


def put(folder: Path, name: str, text: bytes, card: str | None = None) -> Path:
    """Write a notice and its .yml; `{sha}` in the card stands for the text's sha256."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.txt"
    path.write_bytes(text)
    card = "title: 甲\ndocument_number: 甲发〔2020〕1号\nsha256: {sha}\n" if card is None else card
    path.with_suffix(".yml").write_text(card.replace("{sha}", hashlib.sha256(text).hexdigest()), encoding="utf-8")
    return path


def test_title_and_number_of_the_card_go_before_the_text(tmp_path: Path) -> None:
    notice = load_notice(put(tmp_path, "a", TEXT.encode()))
    assert (notice.title, notice.key) == ("甲", "甲发〔2020〕1号")
    assert notice.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()


BAD_FILES = (
    (TEXT.encode(), "title: 甲\nsha256: 00ff\n", DataError, "sha256 is"),
    (TEXT.encode("gb18030"), None, DataError, "a.txt is not UTF-8"),
    (TEXT.encode(), "title: 甲\n", DataError, "a.yml has no sha256"),
    (TEXT.encode(), "title: [甲\n", DataError, "a.yml is no YAML"),
    (TEXT.encode(), "title: 12\nsha256: '{sha}'\n", DataError, "title is 12"),
    (b"hello", None, NoticeError, "a.txt, line 1"),
)


@pytest.mark.parametrize(("text", "card", "kind", "message"), BAD_FILES)
def test_a_bad_file_is_named_with_what_to_do(
    tmp_path: Path, text: bytes, card: str | None, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        load_notice(put(tmp_path, "a", text, card))


def test_a_missing_card_is_an_error(tmp_path: Path) -> None:
    path = put(tmp_path, "a", TEXT.encode())
    path.with_suffix(".yml").unlink()
    with pytest.raises(DataError, match=r"a\.yml cannot be read"):
        load_notice(path)


def test_the_library_is_every_notice_in_the_order_of_names() -> None:
    assert [notice.key for notice in load_library(ROOT / "data")] == ["渝发改规范〔2021〕12号"]
    assert [len(notice.measures) for notice in load_library(FIXTURES / "library")] == [8]


def test_an_empty_library_names_the_folder(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no notice in"):
        load_library(tmp_path)


def test_two_notices_with_one_key_are_an_error(tmp_path: Path) -> None:
    put(tmp_path / "notice", "a", TEXT.encode())
    put(tmp_path / "notice", "b", (TEXT + "三、其他。做好丙事，加强督促。\n").encode())
    with pytest.raises(DataError, match=r"b\.txt and a\.txt are both 甲发〔2020〕1号"):
        load_library(tmp_path)


def test_a_notice_without_key_is_an_error(tmp_path: Path) -> None:
    body = "1、支持甲事的政策，补助5万元。\n2、支持乙事。\n".encode()
    put(tmp_path / "notice", "a", body, "title:\ndocument_number:\nsha256: '{sha}'\n")
    with pytest.raises(DataError, match="neither document_number nor title"):
        load_library(tmp_path)


def test_shown_json_has_the_keys_of_the_contract_and_quotes_the_text() -> None:
    shown = json.loads(show_json(load_notice(ROOT / "data" / "notice" / "yufagai-2021-12.txt")))
    assert list(shown) == [
        "document_number",
        "title",
        "issued",
        "effective_from",
        "effective_until",
        "issuers",
        "addressees",
        "areas",
        "text",
        "chapters",
    ]
    assert (shown["issued"], shown["effective_from"], shown["effective_until"]) == ("2021-12-20", "2022-01-01", None)
    chapter = shown["chapters"][5]
    assert (chapter["number"], chapter["heading"], len(chapter["measures"])) == (6, "支持示范区拓展金融服务", 5)
    measure = chapter["measures"][1]
    assert list(measure) == ["number", "heading", "text", "span", "units", "amounts"]
    assert shown["text"][slice(*measure["span"])] == measure["text"]
    assert measure["amounts"][0]["text"] == "3000 万元" and list(measure["amounts"][0]) == [
        "value",
        "unit",
        "text",
        "qualifier",
        "purpose",
    ]


def test_shown_json_does_not_escape_chinese() -> None:
    assert "关于支持甲事的通知" in show_json(parse_notice(TEXT))


def test_the_report_has_a_row_for_each_file_and_gives_errors_as_text(tmp_path: Path) -> None:
    put(tmp_path, "good", TEXT.encode())
    put(tmp_path, "bad", b"\xff\xfe")
    put(tmp_path, "none", b"")
    rows = parse_report(tmp_path).splitlines()
    assert [row.split()[0] for row in rows] == ["file", "bad.txt", "good.txt", "none.txt"]
    assert "not UTF-8" in rows[1] and "the text is empty" in rows[3]
    assert rows[2].split()[1:6] == ["一、", "0", "2", "1/2", "1"]


def test_the_report_of_an_empty_folder_says_so(tmp_path: Path) -> None:
    assert parse_report(tmp_path).startswith("no .txt file in")


def test_shares_and_form_describe_the_notice() -> None:
    notice = load_notice(ROOT / "data" / "notice" / "yufagai-2021-12.txt")
    assert form_of(notice) == "一、 + 1."
    assert accounted_share(notice) == 1.0 and 0.8 < measure_share(notice) < 0.95
