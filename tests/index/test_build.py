"""Building embeds each text once, keeps vectors in a cache that may be lost, and reads the foreign questions."""

from __future__ import annotations

import pytest

from index.build import build_index
from index.errors import DataError
from index.settings import Settings
from tests.index.fake_encoder import FakeEncoder


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", b"no cache"])
def test_a_damaged_cache_costs_time_but_nothing_else(settings: Settings, damage: bytes) -> None:
    version = build_index(settings, FakeEncoder).version
    for path in (settings.home / "cache").glob("*.npz"):
        path.write_bytes(damage)
    encoder = FakeEncoder()
    assert build_index(settings, lambda: encoder).version == version
    assert encoder.embedded


def test_only_a_new_question_is_embedded(settings: Settings) -> None:
    build_index(settings, FakeEncoder)
    path = sorted((settings.data / "questions").glob("*.yml"))[0]
    text = path.read_text(encoding="utf-8").rstrip("\n")
    path.write_text(f"{text}\n      - 一个全新的问题\n", encoding="utf-8")
    encoder = FakeEncoder()
    build_index(settings, lambda: encoder)
    assert encoder.embedded == ["一个全新的问题"]


def test_a_broken_file_of_foreign_questions_is_named(settings: Settings) -> None:
    (settings.data / "nlu").mkdir()
    (settings.data / "nlu" / "out_of_scope.yml").write_text("nlu: 3", encoding="utf-8")
    with pytest.raises(DataError, match=r"out_of_scope\.yml"):
        build_index(settings, FakeEncoder)
