"""Phone numbers come from the operator's file alone; what is unclear in it is refused, not guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.contacts import Contacts, load_contacts
from index.errors import DataError
from index.settings import ROOT


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "contacts.yml"


def test_no_file_means_no_contacts(file: Path) -> None:
    assert load_contacts(file) == Contacts()


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "hotline: null\nhours: null\nunits: {}\n"])
def test_an_empty_file_means_no_contacts(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    assert load_contacts(file) == Contacts()


def test_what_is_written_is_read(file: Path) -> None:
    file.write_text('hotline: "023-000"\nhours: 工作日\nunits: {市科技局: "023-001"}\n', encoding="utf-8")
    assert load_contacts(file) == Contacts("023-000", "工作日", {"市科技局": "023-001"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hotline: 12345", "hotline is 12345: write it as text, in quotes"),  # 023… would lose its zero
        ("hotline: ''", "hotline is ''"),
        ("hours: [9, 17]", "hours is"),
        ("units: {市科技局: 67513000}", "市科技局 is 67513000"),
        ("units: [市科技局]", "`units` must map"),
        ("hotline: 待定", "hotline is '待定', which is no phone number"),
        ("units: {市科技局: 见官网}", "市科技局 is '见官网', which is no phone number"),
        ("units: {市科技局: null}", "`units` has the row '市科技局': None"),
        ("units: {17: '023-001'}", "`units` has the row 17"),
        ("phone: '023-000'", "only hotline, hours and units"),
        ("- hotline", "only hotline, hours and units"),
        ("hotline: '023", "no valid YAML"),
    ],
)
def test_a_bad_value_is_refused_by_name(file: Path, text: str, message: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=message) as caught:
        load_contacts(file)
    assert file.name in str(caught.value)


def test_the_file_that_is_delivered_holds_no_number() -> None:
    """Nobody's phone is invented; the operator fills it in."""
    assert load_contacts(ROOT / "data" / "site" / "contacts.yml") == Contacts()
