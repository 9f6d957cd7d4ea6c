"""Sentences that the index has embedded already are not embedded again; a cache that is no use costs only time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.embedding import DIMENSION
from bot.errors import ModelFileError
from bot.text import folded
from bot.vector_cache import Vectors, cache_path, embed_with, key_of, read_cache

TEXTS = ["最高补多少", "归谁管", "你好"]


def unit(place: int) -> Vectors:
    return np.eye(1, DIMENSION, place, dtype=np.float32)


def vectors(count: int) -> Vectors:
    return np.eye(count, DIMENSION, dtype=np.float32)


class Encoder:
    """Gives each text a vector of its own, and remembers which it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.concatenate([unit(100 + len(text)) for text in texts])


def write(folder: Path, **tables: object) -> Path:
    path = cache_path(folder)
    np.savez(path, **{name: np.array(table) for name, table in tables.items()})
    return path


def test_only_unknown_texts_are_embedded_and_the_order_is_kept() -> None:
    encoder = Encoder()
    known = {key_of("归谁管"): unit(7)[0]}
    found = embed_with(known, TEXTS, encoder)
    assert encoder.asked == ["最高补多少", "你好"]
    np.testing.assert_array_equal(found, np.concatenate([unit(105), unit(7), unit(102)]))
    assert (found.shape, found.dtype) == ((3, DIMENSION), np.float32)


def test_where_all_is_known_the_model_is_not_asked() -> None:
    encoder = Encoder()
    known = {key_of(text): unit(place)[0] for place, text in enumerate(TEXTS)}
    np.testing.assert_array_equal(embed_with(known, TEXTS[::-1], encoder), vectors(3)[::-1])
    assert encoder.asked == []


def test_without_a_cache_all_are_embedded_in_one_batch() -> None:
    encoder = Encoder()
    np.testing.assert_array_equal(embed_with({}, TEXTS, encoder), encoder(TEXTS))
    assert encoder.asked == TEXTS * 2
    assert embed_with({}, [], encoder).shape == (0, DIMENSION)


def test_a_cache_is_read_as_it_was_written(tmp_path: Path) -> None:
    known = read_cache(write(tmp_path, keys=[key_of(text) for text in TEXTS], vectors=vectors(3)))
    assert list(known) == [key_of(text) for text in TEXTS]
    np.testing.assert_array_equal(np.stack(list(known.values())), vectors(3))


def test_key_and_file_are_those_that_the_index_writes() -> None:
    """The two rooms share no code: tests/index/test_vectors.py holds index/vectors.py to the same two."""
    assert key_of("你好")[:16] == "4e8c859f3b8aeaef"
    assert cache_path(Path("cache")) == Path("cache/vectors-4c4164b5039c.npz")


DAMAGE = {
    "empty": b"",
    "no archive": b"no cache",
    "cut short": b"PK\x03\x04",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_cache_is_told_and_gives_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    cache_path(tmp_path).write_bytes(DAMAGE[damage])
    assert read_cache(cache_path(tmp_path)) == {}
    assert "is unreadable" in caplog.text and "embedding everything" in caplog.text


TABLES = {
    "another dimension": ({"keys": ["a", "b"], "vectors": np.eye(2, 64)}, "shape (2, 64)"),
    "fewer keys": ({"keys": ["a"], "vectors": np.eye(2, DIMENSION)}, f"shape (2, {DIMENSION})"),
    "one row alone": ({"keys": ["a"], "vectors": np.ones(DIMENSION)}, f"shape ({DIMENSION},)"),
    "no vectors": ({"keys": ["a"]}, "unreadable"),
    "no keys": ({"vectors": np.eye(1, DIMENSION)}, "unreadable"),
    "words": ({"keys": ["a"], "vectors": ["b"]}, "unreadable"),
}


@pytest.mark.parametrize("case", TABLES)
def test_a_cache_of_another_shape_is_told_and_gives_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, case: str
) -> None:
    tables, told = TABLES[case]
    assert read_cache(write(tmp_path, **tables)) == {}
    assert told in caplog.text


def test_no_cache_is_nothing_to_tell(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert read_cache(cache_path(tmp_path)) == {} and caplog.record_tuples == []


@pytest.mark.parametrize("value", [np.nan, 0.0, 2.0])
def test_vectors_that_are_not_of_length_1_are_refused(tmp_path: Path, value: float) -> None:
    """A model gone wrong must not be trained on."""
    wrong = vectors(2)
    wrong[1] *= value
    with pytest.raises(ModelFileError, match="not 1"):
        read_cache(write(tmp_path, keys=["a", "b"], vectors=wrong))


FOLDED = [
    ("最高补多少", "最高补多少"),
    ("最高補多少", "最高补多少"),  # traditional characters
    ("第１７条讲什么？", "第17条讲什么?"),  # full width
    ("R&D 投入", "r&d 投入"),
    ("ＱＱ群", "qq群"),
    ("  你好　 在吗\n", "你好 在吗"),  # blanks of every kind
    ("㈠", "(一)"),
    ("①", "1"),
    ("", ""),
    (" \t　", ""),
]


@pytest.mark.parametrize(("typed", "expected"), FOLDED)
def test_text_is_folded_to_the_form_that_is_compared(typed: str, expected: str) -> None:
    assert folded(typed) == expected
    assert folded(expected) == expected


def test_every_spelling_of_a_sentence_has_one_key() -> None:
    spellings = ["第17条 最高补多少", "第１７条　最高補多少", " 第17條\n最高补多少 "]
    assert len({key_of(folded(text)) for text in spellings}) == 1
